import Glibc

/// The address of a service manager's socket.
struct NotifyAddress: Sendable {
    private let bytes: [UInt8]

    /// - Parameter name: an absolute path, or `@` and an abstract name; `nil` is made of anything else, and of a name
    ///   that is longer than a socket's address can be.
    init?(name: String) {
        var path = Array(name.utf8)
        guard path.count > 1, !path.contains(0), let first = path.first else { return nil }
        switch first {
        case UInt8(ascii: "/"): path.append(0)
        case UInt8(ascii: "@"): path[0] = 0
        default: return nil
        }
        let longest = MemoryLayout<sockaddr_un>.size - Self.pathOffset
        guard path.count <= longest else { return nil }
        bytes = withUnsafeBytes(of: sa_family_t(AF_UNIX)) { Array($0) } + path
    }

    private static let pathOffset = MemoryLayout<sa_family_t>.size

    /// Sends one datagram to the address.
    func send(_ message: [UInt8], through descriptor: Int32) -> ServiceNotifier.Delivery {
        bytes.withUnsafeBytes { raw in
            guard let address = raw.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
                return .failed(errno: EINVAL)
            }
            while true {
                let flags = Int32(MSG_NOSIGNAL)
                let count = sendto(descriptor, message, message.count, flags, address, socklen_t(raw.count))
                if count == message.count { return .sent }
                guard count < 0, errno == EINTR else { return .failed(errno: count < 0 ? errno : EMSGSIZE) }
            }
        }
    }
}

import Glibc
import Synchronization

/// Ports on loopback for programs that must be told theirs before they start.
///
/// They lie below the range from which the system picks ports for others (32768 and up by default), and none is handed
/// out twice in a run, so nothing else takes one between here and the program's start.
enum FreePort {
    private static let range = 10_000..<32_000
    private static let offset = Mutex(Int(getpid()) &* 131)

    struct NoneLeft: Error {}

    static func next() throws -> Int {
        for _ in range {
            let candidate = offset.withLock { offset in
                offset = (offset + 1) % range.count
                return range.lowerBound + offset
            }
            if isFree(candidate) { return candidate }
        }
        throw NoneLeft()
    }

    /// Whether nobody listens on the port, on any address.
    private static func isFree(_ port: Int) -> Bool {
        // No program that starts just now may inherit it, and so keep the port.
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = SocketAddress.any(port: port)
        return SocketAddress.use(&address) { bind(descriptor, $0, $1) } == 0
    }
}

/// The addresses of sockets.
enum SocketAddress {
    static func any(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        return address
    }

    static func loopback(port: Int) -> sockaddr_in {
        var address = any(port: port)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    static func use(_ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafeBytes(of: &address) { bytes in
            guard let start = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return -1 }
            return body(start, socklen_t(bytes.count))
        }
    }
}

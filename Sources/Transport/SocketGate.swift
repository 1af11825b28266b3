import CCurl
import Domain
import Glibc

/// The sockets of one transfer: which may be opened, and which are.
///
/// Kept at an address of its own, which the callbacks get.
struct SocketGate {
    private let addressGuard: AddressGuard?
    private var open: [Int32] = []
    private var hasOpened = false
    private var hasRefused = false

    init(addressGuard: AddressGuard?) {
        self.addressGuard = addressGuard
    }

    /// Whether there was an address, and none that may be connected to.
    var isRefused: Bool { hasRefused && !hasOpened }

    /// Before another transfer.
    mutating func reset() {
        hasOpened = false
        hasRefused = false
    }

    /// Ends all waiting for what a peer still has to say; what is said to it still goes out.
    ///
    /// libcurl takes leave of a mail server by `QUIT` and waits up to two minutes for the answer, before it tells what came
    /// of the mail (`smtp_disconnect` in its lib/smtp.c). An answer that cannot come is not waited for.
    func stopListening() {
        for socket in open { shutdown(socket, Int32(SHUT_RD)) }
    }

    /// - Returns: a socket, or -1 if the address may not be connected to.
    fileprivate mutating func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> Int32 {
        guard isPermitted(address) else {
            hasRefused = true
            return -1
        }
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let socket = socket(address.pointee.family, kind, address.pointee.protocol)
        guard socket >= 0 else { return -1 }
        hasOpened = true
        open.append(socket)
        return socket
    }

    fileprivate mutating func close(_ socket: Int32) -> Int32 {
        open.removeAll { $0 == socket }
        return Glibc.close(socket)
    }

    private func isPermitted(_ address: UnsafeMutablePointer<curl_sockaddr>) -> Bool {
        guard let addressGuard else { return true }
        // Without port and zone; of other families than these two nothing is permitted.
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return false }
        let start = UnsafeRawPointer(address) + offset
        switch address.pointee.family {
        case AF_INET:
            let bytes = withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) }
            return addressGuard.permits(bytes)
        case AF_INET6:
            let bytes = withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) }
            return addressGuard.permits(bytes)
        default:
            return false
        }
    }
}

// MARK: - Callbacks

/// CURLOPT_OPENSOCKETFUNCTION (https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html).
func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let context, let address else { return -1 }
    return context.assumingMemoryBound(to: SocketGate.self).pointee.open(address)
}

/// CURLOPT_CLOSESOCKETFUNCTION (https://curl.se/libcurl/c/CURLOPT_CLOSESOCKETFUNCTION.html).
func closeSocket(_ context: UnsafeMutableRawPointer?, _ socket: curl_socket_t) -> Int32 {
    guard let context else { return 1 }
    return context.assumingMemoryBound(to: SocketGate.self).pointee.close(socket)
}

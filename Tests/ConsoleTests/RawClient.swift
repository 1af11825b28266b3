import Glibc

/// One connection to the listener, by which any bytes can be sent. It blocks, so it is used by `onThread` only.
final class RawClient {
    struct Answer: Hashable, Sendable {
        var status: Int
        /// Names in small letters.
        var headers: [String: String]
        var body: String
    }

    struct Misfortune: Error { var text: String }

    private let descriptor: Int32
    private var received: [UInt8] = []
    private var hasEnded = false

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let failure = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard failure == 0 else { throw Misfortune(text: "connect: \(errno)") }
    }

    deinit { close(descriptor) }

    /// Sends everything, as far as the other side takes it.
    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Says that nothing more is coming; answers can still be read.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Whether the other side has not closed after some time; less than that if something has come from it.
    func isOpen(waitMilliseconds: Int32) -> Bool {
        var look = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&look, 1, waitMilliseconds) > 0 else { return true }
        return (try? receive()) ?? false
    }

    /// The next answer; `nil` if the connection ends before one.
    func answer() throws -> Answer? {
        while true {
            if let answer = takeAnswer() { return answer }
            guard try receive() else { return nil }
        }
    }

    /// Everything that is still to come, until the other side closes.
    func untilClosed() throws -> [Answer] {
        var answers: [Answer] = []
        while let answer = try answer() { answers.append(answer) }
        return answers
    }

    /// As it comes.
    func textUntilClosed() throws -> String {
        while try receive() {}
        return String(decoding: received, as: UTF8.self)
    }

    private func receive() throws -> Bool {
        guard !hasEnded else { return false }
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = piece.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count >= 0 || errno == ECONNRESET else { throw Misfortune(text: "recv: \(errno)") }
        hasEnded = count <= 0
        received += piece.prefix(max(0, count))
        return !hasEnded
    }

    private func takeAnswer() -> Answer? {
        let text = String(decoding: received, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let sides = line.split(separator: ":", maxSplits: 1).map(String.init)
            headers[sides[0].lowercased()] = sides.count > 1 ? String(sides[1].drop { $0 == " " }) : ""
        }
        let headLength = text[..<end.upperBound].utf8.count
        let status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
        let bodyLength = headers["content-length"].flatMap { Int($0) } ?? 0
        guard received.count >= headLength + bodyLength else { return nil }
        let body = String(decoding: received[headLength..<headLength + bodyLength], as: UTF8.self)
        received.removeFirst(headLength + bodyLength)
        return Answer(status: status, headers: headers, body: body)
    }
}

/// A request with a body, as a well-behaved gateway writes it.
func post(_ path: String, _ body: String = "", headers: [String] = ["X-Key: sesame"]) -> String {
    (["POST \(path) HTTP/1.1", "Host: hooks.example", "Content-Length: \(body.utf8.count)"] + headers)
        .map { $0 + "\r\n" }.joined() + "\r\n" + body
}

func get(_ path: String, headers: [String] = []) -> String {
    (["GET \(path) HTTP/1.1", "Host: hooks.example"] + headers).map { $0 + "\r\n" }.joined() + "\r\n"
}

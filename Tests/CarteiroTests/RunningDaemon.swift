import Domain
import Foundation

/// The daemon as a process, seen as systemd sees it: by what it says of itself, its signals and its exit status.
final class RunningDaemon {
    private let process: pid_t
    private let notices: Int32
    private let workplace: Workplace

    /// Starts `run` with the workplace's configuration, and a socket on which it says when it is ready.
    init(_ workplace: Workplace, environment: [String: String] = [:]) throws {
        self.workplace = workplace
        let notices = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(notices, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        // An abstract name, which needs no file and fits however long the folder's path is.
        let name = "carteiro-tests-\(UUID().uuidString)"
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            for (index, byte) in name.utf8.enumerated() { path[index + 1] = byte }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + 1 + name.utf8.count)
        let failure = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(notices, $0, length) }
        }
        guard failure == 0 else { throw Workplace.Misfortune(text: "bind: \(errno)") }
        self.notices = notices
        process = try workplace.start(
            ["run", "--config", workplace.path("carteiro.yaml")], errors: "daemon.log",
            environment: environment.merging(["NOTIFY_SOCKET": "@" + name]) { $1 })
    }

    deinit {
        close(notices)
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// Waits until it says that it is ready, also after a reload.
    func waitUntilReady() throws {
        var message = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(notices, &message, message.count, 0)
            guard count > 0 else { throw Workplace.Misfortune(text: "not ready: \(try log())") }
            let lines = String(decoding: message.prefix(count), as: UTF8.self).split(separator: "\n")
            if lines.contains("READY=1") { return }
        }
    }

    func send(_ signal: Int32) { kill(process, signal) }

    /// Waits for its end.
    ///
    /// - Returns: the exit status.
    func status() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    func log() throws -> String { try workplace.read("daemon.log") }
}

/// A TCP port of loopback, and whether it is kept.
final class LoopbackPort {
    let number: Int
    private var descriptor: Int32

    /// - Parameter isKept: whether it is listened on for as long as this object is there; otherwise it is only known to have
    ///   been free.
    init(isKept: Bool) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw Workplace.Misfortune(text: "bind: \(errno)") }
        self.descriptor = descriptor
        number = Int(in_port_t(bigEndian: address.sin_port))
        if !isKept { letGo() }
    }

    deinit { letGo() }

    private func letGo() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    /// Sends a request and reads its whole answer; the connection ends with it.
    func ask(_ request: String) throws -> String {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(client) }
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(number).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let failure = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard failure == 0 else { throw Workplace.Misfortune(text: "connect: \(errno)") }
        let bytes = Array(request.utf8)
        guard Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Workplace.Misfortune(text: "send: \(errno)")
        }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(client, &piece, piece.count, 0)
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += piece.prefix(count)
        }
    }

    /// The status of a callback's answer.
    func call(_ path: String, key: String, _ body: String) throws -> Int? {
        let answer = try ask(
            "POST \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Key: \(key)\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        return answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
}

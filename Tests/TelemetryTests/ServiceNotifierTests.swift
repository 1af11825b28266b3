import Glibc
import Telemetry
import Testing

/// A service manager's end of the socket.
private final class Receiver {
    let name: String
    private let descriptor: Int32
    private let path: String?

    enum Kind: CaseIterable { case path, abstract }

    init(_ kind: Kind, label: String) throws {
        let unique = "carteiro-notify-\(getpid())-\(label)"
        switch kind {
        case .path:
            name = "/tmp/" + unique
            path = name
        case .abstract:
            name = "@" + unique
            path = nil
        }
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if kind == .abstract { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (kind == .path ? 1 : 0))
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(bound == 0)
    }

    deinit {
        close(descriptor)
        if let path { unlink(path) }
    }

    /// The next datagram, `nil` if none is there.
    func next() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}

@Suite("The service notifier")
struct ServiceNotifierTests {
    @Test("Every message reaches the socket", arguments: Receiver.Kind.allCases)
    private func messages(kind: Receiver.Kind) throws {
        let receiver = try Receiver(kind, label: "messages-\(kind)")
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": receiver.name], processID: 1)
        #expect(notifier.ready() == .sent)
        #expect(receiver.next() == "READY=1")
        #expect(notifier.ready(status: "12 due") == .sent)
        #expect(receiver.next() == "READY=1\nSTATUS=12 due")
        #expect(notifier.reloading(monotonicMicroseconds: 123_456) == .sent)
        #expect(receiver.next() == "RELOADING=1\nMONOTONIC_USEC=123456")
        #expect(notifier.status("3 prontas, 1 em espera") == .sent)
        #expect(receiver.next() == "STATUS=3 prontas, 1 em espera")
        #expect(notifier.watchdog() == .sent)
        #expect(receiver.next() == "WATCHDOG=1")
        #expect(notifier.stopping(status: "draining") == .sent)
        #expect(receiver.next() == "STOPPING=1\nSTATUS=draining")
        #expect(receiver.next() == nil)
    }

    @Test("A status cannot smuggle another assignment in, and has an end")
    func statusText() throws {
        let receiver = try Receiver(.abstract, label: "status")
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": receiver.name], processID: 1)
        notifier.status("a\nMAINPID=1\r\u{0}b")
        #expect(receiver.next() == "STATUS=a MAINPID=1  b")
        notifier.status(String(repeating: "é", count: 5000))
        #expect(receiver.next() == "STATUS=" + String(repeating: "é", count: 500))
    }

    @Test("Without a socket nothing is done", arguments: [[:], ["NOTIFY_SOCKET": ""]])
    func unwanted(environment: [String: String]) {
        let notifier = ServiceNotifier(environment: environment, processID: 1)
        #expect(notifier.ready() == .unwanted)
        #expect(notifier.watchdog() == .unwanted)
        #expect(notifier.watchdogInterval == nil)
    }

    @Test(
        "A name that is no socket's is refused",
        arguments: ["relative", "@", "/", "vsock:2:1", "/a\u{0}b", "/" + String(repeating: "x", count: 107)])
    func badNames(name: String) {
        #expect(ServiceNotifier(environment: ["NOTIFY_SOCKET": name], processID: 1).ready() == .failed(errno: EINVAL))
    }

    @Test("A receiver that is not there is told as the system tells it")
    func nobody() {
        let missing = ServiceNotifier(environment: ["NOTIFY_SOCKET": "/nonexistent/notify"], processID: 1)
        #expect(missing.ready() == .failed(errno: ENOENT))
        let gone = ServiceNotifier(environment: ["NOTIFY_SOCKET": "@carteiro-nobody-\(getpid())"], processID: 1)
        #expect(gone.watchdog() == .failed(errno: ECONNREFUSED))
    }

    @Test("The longest names are reached")
    func longestName() throws {
        let label = String(repeating: "x", count: 108 - "@carteiro-notify-\(getpid())-".utf8.count)
        let receiver = try Receiver(.abstract, label: label)
        #expect(receiver.name.utf8.count == 108)
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": receiver.name], processID: 1)
        #expect(notifier.ready() == .sent)
        #expect(receiver.next() == "READY=1")
    }

    @Test(
        "The watchdog's interval is this process's own",
        arguments: [
            (["WATCHDOG_USEC": "30000000"], Duration.seconds(30)),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "77"], .seconds(30)),
            (["WATCHDOG_USEC": "1500", "WATCHDOG_PID": "77"], .microseconds(1500)),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "78"], nil),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "me"], nil),
            (["WATCHDOG_USEC": "0"], nil),
            (["WATCHDOG_USEC": "-1"], nil),
            (["WATCHDOG_USEC": "soon"], nil),
            (["WATCHDOG_USEC": "99999999999999999999999"], nil),
            ([:], nil),
        ] as [([String: String], Duration?)])
    func watchdogInterval(environment: [String: String], interval: Duration?) {
        #expect(ServiceNotifier(environment: environment, processID: 77).watchdogInterval == interval)
    }
}

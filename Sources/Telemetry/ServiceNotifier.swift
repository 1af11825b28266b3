import Glibc

/// Tells the service manager where the daemon stands, by the protocol of sd_notify(3).
///
/// Datagrams go to the socket that `NOTIFY_SOCKET` names: a path, or an abstract name that begins with `@`. Without the
/// variable nothing is done. Whoever started the daemon may have gone or be slow, so a message that cannot be
/// delivered within a second is given up, and says so.
///
/// May be used from any thread.
package final class ServiceNotifier: Sendable {
    /// What became of a message.
    package enum Delivery: Hashable, Sendable {
        case sent
        /// No service manager asked to be told.
        case unwanted
        /// The socket's name or its receiver is at fault; the number is the system's `errno`.
        case failed(errno: Int32)
    }

    /// How long the service manager waits for a sign of life; `nil` if it does not.
    ///
    /// `watchdog()` wants to be called at least twice in this time (sd_watchdog_enabled(3)).
    package let watchdogInterval: Duration?
    private let target: Target

    private enum Target {
        case none
        case socket(descriptor: Int32, address: NotifyAddress)
        case unusable(errno: Int32)
    }

    /// - Parameters:
    ///   - environment: the process's; `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` are read.
    ///   - processID: the process's own number, which `WATCHDOG_PID` has to name.
    package init(environment: [String: String], processID: Int32) {
        watchdogInterval = Self.watchdogInterval(environment: environment, processID: processID)
        guard let name = environment["NOTIFY_SOCKET"], !name.isEmpty else {
            target = .none
            return
        }
        guard let address = NotifyAddress(name: name) else {
            target = .unusable(errno: EINVAL)
            return
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            target = .unusable(errno: errno)
            return
        }
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        guard setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size)) == 0 else {
            target = .unusable(errno: errno)
            close(descriptor)
            return
        }
        target = .socket(descriptor: descriptor, address: address)
    }

    deinit {
        if case .socket(let descriptor, _) = target { close(descriptor) }
    }

    /// Starting, or a reload, is done.
    @discardableResult
    package func ready(status: String? = nil) -> Delivery { send("READY=1", status: status) }

    /// A reload begins; `ready()` ends it.
    ///
    /// - Parameter monotonicMicroseconds: `CLOCK_MONOTONIC` at its beginning, which `Type=notify-reload` asks for.
    @discardableResult
    package func reloading(monotonicMicroseconds: UInt64, status: String? = nil) -> Delivery {
        send("RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds)", status: status)
    }

    /// The daemon is about to end.
    @discardableResult
    package func stopping(status: String? = nil) -> Delivery { send("STOPPING=1", status: status) }

    /// One line for `systemctl status`; control characters become spaces.
    @discardableResult
    package func status(_ text: String) -> Delivery { send(Self.statusLine(text), status: nil) }

    /// A sign of life.
    @discardableResult
    package func watchdog() -> Delivery { send("WATCHDOG=1", status: nil) }

    /// `STATUS=` and a text that cannot begin another assignment.
    private static func statusLine(_ text: String) -> String {
        var line = "STATUS="
        for scalar in text.unicodeScalars.prefix(500) {
            line.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
        }
        return line
    }

    private static func watchdogInterval(environment: [String: String], processID: Int32) -> Duration? {
        guard let text = environment["WATCHDOG_USEC"], let microseconds = Int64(text), microseconds > 0 else {
            return nil
        }
        if let owner = environment["WATCHDOG_PID"], Int32(owner) != processID { return nil }
        return .microseconds(microseconds)
    }

    private func send(_ assignment: String, status: String?) -> Delivery {
        switch target {
        case .none: return .unwanted
        case .unusable(let code): return .failed(errno: code)
        case .socket(let descriptor, let address):
            var message = Array(assignment.utf8)
            if let status { message.append(contentsOf: ("\n" + Self.statusLine(status)).utf8) }
            return address.send(message, through: descriptor)
        }
    }
}

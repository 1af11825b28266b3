import Domain
import Outbox
import Telemetry

/// What is looked at now and then beside the engine's turns: the watchdog, systemd's status line, the write-ahead log.
final class Upkeep {
    /// A `-wal` file of this size that cannot be brought home is reported, in bytes.
    private static let pinnedBytes: Int64 = 64 << 20
    private static let lookMilliseconds: Int64 = 10_000
    private static let frameBytes: Int64 = 4096 + 24

    private let outbox: Outbox
    private let log: LogWriter
    private let notifier: ServiceNotifier
    private let watchdogMilliseconds: Int64?
    private var nextWatchdog = Timestamp(milliseconds: .min)
    private var nextLook = Timestamp(milliseconds: .min)
    private var lastVersion: Int64?
    private var lastStatus = ""
    private var isPinned = false

    init(outbox: Outbox, log: LogWriter, notifier: ServiceNotifier) {
        self.outbox = outbox
        self.log = log
        self.notifier = notifier
        // Twice in each interval, so that one late turn does not end the daemon.
        watchdogMilliseconds = notifier.watchdogInterval.map { $0.inMilliseconds / 2 }
    }

    /// Called after each turn of the engine: a watchdog fed here tells that the engine turns.
    func turn(at now: Timestamp) {
        if let watchdogMilliseconds, nextWatchdog <= now {
            _ = notifier.watchdog()
            nextWatchdog = now.advanced(byMilliseconds: watchdogMilliseconds)
        }
        guard nextLook <= now else { return }
        nextLook = now.advanced(byMilliseconds: Self.lookMilliseconds)
        do throws(OutboxError) {
            try tellStatus()
            try watchLog()
        } catch {
            // The engine meets the same error in its own transaction, and reports it there.
        }
    }

    private func tellStatus() throws(OutboxError) {
        let waiting = try outbox.backlog()
        let status = "\(waiting.waiting) waiting, \(waiting.inFlight) in flight"
        guard status != lastStatus else { return }
        lastStatus = status
        _ = notifier.status(status)
    }

    /// A reader of another connection that stays in its transaction keeps the log from being brought home, and lets it
    /// grow without bound.
    private func watchLog() throws(OutboxError) {
        let bytes = outbox.writeAheadLogBytes
        guard bytes >= Self.pinnedBytes || isPinned, let state = try outbox.checkpoint() else { return }
        let pinned = Int64(state.pinned) * Self.frameBytes
        if !isPinned, pinned >= Self.pinnedBytes {
            isPinned = true
            log.record(
                LogEvent("outbox.wal_pinned", level: .warning).with("bytes", pinned)
                    .with("hint", "another program keeps a read transaction open; end it"))
        } else if isPinned, pinned < Self.pinnedBytes / 2 {
            isPinned = false
            log.record(LogEvent("outbox.wal_released", level: .notice).with("bytes", pinned))
        }
    }
}

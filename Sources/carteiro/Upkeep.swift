import Delivery
import Domain
import Outbox
import Telemetry

/// What upkeep asks of the engine: that nothing is claimed while it could not be written down.
protocol Claiming: AnyObject {
    func stopClaiming(reason: String)
    func goOnClaiming()
}

extension Engine: Claiming {}

/// What is looked at now and then beside the engine's turns: the watchdog, systemd's status line, the disk, the
/// write-ahead log, the clock, how long the backlog will last, and what retention removes.
///
/// It goes by the time since the system's start, so that a wall clock that is set back does not hold it up.
final class Upkeep {
    /// What it looks at.
    struct Surroundings {
        var clocks: () -> ClockReading
        /// The free bytes of the outbox's disk; `nil`: unknown.
        var freeBytes: () -> Int64?
        /// For the alarms' webhook alone.
        var transport: any Transport
    }

    /// A `-wal` file of this size that cannot be brought home is reported, in bytes.
    private static let pinnedBytes: Int64 = 64 << 20
    private static let frameBytes: Int64 = 4096 + 24
    /// Messages that one step of retention removes or wipes: some milliseconds of the write lock.
    private static let retentionStep = 200
    private static let second: Int64 = 1_000
    private static let minute: Int64 = 60_000

    private let outbox: Outbox
    private let claims: any Claiming
    private let log: any EventSink
    private let notifier: ServiceNotifier
    private let plan: Latest<UpkeepPlan>
    private let surroundings: Surroundings

    private var watchdog: Rhythm?
    private var glance = Rhythm(every: Upkeep.second)
    private var look = Rhythm(every: 10 * Upkeep.second)
    private var forecast: Rhythm
    private var retention: Rhythm
    private var clock = ClockWatch()
    private var disk = DiskWatch()
    private let alarms: AlarmDesk
    private var pulse = Rhythm(every: 30 * Upkeep.second)
    private var pruned = PruneResult()
    private var lastStatus = ""
    private var isPinned = false

    init(
        outbox: Outbox, claims: any Claiming, log: any EventSink, notifier: ServiceNotifier,
        plan: Latest<UpkeepPlan>, surroundings: Surroundings
    ) {
        self.outbox = outbox
        self.claims = claims
        self.log = log
        self.notifier = notifier
        self.plan = plan
        self.surroundings = surroundings
        alarms = AlarmDesk(outbox: outbox, log: log, transport: surroundings.transport)
        // Twice in each interval, so that one late turn does not end the daemon.
        watchdog = notifier.watchdogInterval.map { Rhythm(every: $0.inMilliseconds / 2) }
        let start = surroundings.clocks().sinceStart
        forecast = Rhythm(every: 10 * Self.minute, from: start + 10 * Self.minute)
        retention = Rhythm(every: 60 * Self.minute, from: start + Self.minute)
    }

    /// Called after each turn of the engine: a watchdog fed here tells that the engine turns.
    func turn() {
        let now = surroundings.clocks()
        if watchdog?.isDue(now) == true { _ = notifier.watchdog() }
        guard glance.isDue(now) else { return }
        watchClock(now)
        let free = watchDisk()
        alarms.turn(plan.value, at: now.wall)
        do throws(OutboxError) {
            if look.isDue(now) {
                try tellStatus()
                try watchLog()
            }
            if pulse.isDue(now) { try alarms.look(plan.value, free: free, at: now.wall) }
            if forecast.isDue(now) { try tellForecast(now.wall) }
            if retention.isDue(now), !disk.isLow { try prune(now) }
        } catch {
            // Whatever it is, the engine meets it in its own transaction, and reports it there.
        }
    }

    // MARK: - Self-defence

    private func watchClock(_ now: ClockReading) {
        guard let jump = clock.look(now) else { return }
        log.record(LogEvent("clock.jumped", level: .warning).with("by_ms", jump))
    }

    /// - Returns: the free bytes, as far as they are known.
    private func watchDisk() -> Int64? {
        let free = surroundings.freeBytes()
        let reserve = plan.value.diskReserveBytes
        switch disk.look(free: free, reserve: reserve) {
        case .low:
            claims.stopClaiming(reason: "disk-low")
            log.record(
                LogEvent("outbox.disk_low", level: .error).with("bytes", free).with("reserve", reserve)
                    .with("hint", "nothing more is sent until there is room on the outbox's disk"))
        case .freed:
            claims.goOnClaiming()
            log.record(LogEvent("outbox.disk_freed", level: .notice).with("bytes", free).with("reserve", reserve))
        case nil:
            break
        }
        return free
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

    // MARK: - How things stand

    private func tellStatus() throws(OutboxError) {
        let waiting = try outbox.backlog()
        let status = "\(waiting.waiting) waiting, \(waiting.inFlight) in flight"
        guard status != lastStatus else { return }
        lastStatus = status
        _ = notifier.status(status)
    }

    private func tellForecast(_ now: Timestamp) throws(OutboxError) {
        for endpoint in try outbox.forecast(endpoints: plan.value.endpoints, at: now) where endpoint.backlog > 0 {
            log.record(
                LogEvent("outbox.forecast").with("endpoint", endpoint.row.name).with("backlog", endpoint.backlog)
                    .with("sent_per_hour", endpoint.sentPerHour)
                    .with("empty_in_s", endpoint.emptyAt.map { max(0, $0 - now.seconds) })
                    .with("expiring", endpoint.expiring))
        }
    }

    // MARK: - Retention

    /// One step; the next follows in a second while there is more to do, and when another connection was at it.
    private func prune(_ now: ClockReading) throws(OutboxError) {
        let step: PruneResult
        do throws(OutboxError) {
            step = try outbox.pruneStep(plan.value.limits(at: now.wall), limit: Self.retentionStep)
        } catch {
            retention.hurry(now, by: error.kind == .busy ? Self.second : Self.minute)
            throw error
        }
        pruned.removed += step.removed
        pruned.wiped += step.wiped
        guard !step.hasMore else { return retention.hurry(now, by: Self.second) }
        if pruned.removed + pruned.wiped > 0 {
            log.record(LogEvent("outbox.pruned").with("removed", pruned.removed).with("wiped", pruned.wiped))
        }
        pruned = PruneResult()
    }
}

/// What is done once in a while, by the time since the system's start.
private struct Rhythm {
    private let interval: Int64
    private var next: Int64

    /// - Parameters:
    ///   - interval: milliseconds.
    ///   - start: the first time; at once, unless told otherwise.
    init(every interval: Int64, from start: Int64 = .min) {
        self.interval = interval
        next = start
    }

    mutating func isDue(_ now: ClockReading) -> Bool {
        guard next <= now.sinceStart else { return false }
        next = now.sinceStart + interval
        return true
    }

    /// Has it done again sooner than usual.
    mutating func hurry(_ now: ClockReading, by wait: Int64) {
        next = now.sinceStart + wait
    }
}

package import Domain

/// The alarms that are on, and what has to be remembered until one goes on.
///
/// None flaps: what has raised an alarm must become clearly better before it is over.
///
/// | alarm | on | over | figures |
/// |---|---|---|---|
/// | `endpoint-paused` | paused for the limit | not paused | `paused_ms`, `limit_ms` |
/// | `stalled` | due and nothing sent for the limit | sent, or none due | `stalled_ms`, `limit_ms` |
/// | `dead-share` | above the limit, and the minimum ended | at 80 % of the limit | `dead`, `ended`, `limit_percent` |
/// | `disk-low` | below the limit | 10 % above the limit | `free_bytes`, `limit_bytes` |
/// | `wal-large` | above the limit | at 80 % of the limit | `wal_bytes`, `limit_bytes` |
package struct AlarmBoard: Hashable, Sendable {
    private struct Subject: Hashable {
        var kind: AlarmKind
        var name: String?
    }

    private enum Finding { case raise, clear, keep }

    private var alarms: [Subject: Alarm] = [:]
    /// When each endpoint that is paused was first seen so.
    private var pausedSince: [String: Timestamp] = [:]
    /// Since when something has been due in every reading.
    private var dueInEveryReadingSince: Timestamp?

    package init() {}

    /// The alarms that are on, by kind and name.
    package var active: [Alarm] {
        let order = AlarmKind.allCases
        return alarms.values.sorted {
            ($0.kind == $1.kind)
                ? ($0.subject ?? "") < ($1.subject ?? "")
                : order.firstIndex(of: $0.kind) ?? 0 < order.firstIndex(of: $1.kind) ?? 0
        }
    }

    /// Takes a reading.
    ///
    /// - Returns: what went on or off by it, by kind in the order of the table, endpoints by name.
    package mutating func update(
        _ reading: AlarmReading, _ limits: AlarmLimits, at now: Timestamp
    ) -> [AlarmChange] {
        var changes = updatePauses(reading, limits, at: now)
        for change in [
            updateStall(reading, limits, at: now), updateDeadShare(reading, limits, at: now),
            updateDisk(reading, limits, at: now), updateLog(reading, limits, at: now),
        ] {
            if let change { changes.append(change) }
        }
        return changes
    }

    private mutating func updatePauses(
        _ reading: AlarmReading, _ limits: AlarmLimits, at now: Timestamp
    ) -> [AlarmChange] {
        let known = pausedSince
        pausedSince = [:]
        var changes: [AlarmChange] = []
        for name in Set(known.keys).union(reading.pausedEndpoints.keys).sorted() {
            let reason = reading.pausedEndpoints[name]
            // A clock that was set back would otherwise put the alarm off until it has caught up.
            let since = min(known[name] ?? now, now)
            let length = now.milliseconds(since: since)
            if reason != nil { pausedSince[name] = since }
            let finding: Finding = reason == nil ? .clear : length >= limits.pausedMilliseconds ? .raise : .keep
            let alarm = Alarm(kind: .endpointPaused, subject: name, reason: reason, since: since)
            let figures = [("paused_ms", length), ("limit_ms", limits.pausedMilliseconds)]
            if let change = settle(alarm, finding, figures, at: now) { changes.append(change) }
        }
        return changes
    }

    /// Counts from the first of the readings on end in which something was due, so that what a closed window or a
    /// pause held back has its time to go out first.
    private mutating func updateStall(
        _ reading: AlarmReading, _ limits: AlarmLimits, at now: Timestamp
    ) -> AlarmChange? {
        let isDue = reading.dueSince.map { $0 <= now } ?? false
        dueInEveryReadingSince = isDue ? min(dueInEveryReadingSince ?? now, now) : nil
        var since = dueInEveryReadingSince ?? now
        // What lies ahead was written before the clock was set back.
        for moment in [reading.dueSince, reading.lastSentAt] {
            if let moment, moment <= now { since = max(since, moment) }
        }
        let length = now.milliseconds(since: since)
        let alarm = Alarm(kind: .stalled, since: since)
        return settle(
            alarm, isDue && length >= limits.stalledMilliseconds ? .raise : .clear,
            [("stalled_ms", length), ("limit_ms", limits.stalledMilliseconds)], at: now)
    }

    private mutating func updateDeadShare(
        _ reading: AlarmReading, _ limits: AlarmLimits, at now: Timestamp
    ) -> AlarmChange? {
        // Far above any count, and far from overflow.
        let ended = min(max(0, reading.endedLastHour), 1 << 40)
        let dead = min(max(0, reading.deadLastHour), ended)
        let percent = min(max(0, limits.deadSharePercent), 100)
        let finding: Finding =
            if dead * 100 > percent * ended, ended >= limits.deadShareMinimum {
                .raise
            } else if dead * 100 * 100 <= percent * 80 * ended {
                .clear
            } else {
                .keep
            }
        return settle(
            Alarm(kind: .deadShare, since: now), finding,
            [("dead", Int64(dead)), ("ended", Int64(ended)), ("limit_percent", Int64(percent))], at: now)
    }

    private mutating func updateDisk(
        _ reading: AlarmReading, _ limits: AlarmLimits, at now: Timestamp
    ) -> AlarmChange? {
        guard let free = reading.diskFreeBytes else { return nil }
        let limit = max(0, limits.diskFreeBytes)
        let (enough, overflow) = limit.addingReportingOverflow(limit / 10)
        let finding: Finding = free < limit ? .raise : free >= (overflow ? .max : enough) ? .clear : .keep
        return settle(
            Alarm(kind: .diskLow, since: now), finding, [("free_bytes", free), ("limit_bytes", limit)], at: now)
    }

    private mutating func updateLog(
        _ reading: AlarmReading, _ limits: AlarmLimits, at now: Timestamp
    ) -> AlarmChange? {
        let limit = max(0, limits.walBytes)
        let finding: Finding =
            reading.walBytes > limit ? .raise : reading.walBytes <= limit - limit / 5 ? .clear : .keep
        return settle(
            Alarm(kind: .walLarge, since: now), finding, [("wal_bytes", reading.walBytes), ("limit_bytes", limit)],
            at: now)
    }

    /// Puts an alarm on or off, if it is not so already.
    private mutating func settle(
        _ alarm: Alarm, _ finding: Finding, _ figures: [(key: String, value: Int64)], at now: Timestamp
    ) -> AlarmChange? {
        let subject = Subject(kind: alarm.kind, name: alarm.subject)
        let current = alarms[subject]
        let transition: AlarmChange.Transition
        switch (finding, current) {
        case (.raise, nil):
            alarms[subject] = alarm
            transition = .raised
        case (.clear, let current?):
            alarms[subject] = nil
            transition = .cleared(afterMilliseconds: max(0, now.milliseconds(since: current.since)))
        case (.raise, _?), (.keep, _), (.clear, nil):
            return nil
        }
        return AlarmChange(
            alarm: current ?? alarm, transition: transition,
            figures: figures.map { AlarmChange.Figure(key: $0.key, value: $0.value) })
    }
}

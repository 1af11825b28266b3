package import Domain

/// What operators are alarmed about; the raw values are stable words.
package enum AlarmKind: String, CaseIterable, Sendable {
    /// An endpoint has been paused for a while.
    case endpointPaused = "endpoint-paused"
    /// Nothing is sent, although something is due and nothing explains it.
    case stalled
    /// Too many of the messages that end are dead.
    case deadShare = "dead-share"
    case diskLow = "disk-low"
    case walLarge = "wal-large"
}

/// From where on operators are alarmed.
package struct AlarmLimits: Hashable, Sendable {
    /// How long an endpoint is paused before it is worth an alarm, in milliseconds (default 5 min).
    package var pausedMilliseconds: Int64
    /// How long nothing is sent although something is due, in milliseconds (default 30 min).
    package var stalledMilliseconds: Int64
    /// More than this share of the messages that ended in the last hour are dead, in percent (default 20).
    package var deadSharePercent: Int
    /// A share is of no meaning if fewer than these ended (default 20).
    package var deadShareMinimum: Int
    /// Free bytes on the outbox's disk below which it is low (default 512 MiB).
    package var diskFreeBytes: Int64
    /// Bytes of the write-ahead log above which it is large (default 256 MiB).
    package var walBytes: Int64

    package init(
        pausedMilliseconds: Int64 = 300_000, stalledMilliseconds: Int64 = 1_800_000, deadSharePercent: Int = 20,
        deadShareMinimum: Int = 20, diskFreeBytes: Int64 = 512 << 20, walBytes: Int64 = 256 << 20
    ) {
        self.pausedMilliseconds = pausedMilliseconds
        self.stalledMilliseconds = stalledMilliseconds
        self.deadSharePercent = deadSharePercent
        self.deadShareMinimum = deadShareMinimum
        self.diskFreeBytes = diskFreeBytes
        self.walBytes = walBytes
    }
}

/// What alarms are decided by: how things stand at one moment.
package struct AlarmReading: Hashable, Sendable {
    /// The endpoints that are not open, with the stable word of why.
    ///
    /// Those being probed belong to them: between two pauses in a row lies a probe, which is no recovery.
    package var pausedEndpoints: [String: String]
    /// Since when the oldest message is due that nothing holds back: no pause, no closed window, no rate limit.
    package var dueSince: Timestamp?
    package var lastSentAt: Timestamp?
    /// What was accepted or ended dead in the last hour.
    package var endedLastHour: Int
    /// Those of them that are dead.
    package var deadLastHour: Int
    /// Free bytes on the outbox's disk; `nil`: unknown, which changes no alarm.
    package var diskFreeBytes: Int64?
    package var walBytes: Int64

    package init(
        pausedEndpoints: [String: String] = [:], dueSince: Timestamp? = nil, lastSentAt: Timestamp? = nil,
        endedLastHour: Int = 0, deadLastHour: Int = 0, diskFreeBytes: Int64? = nil, walBytes: Int64 = 0
    ) {
        self.pausedEndpoints = pausedEndpoints
        self.dueSince = dueSince
        self.lastSentAt = lastSentAt
        self.endedLastHour = endedLastHour
        self.deadLastHour = deadLastHour
        self.diskFreeBytes = diskFreeBytes
        self.walBytes = walBytes
    }
}

/// An alarm that is on.
package struct Alarm: Hashable, Sendable {
    package var kind: AlarmKind
    /// The endpoint's name; `nil` for what concerns the daemon as a whole.
    package var subject: String?
    /// The stable word of why an endpoint is paused.
    package var reason: String?
    /// Since when things have been so, as far as it is known: for a pause and a stall their beginning.
    package var since: Timestamp
}

/// An alarm that went on or off.
package struct AlarmChange: Hashable, Sendable {
    package enum Transition: Hashable, Sendable {
        case raised
        /// It is over; counted from the alarm's `since`.
        case cleared(afterMilliseconds: Int64)
    }

    /// A number that says more, under the key it has in the log.
    package struct Figure: Hashable, Sendable {
        package var key: String
        package var value: Int64
    }

    package var alarm: Alarm
    package var transition: Transition
    /// What was measured now, and the limit: see `AlarmBoard`.
    package var figures: [Figure]
}

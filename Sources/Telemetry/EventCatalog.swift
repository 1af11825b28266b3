/// A kind of event that the log can hold.
package struct EventKind: Hashable, Sendable {
    /// The stable name.
    package let name: String
    /// The keys its lines may have; a key whose value is unknown is left out.
    package let keys: [String]

    fileprivate init(_ name: String, _ keys: String...) {
        self.name = name
        self.keys = keys
    }
}

/// Every event of the daemon's log: what operators may rely on when they search and alert.
///
/// The keys, wherever they stand:
///
/// | key | meaning |
/// |---|---|
/// | `id` | the message's number in the outbox |
/// | `endpoint`, `endpoints` | the endpoint's name; how many there are |
/// | `part` | the part's number, from 0 |
/// | `attempt` | the attempt's number within its message |
/// | `reason` | a stable word, such as `not-on-whatsapp`, `http-503`, `settled` |
/// | `http` | the answer's HTTP status |
/// | `provider_id` | the gateway's id of what it accepted |
/// | `duration_ms` | how long the request took |
/// | `waited_ms`, `wait_ms` | how long the daemon has waited; how long until the next attempt |
/// | `for_ms` | how long a pause, or a state, lasts |
/// | `bytes`, `reserve` | the size of the outbox's write-ahead log, or the free space of its disk; how much of it is kept |
/// | `alarm` | the kind of alarm: `endpoint-paused`, `stalled`, `dead-share`, `disk-low` or `wal-large` |
/// | `paused_ms`, `stalled_ms`, `dead`, `ended`, `free_bytes`, `wal_bytes` | what an alarm goes by |
/// | `limit_ms`, `limit_percent`, `limit_bytes` | the limit that it is measured by |
/// | `listen` | the address and port that callbacks are taken at |
/// | `count`, `records`, `texts` | calls since the last such event; receipts and the like; texts of customers |
/// | `status` | what a gateway told: `accepted`, `delivered`, `read` |
/// | `waits` | 1 if the message waits for its document, 0 if it goes without |
/// | `address` | whose it is, masked |
/// | `merged_into` | the message that it was merged into |
/// | `error`, `problem`, `hint` | what failed, and what to do; never a message's text nor anybody's name or address |
///
/// Levels: `error` wants a person now, `warning` wants one to look, `notice` is a change worth knowing, `info` is work
/// done, `debug` is for finding faults.
package enum EventCatalog {
    private static let daemon = [
        // Ready: which outbox, how many endpoints.
        EventKind("daemon.started", "version", "database", "endpoints"),
        // The system gives no notice of writes to the outbox: new rows are found by looking, a little later.
        EventKind("daemon.no_inotify"),
        // So many messages were in flight in an earlier life; each has been resolved.
        EventKind("daemon.recovered", "interrupted"),
        // Asked to end: so many requests are in flight.
        EventKind("daemon.stopping", "in_flight"),
        EventKind("daemon.stopped"),
    ]

    private static let messages = [
        // Every part was accepted.
        EventKind(
            "message.sent", "id", "endpoint", "attempt", "duration_ms", "provider_id", "merged_into", "reason"),
        // One part of several was accepted.
        EventKind("message.part_sent", "id", "endpoint", "part"),
        // Something about its invoice is odd, but does not stop it; said before its first attempt.
        EventKind("message.suspicious", "id", "reason"),
        // It failed, and is tried again.
        EventKind("message.retry", "id", "endpoint", "attempt", "reason", "http", "wait_ms"),
        // Rejected for good, badly written, or out of tries.
        EventKind("message.dead", "id", "endpoint", "attempt", "reason", "http"),
        // Its `not_after` has passed.
        EventKind("message.expired", "id", "endpoint", "attempt", "reason", "http"),
        // Settled, opted out, or cancelled by an operator.
        EventKind("message.cancelled", "id", "endpoint", "attempt", "reason", "http"),
        // The billing system could not say whether it is still owed: it is asked again.
        EventKind("message.unconfirmed", "id", "wait_ms"),
        // It may or may not have arrived, and waits for a person.
        EventKind("message.uncertain", "id", "endpoint", "attempt", "reason", "http"),
        // An answer came for an attempt that is no longer the message's own; it changed nothing.
        EventKind("message.stale_result", "id", "attempt"),
        // A gateway told what became of it: on the way, or not after all.
        EventKind("message.receipt", "id", "endpoint", "status", "part"),
        EventKind("message.receipt_failed", "id", "endpoint", "part", "reason"),
        // By its deadline nothing was told, and there is no other endpoint.
        EventKind("message.no_receipt", "id", "endpoint"),
        // Its document could not be had; `waits` is 1 where it does not go without.
        EventKind("message.document_unavailable", "id", "endpoint", "reason", "waits"),
        // The gateway was asked for the address and did not say.
        EventKind("message.unchecked", "id", "endpoint", "http"),
        EventKind("customer.opted_out", "endpoint", "address"),
    ]

    private static let endpoints = [
        // Nothing more goes to it: for a while, or until a person resumes it.
        EventKind("endpoint.paused", "endpoint", "reason", "for_ms", "hint"),
        // One message tries whether it works again.
        EventKind("endpoint.probing", "endpoint", "reason"),
        // Messages go to it again.
        EventKind("endpoint.resumed", "endpoint", "reason"),
        // It asked to be left alone for a while.
    ]

    private static let outbox = [
        // Another process holds the database; the daemon waits.
        EventKind("outbox.busy", "waited_ms"),
        // The database cannot be written; the daemon tries again.
        EventKind("outbox.unavailable", "error"),
        // It can be written again.
        EventKind("outbox.available"),
        // A long foreign reader keeps the write-ahead log from being emptied.
        EventKind("outbox.wal_pinned", "bytes", "hint"),
        // The write-ahead log could be emptied again.
        EventKind("outbox.wal_released", "bytes"),
        // The disk is nearly full: nothing more is claimed.
        EventKind("outbox.disk_low", "bytes", "reserve", "hint"),
        // There is room again: sending goes on.
        EventKind("outbox.disk_freed", "bytes", "reserve"),
        // How many wait for an endpoint, how fast they go, in how many seconds that is done, and how many expire first.
        EventKind("outbox.forecast", "endpoint", "backlog", "sent_per_hour", "empty_in_s", "expiring"),
        // Retention has removed so many messages, and wiped the texts of so many.
        EventKind("outbox.pruned", "removed", "wiped"),
        // The wall clock was put forward, or back if negative.
        EventKind("clock.jumped", "by_ms"),
    ]

    private static let alarms = [
        // Something that a person should know of; see `alarms` in the configuration for from when on.
        EventKind(
            "alarm.raised", "alarm", "endpoint", "reason", "paused_ms", "stalled_ms", "dead", "ended", "free_bytes",
            "wal_bytes", "limit_ms", "limit_percent", "limit_bytes"),
        // It is over.
        EventKind(
            "alarm.cleared", "alarm", "endpoint", "for_ms", "paused_ms", "stalled_ms", "dead", "ended", "free_bytes",
            "wal_bytes", "limit_ms", "limit_percent", "limit_bytes"),
        // The webhook could not be told of an alarm; with `wait_ms` it is tried again, without it was given up.
        EventKind("alarm.not_told", "alarm", "reason", "wait_ms"),
    ]

    private static let callbacks = [
        // Connections are accepted there.
        EventKind("listener.started", "listen"),
        // It broke down and is begun anew.
        EventKind("listener.failed", "listen"),
        // Calls that are not verified, or name no endpoint; at most one event a minute and endpoint.
        EventKind("callback.refused", "endpoint", "reason", "count"),
        // Calls that are verified and not understood; likewise.
        EventKind("callback.malformed", "endpoint", "reason", "count"),
        // Calls that could not be stored: their gateways were asked to call again; likewise.
        EventKind("callback.unstored", "endpoint", "reason", "count"),
        // A call was stored: so much of it, and so many texts of customers were read and forgotten.
        EventKind("callback.received", "endpoint", "records", "texts"),
    ]

    private static let configuration = [
        // A reload took the new configuration.
        EventKind("config.reloaded"),
        // A reload found a mistake and kept the old configuration; one event a mistake.
        EventKind("config.rejected", "file", "line", "problem", "hint"),
        // The configuration was taken, and has something that one would not expect.
        EventKind("config.warning", "file", "line", "problem", "hint"),
    ]

    private static let log = [
        // Lines were lost, because nobody took them.
        EventKind("log.dropped", "lines"),
        // What a library logs; its own keys follow.
        EventKind("log", "logger", "msg", "error"),
    ]

    /// All of them.
    package static let all =
        daemon + messages + endpoints + outbox + alarms + callbacks + configuration + log

    /// The kind of that name.
    package static func kind(named name: String) -> EventKind? { all.first { $0.name == name } }
}

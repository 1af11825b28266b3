import Domain
import NIOConcurrencyHelpers

/// Says in the log what is wrong with calls, at most once a minute of each kind and endpoint, with how many there were:
/// who calls a thousand times does not fill the log.
final class Complaints: Sendable {
    /// A kind of complaint; its words come from the configuration and from this program, never from a call.
    struct Kind: Hashable, Sendable {
        var event: Name
        /// `nil`: the call names no endpoint that there is.
        var endpoint: String?
    }

    enum Name: Hashable, Sendable { case refused, malformed, unstored }

    private struct Tally {
        var since: Timestamp
        var count: Int
        /// Of the latest.
        var reason: String
    }

    private static let intervalMilliseconds: Int64 = 60_000
    /// Reasons are words; longer ones are cut off.
    private static let longestReason = 120

    private let log: any EventSink & Sendable
    /// Since when each kind has not been told, and how many there have been since then.
    private let tallies = NIOLockedValueBox<[Kind: Tally]>([:])

    init(log: any EventSink & Sendable) {
        self.log = log
    }

    func add(_ kind: Kind, reason: String, at now: Timestamp) {
        let reason = String(reason.prefix(Self.longestReason))
        let isFirst = tallies.withLockedValue { tallies in
            guard tallies[kind] == nil else {
                tallies[kind]?.count += 1
                tallies[kind]?.reason = reason
                return false
            }
            tallies[kind] = Tally(since: now, count: 0, reason: reason)
            return true
        }
        guard isFirst else { return }
        tell(kind, count: 1, reason: reason)
        log.flush()
    }

    /// Tells of what has gathered for a minute.
    func settle(at now: Timestamp) {
        tellGathered { now.milliseconds(since: $0.since) >= Self.intervalMilliseconds || $0.since > now }
    }

    /// Tells of everything that has gathered.
    func finish() {
        tellGathered { _ in true }
    }

    private func tellGathered(_ isDue: (Tally) -> Bool) {
        let due = tallies.withLockedValue { tallies in
            let due = tallies.filter { isDue($0.value) }
            for kind in due.keys { tallies[kind] = nil }
            return due
        }
        guard due.contains(where: { $0.value.count > 0 }) else { return }
        for (kind, tally) in due where tally.count > 0 { tell(kind, count: tally.count, reason: tally.reason) }
        log.flush()
    }

    private func tell(_ kind: Kind, count: Int, reason: String) {
        let event =
            switch kind.event {
            case .refused: LogEvent("callback.refused", level: .warning)
            case .malformed: LogEvent("callback.malformed", level: .warning)
            case .unstored: LogEvent("callback.unstored", level: .error)
            }
        log.record(event.with("endpoint", kind.endpoint).with("reason", reason).with("count", count))
    }
}

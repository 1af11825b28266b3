package import Domain

/// Whether an endpoint may be used, and how hard: its circuit breaker, its waits and its slow start.
///
/// A pause ends in a probe: one message at a time. Each success then doubles what may be in flight, until the
/// endpoint's own limit is reached again.
package struct EndpointHealth: Hashable, Sendable {
    package enum Mode: String, Sendable {
        case open, probing, paused
    }

    package private(set) var mode = Mode.open
    /// Why it is paused or probed: the stable word of the failure, or the operator's.
    package private(set) var reason: String?
    /// When a pause ends by itself; `nil` in a pause that only an operator or a reload ends.
    package private(set) var until: Timestamp?
    /// Paused by an operator; nothing but `resume` ends it.
    package private(set) var isHeldByOperator = false
    /// How many times in a row it was paused without a success between: the length of the next pause.
    package private(set) var trips = 0
    /// What may be in flight at once while it is probed or starts slowly; `nil`: its own concurrency.
    package private(set) var window: Int?
    /// The messages that failed in a row, each once: one bad message alone opens no breaker.
    private var failing: [Int64] = []

    package init() {}

    /// A health as it was kept in the database.
    package init(mode: Mode, reason: String?, until: Timestamp?, isHeldByOperator: Bool, trips: Int) {
        self.mode = isHeldByOperator ? .paused : mode
        self.reason = reason
        self.until = until
        self.isHeldByOperator = isHeldByOperator
        self.trips = max(0, trips)
        window = self.mode == .open ? nil : 1
    }

    /// How many requests may be in flight at once now.
    package func concurrency(limit: Int) -> Int {
        switch mode {
        case .paused: 0
        case .probing: min(1, limit)
        case .open: min(window ?? limit, limit)
        }
    }

    /// Ends a pause whose time has come: from now on it is probed by one message.
    ///
    /// - Returns: whether something changed.
    package mutating func tick(_ now: Timestamp) -> Bool {
        guard mode == .paused, !isHeldByOperator, let end = until, end <= now else { return false }
        mode = .probing
        until = nil
        window = 1
        return true
    }

    /// Counts an accepted request.
    ///
    /// - Returns: whether the endpoint thereby left its probing.
    package mutating func succeed(limit: Int) -> Bool {
        failing.removeAll(keepingCapacity: true)
        switch mode {
        case .paused:
            return false
        case .probing:
            mode = .open
            reason = nil
            trips = 0
            window = limit > 2 ? 2 : nil
            return true
        case .open:
            if let current = window {
                window = current * 2 >= limit ? nil : current * 2
            }
            trips = 0
            return false
        }
    }

    /// Counts a failure that may be the message's own fault.
    ///
    /// - Returns: whether the blame is now the endpoint's: enough different messages failed in a row, or it was
    ///   paused or being probed already.
    package mutating func fail(message: Int64, _ policy: BreakerPolicy) -> Bool {
        guard mode == .open else { return true }
        if !failing.contains(message) { failing.append(message) }
        return failing.count >= max(1, policy.failures)
    }

    /// Pauses it for a while: the circuit breaker opens, or a gateway asked for a rest.
    ///
    /// The n-th pause in a row lasts between half and all of `min(max, first * 2^(n-1))`, but never less than `floor`
    /// milliseconds. An answer that comes in while it is paused already can only make the pause longer.
    ///
    /// - Returns: whether it was in use until now.
    package mutating func pause(
        reason: String, floor: Int64?, _ policy: BreakerPolicy, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Bool {
        if mode == .paused {
            if let floor, let end = until { until = max(end, now.advanced(byMilliseconds: floor)) }
            return false
        }
        if trips < .max { trips += 1 }
        let bound = Backoff.doubled(policy.firstMilliseconds, times: trips - 1, max: policy.maxMilliseconds)
        let wait = bound - Int64.random(in: 0...bound / 2, using: &random)
        mode = .paused
        self.reason = reason
        // The gateway knows best how long to wait, until it has been wrong.
        until = now.advanced(byMilliseconds: trips == 1 ? floor ?? wait : max(floor ?? 0, wait))
        window = 1
        failing.removeAll(keepingCapacity: true)
        return true
    }

    /// Pauses it until an operator or a reload resumes it.
    ///
    /// - Returns: whether this is news: it was in use until now, or its pause would have ended by itself.
    package mutating func pauseUntilResumed(reason: String) -> Bool {
        guard !isHeldByOperator else { return false }
        let isNews = mode != .paused || until != nil
        mode = .paused
        self.reason = reason
        until = nil
        window = 1
        return isNews
    }

    /// Lets a pause that waits for a corrected configuration end, since a new one has been taken.
    ///
    /// - Returns: whether something changed.
    package mutating func configurationChanged() -> Bool {
        guard mode == .paused, !isHeldByOperator, until == nil else { return false }
        mode = .probing
        window = 1
        return true
    }
}

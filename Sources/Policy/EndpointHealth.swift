package import Domain

/// Whether an endpoint may be used, and how hard: its circuit breaker, its waits and its concurrency feedback.
///
/// A pause ends in a probe: one message at a time. What may be in flight then grows and shrinks with what comes back:
/// of N together each success adds 1/N, up to the endpoint's own limit, and each failure takes one at once, down to 1.
/// So Postfix's queue manager does it with a positive feedback of 1/concurrency
/// (https://www.postfix.org/SCHEDULER_README.html#concurrency_feedback).
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
    /// What may be in flight at once while it finds out how much the endpoint bears, in thousandths; `nil`: its limit.
    package private(set) var windowThousandths: Int?
    /// The messages that failed in a row, each once: one bad message alone opens no breaker.
    private var failing: [Int64] = []

    private static let one = 1_000
    /// A million at once: beyond any limit, and far from overflow.
    private static let widest = 1_000_000 * one

    package init() {}

    /// A health as it was kept in the database.
    ///
    /// - Parameter windowThousandths: taken for an open endpoint only, and at least as 1000; a probe begins at 1.
    package init(
        mode: Mode, reason: String?, until: Timestamp?, isHeldByOperator: Bool, trips: Int,
        windowThousandths: Int? = nil
    ) {
        self.mode = isHeldByOperator ? .paused : mode
        self.reason = reason
        self.until = until
        self.isHeldByOperator = isHeldByOperator
        self.trips = max(0, trips)
        self.windowThousandths =
            self.mode == .open ? windowThousandths.map { min(max($0, Self.one), Self.widest) } : Self.one
    }

    /// How many requests may be in flight at once now.
    package func concurrency(limit: Int) -> Int {
        switch mode {
        case .paused: 0
        case .probing: min(1, limit)
        case .open: windowThousandths.map { min($0 / Self.one, limit) } ?? limit
        }
    }

    /// Ends a pause whose time has come: from now on it is probed by one message.
    ///
    /// - Returns: whether something changed.
    package mutating func tick(_ now: Timestamp) -> Bool {
        guard mode == .paused, !isHeldByOperator, let end = until, end <= now else { return false }
        mode = .probing
        until = nil
        windowThousandths = Self.one
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
            windowThousandths = limit > 1 ? Self.one : nil
            return true
        case .open:
            widen(limit: limit)
            trips = 0
            return false
        }
    }

    private mutating func widen(limit: Int) {
        guard let current = windowThousandths else { return }
        let inFlight = current / Self.one
        // Rounded up, so that N successes are never short of one whole.
        let wider = current + (Self.one + inFlight - 1) / inFlight
        windowThousandths = wider >= Self.full(limit) ? nil : wider
    }

    private mutating func narrow(limit: Int) {
        let full = Self.full(limit)
        let narrower = max(min(windowThousandths ?? full, full) - Self.one, Self.one)
        // A limit of 1 has nothing to give.
        windowThousandths = narrower < full ? narrower : nil
    }

    private static func full(_ limit: Int) -> Int { min(max(1, limit), widest / one) * one }

    /// Counts a failure that may be the message's own fault: less may be in flight from now on.
    ///
    /// - Parameter limit: the endpoint's own concurrency.
    /// - Returns: whether the blame is now the endpoint's: enough different messages failed in a row, or it was
    ///   paused or being probed already.
    package mutating func fail(message: Int64, limit: Int, _ policy: BreakerPolicy) -> Bool {
        guard mode == .open else { return true }
        narrow(limit: limit)
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
        windowThousandths = Self.one
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
        windowThousandths = Self.one
        return isNews
    }

    /// Ends a pause that would end by itself, since the service says that it works again: it is probed now.
    ///
    /// - Returns: whether something changed.
    package mutating func serviceIsBack() -> Bool {
        guard mode == .paused, !isHeldByOperator, until != nil else { return false }
        mode = .probing
        until = nil
        windowThousandths = Self.one
        return true
    }

    /// Lets a pause that waits for a corrected configuration end, since a new one has been taken.
    ///
    /// - Returns: whether something changed.
    package mutating func configurationChanged() -> Bool {
        guard mode == .paused, !isHeldByOperator, until == nil else { return false }
        mode = .probing
        windowThousandths = Self.one
        return true
    }
}

package import Domain

/// A rate limit held by GCRA, the generic cell rate algorithm: its whole state is one theoretical arrival time.
///
/// A limit of n in a period P is strict: no window of length P, wherever it starts, ever sees more than n. What is
/// allowed is a burst of b at once and then one each interval T = P / (n - b + 1), so that b + (n - b) = n is the most
/// a window can hold. The burst follows from the period, since a limit a second or a minute protects the gateway from
/// speed, one a day is a quota that a morning may use. Fast is a limit whose waits are so short (n * n > P in ms) that
/// their rounding to the clock's milliseconds would cost more than one request in P:
///
/// | period | burst | evenly, after the burst |
/// |---|---|---|
/// | up to 10 min | 1 | n in P, but for the rounding of each wait up to a millisecond |
/// | the same, fast | 2, or what falls due in a millisecond and 1 | n in P, but for the burst |
/// | up to 12 h | n / 10 | 0.9 n in P |
/// | longer | n / 2 | 0.5 n in P |
package struct RateLimiter: Hashable, Sendable {
    package let limit: RateLimit
    /// T, in microseconds, rounded up so that rounding never lets one more through.
    package let intervalMicroseconds: Int64
    /// (b - 1) T, in microseconds.
    package let toleranceMicroseconds: Int64
    /// The theoretical arrival time of the next request, in microseconds since the Unix epoch.
    package private(set) var arrivalMicroseconds: Int64

    package init(_ limit: RateLimit, arrivalMicroseconds: Int64 = 0) {
        self.limit = limit
        let burst = Self.burst(of: limit)
        let slots = Int64(limit.count - burst + 1)
        let period = limit.periodMilliseconds.multipliedReportingOverflow(by: 1000)
        let micros = period.overflow ? Int64.max / 4 : period.partialValue
        intervalMicroseconds = max(1, micros / slots + (micros % slots == 0 ? 0 : 1))
        let tolerance = intervalMicroseconds.multipliedReportingOverflow(by: Int64(burst - 1))
        toleranceMicroseconds = tolerance.overflow ? Int64.max / 4 : tolerance.partialValue
        self.arrivalMicroseconds = arrivalMicroseconds
    }

    /// How many may go at once after a long rest.
    package static func burst(of limit: RateLimit) -> Int {
        switch limit.periodMilliseconds {
        case ...600_000: isFast(limit) ? 1 + min(limit.count - 1, dueInMillisecond(limit)) : 1
        case ...43_200_000: max(1, limit.count / 10)
        default: max(1, limit.count / 2)
        }
    }

    private static func isFast(_ limit: RateLimit) -> Bool {
        limit.count > Int(limit.periodMilliseconds) / limit.count
    }

    private static func dueInMillisecond(_ limit: RateLimit) -> Int {
        (limit.count - 1) / Int(limit.periodMilliseconds) + 1
    }

    /// How many requests may start now, at most `most`.
    package func allowance(at now: Timestamp, most: Int) -> Int {
        let time = Self.micros(now)
        let room = Self.difference(Self.sum(time, toleranceMicroseconds), effectiveArrival(at: time))
        guard room >= 0 else { return 0 }
        return Int(min(Int64(max(0, most)), room / intervalMicroseconds + 1))
    }

    /// Counts requests that start now.
    package mutating func take(_ count: Int, at now: Timestamp) {
        guard count > 0 else { return }
        let (cost, overflow) = intervalMicroseconds.multipliedReportingOverflow(by: Int64(count))
        arrivalMicroseconds = Self.sum(effectiveArrival(at: Self.micros(now)), overflow ? .max / 4 : cost)
    }

    /// When the next request may start; not later than now if one may start now.
    package func nextAllowed(at now: Timestamp) -> Timestamp {
        let micros = Self.difference(effectiveArrival(at: Self.micros(now)), toleranceMicroseconds)
        return Timestamp(milliseconds: micros / 1000 + (micros % 1000 > 0 ? 1 : 0))
    }

    /// The same limit, if what it has counted happened up to so much later, and not after now.
    package func delayed(by milliseconds: Int64, at now: Timestamp) -> RateLimiter {
        let time = Self.micros(now)
        let full = Self.sum(Self.sum(time, toleranceMicroseconds), intervalMicroseconds)
        let later = Self.sum(arrivalMicroseconds, min(max(0, milliseconds), .max / 2_000) * 1_000)
        return RateLimiter(limit, arrivalMicroseconds: max(arrivalMicroseconds, min(later, full)))
    }

    /// The arrival time as far as it can be true.
    ///
    /// Full use of the limit puts it one interval beyond the tolerance. What lies further ahead comes from a clock that
    /// was set back since: by up to an interval it is waited for; by more, one request may go now and starts afresh,
    /// since the endpoint would otherwise stand still until the clock has caught up.
    private func effectiveArrival(at time: Int64) -> Int64 {
        let full = Self.sum(time, toleranceMicroseconds)
        let latest = Self.sum(Self.sum(full, intervalMicroseconds), intervalMicroseconds)
        return arrivalMicroseconds > latest ? full : max(arrivalMicroseconds, time)
    }

    private static func micros(_ time: Timestamp) -> Int64 {
        let (product, overflow) = time.milliseconds.multipliedReportingOverflow(by: 1000)
        return overflow ? (time.milliseconds < 0 ? .min / 2 : .max / 2) : product
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }

    private static func difference(_ left: Int64, _ right: Int64) -> Int64 {
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        return overflow ? (left < right ? .min : .max) : difference
    }
}

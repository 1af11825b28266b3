import Domain
import Policy
import Testing

@Suite("Rate limits")
struct RateLimiterTests {
    static let hour: Int64 = 3_600_000
    static let start = Timestamp(milliseconds: 1_790_000_000_000)

    /// Limits of every kind, by the period's length.
    static func randomLimit(_ random: inout SeededGenerator) -> RateLimit {
        let count = Int.random(in: 1...(Bool.random(using: &random) ? 5 : 400), using: &random)
        let period: Int64 =
            switch Int.random(in: 0...3, using: &random) {
            case 0: .random(in: 1...2_000, using: &random)
            case 1: .random(in: 2_000...600_000, using: &random)
            case 2: .random(in: 600_001...12 * hour, using: &random)
            default: .random(in: 12 * hour...40 * 24 * hour, using: &random)
            }
        return RateLimit(count: count, periodMilliseconds: period)
    }

    @Test(
        "The burst follows from the period",
        arguments: [
            (1, 3_000, 1), (20, 60_000, 1), (1, 1, 1), (244, 60_000, 1), (774, 600_000, 1),
            (32, 1_000, 2), (300, 1_000, 2), (1_000, 1_000, 2), (5_000, 1_000, 6), (2, 1, 2), (7, 1, 7),
            (5, 3_600_000, 1), (100, 3_600_000, 10), (800, 86_400_000, 400), (1, 86_400_000, 1),
        ] as [(Int, Int64, Int)])
    func burst(count: Int, period: Int64, burst: Int) {
        let limit = RateLimit(count: count, periodMilliseconds: period)
        #expect(RateLimiter.burst(of: limit) == burst)
        #expect(RateLimiter(limit).allowance(at: Self.start, most: .max) == burst)
    }

    @Test("No window of the period ever holds more than the limit", arguments: [UInt64](1...200))
    func strict(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Self.randomLimit(&random)
        var limiter = RateLimiter(limit)
        var now = Self.start
        var sent: [Int64] = []
        for _ in 0..<600 {
            now = now.advanced(byMilliseconds: step(limit, limiter, at: now, &random))
            let allowed = limiter.allowance(at: now, most: .random(in: 0...limit.count * 2, using: &random))
            limiter.take(allowed, at: now)
            sent += Array(repeating: now.milliseconds, count: allowed)
        }
        expectStrict(sent, limit, seed)
        #expect(!sent.isEmpty, "seed \(seed): \(limit)")
    }

    @Test("Several limits hold together", arguments: [UInt64](1...60))
    func together(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limits = (0...Int.random(in: 1...3, using: &random)).map { _ in Self.randomLimit(&random) }
        var limiters = limits.map { RateLimiter($0) }
        var now = Self.start
        var sent: [Int64] = []
        for _ in 0..<600 {
            let limiter = limiters[Int.random(in: limiters.indices, using: &random)]
            now = now.advanced(byMilliseconds: step(limiter.limit, limiter, at: now, &random))
            let allowed = limiters.map { $0.allowance(at: now, most: 1_000) }.min() ?? 0
            for index in limiters.indices { limiters[index].take(allowed, at: now) }
            sent += Array(repeating: now.milliseconds, count: allowed)
        }
        for limit in limits { expectStrict(sent, limit, seed) }
    }

    /// A jump in time that is small, as long as the limit asks for, or long.
    private func step(
        _ limit: RateLimit, _ limiter: RateLimiter, at now: Timestamp, _ random: inout SeededGenerator
    ) -> Int64 {
        switch Int.random(in: 0...9, using: &random) {
        case 0: 0
        case 1: 1
        case 2...6: max(0, limiter.nextAllowed(at: now).milliseconds(since: now))
        case 7, 8: .random(in: 0...limit.periodMilliseconds / Int64(limit.count) + 1, using: &random)
        default: .random(in: 0...limit.periodMilliseconds * 2, using: &random)
        }
    }

    private func expectStrict(_ sent: [Int64], _ limit: RateLimit, _ seed: UInt64) {
        guard sent.count > limit.count else { return }
        // One window that starts with a request sees the most: request i + n must lie outside of that of request i.
        for index in 0..<sent.count - limit.count {
            let width = sent[index + limit.count] - sent[index]
            guard width < limit.periodMilliseconds else { continue }
            Issue.record("seed \(seed): \(limit.count + 1) requests within \(width) ms under \(limit)")
            return
        }
    }

    @Test(
        "Used without a pause, a limit lets through what its table promises",
        arguments: [
            (1, 3_000, 1), (20, 60_000, 20), (1, 1_000, 1), (30, 1_000, 29), (300, 1_000, 299), (1_000, 1_000, 999),
            (5_000, 1_000, 4_950), (100, 3_600_000, 90), (800, 86_400_000, 400), (7, 600_000, 7),
        ] as [(Int, Int64, Int)])
    func sustained(count: Int, period: Int64, inPeriod: Int) {
        let limit = RateLimit(count: count, periodMilliseconds: period)
        var limiter = RateLimiter(limit)
        var now = Self.start
        limiter.take(limiter.allowance(at: now, most: .max), at: now)
        let end = now.advanced(byMilliseconds: 20 * period)
        var sent = 0
        while true {
            now = limiter.nextAllowed(at: now)
            guard now <= end else { break }
            let allowed = limiter.allowance(at: now, most: .max)
            limiter.take(allowed, at: now)
            sent += allowed
        }
        // An interval is rounded up to a microsecond, and the last one may just not fit.
        #expect(sent >= 20 * inPeriod - max(1, 20 * inPeriod / 500))
        #expect(sent <= 20 * count)
    }

    @Test("The next moment is the first that allows one", arguments: [UInt64](1...100))
    func nextAllowed(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Self.randomLimit(&random)
        var limiter = RateLimiter(limit)
        var now = Self.start
        for _ in 0..<100 {
            now = now.advanced(byMilliseconds: .random(in: 0...limit.periodMilliseconds / 4 + 1, using: &random))
            limiter.take(limiter.allowance(at: now, most: .random(in: 0...limit.count, using: &random)), at: now)
            let next = limiter.nextAllowed(at: now)
            #expect((limiter.allowance(at: now, most: 1) == 1) == (next <= now), "seed \(seed)")
            guard next > now else { continue }
            #expect(limiter.allowance(at: next, most: 1) == 1, "seed \(seed)")
            #expect(limiter.allowance(at: next.advanced(byMilliseconds: -1), most: 1) == 0, "seed \(seed)")
        }
    }

    @Test("A state that was kept neither forgets nor doubles", arguments: [UInt64](1...50))
    func restored(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Self.randomLimit(&random)
        var living = RateLimiter(limit)
        var restarted = living
        var now = Self.start
        for _ in 0..<200 {
            now = now.advanced(byMilliseconds: step(limit, living, at: now, &random))
            restarted = RateLimiter(limit, arrivalMicroseconds: restarted.arrivalMicroseconds)
            #expect(restarted == living, "seed \(seed)")
            let most = Int.random(in: 0...limit.count, using: &random)
            let allowed = living.allowance(at: now, most: most)
            #expect(restarted.allowance(at: now, most: most) == allowed, "seed \(seed)")
            living.take(allowed, at: now)
            restarted.take(allowed, at: now)
        }
    }

    @Test("A clock that was set back does not stop an endpoint", arguments: [UInt64](1...50))
    func clockSetBack(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Self.randomLimit(&random)
        var limiter = RateLimiter(limit)
        limiter.take(limiter.allowance(at: Self.start, most: .max), at: Self.start)
        var now = Self.start.advanced(byMilliseconds: -.random(in: 1...400 * 24 * Self.hour, using: &random))
        let interval = limiter.intervalMicroseconds / 1000 + 1
        var sent: [Int64] = []
        for _ in 0..<200 {
            let next = limiter.nextAllowed(at: now)
            #expect(next.milliseconds(since: now) <= 2 * interval, "seed \(seed): \(limit)")
            now = max(now, next)
            let allowed = limiter.allowance(at: now, most: .max)
            #expect(allowed >= 1, "seed \(seed): \(limit)")
            limiter.take(allowed, at: now)
            sent += Array(repeating: now.milliseconds, count: allowed)
        }
        expectStrict(sent, limit, seed)
    }

    @Test("A step back of less than an interval lets nothing through early")
    func smallStepBack() {
        var limiter = RateLimiter(RateLimit(count: 1, periodMilliseconds: 3_000))
        limiter.take(1, at: Self.start)
        let back = Self.start.advanced(byMilliseconds: -5)
        #expect(limiter.allowance(at: back, most: 1) == 0)
        #expect(limiter.nextAllowed(at: back) == Self.start.advanced(byMilliseconds: 3_000))
    }

    @Test(
        "Extreme limits, states and times never trap",
        arguments: [1, 2, 3, 1_000, Int.max - 1, Int.max],
        [1, 2, 1_000, 600_000, 600_001, 43_200_001, .max / 1000, .max / 1000 + 1, .max] as [Int64])
    func extremes(count: Int, period: Int64) {
        let times: [Int64] = [.min, .min / 1000, -1, 0, 1, Self.start.milliseconds, .max / 1000, .max]
        for arrival in [Int64.min, .min / 2, -1, 0, 1, .max / 2, .max] {
            for time in times.map({ Timestamp(milliseconds: $0) }) {
                let limit = RateLimit(count: count, periodMilliseconds: period)
                var limiter = RateLimiter(limit, arrivalMicroseconds: arrival)
                for most in [Int.min, -1, 0] { #expect(limiter.allowance(at: time, most: most) == 0) }
                for most in [1, Int.max] {
                    let allowed = limiter.allowance(at: time, most: most)
                    #expect((0...min(most, limit.count)).contains(allowed))
                    limiter.take(allowed, at: time)
                    _ = limiter.nextAllowed(at: time)
                }
                for taken in [Int.min, 0, 1, Int.max] { limiter.take(taken, at: time) }
                _ = limiter.nextAllowed(at: time)
            }
        }
    }

    @Test("A limit of nothing in no time is read as one in a millisecond", arguments: [(0, 0), (-3, -7), (.min, .min)])
    func senseless(count: Int, period: Int64) {
        #expect(
            RateLimit(count: count, periodMilliseconds: period) == RateLimit(count: 1, periodMilliseconds: 1))
    }
}

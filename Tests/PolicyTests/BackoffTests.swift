import Domain
import Policy
import Testing

@Suite("Backoff")
struct BackoffTests {
    @Test(
        "The bounds of the defaults double from 30 s up to 1 h",
        arguments: zip(1...10, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600] as [Int64]))
    func defaults(attempt: Int, seconds: Int64) {
        #expect(Backoff.bound(afterAttempt: attempt, RetryPolicy()) == seconds * 1000)
    }

    @Test("An attempt before the first waits like the first", arguments: [0, -1, Int.min, Int.min + 1])
    func beforeTheFirst(attempt: Int) {
        #expect(Backoff.bound(afterAttempt: attempt, RetryPolicy()) == 30_000)
    }

    @Test("A huge attempt number waits the longest time", arguments: [60, 61, 62, 63, 64, 65, 1_000, Int.max])
    func hugeAttempt(attempt: Int) {
        #expect(Backoff.bound(afterAttempt: attempt, RetryPolicy()) == 3_600_000)
        #expect(
            Backoff.bound(afterAttempt: attempt, RetryPolicy(firstMilliseconds: 1, maxMilliseconds: .max))
                >= 1 << 59)
    }

    @Test(
        "A policy of extremes gives a bound within it and never traps",
        arguments: [
            (0, 0, 0), (0, 1_000, 0), (1_000, 0, 0), (-5, 1_000, 0), (1_000, -5, 0), (.min, .min, 0),
            (5_000, 1_000, 1_000), (.max, .max, .max), (1, 1, 1), (.max, 7, 7),
        ] as [(Int64, Int64, Int64)])
    func extremes(first: Int64, max: Int64, bound: Int64) {
        let policy = RetryPolicy(firstMilliseconds: first, maxMilliseconds: max)
        var random = SeededGenerator(seed: 1)
        for attempt in [Int.min, -1, 0, 1, 2, 62, 63, 64, 1_000, Int.max] {
            #expect(Backoff.bound(afterAttempt: attempt, policy) == bound, "attempt \(attempt)")
            #expect((0...bound).contains(Backoff.wait(afterAttempt: attempt, policy, using: &random)))
        }
    }

    @Test("Bounds never fall as attempts rise, and never pass the longest", arguments: [UInt64](1...20))
    func monotonous(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let policy = RetryPolicy(
            firstMilliseconds: .random(in: 1...Int64.max >> Int64.random(in: 0...62, using: &random), using: &random),
            maxMilliseconds: .random(in: 1...Int64.max >> Int64.random(in: 0...62, using: &random), using: &random))
        var last: Int64 = 0
        for attempt in 1...80 {
            let bound = Backoff.bound(afterAttempt: attempt, policy)
            #expect(bound >= last && bound <= policy.maxMilliseconds, "seed \(seed), attempt \(attempt)")
            #expect(last == 0 || bound == policy.maxMilliseconds || bound == last * 2, "seed \(seed)")
            last = bound
        }
        #expect(last == policy.maxMilliseconds, "seed \(seed)")
    }

    @Test("The wait is spread evenly from nothing to the bound", arguments: [UInt64](1...5))
    func fullJitter(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var tenths = [Int](repeating: 0, count: 10)
        for _ in 0..<10_000 {
            let wait = Backoff.wait(afterAttempt: 3, RetryPolicy(), using: &random)
            guard (0...120_000).contains(wait) else {
                Issue.record("seed \(seed): \(wait) ms is out of range")
                return
            }
            tenths[min(9, Int(wait / 12_000))] += 1
        }
        // The standard deviation of each count is 30.
        #expect(tenths.allSatisfy { (850...1_150).contains($0) }, "seed \(seed): \(tenths)")
    }
}

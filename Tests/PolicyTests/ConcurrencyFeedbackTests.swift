import Domain
import Policy
import Testing

@Suite("Concurrency feedback")
struct ConcurrencyFeedbackTests {
    private static func open(_ thousandths: Int?) -> EndpointHealth {
        EndpointHealth(
            mode: .open, reason: nil, until: nil, isHeldByOperator: false, trips: 0, windowThousandths: thousandths)
    }

    @Test(
        "A success adds 1/N, rounded up to the thousandth, until it is full",
        arguments: [
            (1_000, 8, 2_000), (2_000, 8, 2_500), (2_999, 8, 3_499), (3_000, 8, 3_334), (7_000, 8, 7_143),
            (7_857, 8, nil), (7_900, 8, nil), (1_000, 1, nil), (1_000, 2, nil), (8_000, 8, nil), (900_000, 8, nil),
            (nil, 8, nil), (nil, 1, nil), (1_500_000, 2_000, 1_500_001), (1_000, 0, nil), (1_000, .min, nil),
        ] as [(Int?, Int, Int?)])
    func success(window: Int?, limit: Int, expected: Int?) {
        var health = Self.open(window)
        let left = health.succeed(limit: limit)
        #expect(!left)
        #expect(health.windowThousandths == expected)
    }

    @Test(
        "A failure takes one whole at once, never below 1",
        arguments: [
            (nil, 8, 7_000), (nil, 2, 1_000), (nil, 1, nil), (1_000, 1, nil), (1_000, 8, 1_000), (1_999, 8, 1_000),
            (2_000, 8, 1_000), (7_143, 8, 6_143), (20_000, 8, 7_000), (nil, 0, nil), (nil, .min, nil),
        ] as [(Int?, Int, Int?)])
    func failure(window: Int?, limit: Int, expected: Int?) {
        var health = Self.open(window)
        _ = health.fail(message: 1, limit: limit, BreakerPolicy())
        #expect(health.windowThousandths == expected)
    }

    @Test(
        "A window that was kept is read for what it can mean",
        arguments: [
            (nil, nil), (.min, 1_000), (-1, 1_000), (0, 1_000), (999, 1_000), (1_001, 1_001), (64_000, 64_000),
            (.max, 1_000_000_000),
        ] as [(Int?, Int?)])
    func kept(thousandths: Int?, window: Int?) {
        #expect(Self.open(thousandths).windowThousandths == window)
        for mode in [EndpointHealth.Mode.probing, .paused] {
            let health = EndpointHealth(
                mode: mode, reason: nil, until: nil, isHeldByOperator: false, trips: 1,
                windowThousandths: thousandths)
            #expect(health.windowThousandths == 1_000)
        }
        let held = EndpointHealth(
            mode: .open, reason: nil, until: nil, isHeldByOperator: true, trips: 0, windowThousandths: thousandths)
        #expect(held.windowThousandths == 1_000)
    }

    @Test("No limit and no window trap", arguments: [Int.min, -1, 0, 1, 2, 1_000_000, 1_000_001, .max - 1, .max])
    func extremes(limit: Int) {
        for window in [nil, .min, 1_000, 1_000_000_000, .max] as [Int?] {
            var health = Self.open(window)
            for message in 0..<20 as Range<Int64> {
                _ = health.fail(message: message, limit: limit, BreakerPolicy())
                #expect(health.concurrency(limit: limit) <= limit)
                _ = health.succeed(limit: limit)
                #expect(health.concurrency(limit: limit) <= limit)
            }
        }
    }

    @Test("After a probe it is 1, or full if the limit is 1", arguments: [(1, nil), (2, 1_000), (64, 1_000)])
    func afterProbe(limit: Int, window: Int?) {
        let patient = Patient.probed()
        #expect(patient.succeed(limit: limit))
        #expect(patient.windowThousandths == window)
        #expect(patient.concurrency(limit: limit) == 1)
    }

    @Test("While it is probed or paused, failures and late successes leave it at 1")
    func notOpen() {
        for patient in [Patient.probed(), .paused(floor: 1_000)] {
            #expect(patient.fail(1, limit: 8))
            #expect(patient.windowThousandths == 1_000)
        }
        let patient = Patient.paused(floor: 1_000)
        #expect(!patient.succeed(limit: 8))
        #expect(patient.windowThousandths == 1_000)
    }

    /// Against the exact fraction, kept as a count of successes towards the next whole.
    @Test("Random answers move it as the rule says", arguments: [UInt64](1...40))
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Int.random(in: 1...40, using: &random)
        let failsOneIn = Int.random(in: 2...60, using: &random)
        var health = Self.open(Int.random(in: 1_000...limit * 1_000, using: &random))
        for step in 0..<2_000 {
            let note = Comment("seed \(seed), step \(step), limit \(limit)")
            let before = health.windowThousandths ?? limit * 1_000
            if Int.random(in: 0..<failsOneIn, using: &random) == 0 {
                _ = health.fail(message: .random(in: 1...3, using: &random), limit: limit, BreakerPolicy())
                #expect((health.windowThousandths ?? limit * 1_000) == max(1_000, before - 1_000), note)
            } else {
                let left = health.succeed(limit: limit)
                #expect(!left, note)
                let gain = (health.windowThousandths ?? limit * 1_000) - before
                let whole = before / 1_000
                let isFull = health.windowThousandths == nil
                #expect(gain >= 0 && gain * whole < 1_000 + whole, note)
                #expect(isFull || gain * whole >= 1_000, note)
            }
            #expect((1...limit).contains(health.concurrency(limit: limit)), note)
            #expect(health.mode == .open, note)
        }
    }

    @Test("A smaller limit counts at once, and a failure counts from it")
    func smallerLimit() {
        let patient = Patient(Self.open(30_000))
        #expect(patient.concurrency(limit: 10) == 10)
        #expect(!patient.fail(1, limit: 10))
        #expect(patient.concurrency(limit: 10) == 9)
        #expect(patient.concurrency(limit: 64) == 9)
    }
}

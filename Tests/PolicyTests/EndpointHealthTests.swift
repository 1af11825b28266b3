import Domain
import Policy
import Testing

@Suite("The health of an endpoint")
struct EndpointHealthTests {
    static let now = Patient.now

    // MARK: - Opening the breaker

    @Test("A new endpoint is open and may use its whole concurrency", arguments: [1, 2, 8, 64])
    func fresh(limit: Int) {
        let health = EndpointHealth()
        #expect(health.mode == .open)
        #expect(health.concurrency(limit: limit) == limit)
    }

    @Test("Enough different messages that fail in a row blame the endpoint", arguments: [1, 2, 5, 9])
    func differentMessages(failures: Int) {
        let patient = Patient(policy: BreakerPolicy(failures: failures))
        for message in 1..<Int64(failures) { #expect(!patient.fail(message)) }
        #expect(patient.fail(Int64(failures)))
    }

    @Test("One bad message alone never blames the endpoint")
    func oneBadMessage() {
        let patient = Patient()
        for _ in 0..<1_000 { #expect(!patient.fail(7)) }
        #expect(patient.mode == .open)
    }

    @Test("A few bad messages among good ones never blame the endpoint", arguments: [UInt64](1...10))
    func badAmongGood(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let patient = Patient()
        for _ in 0..<1_000 {
            // Four bad ones, however often each of them fails.
            if Int.random(in: 0..<10, using: &random) < 8 {
                #expect(!patient.fail(.random(in: 1...4, using: &random)), "seed \(seed)")
            } else {
                #expect(!patient.succeed(), "seed \(seed)")
            }
        }
    }

    @Test("A success ends the row")
    func successEndsTheRow() {
        let patient = Patient()
        for message in 1...Int64(4) { #expect(!patient.fail(message)) }
        #expect(!patient.succeed())
        for message in 5...Int64(8) { #expect(!patient.fail(message)) }
        #expect(patient.fail(9))
    }

    @Test("A policy of no failures is read as one", arguments: [0, -1, Int.min])
    func noFailures(failures: Int) {
        #expect(Patient(policy: BreakerPolicy(failures: failures)).fail(1))
    }

    @Test("While it is paused or probed, every failure is the endpoint's")
    func blameOutsideOpen() {
        #expect(Patient.paused(floor: 1_000).fail(1))
        #expect(Patient.probed().fail(1))
    }

    // MARK: - Pauses

    @Test("The n-th pause in a row lasts between half and all of the doubled first", arguments: [UInt64](1...30))
    func lengths(seed: UInt64) {
        let patient = Patient(seed: seed)
        var now = Self.now
        for (trip, bound) in zip(1..., [16, 32, 64, 128, 256, 512, 600, 600, 600] as [Int64]) {
            #expect(patient.pause(at: now), "seed \(seed)")
            #expect(patient.mode == .paused && patient.trips == trip, "seed \(seed)")
            #expect(patient.concurrency(limit: 8) == 0, "seed \(seed)")
            guard let until = patient.until else {
                Issue.record("seed \(seed): a pause without an end")
                return
            }
            let wait = until.milliseconds(since: now)
            #expect((bound * 500...bound * 1_000).contains(wait), "seed \(seed), pause \(trip)")
            now = until
            #expect(patient.tick(now), "seed \(seed)")
        }
    }

    @Test("The first pause is as long as the gateway asks", arguments: [0, 1, 5, 90_000, 86_400_000] as [Int64])
    func firstFloor(floor: Int64) {
        #expect(Patient.paused(floor: floor).until == Self.now.advanced(byMilliseconds: floor))
    }

    @Test("A later pause is never shorter than the gateway asks, nor than its own length", arguments: [UInt64](1...20))
    func laterFloor(seed: UInt64) {
        for floor in [1, 20_000, 3_600_000] as [Int64] {
            let patient = Patient.probed(seed: seed)
            #expect(patient.pause(floor: floor), "seed \(seed)")
            let wait = patient.until?.milliseconds(since: Self.now) ?? 0
            #expect(wait >= max(floor, 16_000), "seed \(seed)")
            #expect(wait <= max(floor, 32_000), "seed \(seed)")
        }
    }

    @Test("An answer that comes in during a pause can only make it longer")
    func longer() {
        let patient = Patient.paused(floor: 10_000)
        for (floor, end) in [(5_000, 10_000), (nil, 10_000), (30_000, 30_000), (20_000, 30_000)] as [(Int64?, Int64)] {
            #expect(!patient.pause(reason: "other", floor: floor))
            #expect(patient.until == Self.now.advanced(byMilliseconds: end))
        }
        #expect(patient.trips == 1)
        #expect(patient.reason == "http-503")
    }

    @Test("A pause ends when its time has come, not before")
    func tick() {
        let patient = Patient.paused(floor: 10_000)
        #expect(!patient.tick(Self.now))
        #expect(!patient.tick(Self.now.advanced(byMilliseconds: 9_999)))
        #expect(patient.mode == .paused)
        #expect(patient.tick(Self.now.advanced(byMilliseconds: 10_000)))
        #expect(patient.mode == .probing)
        #expect(patient.until == nil)
        #expect(!patient.tick(Self.now.advanced(byMilliseconds: 20_000)))
        #expect(!Patient().tick(.distantFuture))
    }

    @Test(
        "Extreme policies and counts never trap",
        arguments: [
            BreakerPolicy(failures: 0, firstMilliseconds: 0, maxMilliseconds: 0),
            BreakerPolicy(failures: .min, firstMilliseconds: .min, maxMilliseconds: .min),
            BreakerPolicy(failures: .max, firstMilliseconds: .max, maxMilliseconds: .max),
            BreakerPolicy(failures: 1, firstMilliseconds: 1, maxMilliseconds: .max),
        ])
    func extremes(policy: BreakerPolicy) {
        for trips in [Int.min, 0, 62, 63, Int.max - 1, Int.max] {
            for floor in [nil, .min, 0, .max] as [Int64?] {
                for now in [Timestamp(milliseconds: .min), Self.now, .distantFuture] {
                    let patient = Patient(
                        EndpointHealth(mode: .probing, reason: nil, until: nil, isHeldByOperator: false, trips: trips),
                        policy: policy)
                    #expect(patient.pause(floor: floor, at: now))
                    #expect(!patient.pause(floor: floor, at: now))
                    #expect(patient.trips >= 1)
                    #expect(patient.tick(.distantFuture))
                }
            }
        }
    }

    // MARK: - Probing and slow start

    @Test("It is probed by one message at a time; of N in flight each success then adds 1/N")
    func slowStart() {
        let patient = Patient.probed()
        #expect(!patient.tick(Patient.now))
        #expect(patient.concurrency(limit: 20) == 1)
        #expect(patient.succeed(limit: 20))
        // As many successes as are in flight make room for one more.
        for width in 1..<20 {
            #expect(patient.concurrency(limit: 20) == width)
            var successes = 0
            while patient.concurrency(limit: 20) == width, successes < 100 {
                #expect(!patient.succeed(limit: 20))
                successes += 1
            }
            // Up to the thousandths that rounding has added.
            #expect((width - 1...width).contains(successes), "\(successes) at \(width)")
        }
        #expect(patient.concurrency(limit: 20) == 20)
        #expect(patient.windowThousandths == nil)
    }

    @Test("A failure takes one at once, down to one", arguments: [1, 2, 8])
    func feedback(limit: Int) {
        let patient = Patient(policy: BreakerPolicy(failures: 100))
        for failure in 1...12 {
            #expect(!patient.fail(Int64(failure), limit: limit))
            #expect(patient.concurrency(limit: limit) == max(1, limit - failure))
        }
        for _ in 0..<200 { _ = patient.succeed(limit: limit) }
        #expect(patient.concurrency(limit: limit) == limit)
    }

    @Test("What may be in flight survives a restart, whatever the file says", arguments: [Int.min, 0, 2_500, Int.max])
    func keptWindow(thousandths: Int) {
        let health = EndpointHealth(
            mode: .open, reason: nil, until: nil, isHeldByOperator: false, trips: 0, windowThousandths: thousandths)
        let patient = Patient(health)
        #expect((1...8).contains(patient.concurrency(limit: 8)))
        if thousandths == 2_500 { #expect(patient.concurrency(limit: 8) == 2) }
        for _ in 0..<100 { _ = patient.succeed(limit: 8) }
        #expect(patient.concurrency(limit: 8) == 8)
    }

    @Test("What may be in flight never passes the endpoint's own limit", arguments: [1, 2, 3, 4, 5, 64])
    func growthWithinLimit(limit: Int) {
        let patient = Patient.probed()
        #expect(patient.concurrency(limit: limit) == 1)
        for _ in 0..<(limit * limit) {
            _ = patient.succeed(limit: limit)
            #expect((1...limit).contains(patient.concurrency(limit: limit)))
        }
        #expect(patient.concurrency(limit: limit) == limit)
        #expect(patient.concurrency(limit: 1) == 1)
    }

    @Test("A failed probe makes the next pause longer, a success makes it short again")
    func tripsInARow() {
        let patient = Patient()
        for trip in 1...3 {
            #expect(patient.pause())
            #expect(patient.trips == trip)
            #expect(patient.tick(.distantFuture))
        }
        #expect(patient.succeed())
        #expect(patient.pause())
        #expect(patient.trips == 1)
    }

    @Test("A success of an earlier request does not end a pause")
    func lateSuccess() {
        let patient = Patient.paused(floor: 10_000)
        let before = patient.health
        #expect(!patient.succeed())
        #expect(patient.health == before)
    }

    // MARK: - Pauses that wait for somebody

    @Test("A misconfigured endpoint waits for another configuration, however long")
    func misconfigured() {
        let patient = Patient()
        #expect(patient.pauseUntilResumed())
        #expect(!patient.pauseUntilResumed())
        #expect(patient.mode == .paused && patient.until == nil && patient.reason == "http-401")
        #expect(!patient.tick(.distantFuture))
        #expect(!patient.succeed())
        #expect(!patient.pause(floor: 1))
        #expect(!patient.tick(.distantFuture))
        #expect(patient.configurationChanged())
        #expect(patient.mode == .probing && patient.concurrency(limit: 8) == 1)
        #expect(!patient.configurationChanged())
    }

    @Test("A pause that would have ended by itself becomes one that waits, and that is news")
    func misconfiguredDuringPause() {
        let patient = Patient.paused(floor: 10_000)
        #expect(patient.pauseUntilResumed())
        #expect(patient.reason == "http-401")
        #expect(!patient.tick(.distantFuture))
    }

    @Test("A new configuration ends no pause that ends by itself")
    func configurationDuringPause() {
        let patient = Patient.paused(floor: 10_000)
        #expect(!patient.configurationChanged())
        #expect(patient.mode == .paused)
        #expect(!Patient().configurationChanged())
    }

    @Test("What an operator paused, nothing here ends", arguments: [EndpointHealth.Mode.open, .probing, .paused])
    func operatorHold(mode: EndpointHealth.Mode) {
        let patient = Patient(
            EndpointHealth(mode: mode, reason: "operator", until: nil, isHeldByOperator: true, trips: 0))
        #expect(!patient.tick(.distantFuture))
        #expect(!patient.configurationChanged())
        #expect(!patient.succeed())
        #expect(!patient.pause(floor: 1))
        #expect(!patient.pauseUntilResumed())
        #expect(!patient.tick(.distantFuture))
        #expect(!patient.configurationChanged())
        #expect(patient.mode == .paused && patient.isHeldByOperator && patient.concurrency(limit: 8) == 0)
    }

    @Test("What was kept goes on where it was")
    func restored() {
        let until = Self.now.advanced(byMilliseconds: 5_000)
        let patient = Patient(
            EndpointHealth(mode: .paused, reason: "down", until: until, isHeldByOperator: false, trips: 3))
        #expect(patient.mode == .paused && patient.until == until && patient.trips == 3)
        #expect(patient.tick(until))
        #expect(patient.pause(at: until))
        let wait = patient.until?.milliseconds(since: until) ?? 0
        #expect((64_000...128_000).contains(wait))
        let open = EndpointHealth(mode: .open, reason: nil, until: nil, isHeldByOperator: false, trips: 0)
        #expect(open.concurrency(limit: 8) == 8)
        #expect(Patient.probed().concurrency(limit: 8) == 1)
    }
}

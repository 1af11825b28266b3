import Boleto
import Domain
import Policy
import Testing

@Suite("Frequency cap")
struct FrequencyCapTests {
    private static func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(utc: text + ":00Z")) }
    private static let hour: Int64 = 3_600_000

    @Test("Nobody was written to: now")
    func free() throws {
        let now = try Self.moment("2026-11-18T12:00")
        let clock = try #require(LocalClock(identifier: "America/Sao_Paulo"))
        #expect(FrequencyCap.standard.nextAllowed(after: [], from: now, clock: clock) == now)
    }

    @Test(
        "1 a day, 3 a week, 20 hours apart, by the calendar at the person's place",
        arguments: [
            // The gap is longer than the night.
            (["2026-11-18T21:00"], "2026-11-18T22:00", "2026-11-19T17:00"),
            // The day is over before the gap is.
            (["2026-11-18T04:00"], "2026-11-18T10:00", "2026-11-19T03:00"),
            // In São Paulo it is still the 17th.
            (["2026-11-18T02:59"], "2026-11-18T23:00", "2026-11-18T23:00"),
            // Three in a week: the first of them must be seven days past.
            (["2026-11-16T12:00", "2026-11-17T12:00", "2026-11-18T12:00"], "2026-11-19T12:00", "2026-11-23T03:00"),
            (["2026-11-16T12:00", "2026-11-17T12:00", "2026-11-18T12:00"], "2026-11-23T12:00", "2026-11-23T12:00"),
            // More than the limit, by a notice that it does not hold: two have to fall out.
            (
                ["2026-11-15T12:00", "2026-11-16T12:00", "2026-11-17T12:00", "2026-11-18T12:00"], "2026-11-19T12:00",
                "2026-11-23T03:00"
            ),
            // Written under a clock that ran ahead by a month.
            (["2026-12-18T12:00"], "2026-11-18T12:00", "2026-11-18T12:00"),
        ])
    func standard(contacts: [String], from: String, allowed: String) throws {
        let clock = try #require(LocalClock(identifier: "America/Sao_Paulo"))
        let next = FrequencyCap.standard.nextAllowed(
            after: try contacts.map(Self.moment), from: try Self.moment(from), clock: clock)
        #expect(next == (try Self.moment(allowed)))
    }

    @Test(
        "agrees with a walk hour by hour",
        arguments: [("America/Sao_Paulo", 1), ("America/New_York", 2), ("America/Noronha", 3), ("UTC", 4)])
    func walk(zone: String, seed: UInt64) throws {
        let clock = try #require(LocalClock(identifier: zone))
        var random = SeededGenerator(seed: seed)
        // Over a change of the clock in New York and in São Paulo as it was.
        let origin = try Self.moment("2018-10-25T00:00")
        for round in 0..<150 {
            let limits = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                FrequencyCap.Limit(
                    count: Int.random(in: 1...4, using: &random), days: Int.random(in: 1...9, using: &random))
            }
            let cap = FrequencyCap(
                limits: limits, minGapMilliseconds: Int64.random(in: 0...40, using: &random) * Self.hour)
            let contacts = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                origin.advanced(byMilliseconds: Int64.random(in: 0...300, using: &random) * Self.hour)
            }
            let from = origin.advanced(byMilliseconds: 300 * Self.hour)
            let next = cap.nextAllowed(after: contacts, from: from, clock: clock)
            var expected = from
            while !Self.isAllowed(expected, contacts, cap, clock) {
                expected = expected.advanced(byMilliseconds: Self.hour)
            }
            #expect(next == expected, "seed \(seed), round \(round)")
            // Nothing that happens meanwhile is undone by waiting.
            let later = next.advanced(byMilliseconds: Int64.random(in: 0...500, using: &random) * Self.hour)
            #expect(
                cap.nextAllowed(after: contacts, from: later, clock: clock) == later, "seed \(seed), round \(round)")
            let oldest = from.advanced(byMilliseconds: -cap.horizonMilliseconds)
            let recent = contacts.filter { $0 > oldest }
            #expect(cap.nextAllowed(after: recent, from: from, clock: clock) == next, "seed \(seed), round \(round)")
        }
    }

    /// By the words of the rule: with one more, no stretch of days has too many, and the gap is kept.
    private static func isAllowed(
        _ moment: Timestamp, _ contacts: [Timestamp], _ cap: FrequencyCap, _ clock: LocalClock
    ) -> Bool {
        guard contacts.allSatisfy({ moment.milliseconds(since: $0) >= cap.minGapMilliseconds }) else { return false }
        let today = clock.time(at: moment).date.dayNumber
        let days = contacts.map { clock.time(at: $0).date.dayNumber }
        return cap.limits.allSatisfy { limit in
            days.count { $0 > today - limit.days && $0 <= today } < limit.count
        }
    }

    @Test("the ends of time do not trap", arguments: [Int64.min, -1, 0, Int64.max])
    func ends(milliseconds: Int64) throws {
        let clock = try #require(LocalClock(identifier: "America/Sao_Paulo"))
        let moment = Timestamp(milliseconds: milliseconds)
        let contacts = [Int64.min, 0, Int64.max].map { Timestamp(milliseconds: $0) }
        #expect(FrequencyCap.standard.nextAllowed(after: contacts, from: moment, clock: clock) >= moment)
    }
}

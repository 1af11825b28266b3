import Boleto
import Domain
import Policy
import Testing

/// Where clocks on the wall are changed, against a walk minute by minute.
@Suite("Frequency cap, changes of the clock")
struct FrequencyCapClockTests {
    private static func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(utc: text + ":00Z")) }

    /// São Paulo: 2018-11-04, 0:00 becomes 1:00 (03:00 UTC); 2018-02-18, 0:00 becomes 23:00 (02:00 UTC).
    /// Asunción: 2018-10-07, 0:00 becomes 1:00 (04:00 UTC); 2018-03-25, 0:00 becomes 23:00 (03:00 UTC).
    /// St. John's: 2010-11-07, 0:01 becomes the day before, 23:01 (02:31 UTC).
    /// Apia has no 2011-12-30 (10:00 UTC).
    @Test(
        "a day begins at the first moment that has its date",
        arguments: [
            ("America/Sao_Paulo", 1, ["2018-11-03T12:00"], "2018-11-03T13:00", "2018-11-04T03:00"),
            ("America/Sao_Paulo", 2, ["2018-11-03T12:00"], "2018-11-03T13:00", "2018-11-05T02:00"),
            ("America/Sao_Paulo", 1, ["2018-02-17T12:00"], "2018-02-17T13:00", "2018-02-18T03:00"),
            ("America/Sao_Paulo", 1, ["2018-02-18T01:30"], "2018-02-18T02:10", "2018-02-18T03:00"),
            ("America/Sao_Paulo", 2, ["2018-02-17T12:00"], "2018-02-17T13:00", "2018-02-19T03:00"),
            ("America/Asuncion", 1, ["2018-10-06T12:00"], "2018-10-06T13:00", "2018-10-07T04:00"),
            ("America/Asuncion", 1, ["2018-03-24T12:00"], "2018-03-24T13:00", "2018-03-25T04:00"),
            ("America/Asuncion", 1, ["2018-03-25T02:59"], "2018-03-25T03:00", "2018-03-25T04:00"),
            ("America/St_Johns", 1, ["2010-11-06T12:00"], "2010-11-06T13:00", "2010-11-07T02:30"),
            // The 6th once more, after a contact on the 7th.
            ("America/St_Johns", 1, ["2010-11-07T02:30"], "2010-11-07T02:31", "2010-11-07T02:31"),
            ("America/St_Johns", 1, ["2010-11-06T12:00", "2010-11-07T02:30"], "2010-11-07T02:31", "2010-11-08T03:30"),
            ("America/St_Johns", 2, ["2010-11-07T02:30"], "2010-11-07T02:31", "2010-11-09T03:30"),
            ("Pacific/Apia", 1, ["2011-12-29T20:00"], "2011-12-29T21:00", "2011-12-30T10:00"),
            ("Pacific/Apia", 2, ["2011-12-29T20:00"], "2011-12-29T21:00", "2011-12-30T10:00"),
            ("Pacific/Apia", 3, ["2011-12-29T20:00"], "2011-12-29T21:00", "2011-12-31T10:00"),
        ])
    func changes(zone: String, days: Int, contacts: [String], from: String, allowed: String) throws {
        let clock = try #require(LocalClock(identifier: zone))
        let cap = FrequencyCap(limits: [.init(count: 1, days: days)], minGapMilliseconds: 0)
        let next = cap.nextAllowed(
            after: try contacts.map(Self.moment), from: try Self.moment(from), clock: clock)
        #expect(next == (try Self.moment(allowed)))
    }

    @Test(
        "agrees with a walk minute by minute",
        arguments: [
            ("America/Sao_Paulo", 1), ("America/Asuncion", 2), ("America/St_Johns", 3), ("Australia/Lord_Howe", 4),
            ("America/New_York", 5), ("Pacific/Apia", 6), ("America/Noronha", 7), ("Asia/Kathmandu", 8),
        ] as [(String, UInt64)])
    func walk(zone: String, seed: UInt64) throws {
        let clock = try #require(LocalClock(identifier: zone))
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2 {
            let change = try #require(Self.changes(of: clock).randomElement(using: &random))
            let table = DayTable(clock, around: change)
            for round in 0..<60 {
                let note = Comment("\(zone), seed \(seed), change \(change), round \(round)")
                let cap = Self.cap(&random)
                let from = DayTable.middle + Int.random(in: -3 * 1440...300, using: &random)
                let contacts = (0..<Int.random(in: 1...7, using: &random)).map { _ in
                    from + Int.random(in: -6 * 1440...1600, using: &random)
                }
                let found = cap.nextAllowed(
                    after: contacts.map(table.moment), from: table.moment(from), clock: clock)
                let expected = try #require(table.firstAllowed(cap, contacts, from: from), note)
                #expect(found == table.moment(expected), note)
            }
        }
    }

    @Test("long limits agree with a walk from hour to hour", arguments: [UInt64](1...12))
    func longLimits(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let zone = ["America/Sao_Paulo", "America/Asuncion", "UTC"].randomElement(using: &random) ?? "UTC"
        let clock = try #require(LocalClock(identifier: zone))
        // 2017-06-01.
        let hours = 400 * 24
        let origin = Timestamp(seconds: 1_496_275_200)
        let moments = (0..<hours + 370 * 24).map { origin.advanced(byMilliseconds: Int64($0) * 3_600_000) }
        let days = moments.map { clock.time(at: $0).date.dayNumber }
        let limit = FrequencyCap.Limit(
            count: .random(in: 1...5, using: &random), days: .random(in: 20...366, using: &random))
        let cap = FrequencyCap(limits: [limit, .init(count: 1, days: 1)], minGapMilliseconds: 0)
        for round in 0..<10 {
            let contacts = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                Int.random(in: 0..<hours, using: &random)
            }
            let found = cap.nextAllowed(after: contacts.map { moments[$0] }, from: moments[hours], clock: clock)
            let expected = (hours..<moments.count).first { hour in
                contacts.count { days[$0] == days[hour] } < 1
                    && contacts.count { days[$0] > days[hour] - limit.days } < limit.count
            }
            #expect(expected.map { moments[$0] } == found, "seed \(seed), round \(round), \(zone)")
        }
    }

    @Test("a contact up to a day ahead is waited for, one further ahead is of a wrong clock")
    func ahead() throws {
        let clock = try #require(LocalClock(identifier: "UTC"))
        let now = try Self.moment("2026-11-18T12:00")
        let cap = FrequencyCap(limits: [], minGapMilliseconds: 1_000)
        let day = now.advanced(byMilliseconds: 86_400_000)
        #expect(cap.nextAllowed(after: [day], from: now, clock: clock) == day.advanced(byMilliseconds: 1_000))
        let further = day.advanced(byMilliseconds: 1)
        #expect(cap.nextAllowed(after: [further], from: now, clock: clock) == now)
        #expect(cap.nextAllowed(after: [further, day], from: now, clock: clock) == day.advanced(byMilliseconds: 1_000))
    }

    @Test("the gap is kept to the millisecond")
    func milliseconds() throws {
        let clock = try #require(LocalClock(identifier: "America/Sao_Paulo"))
        let contact = try Self.moment("2026-11-18T02:00").advanced(byMilliseconds: 123)
        let end = contact.advanced(byMilliseconds: 20 * 3_600_000)
        let cap = FrequencyCap.standard
        #expect(cap.nextAllowed(after: [contact], from: contact, clock: clock) == end)
        #expect(cap.nextAllowed(after: [contact], from: end.advanced(byMilliseconds: -1), clock: clock) == end)
        let later = end.advanced(byMilliseconds: 1)
        #expect(cap.nextAllowed(after: [contact], from: later, clock: clock) == later)
    }

    @Test(
        "the horizon is the longest limit and a day, or the gap",
        arguments: [([], 20, 20), ([1], 20, 48), ([7, 1], 20, 192), ([1], 100, 100), ([366], 0, 8_808)])
    func horizon(days: [Int], gapHours: Int64, horizonHours: Int64) {
        let cap = FrequencyCap(
            limits: days.map { .init(count: 1, days: $0) }, minGapMilliseconds: gapHours * 3_600_000)
        #expect(cap.horizonMilliseconds == horizonHours * 3_600_000)
    }

    @Test("limits and gaps that make no sense neither trap nor go on for ever", arguments: [Int.min, -1, 0, Int.max])
    func extremes(number: Int) throws {
        let clock = try #require(LocalClock(identifier: "America/Asuncion"))
        var cap = FrequencyCap(limits: [.init(count: number, days: number)], minGapMilliseconds: Int64(number))
        for _ in 0..<2 {
            #expect(cap.horizonMilliseconds >= 0)
            for milliseconds in [Int64.min, .min + 1, -1, 0, 1_790_000_000_123, .max - 1, .max] {
                let moment = Timestamp(milliseconds: milliseconds)
                let contacts = [-86_400_001, -1, 0, 1, 86_400_000].map { moment.advanced(byMilliseconds: $0) }
                #expect(cap.nextAllowed(after: contacts, from: moment, clock: clock) >= moment)
            }
            cap.limits[0].count = number
            cap.limits[0].days = number
        }
    }

    /// When a clock is changed between 2005 and 2020, and a moment of no change for a clock that never is.
    private static func changes(of clock: LocalClock) -> [Int64] {
        var changes: [Int64] = []
        var seconds: Int64 = 1_104_537_600
        while let end = clock.stretch(atSecond: seconds).end, end < 1_577_836_800 {
            changes.append(end)
            seconds = end
        }
        return changes.isEmpty ? [1_300_000_000] : changes
    }

    private static func cap(_ random: inout SeededGenerator) -> FrequencyCap {
        let limits = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            FrequencyCap.Limit(count: .random(in: 1...3, using: &random), days: .random(in: 1...4, using: &random))
        }
        let gap = Bool.random(using: &random) ? 0 : Int64.random(in: 0...2000, using: &random)
        return FrequencyCap(limits: limits, minGapMilliseconds: gap * 60_000)
    }
}

/// The local day of every minute around a change of the clock.
private struct DayTable {
    static let middle = 9 * 1440
    private static let minutes = 20 * 1440

    private let origin: Timestamp
    private let days: [Int]

    init(_ clock: LocalClock, around change: Int64) {
        let origin = Timestamp(seconds: change / 60 * 60 - Int64(Self.middle) * 60)
        self.origin = origin
        days = (0..<Self.minutes).map {
            clock.time(at: origin.advanced(byMilliseconds: Int64($0) * 60_000)).date.dayNumber
        }
    }

    func moment(_ minute: Int) -> Timestamp { origin.advanced(byMilliseconds: Int64(minute) * 60_000) }

    /// By the words of the rule, asked for every minute.
    func firstAllowed(_ cap: FrequencyCap, _ contacts: [Int], from: Int) -> Int? {
        let counted = contacts.filter { $0 - from <= 1440 }
        let contactDays = counted.map { days[$0] }
        let gap = Int(cap.minGapMilliseconds / 60_000)
        return (from..<Self.minutes).first { minute in
            counted.allSatisfy { minute - $0 >= gap }
                && cap.limits.allSatisfy { Self.holds($0, contactDays, on: days[minute]) }
        }
    }

    private static func holds(_ limit: FrequencyCap.Limit, _ contactDays: [Int], on day: Int) -> Bool {
        (day - limit.days + 1...day).allSatisfy { first in
            contactDays.count { (first..<first + limit.days).contains($0) } < limit.count
        }
    }
}

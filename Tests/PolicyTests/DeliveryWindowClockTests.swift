import Boleto
import Domain
import Policy
import Testing

/// Where clocks on the wall are changed, and everywhere else, against a walk minute by minute.
@Suite("DeliveryWindow, changes of the clock")
struct DeliveryWindowClockTests {
    /// New York: 2027-03-14, 2:00 becomes 3:00 (07:00 UTC); 2026-11-01, 2:00 becomes 1:00 (06:00 UTC).
    /// São Paulo: 2018-11-04, 0:00 becomes 1:00 (03:00 UTC); 2018-02-18, 0:00 becomes the day before, 23:00 (02:00 UTC).
    @Test(
        "hours that do not exist begin after the gap; hours that exist twice are open twice",
        arguments: [
            ("America/New_York", "02:30-04:00", "2027-03-14T05:00", "2027-03-14T07:00", "2027-03-14T08:00"),
            ("America/New_York", "02:10-02:50", "2027-03-14T05:00", "2027-03-15T06:10", "2027-03-15T06:50"),
            ("America/New_York", "01:00-02:30", "2027-03-14T05:00", "2027-03-14T06:00", "2027-03-14T07:00"),
            ("America/New_York", "01:00-01:30", "2026-11-01T04:00", "2026-11-01T05:00", "2026-11-01T05:30"),
            ("America/New_York", "01:00-01:30", "2026-11-01T05:30", "2026-11-01T06:00", "2026-11-01T06:30"),
            ("America/New_York", "01:00-03:00", "2026-11-01T04:00", "2026-11-01T05:00", "2026-11-01T08:00"),
            ("America/New_York", "01:30-02:00", "2026-11-01T05:45", "2026-11-01T05:45", "2026-11-01T06:00"),
            ("America/Sao_Paulo", "00:00-02:00", "2018-11-04T02:30", "2018-11-04T03:00", "2018-11-04T04:00"),
            ("America/Sao_Paulo", "00:30-00:45", "2018-11-04T02:30", "2018-11-05T02:30", "2018-11-05T02:45"),
            ("America/Sao_Paulo", "23:00-23:30", "2018-02-18T01:00", "2018-02-18T01:00", "2018-02-18T01:30"),
            ("America/Sao_Paulo", "23:00-23:30", "2018-02-18T01:30", "2018-02-18T02:00", "2018-02-18T02:30"),
            ("America/Sao_Paulo", "23:00-01:00", "2018-02-17T23:00", "2018-02-18T01:00", "2018-02-18T04:00"),
        ])
    func changes(zone: String, hours: String, from: String, opens: String, closes: String) throws {
        let clock = try #require(LocalClock(identifier: zone))
        let daily = try DeliveryWindow.Hours(parsing: hours)
        let window = DeliveryWindow(weekdays: daily, saturday: daily, sunday: daily, holidays: .asWeekday)
        let start = try #require(Timestamp(utc: from + ":00Z"))
        let calendar = BankCalendar()
        #expect(window.nextOpen(from: start, clock: clock, calendar: calendar) == Timestamp(utc: opens + ":00Z"))
        #expect(window.closes(after: start, clock: clock, calendar: calendar) == Timestamp(utc: closes + ":00Z"))
    }

    @Test(
        "agrees with a walk minute by minute through random windows",
        arguments: [
            ("America/New_York", 1), ("America/Sao_Paulo", 2), ("Australia/Lord_Howe", 3), ("Asia/Kathmandu", 4),
            ("America/Noronha", 5), ("Europe/Lisbon", 6),
        ] as [(String, UInt64)])
    func walk(zone: String, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let clock = try #require(LocalClock(identifier: zone))
        let changes = try #require(Self.changes(of: clock))
        for round in 0..<80 {
            let note = Comment("\(zone), seed \(seed), round \(round)")
            let window = try Self.window(&random)
            let calendar = BankCalendar(
                local: (1...12).map {
                    LocalHoliday(day: .yearly(month: $0, day: .random(in: 1...28, using: &random)), name: "Feriado")
                })
            let near = changes.randomElement(using: &random) ?? 1_795_435_200
            let minutes = Int64.random(in: -2 * 1440...600, using: &random)
            let start = Timestamp(seconds: near / 60 * 60 + minutes * 60)
            let oracle = Oracle(window: window, clock: clock, calendar: calendar)
            #expect(window.isOpen(at: start, clock: clock, calendar: calendar) == oracle.isOpen(start), note)
            let open = oracle.first(true, from: start)
            let found = window.nextOpen(from: start, clock: clock, calendar: calendar)
            #expect(open == nil || found == open, note)
            guard let open else {
                let limit = start.advanced(byMilliseconds: Oracle.limit * 60_000)
                #expect(found.map { $0 >= limit } ?? true, note)
                continue
            }
            #expect(window.isOpen(at: open, clock: clock, calendar: calendar), note)
            let close = window.closes(after: start, clock: clock, calendar: calendar)
            if let expected = oracle.first(false, from: open) {
                #expect(close == expected, note)
                #expect(!window.isOpen(at: expected, clock: clock, calendar: calendar), note)
            }
        }
    }

    /// When a clock is changed between 2010 and 2030, and a moment of no change for a clock that never is.
    private static func changes(of clock: LocalClock) -> [Int64]? {
        var changes: [Int64] = [1_795_435_200]
        var seconds: Int64 = 1_262_304_000
        while let end = clock.stretch(atSecond: seconds).end, end < 1_893_456_000 {
            changes.append(end)
            seconds = end
        }
        return changes
    }

    private static func window(_ random: inout SeededGenerator) throws -> DeliveryWindow {
        var window = DeliveryWindow(
            weekdays: .closed, saturday: .closed, sunday: .closed,
            holidays: Bool.random(using: &random) ? .asWeekday : .hours(try hours(&random)))
        for weekday in Weekday.allCases { window[weekday] = try hours(&random) }
        return window
    }

    private static func hours(_ random: inout SeededGenerator) throws -> DeliveryWindow.Hours {
        if Int.random(in: 0..<4, using: &random) == 0 { return Bool.random(using: &random) ? .closed : .allDay }
        let starts = (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: 0..<1440, using: &random) }
        let ordered = Set(starts).sorted()
        var intervals: [Range<Int>] = []
        for (index, start) in ordered.enumerated() {
            let bound = index + 1 < ordered.count ? ordered[index + 1] : start + 1440
            intervals.append(start..<Int.random(in: start + 1...bound, using: &random))
        }
        return try DeliveryWindow.Hours(intervals: intervals)
    }
}

/// Asks the clock for every minute.
private struct Oracle {
    static let limit: Int64 = 4 * 1440

    var window: DeliveryWindow
    var clock: LocalClock
    var calendar: BankCalendar

    func isOpen(_ moment: Timestamp) -> Bool {
        let time = clock.time(at: moment)
        let minute = time.secondOfDay / 60
        return covers(time.date, minute) || covers(time.date.advanced(byDays: -1), minute + 1440)
    }

    private func covers(_ date: CivilDate, _ minute: Int) -> Bool {
        var hours = window[date.weekday]
        if case .hours(let own) = window.holidays, calendar.holiday(on: date) != nil { hours = own }
        return hours.intervals.contains { $0.contains(minute) }
    }

    func first(_ open: Bool, from start: Timestamp) -> Timestamp? {
        (0..<Self.limit).lazy.map { start.advanced(byMilliseconds: $0 * 60_000) }.first { isOpen($0) == open }
    }
}

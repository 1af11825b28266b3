import Boleto
import Domain
import Foundation
import Policy
import Testing

@Suite("DeliveryWindow")
struct DeliveryWindowTests {
    struct Vectors: Decodable {
        struct Case: Decodable {
            var utc: String
            var timezone: String
            var profile: String
            var allowedNow: Bool
            var nextAllowedUtc: String
        }
        var cases: [Case]
    }

    let calendar = BankCalendar()

    @Test("agrees with the vectors")
    func vectors() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/send_window.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let vectors = try decoder.decode(Vectors.self, from: Data(contentsOf: file))
        #expect(vectors.cases.count == 11)
        let strict = DeliveryWindow(
            weekdays: try .init(parsing: "09:00-18:00"), saturday: .closed, sunday: .closed, holidays: .hours(.closed))
        for vector in vectors.cases {
            let window = try #require(["padrao": DeliveryWindow.standard, "estrito": strict][vector.profile])
            let clock = try #require(LocalClock(identifier: vector.timezone))
            let now = try moment(vector.utc)
            #expect(window.isOpen(at: now, clock: clock, calendar: calendar) == vector.allowedNow, "\(vector.utc)")
            let next = window.nextOpen(from: now, clock: clock, calendar: calendar)
            #expect(try next == moment(vector.nextAllowedUtc), "\(vector.utc)")
        }
    }

    @Test(
        "says when it closes: the open time it is in, or the next",
        arguments: [
            ("2026-11-23T12:00:00Z", "2026-11-23T23:00:00Z"), ("2026-11-23T10:59:59Z", "2026-11-23T23:00:00Z"),
            ("2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z"), ("2026-11-20T12:00:00Z", "2026-11-21T17:00:00Z"),
        ])
    func closes(from: String, closing: String) throws {
        let closes = DeliveryWindow.standard.closes(after: try moment(from), clock: try saoPaulo(), calendar: calendar)
        #expect(try closes == moment(closing))
    }

    @Test("an open moment is given back to the millisecond")
    func milliseconds() throws {
        let now = try moment("2026-11-23T12:00:00Z").advanced(byMilliseconds: 123)
        #expect(DeliveryWindow.standard.nextOpen(from: now, clock: try saoPaulo(), calendar: calendar) == now)
        let before = try moment("2026-11-23T10:59:59Z").advanced(byMilliseconds: 999)
        #expect(
            try DeliveryWindow.standard.nextOpen(from: before, clock: saoPaulo(), calendar: calendar)
                == moment("2026-11-23T11:00:00Z"))
        #expect(!DeliveryWindow.standard.isOpen(at: before, clock: try saoPaulo(), calendar: calendar))
    }

    @Test("local holidays close it, and holidays may have their own hours or count as weekdays")
    func holidays() throws {
        let local = BankCalendar(local: [LocalHoliday(day: .yearly(month: 11, day: 24), name: "Aniversário")])
        let noon = try moment("2026-11-24T15:00:00Z")
        var window = DeliveryWindow.standard
        #expect(window.isOpen(at: noon, clock: try saoPaulo(), calendar: calendar))
        #expect(!window.isOpen(at: noon, clock: try saoPaulo(), calendar: local))
        window.holidays = .hours(try .init(parsing: "12:00-13:00"))
        #expect(window.isOpen(at: noon, clock: try saoPaulo(), calendar: local))
        #expect(
            try window.closes(after: noon, clock: saoPaulo(), calendar: local) == moment("2026-11-24T16:00:00Z"))
        window.holidays = .asWeekday
        #expect(try window.closes(after: noon, clock: saoPaulo(), calendar: local) == moment("2026-11-24T23:00:00Z"))
    }

    @Test("hours past midnight belong to the day they begin on, even before a closed day")
    func pastMidnight() throws {
        var window = DeliveryWindow(weekdays: .closed, saturday: .closed, sunday: .closed, holidays: .hours(.closed))
        window[.friday] = try .init(parsing: "22:00-02:00")
        let clock = try #require(LocalClock(identifier: "UTC"))
        let start = try moment("2026-11-26T00:00:00Z")
        #expect(try window.nextOpen(from: start, clock: clock, calendar: calendar) == moment("2026-11-27T22:00:00Z"))
        #expect(try window.closes(after: start, clock: clock, calendar: calendar) == moment("2026-11-28T02:00:00Z"))
        #expect(window.isOpen(at: try moment("2026-11-28T01:59:00Z"), clock: clock, calendar: calendar))
        // A Friday that is a holiday has no night.
        let eve = try moment("2026-11-20T00:00:00Z")
        #expect(try window.nextOpen(from: eve, clock: clock, calendar: calendar) == moment("2026-11-27T22:00:00Z"))
    }

    @Test("open times that touch are one")
    func touching() throws {
        let day = try DeliveryWindow.Hours(parsing: "08:00-12:00,12:00-24:00")
        let next = try DeliveryWindow.Hours(parsing: "00:00-03:00")
        let window = DeliveryWindow(weekdays: day, saturday: next, sunday: .closed, holidays: .asWeekday)
        let clock = try #require(LocalClock(identifier: "UTC"))
        let friday = try moment("2026-11-27T09:00:00Z")
        #expect(try window.closes(after: friday, clock: clock, calendar: calendar) == moment("2026-11-28T03:00:00Z"))
    }

    @Test("always is always, and never is never")
    func alwaysAndNever() throws {
        let never = DeliveryWindow(weekdays: .closed, saturday: .closed, sunday: .closed, holidays: .asWeekday)
        for zone in ["UTC", "America/Sao_Paulo", "America/New_York"] {
            let clock = try #require(LocalClock(identifier: zone))
            for milliseconds in [Int64.min, .min + 1, -1, 0, 1_795_435_200_123, .max - 1, .max] {
                let now = Timestamp(milliseconds: milliseconds)
                #expect(DeliveryWindow.always.isOpen(at: now, clock: clock, calendar: calendar))
                #expect(DeliveryWindow.always.nextOpen(from: now, clock: clock, calendar: calendar) == now)
                #expect(DeliveryWindow.always.closes(after: now, clock: clock, calendar: calendar) == nil)
                #expect(!never.isOpen(at: now, clock: clock, calendar: calendar))
                #expect(never.nextOpen(from: now, clock: clock, calendar: calendar) == nil)
                #expect(never.closes(after: now, clock: clock, calendar: calendar) == nil)
                if let next = DeliveryWindow.standard.nextOpen(from: now, clock: clock, calendar: calendar) {
                    #expect(next >= now)
                    #expect(DeliveryWindow.standard.isOpen(at: next, clock: clock, calendar: calendar))
                }
            }
        }
    }

    private func saoPaulo() throws -> LocalClock { try #require(LocalClock(identifier: "America/Sao_Paulo")) }

    private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(utc: text)) }
}

extension Timestamp {
    /// Reads `2026-11-23T10:59:00Z`.
    init?(utc text: String) {
        guard let date = ISO8601DateFormatter().date(from: text) else { return nil }
        self.init(seconds: Int64(date.timeIntervalSince1970))
    }
}

import Boleto
import Domain
import Foundation
import Testing

@Suite("BankCalendar")
struct BankCalendarTests {
    struct Vectors: Decodable {
        struct Year: Decodable {
            var holidays: [Holiday]
            var lastBusinessDay: String
            var ashWednesdayHalfDay: String
        }
        struct Holiday: Decodable {
            var date: String
            var name: String
        }
        struct Check: Decodable {
            var date: String
            var businessDay: Bool
            var nextBusinessDay: String
        }
        var years: [String: Year]
        var checks: [Check]
    }

    let national = BankCalendar()

    @Test("has the holidays of the vectors and no others")
    func holidays() throws {
        let vectors = try fixture("bank_calendar.json", as: Vectors.self)
        #expect(vectors.years.count == 5)
        for (year, expected) in vectors.years {
            let names = Dictionary(uniqueKeysWithValues: expected.holidays.map { ($0.date, $0.name) })
            #expect(names.count == 13)
            for day in try daysOfYear(#require(Int(year))) {
                let name = national.holiday(on: day)?.folding(options: .diacriticInsensitive, locale: nil)
                #expect(name == names[day.iso]?.replacing(" (Lei 14.759/2023)", with: ""), "\(day.iso)")
            }
            #expect(try national.isBusinessDay(date(expected.ashWednesdayHalfDay)))
            #expect(try national.lastBusinessDay(ofYear: #require(Int(year)))?.iso == expected.lastBusinessDay)
        }
    }

    @Test("judges and extends the days of the vectors")
    func checks() throws {
        let vectors = try fixture("bank_calendar.json", as: Vectors.self)
        #expect(vectors.checks.count == 12)
        for check in vectors.checks {
            let day = try date(check.date)
            #expect(national.isBusinessDay(day) == check.businessDay, "\(check.date)")
            #expect(national.nextBusinessDay(from: day).iso == check.nextBusinessDay, "\(check.date)")
        }
    }

    /// The days that move with Easter: Carnival Monday, Good Friday, Corpus Christi; from printed calendars.
    static let movable: [Int: [String]] = [
        2024: ["02-12", "02-13", "03-29", "05-30"], 2025: ["03-03", "03-04", "04-18", "06-19"],
        2026: ["02-16", "02-17", "04-03", "06-04"], 2027: ["02-08", "02-09", "03-26", "05-27"],
        2028: ["02-28", "02-29", "04-14", "06-15"], 2029: ["02-12", "02-13", "03-30", "05-31"],
        2030: ["03-04", "03-05", "04-19", "06-20"], 2031: ["02-24", "02-25", "04-11", "06-12"],
        2032: ["02-09", "02-10", "03-26", "05-27"], 2033: ["02-28", "03-01", "04-15", "06-16"],
        2034: ["02-20", "02-21", "04-07", "06-08"], 2035: ["02-05", "02-06", "03-23", "05-24"],
    ]

    @Test("knows the thirteen holidays of each year", arguments: 2024...2035)
    func years(year: Int) throws {
        let fixed = ["01-01", "04-21", "05-01", "09-07", "10-12", "11-02", "11-15", "11-20", "12-25"]
        let expected = Set((fixed + (Self.movable[year] ?? [])).map { "\(year)-\($0)" })
        #expect(expected.count >= 12)
        let found = try daysOfYear(year).filter { national.isHoliday($0) }
        #expect(Set(found.map(\.iso)) == expected)
    }

    @Test("counts 20 November from 2024 on")
    func blackAwareness() throws {
        #expect(try national.holiday(on: date("2023-11-20")) == nil)
        #expect(try national.holiday(on: date("2024-11-20")) == "Consciência Negra")
    }

    @Test(
        "names holidays with their accents",
        arguments: [
            ("2026-01-01", "Confraternização Universal"), ("2026-02-17", "Carnaval (terça)"),
            ("2026-04-03", "Sexta-feira da Paixão"), ("2026-09-07", "Independência"),
            ("2026-11-15", "Proclamação da República"),
        ])
    func names(text: String, name: String) throws {
        #expect(try national.holiday(on: date(text)) == name)
    }

    @Test("adds local holidays, of every year and of one, the national name first")
    func local() throws {
        let calendar = BankCalendar(local: [
            LocalHoliday(day: .yearly(month: 12, day: 8), name: "Nossa Senhora da Conceição"),
            LocalHoliday(day: .yearly(month: 12, day: 8), name: "Outro nome"),
            LocalHoliday(day: .once(try date("2026-12-09")), name: "Luto oficial"),
            LocalHoliday(day: .yearly(month: 12, day: 25), name: "Festa"),
            LocalHoliday(day: .yearly(month: 0, day: 1209), name: "Nunca"),
            LocalHoliday(day: .yearly(month: Int.max, day: Int.min), name: "Nunca"),
        ])
        #expect(try calendar.holiday(on: date("2026-12-08")) == "Nossa Senhora da Conceição")
        #expect(try calendar.holiday(on: date("2031-12-08")) == "Nossa Senhora da Conceição")
        #expect(try calendar.holiday(on: date("2026-12-09")) == "Luto oficial")
        #expect(try calendar.holiday(on: date("2027-12-09")) == nil)
        #expect(try calendar.holiday(on: date("2026-12-25")) == "Natal")
        #expect(try calendar.nextBusinessDay(from: date("2026-12-08")).iso == "2026-12-10")
    }

    @Test("the last business day is none where all days are holidays, and beyond the calendar")
    func noBusinessDay() throws {
        let always = BankCalendar(
            local: (1...12).flatMap { month in
                (1...31).map { LocalHoliday(day: .yearly(month: month, day: $0), name: "Férias") }
            })
        let day = try date("2026-11-23")
        #expect(always.nextBusinessDay(from: day) == day)
        #expect(always.nextBusinessDay(from: .latest) == .latest)
        for year in [Int.min, 0, 1, 2026, 9999, 10_000, Int.max] {
            #expect(always.lastBusinessDay(ofYear: year) == nil)
        }
        #expect(national.lastBusinessDay(ofYear: 0) == nil)
        #expect(national.lastBusinessDay(ofYear: 10_000) == nil)
        #expect(national.lastBusinessDay(ofYear: 9999) == .latest)
        #expect(national.nextBusinessDay(from: .latest) == .latest)
        #expect(national.nextBusinessDay(from: .earliest).iso == "0001-01-02")
    }

    @Test("the next business day is one, and none lies between", arguments: [1, 2, 3] as [UInt64])
    func property(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let calendar = BankCalendar(
            local: (0..<20).map { _ in
                LocalHoliday(
                    day: .yearly(
                        month: .random(in: 1...12, using: &random), day: .random(in: 1...31, using: &random)),
                    name: "Feriado")
            })
        for _ in 0..<5_000 {
            let numbers = CivilDate.earliest.dayNumber...CivilDate.latest.dayNumber - 30
            let day = CivilDate(dayNumber: .random(in: numbers, using: &random))
            let next = calendar.nextBusinessDay(from: day)
            #expect(next >= day && calendar.isBusinessDay(next), "seed \(seed), \(day.iso)")
            for number in day.dayNumber..<next.dayNumber {
                #expect(!calendar.isBusinessDay(CivilDate(dayNumber: number)), "seed \(seed), \(day.iso)")
            }
            #expect(calendar.nextBusinessDay(from: next) == next, "seed \(seed)")
            #expect((calendar.holiday(on: day) != nil) == calendar.isHoliday(day), "seed \(seed)")
        }
    }

    private func daysOfYear(_ year: Int) throws -> [CivilDate] {
        let first = try #require(CivilDate(year: year, month: 1, day: 1))
        let last = try #require(CivilDate(year: year, month: 12, day: 31))
        return (first.dayNumber...last.dayNumber).map { CivilDate(dayNumber: $0) }
    }
}

@Suite("LocalHoliday")
struct LocalHolidayTests {
    @Test(
        "reads days of every year and of one",
        arguments: [
            ("12-08", LocalHoliday.Day.yearly(month: 12, day: 8)), ("08/12", .yearly(month: 12, day: 8)),
            ("02-29", .yearly(month: 2, day: 29)), ("2026-12-08", .once(CivilDate(dayNumber: 20_795))),
            ("08/12/2026", .once(CivilDate(dayNumber: 20_795))),
        ])
    func reads(text: String, day: LocalHoliday.Day) {
        #expect(LocalHoliday.Day(parsing: text) == day)
    }

    @Test(
        "refuses what is no day",
        arguments: ["", "12", "8/12", "13-01", "02-30", "31/04", "2026-02-29", "12/08-", "natal", "-12-08", "12-08 "])
    func refuses(text: String) {
        #expect(LocalHoliday.Day(parsing: text) == nil)
    }
}

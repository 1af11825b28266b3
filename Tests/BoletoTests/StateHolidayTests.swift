import Boleto
import Foundation
import Testing

@Suite("StateHoliday")
struct StateHolidayTests {
    struct Expected: Decodable {
        var states: [String: [String: [String]]]
    }

    private func days(of year: Int) throws -> [CivilDate] {
        let first = try #require(CivilDate(year: year, month: 1, day: 1))
        return (0..<366).map { first.advanced(byDays: $0) }.filter { $0.year == year }
    }

    /// On Sundays and national holidays it is closed in any case.
    private func matters(_ day: CivilDate) -> Bool { day.weekday != .sunday && !BankCalendar().isHoliday(day) }

    @Test("has the holidays of every state in nine years and no others")
    func everyState() throws {
        let expected = try fixture("state_holidays.json", as: Expected.self)
        #expect(expected.states.count == 27)
        for (state, years) in expected.states {
            for (year, dates) in years {
                let wanted = try dates.map { try #require(CivilDate(parsing: "\(year)-\($0)")) }.filter(matters)
                let found = try days(of: #require(Int(year))).filter {
                    StateHoliday.isHoliday($0, in: state) && matters($0)
                }
                #expect(found == wanted, "\(state) \(year)")
            }
        }
    }

    @Test("knows no other place", arguments: ["", "XX", "sp", "São Paulo"])
    func otherPlaces(uf: String) throws {
        for day in try days(of: 2026) { #expect(!StateHoliday.isHoliday(day, in: uf)) }
    }

    @Test("counts in the calendar of that state alone, and moves no due date")
    func calendar() throws {
        let day = try #require(CivilDate(parsing: "2026-07-09"))
        #expect(BankCalendar().inState("SP").isHoliday(day))
        #expect(BankCalendar().inState("sp").isHoliday(day))
        #expect(!BankCalendar().inState("RJ").isHoliday(day))
        #expect(!BankCalendar().inState(nil).isHoliday(day))
        #expect(!BankCalendar().isHoliday(day))
        #expect(BankCalendar().inState("SP").isBusinessDay(day))
    }
}

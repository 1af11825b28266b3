import Boleto
import Domain
import Testing

@Suite("CivilDate")
struct CivilDateTests {
    @Test(
        "reads ISO 8601 and the Brazilian form",
        arguments: [
            ("2026-11-10", 20_767), ("10/11/2026", 20_767), ("1970-01-01", 0), ("1969-12-31", -1),
            ("2000-02-29", 11_016), ("2024-02-29", 19_782), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
            ("1997-10-07", 10_141), ("2022-05-29", 19_141),
        ])
    func reads(text: String, dayNumber: Int) throws {
        #expect(try #require(CivilDate(parsing: text)).dayNumber == dayNumber)
    }

    @Test(
        "refuses days that do not exist and other ways of writing",
        arguments: [
            "", "2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-11-00", "0000-01-01",
            "31/04/2026", "11/13/2026", "2026/11/10", "10-11-2026", "2026-11-1", "2026-11-10T00:00:00", "10/11/26",
            "２026-11-1", "-026-11-10", "2026-1a-10", " 2026-11-10", "2026-11/10", "20261110",
        ])
    func refuses(text: String) {
        #expect(CivilDate(parsing: text) == nil)
    }

    @Test(
        "knows the weekday",
        arguments: [
            ("2026-11-10", "terça-feira"), ("2026-11-15", "domingo"), ("1970-01-01", "quinta-feira"),
            ("1969-12-28", "domingo"), ("0001-01-01", "segunda-feira"), ("9999-12-31", "sexta-feira"),
            ("2024-02-29", "quinta-feira"), ("2026-11-14", "sábado"), ("2026-11-09", "segunda-feira"),
            ("2026-11-11", "quarta-feira"),
        ])
    func weekday(text: String, name: String) throws {
        #expect(try #require(CivilDate(parsing: text)).weekday.portugueseName == name)
    }

    @Test("counts every day of its range once, in order")
    func everyDay() throws {
        var previous = CivilDate(dayNumber: -1)
        for number in 0...60_000 {
            let date = CivilDate(dayNumber: number)
            #expect(date.days(since: previous) == 1)
            #expect(CivilDate(year: date.year, month: date.month, day: date.day)?.dayNumber == number)
            #expect(date.day == previous.day + 1 || date.day == 1)
            previous = date
        }
    }

    @Test("number, ISO text and Brazilian text say the same", arguments: [7 as UInt64])
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            let number = Int.random(
                in: CivilDate.earliest.dayNumber...CivilDate.latest.dayNumber, using: &random)
            let date = CivilDate(dayNumber: number)
            #expect(date.dayNumber == number, "seed \(seed)")
            #expect(CivilDate(parsing: date.iso) == date, "seed \(seed)")
            #expect(CivilDate(parsing: date.formatted) == date, "seed \(seed)")
        }
    }

    @Test("stays within the years 1 to 9999")
    func saturates() {
        #expect(CivilDate.latest.advanced(byDays: .max) == .latest)
        #expect(CivilDate.earliest.advanced(byDays: .min) == .earliest)
        #expect(CivilDate(dayNumber: .min).iso == "0001-01-01")
        #expect(CivilDate(dayNumber: .max).iso == "9999-12-31")
        #expect(CivilDate(dayNumber: 20_767).advanced(byDays: 21).formatted == "01/12/2026")
    }

    @Test(
        "reads and names months",
        arguments: [
            ("2026-11", "novembro de 2026"), ("11/2026", "novembro de 2026"), ("2026-01", "janeiro de 2026"),
            ("2027-03", "março de 2027"), ("2026-12", "dezembro de 2026"),
        ])
    func month(text: String, name: String) throws {
        #expect(try #require(CivilMonth(parsing: text)).text == name)
    }

    @Test(
        "refuses what is no month", arguments: ["", "2026-13", "2026-00", "0000-01", "2026-1", "1/2026x", "2026-11-10"])
    func noMonth(text: String) {
        #expect(CivilMonth(parsing: text) == nil)
    }
}

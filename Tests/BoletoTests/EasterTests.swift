import Boleto
import Testing

@Suite("Easter")
struct EasterTests {
    @Test(
        "falls on the days that are known, the earliest, the latest and the exceptions among them",
        arguments: [
            ("1818-03-22", 1818), ("1943-04-25", 1943), ("1954-04-18", 1954), ("1981-04-19", 1981),
            ("2000-04-23", 2000), ("2008-03-23", 2008), ("2024-03-31", 2024), ("2025-04-20", 2025),
            ("2026-04-05", 2026), ("2027-03-28", 2027), ("2038-04-25", 2038), ("2049-04-18", 2049),
            ("2076-04-19", 2076), ("2285-03-22", 2285),
        ])
    func known(text: String, year: Int) {
        #expect(Easter.sunday(ofYear: year)?.iso == text)
    }

    @Test("agrees with the method of Gauss", arguments: 1900...2199)
    func gauss(year: Int) {
        #expect(Easter.sunday(ofYear: year) == Self.gauss(year))
    }

    @Test("is a Sunday from 22 March to 25 April in every year")
    func everyYear() throws {
        for year in 1...9999 {
            let easter = try #require(Easter.sunday(ofYear: year))
            #expect(easter.weekday == .sunday)
            let equinox = try #require(CivilDate(year: year, month: 3, day: 21))
            #expect((1...35).contains(easter.days(since: equinox)), "\(year)")
        }
    }

    @Test("is not known outside of the calendar", arguments: [Int.min, -1, 0, 10_000, Int.max])
    func outside(year: Int) {
        #expect(Easter.sunday(ofYear: year) == nil)
    }

    /// For 1900 to 2199, with Gauss's two corrections.
    static func gauss(_ year: Int) -> CivilDate? {
        let (moon, sun) = year < 2100 ? (24, 5) : (24, 6)
        let first = (19 * (year % 19) + moon) % 30
        let second = (2 * (year % 4) + 4 * (year % 7) + 6 * first + sun) % 7
        var day = 22 + first + second
        if day == 57 { day = 50 }
        if first == 28, second == 6, year % 19 > 10 { day = 49 }
        return CivilDate(year: year, month: 3, day: 1)?.advanced(byDays: day - 1)
    }
}

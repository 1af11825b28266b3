import Boleto
import Domain
import Testing

@Suite("Percentage")
struct PercentageTests {
    @Test(
        "reads percentages as people write them",
        arguments: [
            ("2%", 200, "2"), ("2 %", 200, "2"), ("2", 200, "2"), ("1,5%", 150, "1,5"), ("1.50", 150, "1,5"),
            ("0.33", 33, "0,33"), ("0,05 %", 5, "0,05"), ("0", 0, "0"), ("100%", 10_000, "100"), ("10%", 1000, "10"),
            ("002", 200, "2"), ("1000", 100_000, "1000"), ("12,34%", 1234, "12,34"),
        ])
    func reads(text: String, hundredths: Int, formatted: String) throws {
        let percentage = try #require(Percentage(parsing: text))
        #expect(percentage.hundredths == hundredths)
        #expect(percentage.formatted == formatted)
    }

    @Test(
        "refuses what is none",
        arguments: [
            "", "%", " %", ",5", "5,", "5,%", "1,234", "-1", "+1", "1 2", "2  %", "2%%", " 2", "2 ", "1.0.0", "1,0,0",
            "1e2", "２%", "1000,01", "1001", "99999999999999999999999999", "0,0000000000000000000000000000", "dois",
        ])
    func refuses(text: String) {
        #expect(Percentage(parsing: text) == nil)
    }

    @Test("keeps what cannot be a percentage within its bounds", arguments: [(Int.min, 0), (-1, 0), (.max, 100_000)])
    func bounds(hundredths: Int, kept: Int) {
        #expect(Percentage(hundredths: hundredths).hundredths == kept)
    }

    @Test("what is formatted is read back, and the order is that of the numbers")
    func roundTrip() {
        for hundredths in 0...100_000 {
            let percentage = Percentage(hundredths: hundredths)
            #expect(Percentage(parsing: percentage.formatted) == percentage)
        }
        #expect(Percentage(hundredths: 199) < Percentage(hundredths: 200))
    }
}

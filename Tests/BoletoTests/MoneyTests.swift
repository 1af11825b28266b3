import Boleto
import Domain
import Testing

@Suite("Money")
struct MoneyTests {
    @Test(
        "reads amounts as billing systems and people write them",
        arguments: [
            ("129.90", 12_990), ("129,90", 12_990), ("129.9", 12_990), ("129,9", 12_990), ("1234", 123_400),
            ("1.234,56", 123_456), ("1234,56", 123_456), ("1.234.567,8", 123_456_780), ("5000.0", 500_000),
            ("R$ 1.234,56", 123_456), ("R$129,90", 12_990), ("R$\u{A0}129,90", 12_990), (" 129.90 ", 12_990),
            ("0.01", 1), ("0,50", 50), ("00129.90", 12_990), ("92233720368547758.07", Int64.max),
        ])
    func reads(text: String, cents: Int64) throws {
        #expect(try Money(parsing: text).cents == cents)
    }

    @Test(
        "refuses what is no amount, and says why",
        arguments: [
            ("", MoneyError.empty), ("   ", .empty), ("R$", .malformed), ("abc", .malformed), ("1e3", .malformed),
            ("1.234", .places), ("129.900", .places), ("1,2345", .places), ("129.", .malformed), (",50", .malformed),
            ("1,234.56", .malformed), ("1.23,45", .malformed), ("1234.567,00", .malformed), ("1..234,00", .malformed),
            (".123,00", .malformed), ("+5", .malformed), ("--5", .malformed), ("1 234,00", .malformed),
            ("１２９", .malformed), ("0x10", .malformed), ("NaN", .malformed), ("-129.90", .negative), ("-1", .negative),
            ("0", .zero), ("0,00", .zero), ("-0", .zero), ("92233720368547758.08", .overflow),
            ("99999999999999999999999999999999", .overflow), ("\u{0}1", .malformed),
        ])
    func refuses(text: String, expected: MoneyError) {
        #expect(throws: expected) { try Money(parsing: text) }
    }

    @Test(
        "formats with comma and points",
        arguments: [
            (1, "0,01"), (12_990, "129,90"), (99_999, "999,99"), (100_000, "1.000,00"), (123_456_789, "1.234.567,89"),
            (100_000_000_000, "1.000.000.000,00"), (0, "0,00"), (-12_990, "-129,90"),
            (Int64.min, "-92.233.720.368.547.758,08"),
        ])
    func formats(cents: Int64, text: String) {
        #expect(Money(cents: cents).formatted == text)
    }

    @Test("what is formatted is read back", arguments: [20_261_123 as UInt64])
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            let bits = Int.random(in: 1...62, using: &random)
            let money = Money(cents: Int64.random(in: 1...(1 << bits), using: &random))
            #expect(try Money(parsing: money.formatted) == money, "seed \(seed)")
            #expect(try Money(parsing: "R$ " + money.formatted) == money, "seed \(seed)")
        }
    }
}

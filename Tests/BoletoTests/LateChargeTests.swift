import Boleto
import Domain
import Testing

/// What late bills of the vectors cost.
struct LateVectors: Decodable {
    struct Example: Decodable, CustomTestStringConvertible {
        var id: String
        var amountCents: Int64
        var due: String
        var paidOrReference: String
        var results: [String: Result]

        var testDescription: String { id }
    }
    struct Result: Decodable {
        var effectiveDue: String
        var days: Int
        var correction: Int64
        var fine: Int64
        var interest: Int64
        var total: Int64
    }
    struct DailyInterest: Decodable {
        var amountCents: Int64
        var days: Int
        var totalRoundDown: Int64
    }
    struct DiscountCase: Decodable {
        var amountCents: Int64
        var paid: String
        var total: Int64
    }
    var examples: [Example]
    var dailyInterestMethods: [DailyInterest]
    var discounts: [DiscountCase]

    static func load() throws -> LateVectors { try fixture("late_payment.json", as: LateVectors.self) }
}

@Suite("LateCharge")
struct LateChargeTests {
    static let salvador = BankCalendar(local: [
        LocalHoliday(day: .yearly(month: 12, day: 8), name: "Nossa Senhora da Conceição")
    ])
    static let national = BankCalendar()

    /// How a result of the vectors is come by; `nil` for what is not ours to compute.
    static func way(_ id: String, _ key: String) -> (fee: LateFee, calendar: BankCalendar)? {
        var fee = LateFee.legal
        switch key {
        case "round_down":
            // L11 counts its 45 days from the original date.
            if id == "L11" { fee.interestFrom = .original }
        case "extended_due_pix_api", "strict", "corr_half_percent", "no_correction", "national_calendar_only": break
        case "original_due_STJ": fee.interestFrom = .original
        case "febraban_practice": fee.isYearEndClosed = true
        case "with_local_holiday": return (fee, salvador)
        case "clamped_2_percent": fee.fine = Percentage(hundredths: 1000)
        default: return nil
        }
        return (fee, national)
    }

    @Test("comes to the figures of the vectors")
    func vectors() throws {
        let examples = try LateVectors.load().examples
        #expect(examples.count == 12)
        var computed = 0
        for example in examples {
            for (key, expected) in example.results {
                guard let way = Self.way(example.id, key) else { continue }
                computed += 1
                let charge = try way.fee.charge(
                    on: Money(cents: example.amountCents), due: date(example.due), paid: date(example.paidOrReference),
                    calendar: way.calendar, correction: Money(cents: expected.correction))
                let note = Comment("\(example.id) \(key)")
                #expect(charge.effectiveDueDate.iso == expected.effectiveDue, note)
                #expect(charge.days == expected.days, note)
                #expect(charge.correction.cents == expected.correction, note)
                #expect(charge.fine.cents == expected.fine, note)
                #expect(charge.interest.cents == expected.interest, note)
                #expect(charge.total.cents == expected.total, note)
            }
        }
        #expect(computed == 16)
    }

    @Test("counts the days of L11 from the extended date by default")
    func extendedByDefault() throws {
        let charge = try LateFee.legal.charge(
            on: Money(cents: 8990), due: date("2026-10-10"), paid: date("2026-11-24"), calendar: BankCalendar())
        #expect(charge.days == 42)
        #expect(charge.interest.cents == 125)
        #expect(charge.total.cents == 9294)
    }

    @Test("cuts interest down to cents once, not day by day")
    func dailyInterest() throws {
        let methods = try LateVectors.load().dailyInterestMethods
        #expect(methods.count == 3)
        for method in methods {
            let due = try date("2026-11-10")
            let charge = LateFee.legal.charge(
                on: Money(cents: method.amountCents), due: due, paid: due.advanced(byDays: method.days),
                calendar: BankCalendar())
            #expect(charge.interest.cents == method.totalRoundDown)
        }
    }

    @Test("a rate over its cap is unlawful and counted as the cap")
    func caps() throws {
        let greedy = LateFee(fine: Percentage(hundredths: 1000), interest: Percentage(hundredths: 101))
        #expect(!greedy.isLegal)
        #expect(!LateFee(fine: Percentage(hundredths: 201), interest: Percentage(hundredths: 0)).isLegal)
        #expect(!LateFee(fine: Percentage(hundredths: 0), interest: Percentage(hundredths: 101)).isLegal)
        #expect(LateFee.legal.isLegal)
        let due = try date("2026-11-10")
        let paid = due.advanced(byDays: 400)
        let amount = Money(cents: 1_234_567)
        let calendar = BankCalendar()
        #expect(
            greedy.charge(on: amount, due: due, paid: paid, calendar: calendar)
                == LateFee.legal.charge(on: amount, due: due, paid: paid, calendar: calendar))
        let mild = LateFee(fine: Percentage(hundredths: 150), interest: Percentage(hundredths: 50))
        let charge = mild.charge(on: amount, due: due, paid: due.advanced(byDays: 30), calendar: calendar)
        #expect(charge.fine.cents == 18_518)
        #expect(charge.interest.cents == 6_172)
    }

    @Test(
        "from the original date, nothing is counted until the extended one has passed",
        arguments: [("2026-12-05", 0), ("2026-12-06", 0), ("2026-12-07", 0), ("2026-12-08", 3), ("2026-12-09", 4)])
    func original(paid: String, days: Int) throws {
        let fee = LateFee(fine: LateFee.fineCap, interest: LateFee.interestCap, interestFrom: .original)
        let charge = try fee.charge(
            on: Money(cents: 9990), due: date("2026-12-05"), paid: date(paid), calendar: BankCalendar())
        #expect(charge.days == days)
        #expect((charge.fine.cents > 0) == (days > 0))
    }

    @Test(
        "a closed year's end moves what is due on its last business day, and what was moved there",
        arguments: [
            ("2026-12-31", "2027-01-04"), ("2026-12-30", "2026-12-30"), ("2028-12-29", "2029-01-02"),
            ("2028-12-30", "2029-01-02"), ("2029-12-29", "2030-01-02"), ("2026-12-25", "2026-12-28"),
        ])
    func yearEnd(due: String, effective: String) throws {
        var fee = LateFee.legal
        fee.isYearEndClosed = true
        #expect(try fee.effectiveDueDate(of: date(due), calendar: BankCalendar()).iso == effective)
    }

    @Test("correction is counted in, and falls away with the delay")
    func correction() throws {
        let due = try date("2026-10-15")
        func charge(_ cents: Int64, days: Int) -> LateCharge {
            LateFee.legal.charge(
                on: Money(cents: 20_000), due: due, paid: due.advanced(byDays: days), calendar: BankCalendar(),
                correction: Money(cents: cents))
        }
        #expect(charge(100, days: 0).total.cents == 20_000)
        #expect(charge(100, days: 0).correction.cents == 0)
        #expect(charge(-100, days: 30).fine.cents == 398)
        #expect(charge(-100, days: 30).total.cents == 19_900 + 398 + 199)
    }
}

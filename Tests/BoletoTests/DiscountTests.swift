import Boleto
import Testing

@Suite("Discount")
struct DiscountTests {
    let amount = Money(cents: 9990)
    let calendar = BankCalendar()

    @Test("the vectors: taken off in time, lost when late")
    func vectors() throws {
        let cases = try LateVectors.load().discounts
        #expect(cases.map(\.paid) == ["on time", "5 days late"])
        let due = try date("2026-11-10")
        for (days, vector) in zip([0, 5], cases) {
            let toPay = LateFee.legal.amountToPay(
                of: Money(cents: vector.amountCents), due: due, paid: due.advanced(byDays: days), calendar: calendar,
                discount: Discount(.fixed(Money(cents: 1000))))
            #expect(toPay.cents == vector.total)
        }
    }

    @Test(
        "is given until its day, moved over the weekend, and never after the due date",
        arguments: [
            (nil, "2026-12-07", 1000), (nil, "2026-12-08", 0), ("2026-11-28", "2026-11-30", 1000),
            ("2026-11-28", "2026-12-01", 0), ("2026-12-31", "2026-12-07", 1000), ("2026-12-31", "2026-12-08", 0),
        ] as [(String?, String, Int64)])
    func lastDay(until: String?, paid: String, cents: Int64) throws {
        let discount = Discount(.fixed(Money(cents: 1000)), until: try until.map { try date($0) })
        let deduction = try discount.deduction(
            from: amount, due: date("2026-12-05"), paid: date(paid), calendar: calendar)
        #expect(deduction.cents == cents)
    }

    @Test(
        "is cut down to cents and stays between nothing and the whole amount",
        arguments: [
            (Discount.Value.percentage(Percentage(hundredths: 550)), 549), (.percentage(Percentage(hundredths: 0)), 0),
            (.percentage(Percentage(hundredths: 100_000)), 9990), (.fixed(Money(cents: 9991)), 9990),
            (.fixed(Money(cents: -1)), 0), (.fixed(Money(cents: .max)), 9990), (.fixed(Money(cents: .min)), 0),
        ] as [(Discount.Value, Int64)])
    func bounds(value: Discount.Value, cents: Int64) throws {
        let due = try date("2026-11-10")
        #expect(Discount(value).deduction(from: amount, due: due, paid: due, calendar: calendar).cents == cents)
    }
}

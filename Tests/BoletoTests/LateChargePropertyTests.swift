import Boleto
import Domain
import Testing

@Suite("LateCharge, properties")
struct LateChargePropertyTests {
    @Test("never over the caps, never less on a later day", arguments: [11, 12, 13] as [UInt64])
    func caps(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let calendar = BankCalendar()
        for _ in 0..<300 {
            let amount = Money(cents: .random(in: 1...1 << Int64.random(in: 0...48, using: &random), using: &random))
            let due = CivilDate(dayNumber: .random(in: 0...60_000, using: &random))
            let fee = LateFee(
                fine: Percentage(hundredths: .random(in: 0...400, using: &random)),
                interest: Percentage(hundredths: .random(in: 0...200, using: &random)),
                interestFrom: LateFee.Start.allCases.randomElement(using: &random) ?? .extended,
                isYearEndClosed: .random(using: &random))
            var previous = fee.charge(on: amount, due: due, paid: due.advanced(byDays: -1), calendar: calendar)
            #expect(previous.total == amount, "seed \(seed)")
            for days in 0..<90 {
                let paid = due.advanced(byDays: days)
                let charge = fee.charge(on: amount, due: due, paid: paid, calendar: calendar)
                let note = Comment("seed \(seed), \(amount.cents) due \(due.iso) after \(days) days")
                #expect(charge.total >= previous.total && charge.days >= previous.days, note)
                #expect(charge.fine.cents * 50 <= amount.cents, note)
                #expect(charge.interest.cents * 3000 <= amount.cents * Int64(days), note)
                #expect(charge.total.cents == amount.cents + charge.fine.cents + charge.interest.cents, note)
                let isLate = paid > fee.effectiveDueDate(of: due, calendar: calendar)
                #expect(isLate == (charge.days > 0), note)
                let stated = StatedCharges(
                    nominal: amount, fine: charge.fine, interest: charge.interest, total: charge.total)
                #expect(stated.check(due: due, on: paid, calendar: calendar) == nil, note)
                previous = charge
            }
        }
    }

    @Test("no amounts and no dates trap")
    func extremes() {
        let amounts: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        let dates = [CivilDate.earliest, CivilDate(dayNumber: 20_000), .latest]
        let rates = [Percentage(hundredths: 0), LateFee.fineCap, Percentage(hundredths: .max)]
        let pairs = amounts.flatMap { left in amounts.map { (Money(cents: left), Money(cents: $0)) } }
        let spans = dates.flatMap { left in dates.map { (left, $0) } }
        for (amount, correction) in pairs {
            for (due, paid) in spans {
                for rate in rates {
                    let fee = LateFee(fine: rate, interest: rate, interestFrom: .original, isYearEndClosed: true)
                    let charge = fee.charge(
                        on: amount, due: due, paid: paid, calendar: BankCalendar(), correction: correction)
                    #expect(charge.fine.cents >= 0 && charge.interest.cents >= 0 && charge.days >= 0)
                    let toPay = fee.amountToPay(
                        of: amount, due: due, paid: paid, calendar: BankCalendar(),
                        discount: Discount(.percentage(rate), until: paid), correction: correction)
                    #expect(toPay <= charge.total)
                    let stated = StatedCharges(
                        nominal: amount, fine: correction, interest: amount, correction: correction, discount: amount,
                        total: correction, calculatedOn: paid)
                    let fault = stated.check(due: due, on: due, calendar: BankCalendar())
                    #expect(fault != nil || correction.cents >= 0)
                }
            }
        }
    }

    @Test("what is too much for 64 bits is the most that they hold")
    func saturates() throws {
        let due = try date("2026-11-10")
        let charge = LateFee.legal.charge(
            on: Money(cents: .max), due: due, paid: .latest, calendar: BankCalendar(), correction: Money(cents: .max))
        #expect(charge.interest.cents == .max)
        #expect(charge.total.cents == .max)
        #expect(charge.fine.cents == Int64.max / 25)
        #expect(StatedCharges(nominal: Money(cents: .max), fine: Money(cents: 1)).sum.cents == .max)
    }
}

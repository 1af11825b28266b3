/// Less to pay for who pays in time ("desconto de pontualidade").
package struct Discount: Hashable, Sendable {
    /// How much less.
    package enum Value: Hashable, Sendable {
        case fixed(Money)
        case percentage(Percentage)
    }

    package var value: Value
    /// The last day it is given, moved to the next business day; `nil` (the default): the due date.
    package var until: CivilDate?

    package init(_ value: Value, until: CivilDate? = nil) {
        self.value = value
        self.until = until
    }

    /// The last day on which it is given: never after the extended due date, since it is lost by being late.
    package func lastDay(due: CivilDate, calendar: BankCalendar) -> CivilDate {
        calendar.nextBusinessDay(from: min(until ?? due, due))
    }

    /// What is taken off on a day: cut down to cents, at most the whole amount.
    package func deduction(from amount: Money, due: CivilDate, paid date: CivilDate, calendar: BankCalendar) -> Money {
        guard amount.cents > 0, date <= lastDay(due: due, calendar: calendar) else { return Money(cents: 0) }
        let deduction =
            switch value {
            case .fixed(let money): money.wide
            case .percentage(let rate): Share.once(rate, of: amount.wide)
            }
        return Money(saturating: min(max(deduction, 0), amount.wide))
    }
}

extension LateFee {
    /// What is to be paid on a day: less the discount while it is given; fine and interest on the full amount later.
    package func amountToPay(
        of amount: Money, due: CivilDate, paid date: CivilDate, calendar: BankCalendar, discount: Discount? = nil,
        correction: Money = Money(cents: 0)
    ) -> Money {
        let charge = charge(on: amount, due: due, paid: date, calendar: calendar, correction: correction)
        let deduction = discount?.deduction(from: amount, due: due, paid: date, calendar: calendar)
        return Money(saturating: charge.total.wide - (deduction?.wide ?? 0))
    }
}

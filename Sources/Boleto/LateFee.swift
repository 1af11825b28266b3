/// What a contract adds to a bill that is paid late.
package struct LateFee: Hashable, Sendable {
    /// The day from which interest is counted, once the extended due date has passed unpaid.
    package enum Start: String, CaseIterable, Sendable {
        /// The day in the contract, even on a weekend (STJ, REsp 1.954.924).
        case original
        /// The business day to which it was moved (what a Pix charge with a due date does:
        /// https://github.com/bacen/pix-api).
        case extended
    }

    /// Once, whatever the delay.
    package var fine: Percentage
    /// A month; simple, a thirtieth of it a day.
    package var interest: Percentage
    /// Default: `.extended`.
    package var interestFrom: Start
    /// Whether a bill due on the last business day of the year, when banks serve nobody, may be paid on the next
    /// business day without addition, as FEBRABAN recommends. Default: no.
    package var isYearEndClosed: Bool

    package init(
        fine: Percentage, interest: Percentage, interestFrom: Start = .extended, isYearEndClosed: Bool = false
    ) {
        self.fine = fine
        self.interest = interest
        self.interestFrom = interestFrom
        self.isYearEndClosed = isYearEndClosed
    }

    /// The highest fine that a consumer's contract may set (Código de Defesa do Consumidor, art. 52, § 1º): 2 %.
    package static let fineCap = Percentage(hundredths: 200)
    /// The highest interest a month that is taken for lawful, and what telecommunication contracts set: 1 %.
    package static let interestCap = Percentage(hundredths: 100)

    /// 2 %, and 1 % a month from the extended due date on.
    package static let legal = LateFee(fine: fineCap, interest: interestCap)

    /// Whether neither rate is over its cap.
    package var isLegal: Bool { fine <= Self.fineCap && interest <= Self.interestCap }

    /// The last day on which a bill may be paid without addition.
    package func effectiveDueDate(of due: CivilDate, calendar: BankCalendar) -> CivilDate {
        let extended = calendar.nextBusinessDay(from: due)
        guard isYearEndClosed, extended == calendar.lastBusinessDay(ofYear: extended.year) else { return extended }
        return calendar.nextBusinessDay(from: extended.advanced(byDays: 1))
    }

    /// What is to be paid on a day.
    ///
    /// Each part is cut down to cents. A rate over its cap is counted as the cap. Nothing is added to an amount that is
    /// not positive, nor to a bill that is paid in time, the correction included.
    /// - Parameters:
    ///   - correction: the monetary correction that a contract agreed on; fine and interest count it in.
    package func charge(
        on amount: Money, due: CivilDate, paid date: CivilDate, calendar: BankCalendar,
        correction: Money = Money(cents: 0)
    ) -> LateCharge {
        let effective = effectiveDueDate(of: due, calendar: calendar)
        guard date > effective, amount.cents > 0 else {
            return LateCharge(paidInTime: amount, effectiveDueDate: effective)
        }
        let days = date.days(since: interestFrom == .original ? due : effective)
        let base = amount.wide + correction.wide
        let fine = Share.once(min(fine, Self.fineCap), of: base)
        let interest = Share.interest(monthly: min(interest, Self.interestCap), of: base, days: days)
        return LateCharge(
            effectiveDueDate: effective, days: days, fine: Money(saturating: fine),
            interest: Money(saturating: interest), correction: correction,
            total: Money(saturating: base + fine + interest))
    }
}

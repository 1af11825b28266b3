/// Why the billing system's own figures are not to be shown to a customer; the raw values are reasons of the contract.
package enum ChargeFault: String, Error, Sendable {
    /// More is asked than a consumer may be charged on that day.
    case overLegalCap = "charges-over-legal-cap"
    /// The total is not the sum of its parts, or a part is negative.
    case sumMismatch = "charges-sum-mismatch"
    /// They are for a day that has not come.
    case dateInFuture = "charges-date-in-future"
}

/// What the billing system says that a late bill costs.
package struct StatedCharges: Hashable, Sendable {
    /// The amount of the bill.
    package var nominal: Money
    package var fine: Money?
    package var interest: Money?
    package var correction: Money?
    package var discount: Money?
    package var total: Money?
    /// The day for which the figures were computed; `nil`: the day they are shown.
    package var calculatedOn: CivilDate?

    package init(
        nominal: Money, fine: Money? = nil, interest: Money? = nil, correction: Money? = nil, discount: Money? = nil,
        total: Money? = nil, calculatedOn: CivilDate? = nil
    ) {
        self.nominal = nominal
        self.fine = fine
        self.interest = interest
        self.correction = correction
        self.discount = discount
        self.total = total
        self.calculatedOn = calculatedOn
    }

    /// Whether the figures say what the total is made of.
    package var hasParts: Bool { fine != nil || interest != nil || correction != nil || discount != nil }

    /// The amount, plus fine, interest and correction, less the discount; a part that is not given is nothing.
    package var sum: Money { Money(saturating: exactSum) }

    /// Holds the figures against the law and against each other.
    ///
    /// Other ways of rounding and of counting are let pass: each of fine and interest may be over its cap by a cent,
    /// and interest may be counted from the original due date. Nothing may be added before the day after the extended
    /// one (Lei 7.089/1983), nor for days that have not come, and a total alone may hold no more than fine and interest
    /// together. A correction may grow by 3 % a month, faster than any index did for long.
    /// - Parameters:
    ///   - due: the bill's own due date.
    ///   - today: the day that counts if the figures name none.
    /// - Returns: the worse fault, the one against the law, if there are two.
    package func check(due: CivilDate, on today: CivilDate, calendar: BankCalendar) -> ChargeFault? {
        let date = calculatedOn ?? today
        guard date <= today else { return .dateInFuture }
        let days = date > calendar.nextBusinessDay(from: due) ? date.days(since: due) : 0
        let caps = caps(days: days)
        if wide(fine) > caps.fine || wide(interest) > caps.interest { return .overLegalCap }
        if wide(correction) > Share.interest(monthly: Self.correctionCap, of: nominal.wide, days: days) {
            return .overLegalCap
        }
        guard let total else { return hasNegativePart ? .sumMismatch : nil }
        guard hasParts else {
            if total < nominal { return .sumMismatch }
            return total.wide - nominal.wide > caps.fine + caps.interest ? .overLegalCap : nil
        }
        return hasNegativePart || total.wide != exactSum ? .sumMismatch : nil
    }

    /// A month.
    private static let correctionCap = Percentage(hundredths: 300)

    /// The most that may be asked after so many days, with the cent for rounding.
    private func caps(days: Int) -> (fine: Int128, interest: Int128) {
        guard days > 0 else { return (0, 0) }
        let base = nominal.wide + wide(correction)
        return (
            Share.once(LateFee.fineCap, of: base) + 1,
            Share.interest(monthly: LateFee.interestCap, of: base, days: days) + 1
        )
    }

    private var exactSum: Int128 {
        nominal.wide + wide(fine) + wide(interest) + wide(correction) - wide(discount)
    }

    /// Prices may fall, so a correction may be negative; a negative discount would be a charge by another name.
    private var hasNegativePart: Bool { wide(fine) < 0 || wide(interest) < 0 || wide(discount) < 0 }

    private func wide(_ part: Money?) -> Int128 { part?.wide ?? 0 }
}

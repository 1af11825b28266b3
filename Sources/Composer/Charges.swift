import Boleto

/// What an invoice costs on a day: the billing system's own figures where it sent them, ours otherwise.
struct Charges {
    var fine: Money?
    var interest: Money?
    /// `nil` if there is none, which is the rule.
    var correction: Money?
    var total: Money
    var calculatedOn: CivilDate
    /// The rates and days, where they explain the figures.
    var finePercentage: Percentage?
    var interestPercentage: Percentage?
    var interestDays: Int?

    /// Whether there is something beside the amount that can be shown.
    var areDue: Bool {
        guard let fine, let interest else { return false }
        return fine.cents > 0 || interest.cents > 0
    }

    /// - Returns: `nil` if the payload lacks amount or due date, or if nothing is computed and nothing was sent.
    static func of(_ invoice: Payload.Invoice, _ terms: BillingTerms, on today: CivilDate) -> Charges? {
        guard let amount = invoice.amount, let due = invoice.dueDate else { return nil }
        let stated = invoice.statedCharges(on: today, calendar: terms.calendar)
        let day = stated?.calculatedOn ?? today
        let own = terms.lateFee?.charge(on: amount, due: due, paid: day, calendar: terms.calendar)
        if let stated { return Charges(stated, calculatedOn: day, terms.lateFee, own) }
        guard let own, let fee = terms.lateFee else { return nil }
        return Charges(
            fine: own.fine, interest: own.interest, correction: nil, total: own.total, calculatedOn: today,
            finePercentage: fee.fine, interestPercentage: fee.interest, interestDays: own.days)
    }

    private init(
        fine: Money?, interest: Money?, correction: Money?, total: Money, calculatedOn: CivilDate,
        finePercentage: Percentage?, interestPercentage: Percentage?, interestDays: Int?
    ) {
        self.fine = fine
        self.interest = interest
        self.correction = correction
        self.total = total
        self.calculatedOn = calculatedOn
        self.finePercentage = finePercentage
        self.interestPercentage = interestPercentage
        self.interestDays = interestDays
    }

    /// The billing system's figures, with our terms where they explain them.
    private init(_ stated: StatedCharges, calculatedOn: CivilDate, _ fee: LateFee?, _ own: LateCharge?) {
        // Of a total alone nobody can say what it is made of, but with one part given the other is nothing.
        let hasParts = stated.fine != nil || stated.interest != nil
        let fine = hasParts ? stated.fine ?? Money(cents: 0) : nil
        let interest = hasParts ? stated.interest ?? Money(cents: 0) : nil
        let isOurFine = own.map { Self.agree($0.fine, fine) } ?? false
        let isOurInterest = own.map { Self.agree($0.interest, interest) } ?? false
        self.init(
            fine: fine, interest: interest, correction: stated.correction, total: stated.total ?? stated.sum,
            calculatedOn: calculatedOn, finePercentage: isOurFine ? fee?.fine : nil,
            interestPercentage: isOurInterest ? fee?.interest : nil, interestDays: isOurInterest ? own?.days : nil)
    }

    /// Ways of rounding differ by a cent.
    private static func agree(_ left: Money, _ right: Money?) -> Bool {
        guard let right else { return false }
        let (difference, overflow) = left.cents.subtractingReportingOverflow(right.cents)
        return !overflow && difference.magnitude <= 1
    }
}

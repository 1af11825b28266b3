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

    /// Whether there is something beside the amount, and it is known what.
    var areDue: Bool {
        guard let fine, let interest else { return false }
        return fine.cents > 0 || interest.cents > 0 || correction?.cents ?? 0 > 0
    }

    /// What a total alone adds to the amount; `nil` if its parts are known, or if it adds nothing.
    func unexplained(over amount: Money) -> Money? {
        guard fine == nil, total > amount else { return nil }
        return Money(cents: total.cents - amount.cents)
    }

    /// - Returns: `nil` if the payload lacks amount or due date, or if nothing is computed and nothing was sent.
    static func of(_ invoice: Payload.Invoice, _ terms: BillingTerms, on today: CivilDate) -> Charges? {
        guard let amount = invoice.amount, let due = invoice.dueDate else { return nil }
        let stated = invoice.statedCharges(on: today, calendar: terms.calendar)
        let day = stated?.calculatedOn ?? today
        // A correction alone says nothing of fine and interest, which are ours then.
        let isOnlyCorrection = stated.map { $0.fine == nil && $0.interest == nil && $0.total == nil } ?? false
        let correction = isOnlyCorrection ? invoice.correction ?? Money(cents: 0) : Money(cents: 0)
        let own = terms.lateFee?.charge(
            on: amount, due: due, paid: day, calendar: terms.calendar, correction: correction)
        if let stated, !isOnlyCorrection || own == nil { return Charges(stated, calculatedOn: day, terms.lateFee, own) }
        guard let own, let fee = terms.lateFee else { return nil }
        return Charges(
            fine: own.fine, interest: own.interest, correction: isOnlyCorrection ? own.correction : nil,
            total: own.total, calculatedOn: day,
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
        let hasParts = stated.fine != nil || stated.interest != nil || stated.correction != nil
        let fine = hasParts ? stated.fine ?? Money(cents: 0) : nil
        let interest = hasParts ? stated.interest ?? Money(cents: 0) : nil
        let isOurFine = own.map { Self.explains($0.fine, fine) } ?? false
        let isOurInterest = own.map { Self.explains($0.interest, interest) } ?? false
        self.init(
            fine: fine, interest: interest, correction: stated.correction, total: stated.total ?? stated.sum,
            calculatedOn: calculatedOn, finePercentage: isOurFine ? fee?.fine : nil,
            interestPercentage: isOurInterest ? fee?.interest : nil, interestDays: isOurInterest ? own?.days : nil)
    }

    /// Whether our figure explains theirs: ways of rounding differ by a cent, but a rate beside more than it gives would
    /// be false.
    private static func explains(_ own: Money, _ stated: Money?) -> Bool {
        guard let stated else { return false }
        return stated <= own && own.cents - stated.cents <= 1
    }
}

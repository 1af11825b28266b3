import Boleto

/// Holds what an invoice says about itself against its boleto, its Pix code and the law.
enum InvoiceCheck {
    /// - Throws: `CompositionError.refused` with the first contradiction.
    static func verify(_ invoice: Payload.Invoice, _ terms: BillingTerms, on today: CivilDate) throws(CompositionError)
    {
        if let boleto = invoice.boleto {
            if let amount = boleto.amount, amount.cents > 0, !isAsked(amount, invoice, terms, on: today) {
                throw .refused("line-amount-mismatch")
            }
            if let due = invoice.lineDueDate ?? invoice.dueDate, boleto.isDue(on: due) == false {
                throw .refused("line-due-date-mismatch")
            }
        }
        if let amount = invoice.pixCode?.amount, amount.cents > 0, !isAsked(amount, invoice, terms, on: today) {
            throw .refused("pix-amount-mismatch")
        }
        guard let stated = invoice.statedCharges(on: today, calendar: terms.calendar), let due = invoice.dueDate else {
            return
        }
        if let fault = stated.check(due: due, on: today, calendar: terms.calendar) { throw .refused(fault.rawValue) }
    }

    /// Whether an amount in a code is one that the invoice asks for. An overdue boleto keeps the nominal amount; one
    /// that was issued again has the total of that day; a Pix for who pays in time may have the discount taken off.
    private static func isAsked(
        _ amount: Money, _ invoice: Payload.Invoice, _ terms: BillingTerms, on today: CivilDate
    ) -> Bool {
        guard let nominal = invoice.amount else { return true }
        if amount == nominal || amount == invoice.total { return true }
        let deduction = invoice.deduction(on: today, calendar: terms.calendar)
        return deduction.map { amount.cents == nominal.cents - $0.cents } ?? false
    }

    /// For how many days figures for a late payment are taken for today's.
    private static let freshDays = 3

    /// What is odd about an invoice but does not stop its message: stable words.
    static func warnings(_ invoice: Payload.Invoice, on today: CivilDate) -> [String] {
        var warnings: [String] = []
        if let day = invoice.calculatedOn, today.days(since: day) > freshDays { warnings.append("charges-outdated") }
        guard let boleto = invoice.boleto else { return warnings }
        if boleto.amount?.cents == 0 { warnings.append("line-amount-zero") }
        if boleto.bank != nil, boleto.bankName == nil { warnings.append("line-bank-unknown") }
        return warnings
    }
}

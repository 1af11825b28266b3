import Boleto
import Domain

/// The values of a message of several invoices.
///
/// What is said of an invoice has a name only within the section `faturas`: outside of it nobody could tell which is
/// meant, and an invoice without a Pix code would otherwise show that of another.
extension MessageValues {
    /// - Parameter payloads: at least one; the customer's data and the offer are those of the first.
    convenience init(
        merging payloads: [Payload], first: Payload, company: Company, terms: BillingTerms, presentation: Presentation,
        kind: MessageKind, now: LocalTime, listsImages: Bool, wantsDocument: Bool
    ) {
        let invoices = payloads.map { payload in
            // Only one file fits beside a text.
            MessageValues(
                payload: payload, company: company, terms: terms, presentation: presentation, kind: kind, now: now,
                wantsDocument: wantsDocument && presentation.documents == .own)
        }
        self.init(
            payload: first, company: company, terms: terms, presentation: presentation, kind: kind, now: now,
            listsImages: listsImages, invoices: invoices)
    }

    /// The value outside of the section `faturas`.
    func sharedValue(of variable: TemplateVariable) -> TemplateValue? {
        switch variable {
        // Those that every invoice has, so that none can be taken for another's.
        case .charges, .hasFine, .hasInterest:
            .flag(invoices.contains { $0.ownValue(of: variable) == .flag(true) })
        case .plan, .contract, .isOverdue: unanimous(variable)
        case .referenceMonth, .description, .amount, .dueDate, .dueWeekday, .daysOverdue, .daysUntilDue, .isDueToday,
            .payableUntil, .fine, .finePercentage, .interest, .updatedAmount, .calculationDate, .interestPercentage,
            .interestDays, .correction, .unexplainedCharge, .discount, .discountUntil, .discountedAmount, .line, .pix,
            .qr, .link, .pdf, .pdfGoesAlong:
            nil
        case .greeting, .firstName, .name, .company, .companyLegalName, .companyCNPJ, .companyAddress, .companyContact,
            .companyHours, .companySite, .offer, .goodHistory, .customerSince, .noticeDate, .suspensionDate,
            .rescissionDate, .invoices, .invoiceCount, .invoicesTotal, .discountedInvoicesTotal, .areSeveral, .hasPix,
            .hasLine:
            ownValue(of: variable)
        }
    }

    /// What all of them say alike.
    private func unanimous(_ variable: TemplateVariable) -> TemplateValue? {
        let value = ownValue(of: variable)
        return invoices.allSatisfy { $0.ownValue(of: variable) == value } ? value : nil
    }

    // MARK: - The list

    private var listed: [MessageValues] { invoices.isEmpty ? [self] : invoices }

    /// What is said of the invoices together, be it only one.
    func listValue(of variable: TemplateVariable) -> TemplateValue? {
        switch variable {
        case .invoices: .list(invoiceList)
        case .invoiceCount: .text(String(listed.count))
        case .invoicesTotal: Self.sum(listed.map(\.amountDue)).map { .text($0.formatted) }
        case .discountedInvoicesTotal:
            listed.contains { $0.discountedAmount != nil }
                ? Self.sum(listed.map { $0.discountedAmount ?? $0.amountDue }).map { .text($0.formatted) } : nil
        case .areSeveral: .flag(invoices.count > 1)
        case .hasPix: .flag(listed.contains { $0.payload.invoice.pix != nil })
        case .hasLine: .flag(listed.contains { $0.payload.invoice.line != nil })
        default: nil
        }
    }

    /// Each invoice with what is known of it.
    func invoiceElements() -> [TemplateValue] {
        listed.enumerated().map { index, invoice in
            var members: [String: TemplateValue] = [InvoiceMember.number.rawValue: .text(String(index + 1))]
            members[InvoiceMember.due.rawValue] = invoice.amountDue.map { .text($0.formatted) }
            // An image is dear, and few templates show one for each invoice.
            for variable in TemplateVariable.ofInvoice where variable != .qr || listsImages {
                members[variable.rawValue] = invoice.ownValue(of: variable)
            }
            return .object(members)
        }
    }

    /// What is to be paid for the invoice: with everything added, if it is late and that is known.
    private var amountDue: Money? {
        guard let amount = payload.invoice.amount, let due = payload.invoice.dueDate,
            terms.isOverdue(due: due, on: now.date)
        else { return payload.invoice.amount }
        return charges?.total ?? amount
    }

    private var discountedAmount: Money? {
        guard let amount = payload.invoice.amount,
            let deduction = payload.invoice.deduction(on: now.date, calendar: terms.calendar)
        else { return nil }
        return Money(cents: amount.cents - deduction.cents)
    }

    /// - Returns: `nil` if one is missing, or for more than 64 bits of cents.
    private static func sum(_ amounts: [Money?]) -> Money? {
        var total: Int64 = 0
        for amount in amounts {
            guard let amount else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(amount.cents)
            guard !overflow else { return nil }
            total = sum
        }
        return Money(cents: total)
    }
}

import Boleto
package import Domain

/// Several reminders in one message.
extension Composer {
    /// Whether two reminders may go as one message: to the same customer, for different invoices of known amount and
    /// due date, both of them overdue at that moment or both not.
    ///
    /// - Parameter channel: the one whose addresses must be the same too; `nil` (default): the caller has seen to that.
    package func mayMerge(
        _ payload: Payload, _ other: Payload, on channel: Channel? = nil, at moment: Timestamp
    ) -> Bool {
        guard let customer = payload.customer.id, customer == other.customer.id,
            let invoice = payload.invoice.id, let otherInvoice = other.invoice.id, invoice != otherInvoice,
            payload.invoice.amount != nil, other.invoice.amount != nil,
            let due = payload.invoice.dueDate, let otherDue = other.invoice.dueDate,
            let today = today(for: payload, at: moment), today == self.today(for: other, at: moment),
            terms.isOverdue(due: due, on: today) == terms.isOverdue(due: otherDue, on: today)
        else { return false }
        guard let channel else { return true }
        // Without an address there is nowhere to go together.
        guard let address = try? address(of: payload, for: channel) else { return false }
        return address == (try? self.address(of: other, for: channel))
    }

    /// The day at the customer's place; `nil` if that cannot be told.
    private func today(for payload: Payload, at moment: Timestamp) -> CivilDate? {
        (try? localTime(for: payload, at: moment))?.date
    }

    /// Renders one message for the reminders of several invoices.
    ///
    /// First the text, then of each invoice in its turn the codes in the template's order, each of which has the
    /// invoice's position in `payloads` as its owner. Customer, offer and time are those of the first payload. The
    /// message for one payload is that of `compose(_:_:for:at:)`.
    ///
    /// - Parameters:
    ///   - payloads: by due date, the oldest first.
    ///   - presentation: what the endpoint lets a message have (default: everything).
    /// - Throws: `CompositionError`; `refused("not-mergeable")` if the template does not merge or the payloads may not
    ///   be merged.
    package func compose(
        _ template: MessageTemplate, merging payloads: [Payload], for presentation: Presentation = Presentation(),
        at moment: Timestamp
    ) throws(CompositionError) -> Composition {
        guard let first = payloads.first else { throw .missing(TemplateVariable.invoices.rawValue) }
        guard payloads.count > 1 else { return try compose(template, first, for: presentation, at: moment) }
        let now: LocalTime
        do throws(PayloadError) { now = try localTime(for: first, at: moment) } catch { throw .payload(error) }
        guard template.merges, Set(payloads.map(\.invoice.id)).count == payloads.count,
            payloads.dropFirst().allSatisfy({ mayMerge(first, $0, at: moment) })
        else { throw .refused("not-mergeable") }
        for payload in payloads { try InvoiceCheck.verify(payload.invoice, terms, on: now.date) }
        let values = MessageValues(
            merging: payloads, first: first, company: company, terms: terms, presentation: presentation,
            kind: template.kind, now: now, listsImages: template.listsImages, wantsDocument: template.wantsDocument)
        var parts = try texts(template, values)
        for (owner, payload) in payloads.enumerated() {
            parts += try codes(of: payload.invoice, owner: owner, template, presentation, values)
        }
        if presentation.documents != .own, template.wantsDocument {
            // One file fits beside a text, and here are several invoices: each goes by its link, which the list has.
            var linked = presentation
            linked.documents = .linked
            for payload in payloads { try addDocument(of: payload.invoice, to: &parts, template, linked) }
        }
        return Composition(
            parts: parts, subject: try subject(of: template, values),
            html: try template.html.map { (html) throws(CompositionError) in try render(html, values) },
            approved: nil, warnings: warnings(of: payloads, on: now.date))
    }

    private func texts(_ template: MessageTemplate, _ values: MessageValues) throws(CompositionError) -> [Part] {
        guard let wanted = template.parts.first(where: { $0.kind == .text }) else { return [] }
        let text = try render(template.body, values).trimmed
        guard !text.isEmpty else { throw .missing(wanted.variableName) }
        return [Part(kind: .text, text: text)]
    }

    private func codes(
        of invoice: Payload.Invoice, owner: Int, _ template: MessageTemplate, _ presentation: Presentation,
        _ values: MessageValues
    ) throws(CompositionError) -> [Part] {
        var parts: [Part] = []
        for wanted in template.parts
        where wanted.kind != .text && (wanted.kind != .document || presentation.documents == .own) {
            if var part = try code(wanted, of: invoice, template, presentation, values) {
                part.owner = owner
                parts.append(part)
            } else if isLacking(wanted, invoice) {
                throw .missing(wanted.variableName)
            }
        }
        return parts
    }

    /// Each warning once.
    private func warnings(of payloads: [Payload], on today: CivilDate) -> [String] {
        payloads.reduce(into: []) { warnings, payload in
            warnings += InvoiceCheck.warnings(payload.invoice, on: today).filter { !warnings.contains($0) }
        }
    }
}

package import Boleto
package import Domain

/// Makes messages: payload and template in, parts out.
package struct Composer: Sendable {
    let company: Company
    package let terms: BillingTerms
    private let clocks = LocalClocks()
    /// The clock at the company's place.
    package let homeClock: LocalClock

    /// - Parameters:
    ///   - company: who sends.
    ///   - timeZone: IANA name of the company's time zone, for customers of whom nobody knows where they live.
    ///   - terms: what is said about invoices (default: the standard ones).
    /// - Throws: `UnknownTimeZone`.
    package init(
        company: Company, timeZone: String, terms: BillingTerms = BillingTerms()
    ) throws(UnknownTimeZone) {
        guard let clock = clocks.clock(named: timeZone) else { throw UnknownTimeZone(name: timeZone) }
        self.company = company
        self.terms = terms
        homeClock = clock
    }

    /// Every name a template may use, sorted; `payload.…` and `vars.…` stand for what the producer sends.
    package static var variableNames: [String] { TemplateVariable.allNames }

    /// Where a channel reaches the customer; for a telephone the form to try first.
    ///
    /// - Throws: `PayloadError` for `customer.phone` or `customer.email`, if it is missing or malformed.
    package func address(of payload: Payload, for channel: Channel) throws(PayloadError) -> Address {
        switch channel {
        case .whatsapp, .sms, .task:
            let number = try phone(of: payload)
            return Address(digits: number.candidates.first ?? number.digits)
        case .email:
            guard let email = payload.customer.email else {
                throw PayloadError(field: "customer.email", problem: .missing)
            }
            guard EmailAddress.isValid(email) else {
                throw PayloadError(field: "customer.email", problem: .malformed)
            }
            return Address(email: email)
        }
    }

    /// The customer's telephone number.
    ///
    /// - Throws: `PayloadError` for `customer.phone`.
    package func phone(of payload: Payload) throws(PayloadError) -> PhoneNumber {
        guard let phone = payload.customer.phone else {
            throw PayloadError(field: "customer.phone", problem: .missing)
        }
        do throws(PhoneNumberError) {
            return try PhoneNumber(parsing: phone)
        } catch {
            throw PayloadError(field: "customer.phone", problem: .malformed, detail: error.message)
        }
    }

    /// The template that a producer means: the name itself, or for `auto` the one that the schedule has for the day.
    ///
    /// - Throws: `PayloadError` for `invoice.due_date`, without which there is no choosing, or `customer.time_zone`.
    package func templateName(
        _ written: String, for payload: Payload, at moment: Timestamp
    ) throws(PayloadError) -> String {
        guard written == Schedule.automatic else { return written }
        guard let due = payload.invoice.dueDate else {
            throw PayloadError(field: "invoice.due_date", problem: .missing)
        }
        return terms.template(due: due, on: try localTime(for: payload, at: moment).date) ?? written
    }

    /// Renders a message's parts as they read at a moment.
    ///
    /// - Parameter presentation: what the endpoint lets a message have (default: everything).
    /// - Throws: `CompositionError`; nothing is ever sent with a hole in it, or with figures that contradict each other.
    package func compose(
        _ template: MessageTemplate, _ payload: Payload, for presentation: Presentation = Presentation(),
        at moment: Timestamp
    ) throws(CompositionError) -> Composition {
        let now: LocalTime
        do throws(PayloadError) { now = try localTime(for: payload, at: moment) } catch { throw .payload(error) }
        try InvoiceCheck.verify(payload.invoice, terms, on: now.date)
        let values = MessageValues(
            payload: payload, company: company, terms: terms, presentation: presentation, kind: template.kind, now: now,
            listsImages: template.listsImages, wantsDocument: template.wantsDocument)
        var parts: [Part] = []
        parts.reserveCapacity(template.parts.count)
        for wanted in template.parts where wanted.kind != .document || presentation.documents == .own {
            let part: Part? =
                wanted.kind == .text
                ? Part(kind: .text, text: try render(template.body, values).trimmed)
                : try code(wanted, of: payload.invoice, template, presentation, values)
            if let part, !part.text.isEmpty {
                parts.append(part)
            } else if isLacking(wanted, payload.invoice) {
                throw .missing(wanted.variableName)
            }
        }
        try addDocument(of: payload.invoice, to: &parts, template, presentation)
        return Composition(
            parts: parts, subject: try subject(of: template, values),
            html: try template.html.map { (html) throws(CompositionError) in try render(html, values) },
            approved: try approved(template.approved, values),
            warnings: InvoiceCheck.warnings(payload.invoice, on: now.date))
    }

    /// What an invoice has of a kind of part; `nil` for nothing.
    ///
    /// - Parameter values: those of the message in which the part stands.
    func code(
        _ wanted: PartRequest, of invoice: Payload.Invoice, _ template: MessageTemplate, _ presentation: Presentation,
        _ values: MessageValues
    ) throws(CompositionError) -> Part? {
        switch wanted.kind {
        case .line: return invoice.line.map { Part(kind: .line, text: $0) }
        case .pix: return invoice.pix.map { Part(kind: .pix, text: $0) }
        case .qr: return invoice.pix.flatMap { qrPart($0, of: template, presentation) }
        case .document:
            guard let source = invoice.documentSource else { return nil }
            return Part(
                kind: .document, text: try caption(of: template, invoice, values), source: source,
                isOptional: wanted.isOptional)
        case .text: return nil
        }
    }

    /// Whether a message cannot do without a part that the invoice does not give.
    func isLacking(_ wanted: PartRequest, _ invoice: Payload.Invoice) -> Bool {
        !wanted.isOptional && (wanted.kind != .qr || invoice.pix == nil)
    }

    /// The Pix code as an image; where the endpoint takes none, as the text, unless that is sent anyway.
    private func qrPart(_ pix: String, of template: MessageTemplate, _ presentation: Presentation) -> Part? {
        if presentation.takesImages { return Part(kind: .qr, text: pix) }
        return template.parts.contains { $0.kind == .pix } ? nil : Part(kind: .pix, text: pix)
    }

    /// What the clock at the customer's place shows.
    ///
    /// - Throws: `PayloadError` for `customer.time_zone`.
    package func localTime(for payload: Payload, at moment: Timestamp) throws(PayloadError) -> LocalTime {
        try clock(of: payload).time(at: moment)
    }

    /// The clock at the customer's place; the company's, if the payload names a zone that does not exist.
    package func clock(for payload: Payload) -> LocalClock { (try? clock(of: payload)) ?? homeClock }

    /// The holidays at the customer's place, those of the state included: by the state or the telephone's area code.
    package func calendar(for payload: Payload) -> BankCalendar {
        let state =
            payload.customer.state ?? (try? phone(of: payload)).flatMap { AreaCode.state(of: $0.areaCode) }
        return terms.calendar.inState(state)
    }

    /// The clock at the customer's place: by the zone, the state or the telephone's area code, else the company's.
    private func clock(of payload: Payload) throws(PayloadError) -> LocalClock {
        let customer = payload.customer
        if let name = customer.timeZone {
            guard let clock = clocks.clock(named: name) else {
                throw PayloadError(field: "customer.time_zone", problem: .malformed)
            }
            return clock
        }
        let place =
            customer.state.flatMap { AreaCode.timeZone(ofState: $0) }
            ?? (try? phone(of: payload)).flatMap { AreaCode.timeZone(of: $0.areaCode) }
        return place.flatMap { clocks.clock(named: $0) } ?? homeClock
    }

    func subject(of template: MessageTemplate, _ values: MessageValues) throws(CompositionError) -> String? {
        guard let subject = template.subject else { return nil }
        let text = try render(subject, values)
        // A subject is one line, whatever a value brings along.
        return text.onOneLine
    }

    func render(_ template: StrictTemplate, _ values: MessageValues) throws(CompositionError) -> String {
        let result: Result<String, MissingVariable>
        do throws(MissingVariable) {
            result = .success(try template.render(values))
        } catch {
            result = .failure(error)
        }
        if let problem = values.problem { throw .payload(problem) }
        switch result {
        case .success(let text): return text
        case .failure(let missing): throw .missing(missing.name)
        }
    }
}

extension String {
    /// Without line breaks and tabs, and without blanks at its ends.
    var onOneLine: String { String(map { $0.isNewline || $0 == "\t" ? " " : $0 }).trimmed }
}

/// A time zone's name that means nothing.
package struct UnknownTimeZone: Error, Hashable, Sendable {
    package var name: String
}

/// Why a message cannot be composed.
package enum CompositionError: Error, Hashable, Sendable {
    /// A variable of the template has no value.
    case missing(String)
    case payload(PayloadError)
    /// What the payload says contradicts itself or the law: a stable word, such as `line-amount-mismatch`.
    case refused(String)

    /// What the outbox's `reason` says: `missing: pix`, `invalid-payload: vars.note`, `line-amount-mismatch`.
    package var reason: String {
        switch self {
        case .missing(let name): "missing: \(name)"
        case .payload(let error): error.reason
        case .refused(let word): word
        }
    }
}

package import Boleto
package import Domain

/// Makes messages: payload and template in, parts out.
package struct Composer: Sendable {
    private let company: Company
    private let clocks = LocalClocks()
    private let homeClock: LocalClock

    /// - Parameters:
    ///   - company: who sends.
    ///   - timeZone: IANA name of the company's time zone, for customers that have none of their own.
    /// - Throws: `UnknownTimeZone`.
    package init(company: Company, timeZone: String) throws(UnknownTimeZone) {
        guard let clock = clocks.clock(named: timeZone) else { throw UnknownTimeZone(name: timeZone) }
        self.company = company
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
            throw PayloadError(field: "customer.phone", problem: .malformed)
        }
    }

    /// Renders a message's parts as they read at a moment.
    ///
    /// - Throws: `CompositionError`; nothing is ever sent with a hole in it.
    package func compose(
        _ template: MessageTemplate, _ payload: Payload, at moment: Timestamp
    ) throws(CompositionError) -> Composition {
        let values = MessageValues(
            payload: payload, company: company, now: try clock(for: payload).time(at: moment))
        var parts: [Part] = []
        parts.reserveCapacity(template.parts.count)
        for wanted in template.parts {
            let text: String? =
                switch wanted.kind {
                case .text: try render(template.body, values).trimmed
                case .line: payload.invoice.line
                case .pix: payload.invoice.pix
                case .document, .qr: nil
                }
            if let text, !text.isEmpty {
                parts.append(Part(kind: wanted.kind, text: text))
            } else if !wanted.isOptional {
                throw .missing(wanted.variableName)
            }
        }
        return Composition(parts: parts, subject: try subject(of: template, values))
    }

    private func clock(for payload: Payload) throws(CompositionError) -> LocalClock {
        guard let name = payload.customer.timeZone else { return homeClock }
        guard let clock = clocks.clock(named: name) else {
            throw .payload(PayloadError(field: "customer.time_zone", problem: .malformed))
        }
        return clock
    }

    private func subject(of template: MessageTemplate, _ values: MessageValues) throws(CompositionError) -> String? {
        guard let subject = template.subject else { return nil }
        let text = try render(subject, values)
        // A subject is one line, whatever a value brings along.
        return String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }).trimmed
    }

    private func render(_ template: StrictTemplate, _ values: MessageValues) throws(CompositionError) -> String {
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

/// A time zone's name that means nothing.
package struct UnknownTimeZone: Error, Hashable, Sendable {
    package var name: String
}

/// Why a message cannot be composed.
package enum CompositionError: Error, Hashable, Sendable {
    /// A variable of the template has no value.
    case missing(String)
    case payload(PayloadError)

    /// What the outbox's `reason` says: `missing: pix`, `invalid-payload: vars.note`.
    package var reason: String {
        switch self {
        case .missing(let name): "missing: \(name)"
        case .payload(let error): error.reason
        }
    }
}

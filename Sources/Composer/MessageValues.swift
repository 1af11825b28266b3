import Boleto
import Domain
import QRCode

/// The values of one message, computed when a template asks for them.
///
/// A class, so that a text that must not be used can be noted while the template renders.
final class MessageValues: TemplateSource {
    let payload: Payload
    private let company: Company
    let terms: BillingTerms
    private let presentation: Presentation
    private let kind: MessageKind
    let now: LocalTime
    /// Whether the elements of `faturas` have the image of their Pix code.
    let listsImages: Bool
    /// In a message of several invoices, the values of each as if it came alone; otherwise empty.
    let invoices: [MessageValues]
    /// Whether the document is to go along, if there is one.
    private let wantsDocument: Bool
    /// Asked for by a section and again inside of it, and dear.
    private lazy var qrAddress = payload.invoice.pix.flatMap { QRImage.address(of: $0) }
    lazy var charges = Charges.of(payload.invoice, terms, on: now.date)
    /// As `qrAddress`.
    lazy var invoiceList = invoiceElements()
    /// The first text of the producer's that was asked for and must not be used.
    private(set) var problem: PayloadError?

    init(
        payload: Payload, company: Company, terms: BillingTerms, presentation: Presentation, kind: MessageKind,
        now: LocalTime, listsImages: Bool = false, wantsDocument: Bool = false, invoices: [MessageValues] = []
    ) {
        self.payload = payload
        self.company = company
        self.terms = terms
        self.presentation = presentation
        self.kind = kind
        self.now = now
        self.listsImages = listsImages
        self.wantsDocument = wantsDocument
        self.invoices = invoices
    }

    func value(named path: String) -> TemplateValue? {
        if let variable = TemplateVariable.byName[path] { return value(of: variable) }
        let components = path.split(separator: ".").map(String.init)
        guard let root = components.first else { return nil }
        switch root {
        case "payload": return producerValue(below: components.dropFirst(), path: path)
        case "vars": return producerValue(below: components[...], path: path)
        default:
            guard components.count > 1, let variable = TemplateVariable.byName[root] else { return nil }
            return value(of: variable)?.member(components.dropFirst())
        }
    }

    private func value(of variable: TemplateVariable) -> TemplateValue? {
        invoices.isEmpty ? ownValue(of: variable) : sharedValue(of: variable)
    }

    /// The value in a message of one invoice.
    func ownValue(of variable: TemplateVariable) -> TemplateValue? {
        switch variable {
        case .greeting: .text(greeting)
        case .firstName: payload.customer.name.flatMap(PersonName.init).map { .text($0.first) }
        case .name: payload.customer.name.flatMap(PersonName.init).map { .text($0.full) }
        case .company: .text(company.name)
        case .companyLegalName: .text(company.legalName)
        case .companyCNPJ: .text(company.cnpj)
        case .companyAddress: .text(company.address)
        case .companyContact: .text(company.contact)
        case .companyHours: .text(company.hours)
        case .companySite: company.site.map { .text($0) }
        case .plan: payload.customer.plan.map { .text($0) }
        case .contract: payload.customer.id.map { .text($0) }
        case .referenceMonth: payload.invoice.reference.map { .text($0.text) }
        case .description: payload.invoice.description.map { .text($0) }
        case .amount: payload.invoice.amount.map { .text($0.formatted) }
        case .dueDate: payload.invoice.dueDate.map { .text($0.formatted) }
        case .dueWeekday: payload.invoice.dueDate.map { .text($0.weekday.portugueseName) }
        case .isOverdue: payload.invoice.dueDate.map { .flag(terms.isOverdue(due: $0, on: now.date)) }
        case .daysOverdue:
            payload.invoice.dueDate.flatMap {
                terms.isOverdue(due: $0, on: now.date) ? positive(now.date.days(since: $0)) : nil
            }
        case .isDueToday: payload.invoice.dueDate.map { .flag($0 == now.date) }
        case .payableUntil: payableUntil
        case .daysUntilDue: payload.invoice.dueDate.flatMap { positive($0.days(since: now.date)) }
        case .line: payload.invoice.line.map { .text($0) }
        case .pix: payload.invoice.pix.map { .text($0) }
        case .link: payload.invoice.url.map { .text($0) }
        case .pdf: payload.invoice.pdfURL.map { .text($0) }
        case .pdfGoesAlong:
            .flag(wantsDocument && presentation.documents != .linked && payload.invoice.documentSource != nil)
        case .qr: qrAddress.map { .text($0) }
        case .offer: offer
        case .goodHistory: goodHistory
        case .customerSince: payload.customer.since.map { .text($0.text) }
        case .fine: charges?.fine.map { .text($0.formatted) }
        case .finePercentage: charges?.finePercentage.map { .text($0.formatted) }
        case .interest: charges?.interest.map { .text($0.formatted) }
        case .interestPercentage: charges?.interestPercentage.map { .text($0.formatted) }
        case .interestDays: charges?.interestDays.flatMap { positive($0) }
        case .correction: charges?.correction.flatMap { $0.cents > 0 ? .text($0.formatted) : nil }
        case .charges: .flag(charges?.areDue ?? false)
        case .hasFine: .flag(charges?.fine?.cents ?? 0 > 0)
        case .hasInterest: .flag(charges?.interest?.cents ?? 0 > 0)
        case .unexplainedCharge:
            payload.invoice.amount.flatMap { charges?.unexplained(over: $0) }.map { .text($0.formatted) }
        case .updatedAmount: charges.map { .text($0.total.formatted) }
        case .calculationDate: charges.map { .text($0.calculatedOn.formatted) }
        case .discount, .discountUntil, .discountedAmount: discount(variable)
        case .noticeDate: .text(now.date.formatted)
        case .suspensionDate: .text(LegalTerms.suspension(noticeOn: now.date).formatted)
        case .rescissionDate:
            .text(LegalTerms.rescission(suspendedOn: LegalTerms.suspension(noticeOn: now.date)).formatted)
        case .invoices, .invoiceCount, .invoicesTotal, .discountedInvoicesTotal, .areSeveral, .hasPix, .hasLine:
            listValue(of: variable)
        }
    }

    private var greeting: String {
        switch now.hour {
        case 5..<12: "Bom dia"
        case 12..<18: "Boa tarde"
        default: "Boa noite"
        }
    }

    private var payableUntil: TemplateValue? {
        guard let due = payload.invoice.dueDate else { return nil }
        let last = terms.lastDay(due: due)
        return last > due && now.date <= last ? .text(last.formatted) : nil
    }

    /// A notice of the law offers nothing.
    private var offer: TemplateValue? {
        guard presentation.allowsOffers, kind != .notice else { return nil }
        return payload.offer.text.map { .object(["texto": .text($0)]) }
    }

    /// What the discount's variables say, as long as it can still be had.
    private func discount(_ variable: TemplateVariable) -> TemplateValue? {
        let invoice = payload.invoice
        guard let amount = invoice.amount, let due = invoice.dueDate,
            let deduction = invoice.deduction(on: now.date, calendar: terms.calendar)
        else { return nil }
        switch variable {
        case .discountUntil:
            return invoice.discount.map { .text($0.lastDay(due: due, calendar: terms.calendar).formatted) }
        case .discountedAmount: return .text(Money(cents: amount.cents - deduction.cents).formatted)
        default: return .text(deduction.formatted)
        }
    }

    private var goodHistory: TemplateValue? {
        guard let history = payload.customer.history, terms.goodHistory.isGood(history) else { return nil }
        return .object(["pagamentos_em_dia": .text(String(history.paidOnTime))])
    }

    private func positive(_ days: Int) -> TemplateValue? {
        days > 0 ? .text(String(days)) : nil
    }
}

// MARK: - What the producer sent

extension MessageValues {
    /// The value below some names; in a message of several invoices only what all of their payloads say alike, since
    /// it might be about one of them.
    private func producerValue(below names: ArraySlice<String>, path: String) -> TemplateValue? {
        let json = Self.value(in: payload.json, below: names)
        guard let json, invoices.allSatisfy({ Self.value(in: $0.payload.json, below: names) == json }) else {
            return nil
        }
        return templateValue(json, path: path)
    }

    private static func value(in json: JSON, below names: ArraySlice<String>) -> JSON? {
        var json = json
        for name in names {
            guard let next = json[name] ?? Int(name).flatMap({ json[$0] }) else { return nil }
            json = next
        }
        return json
    }

    private func templateValue(_ json: JSON, path: String) -> TemplateValue? {
        switch json {
        case .null: return nil
        case .bool(let flag): return .flag(flag)
        case .number(let text): return .text(text)
        case .string(let text):
            if text.hasControlCharacter(butLines: true), problem == nil {
                problem = PayloadError(field: Self.field(path), problem: .controlCharacter)
            }
            return text.isEmpty ? nil : .text(text)
        case .array(let elements):
            return .list(elements.compactMap { templateValue($0, path: path) })
        case .object(let members):
            var values: [String: TemplateValue] = [:]
            for member in members {
                values[member.name] = templateValue(member.value, path: path.appendingField(member.name))
            }
            return .object(values)
        }
    }

    /// A path as the producer knows it.
    private static func field(_ path: String) -> String {
        path.hasPrefix("payload.") ? String(path.dropFirst("payload.".count)) : path
    }
}

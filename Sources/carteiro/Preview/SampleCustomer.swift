import ArgumentParser
import Boleto
import Composer
import Domain

/// Invented customers, so that a template can be looked at without anybody's data.
enum SampleCustomer: String, CaseIterable, ExpressibleByArgument {
    case firstTime = "first-time"
    case usuallyLate = "usually-late"
    case arrears

    /// Who it is, for staff.
    var description: String {
        switch self {
        case .firstTime: "atrasa pela primeira vez"
        case .usuallyLate: "costuma atrasar"
        case .arrears: "valor alto em aberto"
        }
    }

    /// A payload that has a value for every variable a payload can fill.
    func payload(due: CivilDate) -> JSON {
        .object([
            JSONMember("customer", customer), JSONMember("invoice", invoice(due: due)),
            JSONMember(
                "offer",
                Self.object([
                    ("code", "indique"), ("text", "Indique um amigo e ganhe R$ 20,00 de desconto na próxima fatura."),
                ])),
            JSONMember("vars", .object([])),
        ])
    }

    /// How many days before the moment of a preview the invoice was due; negative: it will be.
    ///
    /// The schedule knows when a template is used; of one that is not in it, the name can tell.
    func daysOverdue(for template: String, schedule: Schedule) -> Int {
        let steps = schedule.steps
        guard let index = steps.firstIndex(where: { $0.template == template }) else {
            let words = ["overdue", "late", "atras", "vencid", "cobran", "notice", "notific", "aviso"]
            return words.contains { template.contains($0) } ? (self == .arrears ? 95 : 15) : -3
        }
        let first = steps[index].day
        guard index + 1 < steps.count else { return self == .arrears && first > 0 ? max(first, 95) : first + 2 }
        return first < 0 ? max(first, min(-3, steps[index + 1].day - 1)) : min(first + 2, steps[index + 1].day - 1)
    }

    private var amount: Money {
        switch self {
        case .firstTime: Money(cents: 12_990)
        case .usuallyLate: Money(cents: 8_990)
        case .arrears: Money(cents: 128_970)
        }
    }

    private var customer: JSON {
        let texts =
            switch self {
            case .firstTime:
                [
                    ("id", "C-1001"), ("name", "MARIA DAS DORES SILVA"), ("phone", "(91) 98765-4321"),
                    ("email", "maria@example.com"), ("since", "2021-03-10"), ("plan", "Fibra 300"),
                ]
            case .usuallyLate:
                [
                    ("id", "C-1002"), ("name", "JOSE CARLOS DE SOUZA JR"), ("phone", "(91) 98765-4322"),
                    ("email", "jose@example.com"), ("since", "2023-08-01"), ("plan", "Fibra 100"),
                ]
            case .arrears:
                [
                    ("id", "C-1003"), ("name", "Conceição Aparecida d'Ávila Gonçalves de Albuquerque"),
                    ("phone", "(91) 98765-4323"), ("email", "conceicao@example.com"), ("since", "2018-01-15"),
                    ("plan", "Fibra Empresarial 1 Giga com IP fixo"),
                ]
            }
        let (onTime, late) =
            switch self {
            case .firstTime: (18, 0)
            case .usuallyLate: (5, 9)
            case .arrears: (20, 14)
            }
        let history = JSON.object([
            JSONMember("paid_on_time", .integer(onTime)), JSONMember("paid_late", .integer(late)),
        ])
        guard case .object(let members) = Self.object(texts) else { return .null }
        return .object(members + [JSONMember("history", history)])
    }

    private func invoice(due: CivilDate) -> JSON {
        let line = SampleInvoice.line(amount: amount, due: due).map { [("line", $0)] } ?? []
        return Self.object(
            [
                ("id", "F-0042"), ("amount", amount.decimal), ("due_date", due.iso), ("description", "Mensalidade"),
                ("pix", SampleInvoice.pix(amount: amount)), ("url", "https://example.com/f/0042"),
                ("pdf_url", "https://example.com/f/0042.pdf"),
            ] + line)
    }

    private static func object(_ texts: [(name: String, value: String)]) -> JSON {
        .object(texts.map { JSONMember($0.name, .string($0.value)) })
    }
}

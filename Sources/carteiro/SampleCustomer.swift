import Domain

/// An invented customer, so that a template can be looked at without anybody's data.
enum SampleCustomer {
    /// A payload that has a value for every variable a payload can fill.
    ///
    /// - Parameter dueDate: ISO 8601.
    static func payload(dueDate: String) -> JSON {
        .object([
            JSONMember("customer", customer), JSONMember("invoice", invoice(dueDate: dueDate)),
            JSONMember(
                "offer",
                object([
                    ("code", "indique"), ("text", "Indique um amigo e ganhe R$ 20,00 de desconto na próxima fatura."),
                ])),
            JSONMember("vars", .object([])),
        ])
    }

    /// How many days before the moment of a preview the invoice was due; negative: it will be.
    ///
    /// What a template is for can be told by its name only.
    static func daysOverdue(for template: String) -> Int64 {
        let words = ["overdue", "late", "atras", "vencid", "cobran", "notice", "notific"]
        return words.contains { template.contains($0) } ? 10 : -3
    }

    private static var customer: JSON {
        let texts = object([
            ("id", "C-1001"), ("name", "MARIA DAS DORES SILVA"), ("phone", "(11) 98765-4321"),
            ("email", "maria@example.com"), ("since", "2021-03-10"), ("plan", "Fibra 300"),
        ])
        let history = JSON.object([JSONMember("paid_on_time", .integer(18)), JSONMember("paid_late", .integer(1))])
        guard case .object(let members) = texts else { return texts }
        return .object(members + [JSONMember("history", history)])
    }

    private static func invoice(dueDate: String) -> JSON {
        object([
            ("id", "F-0042"), ("amount", "129.90"), ("due_date", dueDate), ("description", "Mensalidade"),
            ("line", "00190.50095 54014.481607 69068.093504 4 16500000012990"),
            (
                "pix",
                "00020126580014br.gov.bcb.pix0136123e4567-e89b-12d3-a456-4266141740005204000053039865406129.90"
                    + "5802BR5911FIBRA NORTE6005BELEM62130509EXEMPLO4263047EA8"
            ),
            ("url", "https://example.com/f/0042"), ("pdf_url", "https://example.com/f/0042.pdf"),
        ])
    }

    private static func object(_ texts: [(name: String, value: String)]) -> JSON {
        .object(texts.map { JSONMember($0.name, .string($0.value)) })
    }
}

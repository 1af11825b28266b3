/// What an element of the section `faturas` has beside the variables of an invoice.
enum InvoiceMember: String, CaseIterable, Sendable {
    /// Its place in the list, from 1.
    case number = "numero"
    /// What it adds to the total of the list.
    case due = "a_pagar"
}

/// The variables of the public contract; the raw values are their names in templates.
enum TemplateVariable: String, CaseIterable, Sendable {
    case greeting = "saudacao"
    case firstName = "primeiro_nome"
    case name = "nome"
    case company = "empresa"
    case companyLegalName = "razao_social"
    case companyCNPJ = "cnpj_empresa"
    case companyAddress = "endereco_empresa"
    case companyContact = "canal"
    case companyHours = "horario_atendimento"
    case companySite = "site"
    case plan = "plano"
    case contract = "contrato"
    case referenceMonth = "mes_ref"
    case description = "descricao"
    case amount = "valor"
    case dueDate = "vencimento"
    case dueWeekday = "dia_semana"
    case isOverdue = "vencido"
    case daysOverdue = "dias_atraso"
    case daysUntilDue = "dias_para_vencer"
    case isDueToday = "vence_hoje"
    /// The business day that a due date without banks moves on to, until it has passed.
    case payableUntil = "pagar_ate"
    case fine = "multa"
    case finePercentage = "multa_percentual"
    case interest = "juros"
    case updatedAmount = "valor_atualizado"
    case calculationDate = "data_calculo"
    case interestPercentage = "juros_percentual"
    case interestDays = "dias_juros"
    case correction = "correcao"
    /// A section: there are fine or interest, and it is known how much of each.
    case charges = "encargos"
    case hasFine = "com_multa"
    case hasInterest = "com_juros"
    /// What a total adds whose parts nobody knows.
    case unexplainedCharge = "acrescimos"
    case discount = "desconto"
    case discountUntil = "desconto_ate"
    case discountedAmount = "valor_com_desconto"
    case line = "linha_digitavel"
    case pix
    /// The address of an image, in the HTML half of an e-mail only.
    case qr
    case link
    case pdf
    /// A section: the PDF itself goes along.
    case pdfGoesAlong = "pdf_anexo"
    case offer = "oferta"
    case goodHistory = "bom_historico"
    case customerSince = "cliente_desde"
    case noticeDate = "data_notificacao"
    case suspensionDate = "data_suspensao"
    case rescissionDate = "data_rescisao"
    /// A list: the invoices of the message, which are several where reminders were merged.
    case invoices = "faturas"
    case invoiceCount = "quantidade_faturas"
    /// What is to be paid for all of them.
    case invoicesTotal = "total_faturas"
    case discountedInvoicesTotal = "total_com_desconto"
    case areSeveral = "varias_faturas"
    /// Whether at least one of them has a Pix code, a digitable line.
    case hasPix = "com_pix"
    case hasLine = "com_boleto"

    /// The members of those that are sections; `nil` for values.
    var members: [String]? {
        switch self {
        case .offer: ["texto"]
        case .goodHistory: ["pagamentos_em_dia"]
        case .invoices: InvoiceMember.allCases.map(\.rawValue) + Self.ofInvoice.map(\.rawValue)
        default: nil
        }
    }

    /// Whether the members are those of a list's elements, which have no dotted names.
    var isList: Bool { self == .invoices }

    /// What each invoice of the section `faturas` has under the names that a single one has outside of it.
    static let ofInvoice: [TemplateVariable] = [
        .referenceMonth, .description, .plan, .amount, .dueDate, .dueWeekday, .isOverdue, .daysOverdue, .daysUntilDue,
        .isDueToday, .payableUntil, .fine, .finePercentage, .interest, .updatedAmount, .calculationDate,
        .interestPercentage, .interestDays, .correction, .charges, .hasFine, .hasInterest, .unexplainedCharge,
        .discount, .discountUntil, .discountedAmount, .line, .pix, .qr, .link, .pdf,
        .pdfGoesAlong,
    ]

    /// A look-up, where `init(rawValue:)` compares name by name.
    static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    /// What the producer sent, under names of its own.
    static let producerRoots: Set<String> = ["payload", "vars"]

    /// Every name a template may use, sorted; those below `payload.` and `vars.` are the producer's.
    static let allNames: [String] = {
        let fixed = allCases.flatMap { variable in
            [variable.rawValue] + (variable.members ?? []).map { "\(variable.rawValue).\($0)" }
        }
        return (fixed + producerRoots.map { "\($0).…" }).sorted()
    }()
}

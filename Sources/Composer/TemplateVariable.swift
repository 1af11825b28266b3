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
    case offer = "oferta"
    case goodHistory = "bom_historico"
    case customerSince = "cliente_desde"
    case noticeDate = "data_notificacao"
    case suspensionDate = "data_suspensao"
    case rescissionDate = "data_rescisao"

    /// The members of those that are sections; `nil` for values.
    var members: [String]? {
        switch self {
        case .offer: ["texto"]
        case .goodHistory: ["pagamentos_em_dia"]
        default: nil
        }
    }

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

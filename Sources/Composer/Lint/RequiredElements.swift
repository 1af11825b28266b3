import Domain

extension LintRule {
    /// What every message must have, what one with updated amounts must have, and what the regulator asks of a notice.
    ///
    /// An SMS has no room for all of it: it says who writes, for which amount or date, and where to pay.
    static let requiredElements: [LintRule] = everyMessage + updatedAmounts + formalNotice + shortMessage

    private static let everyMessage: [LintRule] = [
        element(
            "M01", "the company's name", tag("razao_social", "empresa"), why: "CDC art. 42-A",
            suggestion: "write \"{{razao_social}}\"", for: addressed, on: writing + [.sms]),
        element(
            "M02", "the company's CNPJ", tag("cnpj_empresa") + #"|\b\w{2}\.\w{3}\.\w{3}/\w{4}-\d{2}\b"#,
            why: "CDC art. 42-A", suggestion: "write \"CNPJ {{cnpj_empresa}}\"", for: addressed, on: writing),
        element(
            "M03", "the company's address", tag("endereco_empresa"), why: "CDC art. 42-A",
            suggestion: "write \"{{endereco_empresa}}\"", for: addressed, on: writing),
        element(
            "M04", "what is billed: the month", tag("mes_ref"),
            suggestion: "write \"a mensalidade de {{mes_ref}}\"", for: billing, on: writing),
        element(
            "M05", "the amount", #"R\$\s*"# + tag("valor", "valor_atualizado", "valor_com_desconto"),
            suggestion: "write \"R$ {{valor}}\"", for: billing, on: writing),
        element(
            "M06", "the due date", tag("vencimento"), suggestion: "write \"vencimento: {{vencimento}}\"", for: billing,
            on: writing),
        element(
            "M07", "a way to pay: the digitable line", tag("linha_digitavel"),
            suggestion: "add line to parts, or write \"{{linha_digitavel}}\"", for: billing, on: writing, or: [.line]),
        element(
            "M08", "a way to pay: Pix", tag("pix", "qr"), suggestion: "add pix to parts, or write \"{{pix}}\"",
            for: billing, on: writing, or: [.pix, .qr]),
        element(
            "M09", "a way to pay: a link", tag("link", "pdf"), suggestion: "write \"{{link}}\"", for: billing,
            on: writing, or: [.document]),
        element(
            "M10", "where to ask", tag("canal"), suggestion: "write \"dúvidas: {{canal}}\"", for: addressed, on: writing
        ),
        element(
            "M11", "a word for those who have paid",
            #"\bdesconsider\w+|\bignor(?:e|ar)\s+(?:est[ea]|ess[ea])\s+(?:mensagem|aviso|lembrete|e-?mail)"#,
            suggestion: "write \"se já pagou, desconsidere esta mensagem\"", for: billing, on: writing),
        element(
            "M12", "a way out", #"\b(?:SAIR|PARAR)\b|descadastr\w+|"# + tag("link_descadastro"),
            why: "LGPD art. 18, and WhatsApp's rules",
            suggestion: "write \"para não receber lembretes por aqui, responda SAIR\"", for: addressed, on: writing),
        element(
            "M13", "the customer's name", tag("primeiro_nome", "nome"), suggestion: "write \"Oi, {{primeiro_nome}}!\"",
            for: addressed, on: writing),
    ].compactMap(\.self)

    private static let updatedAmounts: [LintRule] = [
        element(
            "M14", "how the total is made up: fine and interest",
            #"\A(?=[\s\S]*?"# + tag("multa") + #")(?=[\s\S]*?"# + tag("juros") + #")[\s\S]"#,
            suggestion: "write \"multa R$ {{multa}}, juros R$ {{juros}}\"", for: billing, on: writing,
            where: .updatedAmount),
        element(
            "M15", "the date the total was computed for", tag("data_calculo"),
            suggestion: "write \"total em {{data_calculo}}: R$ {{valor_atualizado}}\"", for: billing, on: writing,
            where: .updatedAmount),
    ].compactMap(\.self)

    private static let formalNotice: [LintRule] = [
        element(
            "M16", "why service may be suspended", #"motivo(?:\s+d[ae]\s+\w+)?\s*:?\s*(?:a\s+)?falta\s+de\s+pagamento"#,
            why: anatel, suggestion: "write \"Motivo: falta de pagamento\"", for: [.notice], on: writing, isFormal: true
        ),
        element(
            "M17", "the date of suspension", tag("data_suspensao"), why: anatel,
            suggestion: "write \"Suspensão do serviço: possível a partir de {{data_suspensao}}\"", for: [.notice],
            on: writing, isFormal: true),
        element(
            "M18", "the date of rescission", tag("data_rescisao"), why: anatel,
            suggestion: "write \"Rescisão do contrato: possível a partir de {{data_rescisao}}\"", for: [.notice],
            on: writing, isFormal: true),
        element(
            "M19", "that a credit register comes only after rescission",
            #"protecao\s+ao\s+credito[^.]{0,200}?(?:somente|so|apenas)\s+(?:apos|depois\s+d[ae])\s+(?:a\s+)?rescisao"#,
            why: anatel,
            suggestion: "write \"Registro em sistemas de proteção ao crédito: possível somente após a rescisão\"",
            for: [.notice], on: writing, isFormal: true),
        element(
            "M20", "how soon service returns", #"em\s+ate\s+(?:1|um)\s+(?:\(um\)\s+)?dia\b|\b24\s*h(?:oras)?\b"#,
            why: anatel, suggestion: "write \"o serviço volta em até 1 dia\"", for: [.notice], on: writing,
            isFormal: true),
        element(
            "M21", "the date of the notice", tag("data_notificacao"), why: anatel,
            suggestion: "write \"data deste aviso: {{data_notificacao}}\"", for: [.notice], on: writing, isFormal: true),
    ].compactMap(\.self)

    private static let shortMessage: [LintRule] = [
        element(
            "M22", "the amount or the due date", tag("valor", "valor_atualizado", "valor_com_desconto", "vencimento"),
            suggestion: "write \"R$ {{valor}}, vence em {{vencimento}}\"", for: billing, on: [.sms]),
        element(
            "M23", "a way to pay", tag("link", "pdf", "linha_digitavel", "pix"),
            suggestion: "write \"{{link}}\", or add line to parts", for: billing, on: [.sms],
            or: [.line, .pix, .document, .qr]),
    ].compactMap(\.self)

    private static let anatel = "Anatel, Resolução 765/2023"
    /// What a customer reads.
    private static let addressed: Set<MessageKind> = [.reminder, .notice, .offer]
    /// What a customer reads and is to pay.
    private static let billing: Set<MessageKind> = [.reminder, .notice]
    private static let writing: Set<Channel> = [.whatsapp, .email]

    /// An expression for a tag with one of these variables, escaped or not, as a value or a section; the producer's of
    /// the same name count.
    private static func tag(_ names: String...) -> String {
        #"\{\{\s*[{&#]?\s*(?:vars\.)?(?:"# + names.joined(separator: "|") + #")\s*\}\}"#
    }
}

extension Set<Channel> {
    fileprivate static func + (left: Set<Channel>, right: Set<Channel>) -> Set<Channel> { left.union(right) }
}

import Boleto
import Domain
import Testing

@testable import Composer

@Suite("Composer")
struct ComposerTests {
    static let company = Company(
        name: "Fibra Norte", legalName: "Fibra Norte Telecom Ltda", cnpj: "11.222.333/0001-81",
        address: "Rua A, 1, Belém, PA", contact: "(91) 3333-4444", hours: "seg a sex, 8h às 18h")

    /// 2026-11-05T13:00:00Z: 10 h in Belém, 8 h in Rio Branco.
    static let moment = Timestamp(seconds: 1_793_883_600)

    static func composer() throws -> Composer { try Composer(company: company, timeZone: "America/Belem") }

    static func template(_ source: String, channel: Channel = .whatsapp) throws -> MessageTemplate {
        let (template, problems) = MessageTemplate.read(
            Array(source.utf8), name: "t", channel: channel, file: "t.mustache")
        #expect(problems.isEmpty)
        return try #require(template)
    }

    /// The text of a template that has no front matter.
    static func text(_ source: String, _ payload: String, at moment: Timestamp = moment) throws -> String {
        let composition = try composer().compose(template(source), Payload(parsing: Array(payload.utf8)), at: moment)
        return composition.parts.map(\.text).joined(separator: "|")
    }

    @Test(
        "every variable reads as the contract says",
        arguments: [
            ("saudacao", "Bom dia"), ("primeiro_nome", "Maria"), ("nome", "Maria das Dores Silva"),
            ("empresa", "Fibra Norte"),
            ("razao_social", "Fibra Norte Telecom Ltda"), ("cnpj_empresa", "11.222.333/0001-81"),
            ("endereco_empresa", "Rua A, 1, Belém, PA"), ("canal", "(91) 3333-4444"),
            ("horario_atendimento", "seg a sex, 8h às 18h"),
            ("plano", "Fibra 300"), ("contrato", "C-1001"), ("mes_ref", "novembro de 2026"),
            ("descricao", "Mensalidade novembro/2026"),
            ("valor", "129,90"), ("vencimento", "10/11/2026"), ("dia_semana", "terça-feira"), ("vencido", "false"),
            ("dias_para_vencer", "5"), ("linha_digitavel", "00190500954014481606906809350314816260000012990"),
            ("pix", PayloadTests.pix), ("link", "https://pague.example.com/0042"),
            ("pdf", "https://pague.example.com/0042.pdf"), ("oferta.texto", "Um mês grátis."),
            ("bom_historico.pagamentos_em_dia", "18"),
            ("cliente_desde", "março de 2021"), ("payload.customer.state", "SP"),
            ("payload.customer.history.paid_late", "1"),
            ("quantidade_faturas", "1"), ("total_faturas", "129,90"), ("varias_faturas", "false"), ("com_pix", "true"),
            ("com_boleto", "true"),
            ("#faturas}}{{numero}}: {{a_pagar}}, {{mes_ref}}{{/faturas", "1: 129,90, novembro de 2026"),
            ("vars.anything", "ok"), ("payload.vars.anything", "ok"), ("#vars}}{{anything}}{{/vars", "ok"),
        ])
    func variables(name: String, text: String) throws {
        #expect(try Self.text("{{\(name)}}", PayloadTests.example) == text)
    }

    @Test("the contract's names are all known, and no others")
    func names() {
        #expect(
            Composer.variableNames.filter { !$0.contains(".") } == [
                "acrescimos", "bom_historico", "canal", "cliente_desde", "cnpj_empresa", "com_boleto", "com_juros",
                "com_multa", "com_pix",
                "contrato", "correcao", "data_calculo",
                "data_notificacao", "data_rescisao", "data_suspensao", "desconto", "desconto_ate", "descricao",
                "dia_semana", "dias_atraso", "dias_juros", "dias_para_vencer", "empresa", "encargos",
                "endereco_empresa", "faturas", "horario_atendimento", "juros", "juros_percentual", "linha_digitavel",
                "link",
                "mes_ref", "multa", "multa_percentual", "nome", "oferta", "pagar_ate", "pdf", "pdf_anexo", "pix",
                "plano",
                "primeiro_nome", "qr", "quantidade_faturas",
                "razao_social", "saudacao", "site", "total_com_desconto", "total_faturas", "valor", "valor_atualizado",
                "valor_com_desconto", "varias_faturas", "vence_hoje",
                "vencido", "vencimento",
            ])
    }

    @Test(
        "a variable without a value fails the message with its name",
        arguments: [
            "primeiro_nome", "nome", "site", "plano", "contrato", "mes_ref", "descricao", "valor", "vencimento",
            "dia_semana", "vencido",
            "dias_atraso", "dias_para_vencer", "linha_digitavel", "pix", "link", "pdf", "cliente_desde", "oferta.texto",
            "bom_historico.pagamentos_em_dia", "total_faturas", "total_com_desconto", "vars.x", "payload.customer.x",
            "payload.customer",
        ])
    func missing(name: String) throws {
        let error = try #require(throws: CompositionError.self) { try Self.text("{{\(name)}}", #"{"customer":{}}"#) }
        #expect(error.reason == "missing: \(name)")
    }

    @Test(
        "days are counted at the customer's place",
        arguments: [
            // 2026-11-10T01:30:00Z is still the 9th in Belém, and the 10th in Fernando de Noronha is not begun either.
            (1_794_274_200, "America/Belem", "vence em 1"), (1_794_274_200, "America/Noronha", "vence em 1"),
            (1_794_274_200, "UTC", "vence hoje"), (1_794_283_200, "America/Belem", "vence hoje"),
            (1_794_369_599, "America/Rio_Branco", "vence hoje"),
            (1_794_369_600, "America/Belem", "venceu há 1"), (1_794_369_600, "America/Rio_Branco", "vence hoje"),
            (1_797_000_000, "America/Belem", "venceu há 31"),
        ])
    func days(seconds: Int64, zone: String, text: String) throws {
        let template =
            "{{#dias_para_vencer}}vence em {{dias_para_vencer}}{{/dias_para_vencer}}"
            + "{{^dias_para_vencer}}{{^vencido}}vence hoje{{/vencido}}{{/dias_para_vencer}}"
            + "{{#vencido}}venceu há {{dias_atraso}}{{/vencido}}"
        let payload = #"{"customer":{"time_zone":"\#(zone)"},"invoice":{"due_date":"2026-11-10"}}"#
        #expect(try Self.text(template, payload, at: Timestamp(seconds: seconds)) == text)
    }

    @Test(
        "greets by the hour at the customer's place",
        arguments: [
            (4, "Boa noite"), (5, "Bom dia"), (11, "Bom dia"), (12, "Boa tarde"), (17, "Boa tarde"), (18, "Boa noite"),
            (23, "Boa noite"), (0, "Boa noite"),
        ])
    func greeting(hour: Int64, text: String) throws {
        // Midnight of 2026-11-05 in Belém is 03:00 UTC, in Rio Branco 05:00.
        let midnight: Int64 = 1_793_847_600
        let last = Timestamp(seconds: midnight + hour * 3600 + 3599)
        #expect(try Self.text("{{saudacao}}", "{}", at: Timestamp(seconds: midnight + hour * 3600)) == text)
        #expect(try Self.text("{{saudacao}}", "{}", at: last) == text)
        let acre = #"{"customer":{"time_zone":"America/Rio_Branco"}}"#
        #expect(try Self.text("{{saudacao}}", acre, at: last.advanced(byMilliseconds: 7_200_000)) == text)
    }

    @Test(
        "time zones that do not exist are refused",
        arguments: ["America/Atlantis", "", "BRT", "../etc/passwd", "America/"])
    func zones(name: String) throws {
        #expect(throws: UnknownTimeZone(name: name)) { try Composer(company: Self.company, timeZone: name) }
        guard !name.isEmpty else { return }
        let error = try #require(throws: CompositionError.self) {
            try Self.text("x", #"{"customer":{"time_zone":"\#(name)"}}"#)
        }
        #expect(error.reason == "invalid-payload: customer.time_zone")
    }

    @Test("parts come in the order asked for; those with a question mark may be left out")
    func parts() throws {
        let composer = try Self.composer()
        let full = try Payload(parsing: Array(PayloadTests.example.utf8))
        let bare = try Payload(parsing: Array(#"{"invoice":{}}"#.utf8))
        let template = try Self.template("---\nparts: [line, text, pix]\n---\nOlá\n")
        #expect(
            try composer.compose(template, full, at: Self.moment).parts == [
                Part(kind: .line, text: "00190500954014481606906809350314816260000012990"),
                Part(kind: .text, text: "Olá"),
                Part(kind: .pix, text: PayloadTests.pix),
            ])
        #expect(throws: CompositionError.missing("linha_digitavel")) {
            try composer.compose(template, bare, at: Self.moment)
        }
        let pix = try Self.template("---\nparts: [text, pix]\n---\nOlá")
        #expect(throws: CompositionError.missing("pix")) { try composer.compose(pix, bare, at: Self.moment) }
        let optional = try Self.template("---\nparts: [text, pix?, \"line?\"]\n---\nOlá")
        #expect(try composer.compose(optional, bare, at: Self.moment).parts == [Part(kind: .text, text: "Olá")])
        #expect(try composer.compose(optional, full, at: Self.moment).parts.map(\.kind) == [.text, .pix, .line])
    }

    @Test("a text that comes out empty is not sent")
    func emptyText() throws {
        #expect(throws: CompositionError.missing("text")) { try Self.text("\n{{#pix}}x{{/pix}}\n", "{}") }
    }

    @Test("a subject is one line, whatever the values hold")
    func subject() throws {
        let template = try Self.template("---\nsubject: \"Oi {{vars.a}}\"\n---\nx", channel: .email)
        let payload = try Payload(parsing: Array(#"{"vars":{"a":"b\nBcc: c\td"}}"#.utf8))
        #expect(try Self.composer().compose(template, payload, at: Self.moment).subject == "Oi b Bcc: c d")
    }

    @Test(
        "texts of the producer's with control characters are refused where they are used",
        arguments: [("{{vars.a}}", "vars.a"), ("{{payload.x.y}}", "x.y"), ("{{#vars.l}}{{t}}{{/vars.l}}", "vars.l.t")])
    func controlCharacters(template: String, field: String) throws {
        let payload = #"{"vars":{"a":"\u0007","l":[{"t":"\u0085"}],"ok":"1\n2"},"x":{"y":"\u007f"}}"#
        let error = try #require(throws: CompositionError.self) { try Self.text(template, payload) }
        #expect(error.reason == "invalid-payload: \(field)")
        #expect(try Self.text("{{vars.ok}}", payload) == "1\n2")
    }

    @Test(
        "finds the address a channel needs, and only that",
        arguments: [
            (#"{"phone":"(31) 8765-4321","email":"x"}"#, Channel.whatsapp, "5531987654321"),
            (#"{"phone":11987654321}"#, .sms, "5511987654321"),
            (#"{"phone":"(11) 3456-7890"}"#, .task, "551134567890"),
            (#"{"phone":"x","email":"maria@example.com.br"}"#, .email, "maria@example.com.br"),
            (#"{"email":"o'neil+a@x-y.com"}"#, .email, "o'neil+a@x-y.com"),
        ])
    func address(customer: String, channel: Channel, address: String) throws {
        let payload = try Payload(parsing: Array(#"{"customer":\#(customer)}"#.utf8))
        let found = try Self.composer().address(of: payload, for: channel)
        #expect(found == (channel == .email ? Address(email: address) : Address(digits: address)))
    }

    @Test(
        "a missing or impossible address names its field",
        arguments: [
            (#"{}"#, Channel.whatsapp, "customer.phone"), (#"{"phone":"98765-4321"}"#, .sms, "customer.phone"),
            (#"{"email":"a@b.c"}"#, .task, "customer.phone"),
            (#"{}"#, .email, "customer.email"), (#"{"email":"a"}"#, .email, "customer.email"),
            (#"{"email":"a@b"}"#, .email, "customer.email"),
            (#"{"email":"a@b@c.d"}"#, .email, "customer.email"), (#"{"email":"a b@c.d"}"#, .email, "customer.email"),
            (#"{"email":"<a@c.d>"}"#, .email, "customer.email"),
            (#"{"email":"a@-c.d"}"#, .email, "customer.email"), (#"{"email":"a@c..d"}"#, .email, "customer.email"),
            (#"{"email":".a@c.d"}"#, .email, "customer.email"),
            (#"{"email":"é@c.d"}"#, .email, "customer.email"), (#"{"email":"a@c.d,b@c.d"}"#, .email, "customer.email"),
        ])
    func noAddress(customer: String, channel: Channel, field: String) throws {
        let payload = try Payload(parsing: Array(#"{"customer":\#(customer)}"#.utf8))
        let error = try #require(throws: PayloadError.self) { try Self.composer().address(of: payload, for: channel) }
        #expect(error.reason == "invalid-payload: \(field)")
    }
}

import Domain
import Testing

@testable import Composer

@Suite("Elements that a message must have")
struct LintElementTests {
    private static let complete = """
        {{razao_social}} {{cnpj_empresa}} {{endereco_empresa}} {{mes_ref}} R$ {{valor}} {{vencimento}}
        {{linha_digitavel}} {{pix}} {{link}} {{canal}} desconsidere responda SAIR {{nome}}
        """

    private func missing(
        _ body: String, kind: MessageKind = .reminder, channel: Channel = .whatsapp, isHTML: Bool = false,
        parts: [PartKind] = [.text]
    ) throws -> [String] {
        let problems = try LintTests.problems(body, kind: kind, channel: channel, isHTML: isHTML, parts: parts)
        return problems.map { String($0.message.prefix(3)) }.sorted()
    }

    private static let all = (1...13).map { $0 < 10 ? "M0\($0)" : "M\($0)" }

    @Test("are missed one by one, as warnings at the first line of the body")
    func one() throws {
        #expect(try missing(Self.complete) == [])
        #expect(try missing("Oi") == Self.all)
        let problem = try #require(
            try LintTests.problems(
                "---\nkind: reminder\n---\n" + Self.complete.replacing("{{cnpj_empresa}}", with: ""), bodyLine: 4
            ).first)
        #expect(
            problem
                == Problem(
                    file: "t.mustache", line: 4, severity: .warning,
                    message: "M02 missing: the company's CNPJ (CDC art. 42-A)",
                    hint: "write \"CNPJ {{cnpj_empresa}}\""))
        for (index, element) in [
            "{{razao_social}}", "{{cnpj_empresa}}", "{{endereco_empresa}}", "{{mes_ref}}", "R$ {{valor}}",
            "{{vencimento}}",
            "{{linha_digitavel}}", "{{pix}}", "{{link}}", "{{canal}}", "desconsidere", "SAIR", "{{nome}}",
        ].enumerated() {
            #expect(try missing(Self.complete.replacing(element, with: "")) == [Self.all[index]])
        }
    }

    @Test("may be written in several ways")
    func ways() throws {
        let other = """
            {{ empresa }} CNPJ 11.222.333/0001-81 {{{endereco_empresa}}} {{&mes_ref}} R$ *{{valor_atualizado}}* {{data_calculo}}
            {{multa}} {{juros}} {{#vencimento}}{{vencimento}}{{/vencimento}} {{#linha_digitavel}}a{{/linha_digitavel}}
            {{pdf}} {{vars.canal}} Desconsiderem PARAR {{primeiro_nome}}
            """
        #expect(try missing(other, parts: [.text, .pix]) == [])
        #expect(try missing(Self.complete.replacing("SAIR", with: "{{vars.link_descadastro}}")) == [])
        #expect(try missing(Self.complete.replacing("R$ {{valor}}", with: "{{valor}}")) == ["M05"])
        #expect(try missing(Self.complete.replacing("{{link}}", with: "{{! {{link}} }}")) == ["M09"])
    }

    @Test("may be parts of their own")
    func parts() throws {
        let bare = Self.complete.replacing("{{linha_digitavel}} {{pix}} {{link}}", with: "")
        #expect(try missing(bare) == ["M07", "M08", "M09"])
        #expect(try missing(bare, parts: [.text, .line]) == ["M08", "M09"])
        #expect(try missing(bare, parts: [.text, .pix, .document]) == ["M07"])
        #expect(try missing(bare, parts: [.text, .line, .qr, .document]) == [])
    }

    @Test("of a total that was computed: fine, interest and date")
    func updatedAmounts() throws {
        let text = Self.complete + "R$ {{valor_atualizado}}"
        #expect(try missing(text) == ["M14", "M15"])
        #expect(try missing(text + "{{multa}} {{data_calculo}}") == ["M14"])
        #expect(try missing(text + "{{juros}} a {{multa}} {{data_calculo}}") == [])
        #expect(try missing(Self.complete + "{{#vars.valor_atualizado}}a{{/vars.valor_atualizado}}") == ["M14", "M15"])
    }

    @Test("of a formal notice")
    func notice() throws {
        #expect(try missing(Self.complete, kind: .notice) == (16...21).map { "M\($0)" })
        let formal = """
            Motivo da suspensão: falta de pagamento. {{data_suspensao}} {{data_rescisao}} {{data_notificacao}}
            Proteção ao crédito:
            só depois da rescisão. Volta em até 1 dia.
            """
        #expect(try missing(Self.complete + formal, kind: .notice) == [])
    }

    @Test("of a formal notice are errors where it announces a consequence")
    func announcement() throws {
        func severities(_ body: String, kind: MessageKind = .notice, bodyLine: Int = 1) throws -> [Problem.Severity] {
            try LintTests.problems(body, kind: kind, bodyLine: bodyLine).map(\.severity)
        }
        let demanded = Array(repeating: Problem.Severity.error, count: 6)
        let harsh = Self.complete + "Seu nome irá ao SPC e o serviço será cortado"
        #expect(try missing(harsh, kind: .notice) == (16...21).map { "M\($0)" })
        #expect(try severities(harsh) == demanded)
        #expect(try severities(Self.complete + "corte") == demanded)
        #expect(try severities("---\nsubject: Corte\n---\n" + Self.complete, bodyLine: 4) == demanded)
        #expect(try severities(Self.complete) == demanded.map { _ in .warning })
        #expect(try severities(Self.complete + "devolver o roteador") == demanded.map { _ in .warning })
        #expect(try severities("{{data_notificacao}} corte" + Self.complete) == Array(demanded.dropFirst()))
        #expect(try !severities("corte").allSatisfy { $0 == .error })
    }

    @Test("of an offer are fewer, of a task none")
    func kinds() throws {
        #expect(try missing("Oi", kind: .offer) == ["M01", "M02", "M03", "M10", "M12", "M13"])
        #expect(try missing("Oi", kind: .task) == [])
        #expect(try missing("Oi", kind: .task, channel: .task) == [])
        #expect(try missing("Oi", kind: .reminder, channel: .task) == [])
    }

    @Test("of an SMS are who, how much or when, and how to pay")
    func sms() throws {
        #expect(try missing("Oi", channel: .sms) == ["M01", "M22", "M23"])
        #expect(try missing("{{empresa}}: R$ {{valor}}: {{link}}", channel: .sms) == [])
        #expect(try missing("{{empresa}}: vence em {{vencimento}}", channel: .sms, parts: [.text, .line]) == [])
    }

    @Test("of a page may stand in its links, and count without its markup")
    func page() throws {
        let page = Self.complete.replacing("{{link}}", with: "<a href=\"{{link}}\">link</a>")
            .replacing("R$ {{valor}}", with: "R$&nbsp;<b>{{valor}}</b>").replacing(
                "desconsidere", with: "<b>des</b>considere")
        #expect(try missing(page, channel: .email, isHTML: true) == [])
        #expect(
            try missing(Self.complete.replacing("{{pix}}", with: "<!-- {{pix}} -->"), channel: .email, isHTML: true)
                == ["M08"])
    }
}

import Boleto
import Domain
import Testing

@testable import Composer

@Suite("Several reminders in one message")
struct MergingTests {
    private static let three = MergedInvoice.three

    /// The text of a template, or what keeps it from being sent.
    private static func read(
        _ source: String, _ invoices: [MergedInvoice] = three, on day: String = "2026-11-20"
    ) throws -> String {
        // The section that lets it merge, without a trace.
        let template = try ComposerTests.template(source + "{{#faturas}}{{/faturas}}")
        do {
            return try MergedInvoice.compose(template, invoices, on: day).parts.map(\.text).joined(separator: "|")
        } catch let error as CompositionError {
            return error.reason
        }
    }

    @Test(
        "read as the contract says",
        arguments: [
            ("{{quantidade_faturas}} {{varias_faturas}} {{com_pix}} {{com_boleto}}", "3 true true true"),
            (
                "{{#faturas}}{{numero}}: {{mes_ref}}; {{/faturas}}",
                "1: setembro de 2026; 2: outubro de 2026; 3: novembro de 2026;"
            ),
            (
                "{{#faturas}}{{valor}}+{{multa}}+{{juros}}={{valor_atualizado}}={{a_pagar}} {{/faturas}}",
                "129,90+2,59+3,07=135,56=135,56 129,90+2,59+1,81=134,30=134,30 159,90+3,19+0,53=163,62=163,62"
            ),
            ("{{total_faturas}}", "433,48"),
            (
                "{{#faturas}}{{vencimento}} {{dia_semana}} {{dias_atraso}}, {{/faturas}}",
                "10/09/2026 quinta-feira 71, 09/10/2026 sexta-feira 42, 10/11/2026 terça-feira 10,"
            ),
            ("{{vencido}} {{encargos}} {{com_multa}} {{com_juros}}", "true true true true"),
            ("{{primeiro_nome}} {{plano}} {{contrato}} {{saudacao}}", "Maria Fibra 300 C-1001 Boa tarde"),
            ("{{#faturas}}{{empresa}} {{/faturas}}", "Fibra Norte Fibra Norte Fibra Norte"),
            ("{{^faturas}}none{{/faturas}}some", "some"),
        ])
    func variables(source: String, text: String) throws {
        #expect(try Self.read(source) == text)
    }

    @Test("count what is not yet overdue at its amount")
    func onTime() throws {
        let source =
            "{{total_faturas}} {{vencido}} {{encargos}}{{#total_com_desconto}} {{total_com_desconto}}{{/total_com_desconto}}"
        #expect(try Self.read(source, on: "2026-09-01") == "419,70 false false")
        var reduced = Self.three
        reduced[1].more = #","discount":"10.00""#
        reduced[1].hasPix = false
        #expect(try Self.read(source, reduced, on: "2026-09-01") == "419,70 false false 409,70")
    }

    @Test("give what is said of one invoice no name outside of the list")
    func nameless() throws {
        let shared: Set<TemplateVariable> = [.plan, .isOverdue, .charges, .hasFine, .hasInterest]
        for variable in TemplateVariable.ofInvoice where !shared.contains(variable) && variable != .qr {
            #expect(try Self.read("{{\(variable.rawValue)}}") == "missing: \(variable.rawValue)")
        }
    }

    @Test("never show a value of another invoice, of another plan or of one payload alone")
    func borrowed() throws {
        var invoices = Self.three
        invoices[1].hasPix = false
        invoices[1].hasLine = false
        invoices[1].customer = #""id":"C-1001","name":"Outra","phone":"11987654321""#
        invoices[0].more = #","description":"Só da primeira""#
        #expect(
            try Self.read(
                "{{#faturas}}[{{#pix}}p{{/pix}}{{^pix}}-{{/pix}}{{#linha_digitavel}}l{{/linha_digitavel}}]{{/faturas}}",
                invoices)
                == "[pl][-][pl]")
        #expect(try Self.read("{{#faturas}}{{pix}}{{/faturas}}", invoices) == "missing: pix")
        #expect(try Self.read("{{#faturas}}{{descricao}}{{/faturas}}", invoices) == "missing: descricao")
        #expect(
            try Self.read("{{#faturas}}[{{#plano}}{{plano}}{{/plano}}]{{/faturas}}", invoices)
                == "[Fibra 300][][Fibra 300]")
        #expect(try Self.read("{{plano}}", invoices) == "missing: plano")
        #expect(try Self.read("{{nome}}", invoices) == "Maria das Dores Silva")
        #expect(try Self.read("{{payload.invoice.id}}") == "missing: payload.invoice.id")
        #expect(try Self.read("{{payload.customer.id}}") == "C-1001")
        invoices = Self.three
        for index in invoices.indices { invoices[index].rest = #","vars":{"a":"x","n":"\#(index)"}"# }
        #expect(try Self.read("{{vars.a}}", invoices) == "x")
        #expect(try Self.read("{{vars.n}}", invoices) == "missing: vars.n")
    }

    @Test("have a total that is never wrong: too large a one is missing")
    func overflow() throws {
        var payloads = try Self.three.map { invoice in
            var invoice = invoice
            invoice.hasPix = false
            invoice.hasLine = false
            return try invoice.payload
        }
        // More than any payload is let in with.
        payloads[1].invoice.amount = Money(cents: .max)
        let template = try ComposerTests.template("{{total_faturas}}{{#faturas}}{{/faturas}}")
        let moment = try InvoiceTests.moment("2026-09-01")
        #expect(throws: CompositionError.missing("total_faturas")) {
            try ComposerTests.composer().compose(template, merging: payloads, at: moment)
        }
    }

    // MARK: - Parts

    @Test("send the codes of each invoice in the template's order, and say whose they are")
    func parts() throws {
        let template = try ComposerTests.template("---\nparts: [text, line, pix]\n---\nx{{#faturas}}{{/faturas}}")
        let composition = try MergedInvoice.compose(template, Self.three)
        let codes = try Self.three.enumerated().flatMap { index, invoice in
            [
                Part(kind: .line, text: try invoice.line, owner: index),
                Part(kind: .pix, text: invoice.pix, owner: index),
            ]
        }
        #expect(composition.parts == [Part(kind: .text, text: "x")] + codes)
        var lacking = Self.three
        lacking[2].hasPix = false
        #expect(throws: CompositionError.missing("pix")) { try MergedInvoice.compose(template, lacking) }
        lacking[1].hasLine = false
        #expect(throws: CompositionError.missing("linha_digitavel")) { try MergedInvoice.compose(template, lacking) }
        let optional = try ComposerTests.template("---\nparts: [text, pix?, \"line?\"]\n---\nx{{#faturas}}{{/faturas}}")
        #expect(
            try MergedInvoice.compose(optional, lacking).parts.map(\.owner) == [nil, 0, 0, 1, 2])
    }

    @Test("send Pix codes as images where the endpoint takes them")
    func images() throws {
        let template = try ComposerTests.template("---\nparts: [text, qr]\n---\nx{{#faturas}}{{/faturas}}")
        for (takesImages, kind) in [(true, PartKind.qr), (false, .pix)] {
            let parts = try MergedInvoice.compose(
                template, Self.three, for: Presentation(takesImages: takesImages)
            ).parts
            #expect(
                parts.dropFirst()
                    == ArraySlice(Self.three.enumerated().map { Part(kind: kind, text: $1.pix, owner: $0) }))
        }
    }

    @Test("with one invoice are the message of that invoice, without one none", arguments: ShippedTemplates.names)
    func single(shipped: ShippedTemplates.Name) throws {
        let payload = try Self.three[2].payload
        let composer = try ComposerTests.composer()
        let moment = try InvoiceTests.moment("2026-11-20")
        let alone = try composer.compose(shipped.template, payload, at: moment)
        #expect(try composer.compose(shipped.template, merging: [payload], at: moment) == alone)
        #expect(alone.parts.allSatisfy { $0.owner == nil })
        #expect(throws: CompositionError.missing("faturas")) {
            try composer.compose(shipped.template, merging: [], at: moment)
        }
    }

    @Test("hold each code of each invoice once, and the sum of what they ask for", arguments: 0..<200 as Range<UInt64>)
    func codes(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let invoices = (0..<Int.random(in: 2...7, using: &generator)).map { index in
            MergedInvoice(
                id: "F\(index)", cents: .random(in: 1...9_999_999_999, using: &generator), due: "2026-10-1\(index)",
                hasPix: .random(using: &generator), hasLine: .random(using: &generator))
        }
        let template = try ComposerTests.template(
            "---\nparts: [text, pix?, \"line?\"]\n---\n{{total_faturas}}{{#faturas}} {{a_pagar}}{{/faturas}}")
        let day = try #require(["2026-09-20", "2026-10-25", "2027-05-05"].randomElement(using: &generator))
        let parts = try MergedInvoice.compose(template, invoices, on: day).parts
        for (index, invoice) in invoices.enumerated() {
            #expect(parts.count { $0 == Part(kind: .pix, text: invoice.pix, owner: index) } == (invoice.hasPix ? 1 : 0))
            let line = Part(kind: .line, text: try invoice.line, owner: index)
            #expect(parts.count { $0 == line } == (invoice.hasLine ? 1 : 0))
        }
        #expect(parts.count == 1 + invoices.count { $0.hasPix } + invoices.count { $0.hasLine })
        #expect(parts.dropFirst().map { $0.owner ?? -1 } == parts.dropFirst().compactMap(\.owner).sorted())
        let amounts = try parts[0].text.split(separator: " ").map { try Money(parsing: String($0)).cents }
        #expect(amounts.count == invoices.count + 1 && amounts[0] == amounts.dropFirst().reduce(0, +))
        let isLate = day != "2026-09-20"
        #expect(zip(amounts.dropFirst(), invoices).allSatisfy { isLate ? $0 >= $1.cents : $0 == $1.cents })
        #expect(isLate == (amounts[0] > invoices.reduce(0) { $0 + $1.cents }))
    }
}

import Boleto
import Domain
import Foundation
import Testing

@testable import Composer

@Suite("The templates that are shipped, with several invoices")
struct ShippedMergingTests {
    typealias Shipped = ShippedTemplates

    static let names = Shipped.names.filter { $0.channel != .task && !$0.isNotice }
    static let pages = names.filter { $0.channel == .email }

    private static let sender = """
        Fibra Norte Telecom Ltda · CNPJ 11.222.333/0001-81
        Rua A, 1, Belém, PA
        Para não receber lembretes por aqui, responda PARAR ou SAIR.
        """

    private static func text(
        _ name: String, _ channel: Channel, _ invoices: [MergedInvoice], on day: String
    ) throws -> String {
        let template = try Shipped.Name(name: name, channel: channel).template
        return try #require(try MergedInvoice.compose(template, invoices, on: day).parts.first?.text)
    }

    // MARK: - Whole texts

    @Test("two late ones on WhatsApp")
    func overdue() throws {
        #expect(
            try Self.text("overdue", .whatsapp, Array(MergedInvoice.three.prefix(2)), on: "2026-11-20") == """
                Boa tarde, Maria, tudo bem? Aqui é da Fibra Norte.

                Estas 2 mensalidades ainda aparecem em aberto por aqui. Se já pagou alguma delas, desconsidere essa parte: o banco pode levar um dia útil para nos avisar.

                *1. Mensalidade de setembro de 2026 (Fibra 300)*
                R$ 129,90, com vencimento em 10/09/2026
                Multa: R$ 2,59
                Juros: R$ 3,07
                Em 20/11/2026: *R$ 135,56*
                Para copiar: Pix e código do boleto

                *2. Mensalidade de outubro de 2026 (Fibra 300)*
                R$ 129,90, com vencimento em 09/10/2026
                Multa: R$ 2,59
                Juros: R$ 1,81
                Em 20/11/2026: *R$ 134,30*
                Para copiar: Pix e código do boleto

                *Total das 2 mensalidades: R$ 269,86*

                Os códigos vêm logo abaixo, na ordem da lista, cada um em uma mensagem só dele: é só copiar.

                O mês ficou apertado? Responda aqui ou chame a gente: (91) 3333-4444 (seg a sex, 8h às 18h). Procuramos juntos uma data que caiba no seu bolso.

                \(Self.sender)
                """)
    }

    @Test("three late ones on WhatsApp with every figure, each with other ways to pay")
    func amounts() throws {
        var invoices = MergedInvoice.three
        invoices[0].hasPix = false
        invoices[1].hasLinks = true
        invoices[2].hasPix = false
        invoices[2].hasLine = false
        #expect(
            try Self.text("overdue_amounts", .whatsapp, invoices, on: "2026-11-20") == """
                Boa tarde, Maria. Aqui é da Fibra Norte.

                Estas 3 mensalidades ainda aparecem em aberto. Estes são os valores:

                *1. Mensalidade de setembro de 2026 (Fibra 300)*
                Vencimento: 10/09/2026
                Mensalidade: R$ 129,90
                Multa de 2%, uma única vez: R$ 2,59
                Juros de 1% ao mês (dias contados: 71): R$ 3,07
                Subtotal em 20/11/2026: *R$ 135,56*
                Para copiar: código do boleto

                *2. Mensalidade de outubro de 2026 (Fibra 300)*
                Vencimento: 09/10/2026
                Mensalidade: R$ 129,90
                Multa de 2%, uma única vez: R$ 2,59
                Juros de 1% ao mês (dias contados: 42): R$ 1,81
                Subtotal em 20/11/2026: *R$ 134,30*
                Para copiar: Pix e código do boleto
                Pelo link: https://pague.example.com/F1009
                Boleto em PDF: https://pague.example.com/F1009.pdf

                *3. Mensalidade de novembro de 2026 (Fibra 300)*
                Vencimento: 10/11/2026
                Mensalidade: R$ 159,90
                Multa de 2%, uma única vez: R$ 3,19
                Juros de 1% ao mês (dias contados: 10): R$ 0,53
                Subtotal em 20/11/2026: *R$ 163,62*
                Para pagar: responda aqui e enviamos o código.

                *Total das 3 mensalidades: R$ 433,48*

                Os códigos vêm logo abaixo, na ordem da lista, cada um em uma mensagem só dele: é só copiar.

                Se ao pagar aparecer outro valor, avise a gente.

                Precisa de outra data, quer dividir ou não reconhece o valor? Fale com a gente: (91) 3333-4444 (seg a sex, 8h às 18h).

                Se já pagou alguma delas, desconsidere essa parte.

                \(Self.sender)
                """)
    }

    @Test("two that are to come on WhatsApp, one of them on a Saturday, one with a discount")
    func dueSoon() throws {
        var invoices = [
            MergedInvoice(id: "F1205", cents: 12_990, due: "2026-12-05"),
            MergedInvoice(id: "F1210", cents: 4_990, due: "2026-12-10", hasPix: false),
        ]
        invoices[1].more = #","discount":"5.00""#
        #expect(
            try Self.text("due_soon", .whatsapp, invoices, on: "2026-12-05") == """
                Boa tarde, Maria! Tudo bem? Aqui é da Fibra Norte. 😊

                Passando só para lembrar das suas 2 mensalidades:

                *1. Mensalidade de dezembro de 2026 (Fibra 300)*
                R$ 129,90, com vencimento em 05/12/2026 (sábado), hoje
                Pode ser paga até 07/12/2026, sem acréscimo.
                Para copiar: Pix e código do boleto

                *2. Mensalidade de dezembro de 2026 (Fibra 300)*
                R$ 49,90, com vencimento em 10/12/2026 (quinta-feira)
                Com o desconto de R$ 5,00 até 10/12/2026: *R$ 44,90*
                Para copiar: código do boleto

                *Total das 2 mensalidades: R$ 179,80*
                Com os descontos: *R$ 174,80*

                Os códigos vêm logo abaixo, na ordem da lista, cada um em uma mensagem só dele: é só copiar.

                Se já pagou alguma delas, desconsidere essa parte e receba o nosso muito obrigado.

                Ficou alguma dúvida ou precisa de outra data? Fale com a gente: (91) 3333-4444 (seg a sex, 8h às 18h).

                \(Self.sender)
                """)
    }

    @Test("two late ones by e-mail")
    func email() throws {
        let invoices = Array(MergedInvoice.three.prefix(2))
        let template = try Shipped.Name(name: "overdue", channel: .email).template
        let composition = try MergedInvoice.compose(template, invoices)
        #expect(composition.subject == "Maria, um lembrete sobre as suas 2 mensalidades")
        #expect(
            composition.parts == [
                Part(
                    kind: .text,
                    text: """
                        Boa tarde, Maria, tudo bem?

                        Estas 2 mensalidades com a Fibra Norte ainda aparecem em aberto por aqui. Se já pagou alguma delas, desconsidere essa parte: o banco pode levar um dia útil para nos avisar.

                        Contrato: C-1001

                        1. Mensalidade de setembro de 2026
                        Plano: Fibra 300
                        Vencimento: 10/09/2026 (quinta-feira)
                        Valor: R$ 129,90
                        Multa: R$ 2,59
                        Juros: R$ 3,07
                        Em 20/11/2026: R$ 135,56
                        Pix copia e cola:
                        \(invoices[0].pix)
                        Código do boleto (linha digitável):
                        \(try invoices[0].line)

                        2. Mensalidade de outubro de 2026
                        Plano: Fibra 300
                        Vencimento: 09/10/2026 (sexta-feira)
                        Valor: R$ 129,90
                        Multa: R$ 2,59
                        Juros: R$ 1,81
                        Em 20/11/2026: R$ 134,30
                        Pix copia e cola:
                        \(invoices[1].pix)
                        Código do boleto (linha digitável):
                        \(try invoices[1].line)

                        Total das 2 mensalidades: R$ 269,86

                        O mês ficou apertado? Responda este e-mail ou fale com a gente: (91) 3333-4444 (seg a sex, 8h às 18h). Procuramos juntos uma data que caiba no seu orçamento.

                        Um abraço,
                        Equipe Fibra Norte

                        Fibra Norte Telecom Ltda
                        CNPJ 11.222.333/0001-81
                        Rua A, 1, Belém, PA
                        Atendimento: (91) 3333-4444 (seg a sex, 8h às 18h)

                        Para não receber lembretes por e-mail, responda este e-mail com a palavra SAIR. Avisos exigidos por lei continuam sendo enviados.
                        """)
            ])
    }

    // MARK: - Every template

    /// Every way of paying with and without the others, late and to come.
    private static let cases: [(invoices: [MergedInvoice], day: String)] = (0..<16).flatMap { mask in
        ["2026-09-01", "2026-11-20"].map { day in
            let invoices = MergedInvoice.three.enumerated().map { index, invoice in
                var invoice = invoice
                let bits = mask >> min(index, 1)
                invoice.hasPix = bits & 1 != 0
                invoice.hasLine = bits & 2 != 0
                invoice.hasLinks = bits & 4 != 0
                if index == 1 { invoice.more = #","description":"Ponto adicional","discount":"5%""# }
                // Otherwise it asks for less than its code.
                if invoice.hasPix, index == 1 { invoice.more = "" }
                return invoice
            }
            return (invoices, day)
        }
    }

    @Test("merge, are tidy, and hold no phrase that the linter forbids", arguments: names)
    func tidy(shipped: Shipped.Name) throws {
        let template = try shipped.template
        #expect(template.merges)
        let lint = Lint()
        for (invoices, day) in Self.cases {
            let composition = try MergedInvoice.compose(template, invoices, on: day)
            let text = try #require(composition.parts.first?.text)
            for mess in ["{{", "}}", "\n\n\n", "  ", " \n", "\n ", " ,", " .", " :", "()", "\t", ",,", ".."] {
                #expect(!text.contains(mess), "\(mess.debugDescription), \(day)")
            }
            for must in [
                "Maria", "3 mensalidades", "R$ 159,90", "10/11/2026", "CNPJ 11.222.333/0001-81", "desconsidere",
            ] {
                #expect(text.contains(must), "\(must), \(day)")
            }
            #expect(text.contains("códigos vêm") == (shipped.channel == .whatsapp && composition.parts.count > 1))
            #expect(
                text.contains("enviamos o código") == invoices.contains { !$0.hasPix && !$0.hasLine && !$0.hasLinks })
            for text in [text, composition.subject ?? ""] {
                #expect(
                    lint.problems(
                        inMessage: text, kind: template.kind, channel: template.channel, template: template.name)
                        == [])
            }
        }
    }

    @Test("ask for the same figures in both halves, which are well formed", arguments: pages)
    func page(shipped: Shipped.Name) throws {
        func figures(_ text: String) -> Set<String> {
            Set(text.matches(of: /\d+,\d\d\b|\d\d\/\d\d\/\d{4}/).map { String($0.output) })
        }
        for (invoices, day) in Self.cases {
            let composition = try MergedInvoice.compose(shipped.template, invoices, on: day)
            let page = PageReader(try #require(composition.html))
            #expect(page.faults == [])
            #expect(figures(page.text) == figures(try #require(composition.parts.first?.text)), "\(day)")
            #expect(page.elements.count { $0 == "img" } == invoices.count { $0.hasPix })
            for invoice in invoices {
                #expect(page.text.contains(try invoice.line) == invoice.hasLine)
                #expect(page.text.contains(invoice.pix) == invoice.hasPix)
            }
        }
    }

    @Test("fit into what a mail program shows, with five invoices", arguments: pages)
    func size(shipped: Shipped.Name) throws {
        let five = (1...5).map { MergedInvoice(id: "F\($0)", cents: 12_990, due: "2026-0\($0)-10", hasLinks: true) }
        let composition = try MergedInvoice.compose(shipped.template, five)
        // Gmail cuts off what is longer than 102 KB.
        #expect(try #require(composition.html).utf8.count < 102_000)
    }

    @Test("bring no element and no attribute of the payloads'", arguments: pages)
    func escaping(shipped: Shipped.Name) throws {
        func page(_ text: String) throws -> PageReader {
            let value = JSON.string(text).text
            var invoices = MergedInvoice.three
            for index in invoices.indices {
                invoices[index].more =
                    #","description":\#(value),"url":\#(JSON.string("https://x/" + text.filter { $0 != " " }).text)"#
                invoices[index].customer =
                    #""id":\#(value),"name":\#(JSON.string("Maria \(text)").text),"plan":\#(value)"#
            }
            return PageReader(try #require(try MergedInvoice.compose(shipped.template, invoices).html))
        }
        let harmless = try page("x")
        for attack in ShippedPageTests.attacks {
            let attacked = try page(attack)
            #expect(attacked.faults == [], "\(attack)")
            #expect(attacked.elements == harmless.elements, "\(attack)")
            #expect(attacked.attributes.map(\.name) == harmless.attributes.map(\.name), "\(attack)")
            // As it was written, in each of the three.
            #expect(attacked.text.components(separatedBy: attack).count > 6, "\(attack)")
        }
    }

    // MARK: - What a reminder must have

    /// The source with one of its two forms alone.
    private static func form(_ source: String, isMerged: Bool) -> String {
        let kept = isMerged ? "#" : "^"
        let dropped = isMerged ? "^" : "#"
        var result = ""
        for piece in source.components(separatedBy: "{{\(dropped)varias_faturas}}").enumerated() {
            let rest =
                piece.offset == 0
                ? [piece.element] : Array(piece.element.components(separatedBy: "{{/varias_faturas}}").dropFirst())
            result += rest.joined(separator: "")
        }
        return result.replacing("{{\(kept)varias_faturas}}", with: "").replacing("{{/varias_faturas}}", with: "")
    }

    @Test("have everything that a reminder must have in either form", arguments: names, [true, false])
    func elements(shipped: Shipped.Name, isMerged: Bool) throws {
        func source(_ ending: String) throws -> [UInt8] {
            let path = "\(Shipped.folder)/\(shipped.name).\(shipped.channel.rawValue)\(ending).mustache"
            let whole = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
            let form = Self.form(whole, isMerged: isMerged)
            #expect(form.contains("varias_faturas") == false && form.count < whole.count)
            #expect(form.contains("{{#faturas}}") == isMerged)
            return Array(form.utf8)
        }
        let (template, problems) = MessageTemplate.read(
            try source(""), name: shipped.name, channel: shipped.channel, file: "f", lint: Lint())
        #expect(problems == [])
        guard shipped.channel == .email, var template else { return }
        #expect(template.readHTML(try source(".html"), file: "h", lint: Lint()) == [])
    }
}

import Boleto
import Composer
import Domain
import Testing

@Suite("The boleto's PDF")
struct DocumentTests {
    private static let url = #""pdf_url":"https://pague.example.com/0042.pdf""#
    private static let path = #""pdf_path":"2026/11/0042.pdf""#

    private static func compose(
        _ template: String, _ documents: Presentation.Documents, invoice more: String
    ) throws -> Composition {
        let (read, problems) = MessageTemplate.read(
            Array(template.utf8), name: "a", channel: .whatsapp, file: "a.whatsapp.mustache")
        #expect(problems == [])
        let payload = try Payload(
            parsing: Array(
                #"{"customer":{"name":"ANA"},"invoice":{"amount":"10.00","due_date":"2026-11-10"\#(more)}}"#.utf8))
        let company = Company(name: "F", legalName: "F", cnpj: "", address: "", contact: "", hours: "")
        return try Composer(company: company, timeZone: "America/Sao_Paulo").compose(
            try #require(read), payload, for: Presentation(documents: documents),
            at: Timestamp(seconds: 1_794_000_000))
    }

    private static let template = """
        ---
        parts: [text, "document?"]
        ---
        Olá{{#pdf_anexo}}, em anexo{{/pdf_anexo}}
        """

    @Test("It is a message of its own, with the month for a caption, from the company's copy first")
    func own() throws {
        let composition = try Self.compose(Self.template, .own, invoice: ",\(Self.url),\(Self.path)")
        #expect(composition.parts.map(\.text) == ["Olá, em anexo", "Boleto em PDF, novembro de 2026"])
        #expect(composition.parts[1].kind == .document && composition.parts[1].isOptional)
        #expect(composition.parts[1].source == "2026/11/0042.pdf")
        let fetched = try Self.compose(Self.template, .own, invoice: ",\(Self.url)")
        #expect(fetched.parts[1].source == "https://pague.example.com/0042.pdf")
    }

    @Test("It goes along with the text where the endpoint takes it so")
    func attached() throws {
        let composition = try Self.compose(Self.template, .attached, invoice: ",\(Self.url)")
        #expect(composition.parts.map(\.text) == ["Olá, em anexo"])
        #expect(composition.parts[0].source == "https://pague.example.com/0042.pdf")
    }

    @Test("Its link joins the text where there is no other way, once")
    func linked() throws {
        let composition = try Self.compose(Self.template, .linked, invoice: ",\(Self.url)")
        #expect(composition.parts.map(\.text) == ["Olá\n\nBoleto em PDF: https://pague.example.com/0042.pdf"])
        let told = "---\nparts: [text, document]\n---\nOlá {{pdf}}"
        #expect(
            try Self.compose(told, .linked, invoice: ",\(Self.url)").parts.map(\.text)
                == ["Olá https://pague.example.com/0042.pdf"])
    }

    @Test(
        "Without one the message goes, or is missing it", arguments: [Presentation.Documents.own, .attached, .linked])
    func none(documents: Presentation.Documents) throws {
        #expect(try Self.compose(Self.template, documents, invoice: "").parts.map(\.text) == ["Olá"])
        #expect(throws: CompositionError.missing("pdf")) {
            try Self.compose("---\nparts: [text, document]\n---\nOlá", documents, invoice: "")
        }
    }

    @Test("A copy that is the company's alone has no link")
    func companyAlone() throws {
        #expect(try Self.compose(Self.template, .linked, invoice: ",\(Self.path)").parts.map(\.text) == ["Olá"])
        #expect(throws: CompositionError.missing("pdf")) {
            try Self.compose("---\nparts: [text, document]\n---\nOlá", .linked, invoice: ",\(Self.path)")
        }
    }

    @Test("Its words may be the template's own")
    func caption() throws {
        let template = "---\nparts: [text, document]\ncaption: \"Fatura de R$ {{valor}}\"\n---\nOlá"
        #expect(try Self.compose(template, .own, invoice: ",\(Self.url)").parts[1].text == "Fatura de R$ 10,00")
    }

    @Test(
        "A path leads nowhere but below the folder",
        arguments: ["/etc/passwd", "../a.pdf", "a/../../b", "./a", "a//b", "a/", "file:///a", "https://x/a.pdf"])
    func paths(path: String) throws {
        #expect(throws: PayloadError.self) {
            try Payload(parsing: Array(#"{"invoice":{"pdf_path":"\#(path)"}}"#.utf8))
        }
    }

    @Test("An approved template is named with what fills its places")
    func approved() throws {
        let template = """
            ---
            approved: {name: lembrete_1, language: pt_BR, parameters: ["{{primeiro_nome}}", "R$ {{valor}}"]}
            ---
            Olá
            """
        #expect(
            try Self.compose(template, .own, invoice: "").approved
                == ApprovedTemplate(name: "lembrete_1", language: "pt_BR", parameters: ["Ana", "R$ 10,00"]))
    }

    @Test(
        "What is wrong with it is named with its line",
        arguments: [
            ("approved: lembrete", 2, "approved must be a mapping"),
            ("approved: {name: \"a b\", language: pt_BR}", 2, "approved must have a name and a language"),
            ("approved: {nome: a, name: a, language: pt_BR}", 2, "unknown key approved.nome"),
            ("approved: {name: a, language: pt_BR, parameters: [\"{{nada}}\"]}", 2, "nada"),
            ("caption: [a]", 2, "caption must be one line of text"),
        ])
    func faults(matter: String, line: Int, words: String) {
        let (_, problems) = MessageTemplate.read(
            Array("---\n\(matter)\n---\nOlá".utf8), name: "a", channel: .whatsapp, file: "a.whatsapp.mustache")
        #expect(problems.contains { $0.line == line && $0.message.contains(words) }, "\(problems)")
    }
}

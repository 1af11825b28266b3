import Boleto
import Domain
import Testing

@testable import Composer

@Suite("The HTML halves that are shipped")
struct ShippedPageTests {
    typealias Shipped = ShippedTemplates

    static let pages = Shipped.names.filter { $0.channel == .email }

    private static func page(_ invoice: Shipped.Invoice, of shipped: Shipped.Name, on day: Int) throws -> String {
        try #require(try invoice.compose(shipped.template, daysOverdue: day).html)
    }

    /// Days on which the template is used.
    private static func days(_ shipped: Shipped.Name) -> [Int] {
        shipped.name.hasPrefix("due_") ? [-1, 0, 1] : [1, 10, 400]
    }

    @Test(
        "what reads them finds every fault",
        arguments: [
            "<p>a", "a</p>", "<b><i>a</b></i>", "<p>a & b</p>", "<p>a &nope; b</p>", "<p>a < b</p>", "<p class=a>b</p>",
            "<p hidden>b</p>", "<p class=\"<b>\">a</p>", "<!-- a",
        ])
    func faults(page: String) {
        #expect(!PageReader(page).faults.isEmpty)
    }

    @Test("what reads them takes what is sound")
    func reader() {
        let reader = PageReader(
            "<!doctype html><!-- <p> --><style>p { a: b }</style><p class=\"x\">a<br>&amp;&lt;</p><img src=\"&amp;\">")
        #expect(reader.faults == [] && reader.elements == ["style", "p", "br", "img"])
        #expect(reader.attributes.map(\.value) == ["x", "&"] && reader.style == "p { a: b }")
        #expect(reader.text.hasSuffix("a&<"))
    }

    @Test("are well formed and need nothing from elsewhere, whatever the payload lacks", arguments: pages)
    func wellFormed(shipped: Shipped.Name) throws {
        for invoice in Shipped.invoices {
            let page = try Self.page(invoice, of: shipped, on: Self.days(shipped)[1])
            let note = Comment("with \(invoice)")
            let reader = PageReader(page)
            #expect(reader.faults == [], note)
            #expect(!page.contains("{{") && !page.contains("}}") && !page.hasControlCharacter(butLines: true), note)
            expectSelfContained(reader, note)
            expectPromises(reader, invoice, shipped, note)
        }
    }

    @Test("are well formed on every day and with every kind of charges", arguments: pages)
    func days(shipped: Shipped.Name) throws {
        for day in Self.days(shipped) {
            for charging in Shipped.Charging.allCases where day == 10 || charging == .computed || charging == .none {
                for present in [Shipped.full.present, []] {
                    let invoice = Shipped.Invoice(present: present, charging: charging, discount: "5%")
                    let reader = PageReader(try Self.page(invoice, of: shipped, on: day))
                    #expect(reader.faults == [], "day \(day), \(charging)")
                }
            }
        }
    }

    /// Only what the payload brings is linked to, and only the message itself is shown.
    private func expectSelfContained(_ reader: PageReader, _ note: Comment) {
        let banned: Set = ["script", "iframe", "link", "object", "embed", "form", "input", "base", "video", "audio"]
        #expect(banned.isDisjoint(with: reader.elements), note)
        let known: Set = ["https://pague.example.com/0042", "https://pague.example.com/0042.pdf", Shipped.site]
        for attribute in reader.attributes {
            switch attribute.name {
            case "href": #expect(known.contains(attribute.value) || attribute.value.hasPrefix("mailto:"), note)
            case "src": #expect(attribute.value.hasPrefix("data:image/png;base64,"), note)
            case "style": #expect(!attribute.value.contains("url(") && !attribute.value.contains("expression"), note)
            case "srcset", "background", "data", "poster", "action", "ping": Issue.record("\(attribute), \(note)")
            case _ where attribute.name.hasPrefix("on"): Issue.record("\(attribute), \(note)")
            default: #expect(attribute.value.hasPrefix("urn:") || !attribute.value.contains("://"), note)
            }
        }
        #expect(!reader.style.contains("@import") && !reader.style.contains("url("), note)
    }

    private func expectPromises(
        _ reader: PageReader, _ invoice: Shipped.Invoice, _ shipped: Shipped.Name, _ note: Comment
    ) {
        let text = reader.text.split { $0.isWhitespace }.joined(separator: " ")
        func expect(_ words: String, _ isThere: Bool) {
            #expect(text.contains(words) == isThere, "\(words), \(note)")
        }
        func links(_ address: String) -> Bool {
            reader.attributes.contains { $0.name == "href" && $0.value == address }
        }
        #expect(links("https://pague.example.com/0042") == invoice.has(.url), note)
        #expect(links("https://pague.example.com/0042.pdf") == invoice.has(.pdf), note)
        #expect(reader.elements.contains("img") == invoice.has(.pix), note)
        expect(PayloadTests.pix, invoice.has(.pix))
        expect("Pix", invoice.has(.pix))
        expect(InvoiceTests.line, invoice.has(.line))
        expect("Código do boleto", invoice.has(.line))
        expect("enviamos o código", !invoice.isPayable)
        expect("Fibra 300", invoice.has(.plan))
        expect("C-1001", invoice.has(.contract))
        expect("ponto adicional", invoice.has(.description))
        expect("18 pagamentos em dia", invoice.has(.history) && !shipped.isNotice)
        expect("Um mês grátis.", invoice.has(.offer) && !shipped.isNotice)
        expect(Shipped.site, invoice.has(.site))
        for must in [
            "Maria", "R$ 129,90", "10/11/2026", "novembro de 2026", "Fibra Norte Telecom Ltda",
            "CNPJ 11.222.333/0001-81", "Rua A, 1, Belém, PA", "(91) 3333-4444", "seg a sex, 8h às 18h", "desconsidere",
            "SAIR",
        ] {
            expect(must, true)
        }
    }

    @Test("say what the text half says", arguments: pages)
    func sameFigures(shipped: Shipped.Name) throws {
        for charging in Shipped.Charging.allCases {
            let invoice = Shipped.Invoice(present: Shipped.full.present, charging: charging)
            let composition = try invoice.compose(shipped.template, daysOverdue: 10)
            let text = try #require(composition.parts.first?.text)
            let page = PageReader(try #require(composition.html)).text
            func amounts(_ text: String) -> Set<String> {
                Set(text.matches(of: /\d+,\d\d\b/).map { String($0.output) })
            }
            #expect(amounts(page) == amounts(text), "\(charging)")
            func dates(_ text: String) -> Set<String> {
                Set(text.matches(of: /\d\d\/\d\d\/\d{4}/).map { String($0.output) })
            }
            #expect(dates(page) == dates(text), "\(charging)")
        }
    }

    @Test("are in Portuguese, and for light and dark, wide and narrow screens", arguments: pages)
    func document(shipped: Shipped.Name) throws {
        let page = try Self.page(Shipped.full, of: shipped, on: 1)
        let reader = PageReader(page)
        #expect(page.lowercased().hasPrefix("<!doctype html>"))
        func has(_ element: String, _ name: String, _ value: String) -> Bool {
            reader.attributes.contains { $0.element == element && $0.name == name && $0.value == value }
        }
        #expect(has("html", "lang", "pt-BR"))
        #expect(has("meta", "charset", "utf-8") || has("meta", "charset", "UTF-8"))
        #expect(has("meta", "name", "color-scheme") && has("meta", "content", "light dark"))
        #expect(has("meta", "name", "viewport"))
        #expect(reader.style.contains("prefers-color-scheme: dark") && reader.style.contains("max-width"))
        #expect(reader.elements.filter { $0 == "title" }.count == 1 && reader.elements.filter { $0 == "h1" }.count == 1)
        // Every image says what it is.
        let images = reader.elements.count { $0 == "img" }
        #expect(reader.attributes.count { $0.element == "img" && $0.name == "alt" && !$0.value.isEmpty } == images)
        // Gmail cuts off what is longer than 102 KB.
        #expect(page.utf8.count < 102_000)
    }

    /// What breaks out of a page that is put together carelessly.
    static let attacks = [
        #"<b>&"x""#, "</style></title><script>alert(1)</script>", #""><img src=x onerror=alert(1)>"#,
        "' onload='alert(1)", "&lt;b&gt;", "<!--", "--><b>", "{{valor}}", "</td></table>", "&#60;b&#62;",
    ]

    @Test("bring no element and no attribute of the payload's", arguments: pages)
    func escaping(shipped: Shipped.Name) throws {
        let composer = try ComposerTests.composer()
        func reader(_ text: String) throws -> (PageReader, String) {
            let value = JSON.string(text).text
            let payload = try PayloadTests.parse(
                #"{"customer":{"id":\#(value),"name":\#(JSON.string("Maria \(text)").text),"plan":\#(value),"history":{"paid_on_time":18}},"#
                    + #""invoice":{"amount":"129.90","due_date":"2026-11-10","description":\#(value),"#
                    + #""url":\#(JSON.string("https://x/" + text.filter { $0 != " " }).text)},"#
                    + #""offer":{"text":\#(value)}}"#)
            let composition = try composer.compose(shipped.template, payload, at: Shipped.moment(3))
            let page = try #require(composition.html)
            return (PageReader(page), try #require(composition.parts.first?.text))
        }
        let (harmless, _) = try reader("x")
        #expect(harmless.elements.count > 20)
        for attack in Self.attacks {
            let (attacked, text) = try reader(attack)
            #expect(attacked.faults == [], "\(attack)")
            #expect(attacked.elements == harmless.elements, "\(attack)")
            #expect(attacked.attributes.map(\.name) == harmless.attributes.map(\.name), "\(attack)")
            // As it was written, on the page as in the text.
            #expect(attacked.text.contains(attack), "\(attack)")
            #expect(text.contains(attack), "\(attack)")
            let address = "https://x/" + attack.filter { $0 != " " }
            #expect(attacked.attributes.contains { $0.name == "href" && $0.value == address }, "\(attack)")
        }
    }

    @Test("a customer's name is text, however it is written", arguments: pages)
    func name(shipped: Shipped.Name) throws {
        let payload = try Shipped.bare.payload(name: #"<b>&"x""#)
        let composition = try ComposerTests.composer().compose(shipped.template, payload, at: Shipped.moment(3))
        let page = try #require(composition.html)
        #expect(try #require(composition.parts.first).text.contains(#"<B>&"x""#))
        #expect(page.contains("&lt;B&gt;&amp;&quot;x&quot;") && !page.contains("<B>"))
        #expect(PageReader(page).text.contains(#"<B>&"x""#))
    }
}

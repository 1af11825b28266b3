import Domain
import Foundation
import Testing

@testable import carteiro

@Suite("Preview as a page")
struct HTMLPreviewTests {
    /// What breaks out of a page that is put together carelessly.
    private static let attacks = [
        "</iframe><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onload='alert(1)", "&lt;b&gt;&amp;",
        "]]></style></title><!--", "\u{0}\u{8}\u{1B}[2J\u{7F}\u{9B}", "\u{202E}otxet\u{2066}\u{200F}\u{2028}",
        "*</b><script>*", "https://x/\"onclick=\"alert(1)", "```</code><script>```", "\r\n\r<base href=//x>",
        "javascript:alert(1)",
    ]

    @Test("Whatever a message holds, it brings no element and no attribute of its own", arguments: Channel.allCases)
    func escaping(channel: Channel) {
        let harmless = Shape(HTMLPreview.page([Self.sheet(channel, text: "texto")]))
        #expect(harmless.tags.contains { $0.hasPrefix("article") })
        for attack in Self.attacks {
            let page = HTMLPreview.page([Self.sheet(channel, text: attack)])
            // Marks and links become these, and so does what makes a short message dear.
            let marks: Set = ["b", "/b", "i", "/i", "s", "/s", "code", "/code", "span class", "/span", "br"]
            #expect(
                Shape(page).tags.filter { !marks.contains($0) } == harmless.tags.filter { !marks.contains($0) },
                "\(channel): \(attack.debugDescription)")
            #expect(Self.isPrintable(page), "\(channel): \(attack.debugDescription)")
        }
    }

    @Test("A frame gets the e-mail back as it was written")
    func srcdoc() throws {
        let html =
            "<!DOCTYPE html>\n<p title=\"a&quot;b\" class='c'>5 &gt; 4 &amp;amp; ação</p></iframe><script>x</script>"
        var sheet = Self.sheet(.email, text: "texto")
        sheet.html = html
        let page = HTMLPreview.page([sheet])
        let documents = page.components(separatedBy: " srcdoc=\"").dropFirst()
            .compactMap { $0.components(separatedBy: "\"").first }
        #expect(documents.count == 2)
        #expect(documents.allSatisfy { Self.unescaped($0) == html })
        #expect(page.components(separatedBy: "<iframe sandbox title=").count == 3)
    }

    @Test("The page forbids itself scripts and the network, and asks for neither")
    func isolation() throws {
        let page = HTMLPreview.page(Channel.allCases.map { Self.sheet($0, text: "Veja https://exemplo.com.br/2via") })
        let policy = "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        #expect(page.contains("<meta http-equiv=\"Content-Security-Policy\" \(policy)"))
        let tags = Shape(page).tags
        #expect(!tags.contains { $0.hasPrefix("script") || $0.hasPrefix("link") || $0.hasPrefix("base") })
        #expect(!page.contains("url(") && !page.contains("@import"))
        // Its own contents are all that can be followed.
        #expect(page.components(separatedBy: "href=").dropFirst().allSatisfy { $0.hasPrefix("\"#m") })
        let images = page.components(separatedBy: " src=").dropFirst()
        #expect(images.count == 4)
        #expect(images.allSatisfy { $0.hasPrefix("\"data:image/png;base64,") })
    }

    @Test("Every element that is opened is closed, in its order")
    func wellFormed() {
        let sheets = Channel.allCases.flatMap { [Self.sheet($0, text: "*oi* _tudo_\n\nbem?"), Self.bare($0)] }
        var open: [Substring] = []
        for tag in Shape(HTMLPreview.page(sheets)).tags {
            let name = tag.prefix { $0 != " " }
            if ["!doctype", "meta", "img", "br"].contains(name) { continue }
            if name.hasPrefix("/") {
                #expect(open.popLast() == name.dropFirst())
            } else {
                open.append(name)
            }
        }
        #expect(open.isEmpty)
    }

    @Test("A chat message shows its marks, its hour, its day and what is to be copied")
    func chat() {
        let page = HTMLPreview.page([Self.sheet(.whatsapp, text: "Olá 😊\n\n*R$ 1,00* e _itálico_ e https://a.br/x.")])
        #expect(page.contains("<p>Olá 😊\n\n<b>R$ 1,00</b> e <i>itálico</i> e "))
        #expect(page.contains(" e <span class=\"link\">https://a.br/x</span>.</p>"))
        #expect(page.contains("<time>09:30</time>"))
        #expect(page.contains("<p class=\"day\">24/11/2026</p>"))
        #expect(page.contains("<p class=\"copy\">00190500954014481606906809350314337370000000100</p>"))
        #expect(page.contains("<figcaption>Linha digitável · segure para copiar</figcaption>"))
        #expect(page.contains("<figcaption>Pix copia e cola · segure para copiar</figcaption>"))
        #expect(page.contains("src=\"data:image/png;base64,iVBORw==\" alt=\"QR code do Pix\""))
        #expect(page.contains("boleto.pdf<small>Documento</small>"))
    }

    @Test("A short message has no marks, and says what it costs")
    func sms() {
        let page = HTMLPreview.page([Self.sheet(.sms, text: "Olá, *João*")])
        #expect(page.contains("<p>Olá, *João*</p>"))
        #expect(page.contains("11 caracteres, 1 SMS<br>Cabem menos em cada SMS por causa de: <b>áã</b>"))
        #expect(HTMLPreview.page([Self.sheet(.sms, text: "a")]).contains("<p class=\"length\">1 caractere, 1 SMS</p>"))
    }

    @Test("An e-mail shows its head, both themes and its text half")
    func mail() {
        let page = HTMLPreview.page([Self.sheet(.email, text: "Olá,\n  *Maria*")])
        #expect(page.contains("<dd class=\"subject\">Sua fatura de novembro</dd>"))
        #expect(page.contains("<dd>Fibra Norte &lt;contas@example.com&gt;</dd>"))
        #expect(page.contains("<figcaption>Tema claro</figcaption>"))
        #expect(page.contains("<figcaption>Tema escuro</figcaption>"))
        #expect(page.contains(".frame.dark iframe { color-scheme: dark;"))
        #expect(page.contains("<pre>Olá,\n  *Maria*</pre>"))
    }

    @Test("An e-mail of text alone says so")
    func textMail() {
        let page = HTMLPreview.page([Self.bare(.email)])
        #expect(page.contains("Este e-mail só tem a versão em texto."))
        #expect(!page.contains("<iframe"))
    }

    @Test("A task is a script to be read aloud")
    func task() {
        let page = HTMLPreview.page([Self.sheet(.task, text: "Bom dia, falo com Maria?")])
        #expect(page.contains("<p class=\"script\">Bom dia, falo com Maria?</p>"))
        #expect(page.contains("Ligar para <strong>Maria das Dores Silva</strong>, em nome de Fibra Norte"))
    }

    @Test("Many messages have a list of contents, one has none")
    func contents() {
        let one = HTMLPreview.page([Self.sheet(.sms, text: "a")])
        #expect(!one.contains("<nav"))
        #expect(one.contains("<title>Prévia · overdue · sms</title>"))
        let two = HTMLPreview.page([Self.sheet(.sms, text: "a"), Self.sheet(.whatsapp, text: "b")])
        #expect(two.contains("<li><a href=\"#m2\">overdue · whatsapp</a></li>"))
        #expect(two.contains("<article id=\"m2\""))
        #expect(two.contains("2 mensagens, como chegariam"))
    }

    @Test("Notes stand beside the message")
    func notes() {
        var sheet = Self.bare(.whatsapp)
        #expect(!HTMLPreview.page([sheet]).contains("<aside"))
        sheet.notes = ["valor do código é zero"]
        #expect(HTMLPreview.page([sheet]).contains("<h3>Aviso</h3>\n<ul><li>valor do código é zero</li></ul>"))
        sheet.notes.append("sem telefone")
        #expect(HTMLPreview.page([sheet]).contains("<h3>Avisos</h3>"))
    }

    @Test("A QR code without a picture is named as such")
    func missingCode() {
        #expect(HTMLPreview.page([Self.bare(.whatsapp)]).contains("QR code sem imagem nesta prévia"))
    }

    // MARK: - Material

    /// A message in which every text is the same, or contains it.
    private static func sheet(_ channel: Channel, text: String) -> PreviewSheet {
        let isAttack = attacks.contains(text)
        func own(_ usual: String) -> String { isAttack ? text : usual }
        return PreviewSheet(
            title: own("overdue · \(channel.rawValue)"), channel: channel, sender: own("Fibra Norte"),
            senderAddress: own("contas@example.com"), recipient: own("Maria das Dores Silva"),
            subject: own("Sua fatura de novembro"), moment: own("24/11/2026 09:30"), clock: own("09:30"),
            parts: [
                Part(kind: .text, text: text),
                Part(kind: .line, text: own("00190500954014481606906809350314337370000000100")),
                Part(kind: .pix, text: own("00020126580014br.gov.bcb.pix6304ABCD")),
                Part(kind: .document, text: own("https://example.com/boletos/boleto.pdf?t=1")),
                Part(kind: .qr, text: own("00020126580014br.gov.bcb.pix6304ABCD")),
            ],
            html: own("<!DOCTYPE html><title>a</title><p>Olá</p>"), qrPNG: [0x89, 0x50, 0x4E, 0x47],
            notes: [own("um aviso")])
    }

    private static func bare(_ channel: Channel) -> PreviewSheet {
        PreviewSheet(
            title: "a", channel: channel, sender: "b", recipient: "c", moment: "", clock: "",
            parts: [Part(kind: .text, text: "d"), Part(kind: .qr, text: "e")])
    }

    private static func isPrintable(_ page: String) -> Bool {
        page.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x0A: true
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: false
            default: true
            }
        }
    }

    private static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }
}

/// The elements of a page as a browser's tokenizer sees them, names with their attributes' names.
private struct Shape {
    private(set) var tags: [String] = []

    init(_ page: String) {
        let bytes = Array(page.utf8)
        var index = 0
        while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
            guard let end = Self.end(of: bytes, from: start) else { break }
            let tag = Self.withoutValues(bytes[start + 1..<end])
            tags.append(tag)
            index = end + 1
            // A style sheet is text to its end, whatever stands in it.
            if tag == "style", let close = page.range(of: "</style>") {
                index = page.utf8.distance(from: page.startIndex, to: close.lowerBound)
            }
        }
    }

    /// The `>` that ends a tag: none that stands in a quoted value.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var quote: UInt8?
        for index in start..<bytes.count {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return index
            }
        }
        return nil
    }

    private static func withoutValues(_ tag: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        var isInValue = false
        for byte in tag {
            if byte == UInt8(ascii: "\"") {
                isInValue.toggle()
            } else if !isInValue, byte != UInt8(ascii: "=") {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self).lowercased()
    }
}

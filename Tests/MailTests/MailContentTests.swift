import Domain
import Mail
import Testing

@Suite("The content of a mail")
struct MailContentTests {
    private let picture = "iVBORw0KGgo="
    private let pdf = Domain.Attachment(name: "boleto.pdf", type: "application/pdf", bytes: Array("%PDF-1.7".utf8))

    @Test("A mail has the parts that it needs, and no others")
    func shapes() throws {
        let page = "<p>Olá</p>"
        let shown = "<img src=\"data:image/png;base64,\(picture)\">"
        func shape(_ text: String?, _ html: String?, _ attachments: [Domain.Attachment] = []) throws -> String {
            try MailMessage.sample(text: text, html: html, attachments: attachments).read().shape
        }
        #expect(try shape("a", nil) == "plain")
        #expect(try shape(nil, nil) == "plain")
        #expect(try shape(nil, page) == "html")
        #expect(try shape("a", page) == "alternative(plain html)")
        #expect(try shape("a", shown) == "alternative(plain related(html png))")
        #expect(try shape(nil, shown) == "related(html png)")
        #expect(try shape("a", nil, [pdf]) == "mixed(plain pdf)")
        #expect(try shape("a", page, [pdf, pdf]) == "mixed(alternative(plain html) pdf pdf)")
        #expect(try shape("a", shown, [pdf]) == "mixed(alternative(plain related(html png)) pdf)")
    }

    @Test(
        "A text is read back as it was, its lines ended by CRLF",
        arguments: [
            ("", ""), ("a", "a\r\n"), ("a\n", "a\r\n"), ("a\r\nb\rc\n\nd", "a\r\nb\r\nc\r\n\r\nd\r\n"),
            ("\n\n", "\r\n\r\n"),
            ("Olá, João", "Olá, João\r\n"), ("a=b", "a=b\r\n"), ("a \nb\t\n ", "a \r\nb\t\r\n \r\n"),
            (".\n..\nFrom Ana\n>From", ".\r\n..\r\nFrom Ana\r\n>From\r\n"),
            ("\0\u{1b}[2J\u{7f}", "\0\u{1b}[2J\u{7f}\r\n"),
            ("--=_boundary\n--", "--=_boundary\r\n--\r\n"), ("💸💸", "💸💸\r\n"),
        ])
    func texts(text: String, expected: String) throws {
        let read = try MailMessage.sample(text: text, html: text, attachments: [pdf]).read()
        #expect(read.parts[0].parts.map(\.contentText) == [expected, expected])
    }

    @Test("Long lines are broken before they are too long, never within a character, and hide no dot and no From")
    func longLines() throws {
        for shift in 0..<80 {
            let text = String(repeating: "x", count: shift) + String(repeating: ".From é💸 ", count: 40)
            let mail = try MailMessage.sample(text: text)
            #expect(try mail.read().contentText == text + "\r\n")
            for line in mail.lines {
                #expect(line.utf8.count <= 76)
                #expect(line.first != "." && !line.hasPrefix("From "))
            }
        }
    }

    @Test("An attachment is read back byte by byte", arguments: [0, 1, 2, 3, 56, 57, 58, 100_000])
    func attachment(count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let attachment = Domain.Attachment(name: "boleto-2026-11.pdf", type: "application/pdf", bytes: bytes)
        let mail = try MailMessage.sample(attachments: [attachment])
        let part = try #require(try mail.read().parts.last)
        #expect(part.content == bytes)
        #expect(part["Content-Type"] == "application/pdf; name=\"boleto-2026-11.pdf\"")
        #expect(part["Content-Transfer-Encoding"] == "base64")
        #expect(part["Content-Disposition"] == "attachment; filename=\"boleto-2026-11.pdf\"")
        for line in mail.lines { #expect(line.utf8.count <= 78) }
    }

    @Test(
        "A file's name is whole for who reads RFC 2231, and ASCII for who does not",
        arguments: [
            ("boleto.pdf", "boleto.pdf", nil), ("Boleto de Março.pdf", "Boleto de Marco.pdf", "Boleto de Março.pdf"),
            ("a\"b.pdf", "a_b.pdf", "a\"b.pdf"), ("日本.pdf", "__.pdf", "日本.pdf"), ("100%.pdf", "100_.pdf", "100%.pdf"),
            ("../../etc/passwd", ".._.._etc_passwd", nil), ("C:\\a.pdf", "C:_a.pdf", nil), ("", "attachment", nil),
            ("a;b='c'.pdf", "a;b='c'.pdf", nil),
            (
                String(repeating: "ção ", count: 28) + ".pdf",
                String(String(repeating: "cao ", count: 12)) + "ao cao .pdf".padded,
                String(repeating: "ção ", count: 28) + ".pdf"
            ),
        ] as [(String, String, String?)])
    func fileNames(name: String, plain: String, whole: String?) throws {
        let mail = try MailMessage.sample(attachments: [
            Domain.Attachment(name: name, type: "application/pdf", bytes: [1])
        ])
        let part = try #require(try mail.read().parts.last)
        #expect(try part.contentType.parameters == ["name": plain])
        #expect(try part.disposition.value == "attachment")
        #expect(try part.disposition.parameters == (whole.map { ["filename*": $0] } ?? ["filename": plain]))
        for line in mail.lines { #expect(line.utf8.count <= 78) }
    }

    @Test(
        "A type that is none is that of any bytes",
        arguments: [
            ("application/pdf", "application/pdf"), ("Application/PDF", "application/pdf"),
            ("application/pdf; name=x", "application/pdf"), ("image/svg+xml", "image/svg+xml"),
            ("", "application/octet-stream"), ("pdf", "application/octet-stream"),
            ("a/b/c", "application/octet-stream"),
            ("a/ b", "application/octet-stream"), ("a/b\r\nX: y", "application/octet-stream"),
            ("á/b", "application/octet-stream"),
        ])
    func types(type: String, expected: String) throws {
        let mail = try MailMessage.sample(attachments: [Domain.Attachment(name: "a", type: type, bytes: [1])])
        #expect(try mail.read().parts.last?.contentType.value == expected)
    }

    @Test("Pictures within the page become parts, each once, and the page refers to them")
    func pictures() throws {
        let html = """
            <img src="data:image/png;base64,\(picture)"><img src='DATA:image/png;base64,AAAA' alt="">
            <td style="background: url(data:image/png;base64,\(picture))"><img src=data:image/png;base64,AAEC>
            <p>data:image/png;base64,AAAA</p>
            """
        let read = try MailMessage.sample(html: html).read()
        let related = try #require(read.parts.last)
        #expect(try related.contentType.parameters["type"] == "text/html")
        #expect(
            related.parts.dropFirst().map(\.content) == [[137, 80, 78, 71, 13, 10, 26, 10], [0, 0, 0], [0, 1, 2]])
        let ids = related.parts.dropFirst().map { String(($0["Content-ID"] ?? "").dropFirst().dropLast()) }
        #expect(Set(ids).count == 3)
        #expect(ids.allSatisfy { $0.hasSuffix("@fibra.example") })
        let expected = """
            <img src="cid:\(ids[0])"><img src='cid:\(ids[1])' alt="">\r
            <td style="background: url(cid:\(ids[0]))"><img src=cid:\(ids[2])>\r
            <p>data:image/png;base64,AAAA</p>\r

            """
        #expect(related.parts[0].contentText == expected)
        for part in related.parts.dropFirst() {
            #expect(try part.contentType.value == "image/png")
            #expect(try part.disposition.value == "inline")
        }
    }

    @Test(
        "What is no picture stays in the page as it is",
        arguments: [
            "", "AAA", "AA==AA==", "====", "AA*A", "A A A A",
        ])
    func noPicture(text: String) throws {
        let html = "<img src=\"data:image/png;base64,\(text)\">"
        let read = try MailMessage.sample(text: nil, html: html).read()
        #expect(try read.shape == "html")
        #expect(read.contentText == html + "\r\n")
    }

    @Test("Another kind of picture stays in the page as it is")
    func otherPicture() throws {
        let html = "<img src=\"data:image/gif;base64,AAAA\">"
        #expect(try MailMessage.sample(text: nil, html: html).read().contentText == html + "\r\n")
    }
}

extension String {
    /// The last twelve characters of a name, of which one begins before this text.
    fileprivate var padded: String { "c" + self }
}

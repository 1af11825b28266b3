import Domain
import Mail
import Testing

@Suite("The header of a mail")
struct MailHeaderTests {
    @Test("A mail's header in full")
    func whole() throws {
        let mail = try MailMessage.sample(
            from: "Fibra Norte S.A. <cobranca@fibra.example>", to: "Maria <maria@example.com>",
            replyTo: "atendimento@fibra.example", subject: "Sua fatura de novembro: R$ 129,90",
            headers: [
                HeaderField("X-Carteiro", "boleto"), HeaderField("List-Unsubscribe", "<mailto:sair@fibra.example>"),
            ])
        let expected = """
            Date: Tue, 10 Nov 2026 12:00:00 +0000
            From: "Fibra Norte S.A." <cobranca@fibra.example>
            To: Maria <maria@example.com>
            Reply-To: atendimento@fibra.example
            Message-ID: <k-1@fibra.example>
            Subject: Sua fatura de novembro: R$ 129,90
            Auto-Submitted: auto-generated
            X-Carteiro: boleto
            List-Unsubscribe: <mailto:sair@fibra.example>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Vence hoje.

            """
        #expect(mail.lines.joined(separator: "\n") == expected)
    }

    @Test(
        "A subject is read back as it was, whatever it holds",
        arguments: [
            "", "Boleto", "Fatura de março", "Olá, João! Vence amanhã: R$ 89,90 – não se atrase", "=?utf-8?q?a?=",
            "a=?b",
            "a  b", "ação", "日本語の件名がここにあります、長い長い件名です、とても長い", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦 família", "e\u{301}\u{302}\u{303}",
            String(repeating: "ç", count: 300), String(repeating: "a", count: 300),
            String(repeating: "ab ", count: 60) + "c",
            "_=?", "\u{feff}a", "x\u{a0}y",
        ])
    func subject(text: String) throws {
        let mail = try MailMessage.sample(subject: text)
        #expect(try mail.read().text("Subject") == text)
        for line in mail.lines { #expect(line.utf8.count <= 78) }
    }

    @Test(
        "No value brings a line of its own into the header",
        arguments: [
            ("a\r\nBcc: x@example.com", "a Bcc: x@example.com"), ("a\nb", "a b"), ("a\rb", "a b"),
            ("a\r\n\r\nb", "a b"),
            ("\r\n.\r\n", "."), ("a\0b\u{7f}c", "a b c"), ("a\u{85}b\u{2028}c\u{2029}d", "a b c d"), ("a\tb", "a b"),
            ("\r\n", ""), (" a ", "a"),
        ])
    func injection(text: String, expected: String) throws {
        let mail = try MailMessage.sample(
            subject: text, attachments: [Domain.Attachment(name: text + ".pdf", type: text, bytes: [1])],
            headers: [HeaderField("X-Note", text)])
        let read = try mail.read()
        #expect(try read.text("Subject") == expected)
        #expect(try read.text("X-Note") == expected)
        #expect(read.fields.count == 9)
        #expect(read.parts[1].fields.count == 3)
    }

    @Test(
        "A name is read back as it was, and every reader sees the address apart from it",
        arguments: [
            "Ana", "Fibra Norte", "Fibra, Norte", "S.A.", "a \"b\" \\c", "Conceição & Filhos", "<x@y.z>", "a@b",
            "=?utf-8?q?a?=", String(repeating: "Provedor de Internet ", count: 9), String(repeating: "\"", count: 40),
            "  a  b ",
        ])
    func names(name: String) throws {
        let from = try MailAddress(name: name, address: "a@b.example")
        let mail = try MailMessage(
            from: from, to: from, subject: "s", text: "t", messageID: "k@b.example", date: Timestamp(seconds: 0))
        let value = try #require(try mail.read()["From"])
        #expect(value.hasSuffix(" <a@b.example>"))
        var phrase = try ReadWords.decode(String(value.dropLast(14)))
        if value.hasPrefix("\"") {
            phrase = String(phrase.dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
        }
        #expect(phrase == name.trimming)
        for line in mail.lines { #expect(line.utf8.count <= 78) }
    }

    @Test("A name of blanks alone is none")
    func blankName() throws {
        let from = try MailAddress(name: "  ", address: "a@b.example")
        let mail = try MailMessage(
            from: from, to: from, subject: "s", text: "t", messageID: "k@b.example", date: Timestamp(seconds: 0))
        #expect(try mail.read()["From"] == "a@b.example")
    }

    @Test(
        "Moments are written in UTC",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 +0000"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
            (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 +0000"), (1_794_312_061, "Tue, 10 Nov 2026 12:01:01 +0000"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 +0000"), (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 +0000"),
            (.max, "Fri, 31 Dec 9999 23:59:59 +0000"), (-1, "Thu, 01 Jan 1970 00:00:00 +0000"),
            (.min, "Thu, 01 Jan 1970 00:00:00 +0000"),
        ] as [(Int64, String)])
    func date(seconds: Int64, text: String) throws {
        #expect(try MailMessage.sample(seconds: seconds).read()["Date"] == text)
    }

    @Test(
        "A message's identifier is made of its key, and differs where the key does",
        arguments: [
            ("k-1", "k-1"), ("m42_p0+a", "m42_p0+a"), ("a=b", "a=3Db"), ("a@b", "a=40b"), ("a.b", "a=2Eb"),
            ("\r\n<>", "=0D=0A=3C=3E"), ("é", "=C3=A9"), ("", "="),
        ])
    func identifier(key: String, left: String) throws {
        let sender = try MailAddress(parsing: "Fibra <a@mail.fibra.example>")
        let id = MailMessage.messageID(key: key, sender: sender)
        #expect(id == left + "@mail.fibra.example")
        #expect(try MailMessage.sample(messageID: id).read()["Message-ID"] == "<\(id)>")
    }

    @Test("Identifiers of long keys are short, and still differ")
    func longIdentifier() throws {
        let sender = try MailAddress(parsing: "a@b.example")
        let keys = ["a", "b"].map { String(repeating: "k", count: 5000) + $0 }
        let ids = keys.map { MailMessage.messageID(key: $0, sender: sender) }
        #expect(Set(ids).count == 2)
        for id in ids {
            #expect(id.utf8.count < 140)
            _ = try MailMessage.sample(messageID: id)
        }
    }

    @Test(
        "An identifier that is none is refused",
        arguments: ["", "a", "@b", "a@", "a@b@c", "<a@b>", "a b@c", "a@b\r\nX: y", "a..b@c", "é@b", ".@b"])
    func noIdentifier(text: String) {
        #expect(throws: MailMessageError.messageID) { try MailMessage.sample(messageID: text) }
    }

    @Test(
        "A further field that is none is refused, and one that the mail has too",
        arguments: [
            ("", .headerName), ("X Y", .headerName), ("X:Y", .headerName), ("X\r\nY", .headerName),
            ("Ação", .headerName),
            (String(repeating: "x", count: 51), .headerName), ("Subject", .reservedHeader("Subject")),
            ("bCC", .reservedHeader("bCC")), ("Content-Type", .reservedHeader("Content-Type")),
            ("Resent-To", .reservedHeader("Resent-To")), ("Date", .reservedHeader("Date")),
        ] as [(String, MailMessageError)])
    func noField(name: String, error: MailMessageError) {
        #expect(throws: error) { try MailMessage.sample(headers: [HeaderField(name, "v")]) }
        #expect(!error.description.isEmpty)
    }

    @Test("A long address in a further field stays in one piece")
    func longValue() throws {
        let url = "<https://fibra.example/sair?" + String(repeating: "t", count: 800) + ">"
        let read = try MailMessage.sample(headers: [HeaderField("List-Unsubscribe", "<mailto:a@b.example>, \(url)")])
            .read()
        #expect(read["List-Unsubscribe"] == "<mailto:a@b.example>, \(url)")
    }
}

extension String {
    /// Without blanks at its ends.
    fileprivate var trimming: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

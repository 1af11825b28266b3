import Domain
import Mail
import Testing

@Suite("Whatever a mail is made of")
struct MailPropertyTests {
    private static let pieces = [
        "a", "Olá ", "é", "\u{301}", "💸", "👨‍👩‍👧", "\r\n", "\n", "\r", ".", "..", "--", "=_", "=", "=3D", "=?utf-8?q?a?=",
        "?=", " ",
        "  ", "\t", "\0", "\u{7f}", "\u{2028}", "\"", "\\", "<", ">", "@", ";", ",", "%", "/", "From ", "日本",
        "data:image/png;base64,AAAA", "\"data:image/png;base64,iVBORw0KGgo=\"", "(data:image/png;base64,AAA",
        "Bcc: x@y.z",
        "--=_7c3e_1", String(repeating: "x", count: 70), String(repeating: "ç", count: 40),
    ]

    private static func text(_ random: inout SeededGenerator, upTo count: Int = 12) -> String {
        (0..<Int.random(in: 0...count, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    private static func mail(_ random: inout SeededGenerator) throws -> MailMessage {
        let sender = try MailAddress(name: "", address: "a@b.example")
        let attachments = (0..<Int.random(in: 0...2, using: &random)).map { _ in
            Domain.Attachment(
                name: text(&random, upTo: 6), type: Bool.random(using: &random) ? "application/pdf" : text(&random),
                bytes: Array(text(&random).utf8))
        }
        return try MailMessage(
            from: sender, to: sender, replyTo: Bool.random(using: &random) ? sender : nil, subject: text(&random),
            text: Int.random(in: 0..<4, using: &random) == 0 ? nil : text(&random, upTo: 40),
            html: Bool.random(using: &random) ? text(&random, upTo: 40) : nil, attachments: attachments,
            headers: [HeaderField("X-Note", text(&random))],
            messageID: MailMessage.messageID(key: text(&random), sender: sender), date: Timestamp(seconds: 0))
    }

    @Test("It is read back strictly, as it was, and its bytes are the same every time")
    func readBack() throws {
        for seed in UInt64(1)...1500 {
            var random = SeededGenerator(seed: seed)
            let mail = try Self.mail(&random)
            let bytes = mail.encoded()
            #expect(mail.encoded() == bytes, "seed \(seed)")
            let read = try ReadPart(bytes)
            #expect(try read.text("Subject") == mail.subject.inOneLine, "seed \(seed)")
            #expect(try read.text("X-Note") == mail.headers[0].value.inOneLine, "seed \(seed)")
            #expect(
                read.leaves.suffix(mail.attachments.count).map(\.content) == mail.attachments.map(\.bytes),
                "seed \(seed)")
            if let text = mail.text { #expect(read.leaves.first?.contentText == text.inLines, "seed \(seed)") }
            // Only words that cannot be broken make a line long: an identifier, and what a further field holds.
            for line in mail.lines where line.utf8.count > 78 {
                #expect(
                    line.hasPrefix("Message-ID:") || line.hasPrefix("X-Note:") || !line.dropFirst().contains(" "),
                    "\(line)")
                #expect(line.utf8.count <= 998)
            }
        }
    }

    @Test("Boundaries come from the identifier alone")
    func boundaries() throws {
        func boundary(_ id: String, _ text: String) throws -> String? {
            try MailMessage.sample(text: text, html: text, messageID: id).read().contentType.parameters["boundary"]
        }
        let first = try boundary("a@b", "x")
        #expect(first != nil)
        #expect(try boundary("a@b", "y") == first)
        #expect(try boundary("b@b", "x") != first)
        #expect(try boundary("a@b", "--\(first ?? "")\n--\(first ?? "")--") == first)
    }
}

extension String {
    /// What a header's value becomes.
    fileprivate var inOneLine: String {
        var line: [Unicode.Scalar] = []
        var isInRun = false
        for scalar in unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control || [0x2028, 0x2029].contains(scalar.value)
            if !isControl { line.append(scalar) } else if !isInRun { line.append(" ") }
            isInRun = isControl
        }
        while line.first == " " { line.removeFirst() }
        while line.last == " " { line.removeLast() }
        return line.map { String($0) }.joined()
    }

    /// What a text becomes.
    fileprivate var inLines: String {
        var lines: [Unicode.Scalar] = []
        var last: Unicode.Scalar?
        for scalar in unicodeScalars {
            if scalar == "\r" || (scalar == "\n" && last != "\r") {
                lines += ["\r", "\n"]
            } else if scalar != "\n" {
                lines.append(scalar)
            }
            last = scalar
        }
        if let end = lines.last, end != "\n" { lines += ["\r", "\n"] }
        return lines.map { String($0) }.joined()
    }
}

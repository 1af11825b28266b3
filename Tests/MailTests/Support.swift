import Domain
import Mail

extension MailMessage {
    /// A mail of which only something matters.
    static func sample(
        from: String = "Fibra Norte <cobranca@fibra.example>", to: String = "maria@example.com", replyTo: String? = nil,
        subject: String = "Boleto", text: String? = "Vence hoje.", html: String? = nil,
        attachments: [Domain.Attachment] = [],
        headers: [HeaderField] = [], messageID: String = "k-1@fibra.example", seconds: Int64 = 1_794_312_000
    ) throws -> MailMessage {
        try MailMessage(
            from: MailAddress(parsing: from), to: MailAddress(parsing: to),
            replyTo: replyTo.map { text throws in try MailAddress(parsing: text) }, subject: subject, text: text,
            html: html, attachments: attachments, headers: headers, messageID: messageID,
            date: Timestamp(seconds: seconds))
    }

    /// The mail read back.
    func read() throws -> ReadPart { try ReadPart(encoded()) }

    /// The lines on the wire.
    var lines: [Substring] {
        String(decoding: encoded(), as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
    }
}

extension ReadPart {
    var contentText: String { String(decoding: content, as: UTF8.self) }
}

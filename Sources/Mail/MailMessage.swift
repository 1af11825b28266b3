package import Domain

/// A mail to one person, and its form on the wire (RFC 5322, RFC 2045 to 2047, RFC 2231).
///
/// The same value gives the same bytes, so that a mail that is sent again is the same mail. Lines end by CRLF and have at
/// most 78 bytes wherever the words of a header field allow it, never more than 998; dots at their beginnings are
/// still to be doubled, as SMTP wants it. Everything is ASCII.
///
/// No value brings a line of its own into the header: control characters in the subject, in file names and in the values
/// of further fields become blanks; in addresses, the names beside them, identifiers and field names they are refused.
package struct MailMessage: Sendable {
    package let from: MailAddress
    package let to: MailAddress
    package let replyTo: MailAddress?
    package let subject: String
    package let text: String?
    package let html: String?
    package let attachments: [Attachment]
    package let headers: [HeaderField]
    package let messageID: String
    package let date: Timestamp

    /// - Parameters:
    ///   - text, html: one of them, or both as alternatives; with neither the mail has an empty text. Every address
    ///     `data:image/png;base64,…` in the HTML becomes a part of the mail, shown by `cid:…`.
    ///   - headers: further fields, such as `List-Unsubscribe`. What is not ASCII is encoded by RFC 2047.
    ///   - messageID: `left@right`, without angle brackets; see `messageID(key:sender:)`.
    /// - Throws: `MailMessageError` for an identifier that is none, and for a further field whose name is none, or one
    ///   that the mail has anyway.
    package init(
        from: MailAddress, to: MailAddress, replyTo: MailAddress? = nil, subject: String, text: String? = nil,
        html: String? = nil, attachments: [Attachment] = [], headers: [HeaderField] = [], messageID: String,
        date: Timestamp
    ) throws(MailMessageError) {
        guard Self.isMessageID(messageID) else { throw .messageID }
        for field in headers {
            guard (1...50).contains(field.name.utf8.count), field.name.utf8.allSatisfy(Self.isNameByte) else {
                throw .headerName
            }
            guard !Self.isReserved(field.name) else { throw .reservedHeader(field.name) }
        }
        self.from = from
        self.to = to
        self.replyTo = replyTo
        self.subject = subject
        self.text = text
        self.html = html
        self.attachments = attachments
        self.headers = headers
        self.messageID = messageID
        self.date = date
    }

    /// An identifier that is the same for every try of the same mail: `key@domain-of-the-sender`.
    ///
    /// - Parameter key: the idempotency key. What may not stand in an identifier is written as `=` and two digits, `=`
    ///   itself too, so that different keys stay different; a key of over 120 bytes is shortened to its beginning and a
    ///   hash of all of it.
    package static func messageID(key: String, sender: MailAddress) -> String {
        var left: [UInt8] = []
        for byte in key.utf8 {
            let isPlain = byte.isAlphanumeric || "-_+".utf8.contains(byte)
            left += isPlain ? [byte] : [UInt8(ascii: "=")] + byte.hexadecimal
        }
        if left.isEmpty { left = [UInt8(ascii: "=")] }
        if left.count > 120 { left = left.prefix(100) + Array(("==" + String(key.stableHash, radix: 16)).utf8) }
        return String(decoding: left, as: UTF8.self) + "@" + sender.domain
    }

    /// The mail as it goes to a mail server.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4096 + attachments.reduce(0) { $0 + $1.bytes.count / 3 * 4 + $1.bytes.count / 18 })
        bytes += HeaderLines.text("Date", MailDate.text(date)).ended
        bytes += HeaderLines.address("From", from).ended
        bytes += HeaderLines.address("To", to).ended
        if let replyTo { bytes += HeaderLines.address("Reply-To", replyTo).ended }
        bytes += HeaderLines.word("Message-ID", "<\(messageID)>").ended
        bytes += HeaderLines.text("Subject", subject).ended
        // Who is on holiday does not answer a machine (RFC 3834, 5).
        bytes += HeaderLines.word("Auto-Submitted", "auto-generated").ended
        for field in headers { bytes += HeaderLines.text(field.name, field.value, longestWord: 900).ended }
        bytes += HeaderLines.word("MIME-Version", "1.0").ended
        var boundaries = Boundaries(id: messageID)
        content.append(to: &bytes, boundaries: &boundaries)
        return bytes
    }

    private var content: MIMEPart {
        guard !attachments.isEmpty else { return body }
        return .multipart(subtype: "mixed", parameters: [], [body] + attachments.map(MIMEPart.attachment))
    }

    private var body: MIMEPart {
        guard let html else { return .text(text ?? "", subtype: "plain") }
        guard let text else { return page(html) }
        // The last one is the one to be shown by who can (RFC 2046, 5.1.4).
        return .multipart(subtype: "alternative", parameters: [], [.text(text, subtype: "plain"), page(html)])
    }

    private func page(_ html: String) -> MIMEPart {
        let page = InlineImages(html: html, id: messageID)
        guard !page.images.isEmpty else { return .text(html, subtype: "html") }
        let images = page.images.enumerated().map { index, image in
            MIMEPart.file(
                encoded: image.encoded, type: "image/png", name: "image\(index + 1).png", contentID: image.contentID)
        }
        return .multipart(
            subtype: "related", parameters: ["type=\"text/html\""], [.text(page.html, subtype: "html")] + images)
    }
}

// MARK: - What may not be said

extension MailMessage {
    private static func isMessageID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return text.utf8.count <= 400 && parts.count == 2
            && parts.allSatisfy { part in
                part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                    .allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isAtomByte) }
            }
    }

    /// A character of a field's name (RFC 5322, 3.6.8), as a token: some servers know no others.
    private static func isNameByte(_ byte: UInt8) -> Bool { byte.isAlphanumeric || "-_".utf8.contains(byte) }

    /// Fields that the mail has anyway, and those with which it would be another's or for others.
    private static let reserved: Set<String> = [
        "date", "from", "sender", "to", "cc", "bcc", "reply-to", "message-id", "subject", "auto-submitted",
        "mime-version", "return-path", "received",
    ]

    private static func isReserved(_ name: String) -> Bool {
        let name = name.lowercased()
        return reserved.contains(name) || name.hasPrefix("content-") || name.hasPrefix("resent-")
    }
}

/// Why values make no mail.
package enum MailMessageError: Error, Hashable, Sendable, CustomStringConvertible {
    case messageID
    case headerName
    case reservedHeader(String)

    package var description: String {
        switch self {
        case .messageID: "the message's identifier is not of the form left@right"
        case .headerName: "a header field's name is not made of 1 to 50 letters, digits, hyphens and underscores"
        case .reservedHeader(let name): "the header field \(name) is set by the mail itself"
        }
    }
}

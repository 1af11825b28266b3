package import Domain

/// How long a message may be, by channel.
///
/// - WhatsApp: 4,096 characters of text; 1,024 in the body of an approved (`utility`) template, with at most 10 emoji.
///   Counted in UTF-16 code units, of which an emoji has two or more: whoever counts otherwise counts fewer.
/// - SMS: 160 characters of GSM 03.38 in one segment, 153 in each of several; 70 and 67 in UCS-2. Beyond 3 segments a
///   warning: each is paid for.
/// - E-mail: a subject of up to 78 characters can be read everywhere (RFC 5322, 2.1.1: lines SHOULD have at most 78),
///   and none has over 998 bytes (lines MUST have at most 998).
/// - A task has no limit.
package enum ChannelLimits {
    package static let whatsAppText = 4_096
    package static let whatsAppTemplate = 1_024
    package static let whatsAppTemplateEmoji = 10
    /// Segments that need no warning.
    package static let smsSegments = 3
    /// Characters.
    package static let emailSubject = 78
    /// Bytes of UTF-8.
    package static let emailSubjectBytes = 998

    /// Something too long for its channel.
    package struct Excess: Hashable, Sendable {
        package var severity: Problem.Severity
        package var message: String
        package var hint: String?

        package init(_ severity: Problem.Severity, _ message: String, hint: String? = nil) {
            self.severity = severity
            self.message = message
            self.hint = hint
        }
    }

    /// Holds the lengths of a message, as it would be sent, against its channel's limits.
    ///
    /// - Parameters:
    ///   - subject: of an e-mail.
    ///   - texts: of each request of its own.
    ///   - isUtilityTemplate: whether the first text is the body of an approved WhatsApp template (default: false).
    package static func problems(
        channel: Channel, subject: String? = nil, texts: [String], isUtilityTemplate: Bool = false
    ) -> [Excess] {
        switch channel {
        case .whatsapp:
            texts.enumerated().flatMap { whatsApp($1, isTemplate: isUtilityTemplate && $0 == 0) }
        case .sms: texts.compactMap(sms)
        case .email: subject.map(subjectProblems) ?? []
        case .task: []
        }
    }

    private static func whatsApp(_ text: String, isTemplate: Bool) -> [Excess] {
        let length = text.utf16.count
        let limit = isTemplate ? whatsAppTemplate : whatsAppText
        var problems: [Excess] = []
        if length > limit {
            let what = isTemplate ? "the body of a WhatsApp template" : "a WhatsApp text"
            problems.append(
                // What Meta has approved as a template is written there; here it is only likely that it is the same.
                Excess(
                    isTemplate ? .warning : .error, "\(length) characters, but \(what) has at most \(limit)",
                    hint: "leave out \(length - limit), or send the rest by e-mail"))
        }
        let emoji = text.count { $0.unicodeScalars.contains { $0.properties.isEmojiPresentation } }
        if isTemplate, emoji > whatsAppTemplateEmoji {
            problems.append(
                Excess(
                    .warning, "\(emoji) emoji, but a WhatsApp template has at most \(whatsAppTemplateEmoji)",
                    hint: "leave out \(emoji - whatsAppTemplateEmoji)"))
        }
        return problems
    }

    private static func sms(_ text: String) -> Excess? {
        let length = SMSLength(text)
        guard length.segments > smsSegments else { return nil }
        let hint: String
        if let culprit = length.costly.first {
            let plain = SMSLength(SMSLength.plain(text)).segments
            hint = "\"\(culprit)\" makes segments of 67 characters; without accents and emoji they would be \(plain)"
        } else {
            hint = "a segment has 153 characters; shorten the text to \(smsSegments * 153)"
        }
        return Excess(.warning, "\(length.segments) SMS segments, each of which is paid for", hint: hint)
    }

    private static func subjectProblems(_ subject: String) -> [Excess] {
        let bytes = subject.utf8.count
        if bytes > emailSubjectBytes {
            return [
                Excess(
                    .error, "a subject of \(bytes) bytes, but a line of an e-mail has at most \(emailSubjectBytes)",
                    hint: "shorten it to \(emailSubject) characters")
            ]
        }
        let length = subject.count
        guard length > emailSubject else { return [] }
        return [
            Excess(
                .warning, "a subject of \(length) characters, of which many readers show only \(emailSubject)",
                hint: "shorten it, or put what matters first")
        ]
    }
}

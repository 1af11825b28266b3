/// What the templates of one request may use beside the gateway's own values.
struct Availability: Sendable {
    enum Presence: Sendable {
        case never
        /// There may be no value: it may stand where its absence does no harm.
        case maybe
        case always
    }

    /// The message's values; without them the request is the same for all messages.
    var hasMessage = true
    var file = Presence.never
    var capturedAddress = Presence.never
    /// What is captured before.
    var captured: [String: Presence] = [:]
    /// What is captured, but not before.
    var capturedLater: Set<String> = []
    /// What is captured before, but for one message only.
    var capturedForOne: Set<String> = []
    /// An approved template's name, language and parameters.
    var hasTemplate = false
    var hasMail = false
    /// The element of an `each`.
    var hasItem = false

    func presence(of variable: Variable) -> Presence {
        switch variable {
        case .with, .secret: .always
        case .captured(let name): captured[name] ?? .never
        case .item: hasItem ? .always : .never
        case .mail: hasMail ? .always : .never
        case .templateName, .templateLanguage, .templateParameters, .templateParameter:
            hasTemplate ? .always : .never
        case .file(.url): file == .never ? .never : .maybe
        case .file: file
        case .capturedAddress: capturedAddress
        case .callbackURL: hasMessage ? .maybe : .never
        case .digits, .number, .e164, .national, .jid, .email, .text, .subject, .html, .messageID, .messageKey,
            .notAfter, .amount, .payload:
            hasMessage ? .always : .never
        }
    }
}

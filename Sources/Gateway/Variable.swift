/// A variable of the endpoint language, its name taken apart.
enum Variable: Hashable, Sendable {
    case digits
    case number
    case e164
    case national
    case jid
    case email
    case text
    case subject
    case html
    case file(FileForm)
    case messageID
    case messageKey
    case notAfter
    /// In cents, what the part's code asks for.
    case amount
    case payload([String])
    case with(String)
    case secret(String)
    /// The gateway's own form of the address, as `precheck` captured it.
    case capturedAddress
    case captured(String)
    case templateName
    case templateLanguage
    case templateParameters
    /// From 0.
    case templateParameter(Int)
    case mail(MailForm)
    case callbackURL
    /// The element, inside of an `each`.
    case item

    /// What is known of a part's file.
    enum FileForm: Hashable, Sendable {
        case name, type, base64, dataURI, url, size
    }

    /// How a mail is put into another body.
    enum MailForm: Hashable, Sendable {
        case text, base64
    }

    static let fixed: [String: Variable] = [
        "to.digits": .digits, "to.number": .number, "to.e164": .e164, "to.national": .national, "to.jid": .jid,
        "to.email": .email, "text": .text, "subject": .subject, "html": .html, "file.name": .file(.name),
        "file.type": .file(.type), "file.base64": .file(.base64), "file.data_uri": .file(.dataURI),
        "file.url": .file(.url), "file.size": .file(.size), "message.id": .messageID, "message.key": .messageKey,
        "client_id": .messageKey, "message.not_after": .notAfter, "amount.cents": .amount, "payload": .payload([]),
        "to.captured": .capturedAddress, "template.name": .templateName, "template.language": .templateLanguage,
        "template.parameters": .templateParameters, "mime.text": .mail(.text), "mime.base64": .mail(.base64),
        "callback_url": .callbackURL, "item": .item,
    ]

    /// The names of lists that an `each` may walk through.
    static let lists: [String: Variable] = ["template.parameters": .templateParameters]

    /// `nil`: no template may use the name.
    init?(_ name: String) {
        if let fixed = Self.fixed[name] {
            self = fixed
            return
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        switch parts[0] {
        case "payload": self = .payload(Array(parts.dropFirst()))
        case "with": self = .with(parts.dropFirst().joined(separator: "."))
        case "secret": self = .secret(parts.dropFirst().joined(separator: "."))
        case "captured": self = .captured(parts.dropFirst().joined(separator: "."))
        case "template":
            guard parts.count == 3, parts[1] == "parameters", let index = Int(digits: parts[2].utf8) else { return nil }
            self = .templateParameter(index)
        default: return nil
        }
    }

    /// Whether every message has it, so that `omit_null` has nothing to leave out.
    var isAlwaysPresent: Bool {
        switch self {
        case .text, .messageID, .messageKey, .with, .secret, .templateName, .templateLanguage, .templateParameters,
            .mail, .item:
            true
        case .digits, .number, .e164, .national, .jid, .email, .subject, .html, .file, .notAfter, .amount, .payload,
            .capturedAddress, .captured, .templateParameter, .callbackURL:
            false
        }
    }
}

package import Composer
package import Domain
import QRCode

/// What a request's templates may use of a message.
package struct RequestContext: Sendable {
    package var to: Address
    package var part: PartKind
    /// The part's text.
    package var text: String
    package var subject: String?
    /// The HTML half of an e-mail.
    package var html: String?
    package var messageID: Int64
    /// The part's idempotency key, the same again on every retry.
    package var key: String
    /// Unix seconds after which the message is not to be sent.
    package var notAfterSeconds: Int64?
    package var payload: JSON
    package var now: Timestamp
    /// The file that goes along with the part; a QR code's picture is made of its text.
    package var file: Attachment?
    /// What the steps before the request captured, by name.
    package var captured: [String: String]
    /// The gateway's own form of the address, as `precheck` captured it.
    package var capturedAddress: String?
    /// For the request by an approved template.
    package var approved: ApprovedTemplate?
    /// Where the gateway's callbacks are taken; `nil`: nowhere.
    package var callbackURL: String?

    package init(
        to: Address, part: PartKind = .text, text: String, subject: String? = nil, html: String? = nil,
        messageID: Int64, key: String, notAfterSeconds: Int64? = nil, payload: JSON, now: Timestamp,
        file: Attachment? = nil, captured: [String: String] = [:], capturedAddress: String? = nil,
        approved: ApprovedTemplate? = nil, callbackURL: String? = nil
    ) {
        self.to = to
        self.part = part
        self.text = text
        self.subject = subject
        self.html = html
        self.messageID = messageID
        self.key = key
        self.notAfterSeconds = notAfterSeconds
        self.payload = payload
        self.now = now
        self.file = file
        self.captured = captured
        self.capturedAddress = capturedAddress
        self.approved = approved
        self.callbackURL = callbackURL
    }
}

extension RequestContext: TemplateSource {
    /// The value of a variable but for `with.…` and `secret.…`, which are the gateway's and not the message's.
    package func value(named path: String) -> TemplateValue? {
        Variable(path).flatMap { value(of: $0) }.flatMap { TemplateValue($0) }
    }

    /// Whether a template may use the name. Whether `with.x` or `payload.x` exists is another question.
    package static func isKnownVariable(_ name: String) -> Bool {
        Variable(name) != nil
    }

    /// The value with its type; `nil` if there is none, as for the digits of an e-mail address.
    func value(of variable: Variable) -> JSON? {
        switch variable {
        case .digits: present(to.digits)
        case .number: number
        case .e164: present(to.e164)
        case .national: present(to.national)
        case .jid: present(to.jid)
        case .email: present(to.email)
        case .text: .string(text)
        case .subject: subject.map { .string($0) }
        case .html: html.map { .string($0) }
        case .file(let form): file(form)
        case .messageID: .integer(messageID)
        case .messageKey: .string(key)
        case .notAfter: notAfterSeconds.map { .integer($0) }
        case .amount: cents.map { .integer($0) }
        case .payload(let path): path.reduce(payload as JSON?) { $0?.member($1) }
        case .capturedAddress: capturedAddress.map { .string($0) }
        case .captured(let name): captured[name].map { .string($0) }
        case .templateName: approved.map { .string($0.name) }
        case .templateLanguage: approved.map { .string($0.language) }
        case .templateParameters: approved.map { .array($0.parameters.map { .string($0) }) }
        case .templateParameter(let index): approved.flatMap { $0.parameters.element(index) }.map { .string($0) }
        case .callbackURL: callbackURL.map { .string($0) }
        case .with, .secret, .mail, .item: nil
        }
    }

    private func file(_ form: Variable.FileForm) -> JSON? {
        // The picture of a QR code is drawn only where it is wanted.
        if file == nil, part == .qr {
            switch form {
            case .name: return .string(Attachment.qrName)
            case .type: return .string(Attachment.qrType)
            case .base64, .dataURI, .url, .size: break
            }
        }
        guard let file = attachment else { return nil }
        switch form {
        case .name: return .string(file.name)
        case .type: return .string(file.type)
        case .base64: return .string(Base64.encode(file.bytes))
        case .dataURI: return .string("data:\(file.type);base64,\(Base64.encode(file.bytes))")
        case .url: return file.url.map { .string($0) }
        case .size: return .integer(file.bytes.count)
        }
    }

    /// The file that goes along: for a QR code without one the picture of the part's text.
    var attachment: Attachment? {
        if let file { return file }
        guard part == .qr, let image = try? QRImage(encoding: text) else { return nil }
        return Attachment(name: Attachment.qrName, type: Attachment.qrType, bytes: image.png)
    }

    private func present(_ text: String) -> JSON? {
        text.isEmpty ? nil : .string(text)
    }

    /// A JSON number may not begin with a zero.
    private var number: JSON? {
        let digits = to.digits.utf8.drop { $0 == UInt8(ascii: "0") }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return .number(String(Substring(digits)))
    }
}

extension Attachment {
    fileprivate static let qrName = "pix.png"
    fileprivate static let qrType = "image/png"
}

extension Array {
    fileprivate func element(_ index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}

extension JSON {
    /// The member of an object by name, or the element of an array by number.
    fileprivate func member(_ name: String) -> JSON? {
        if case .array = self { return Int(digits: name.utf8).flatMap { self[$0] } }
        return self[name]
    }
}

extension TemplateValue {
    /// `nil` for null: to a template it is missing.
    init?(_ json: JSON) {
        switch json {
        case .null: return nil
        case .bool(let flag): self = .flag(flag)
        case .number(let text), .string(let text): self = .text(text)
        case .array(let elements): self = .list(elements.compactMap { TemplateValue($0) })
        case .object(let members):
            let values = members.compactMap { member in TemplateValue(member.value).map { (member.name, $0) } }
            self = .object(Dictionary(values) { _, last in last })
        }
    }
}

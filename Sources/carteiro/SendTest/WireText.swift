import Domain
import Foundation
import Gateway

/// What goes over the wire in an exchange, with all secrets masked.
struct WireText {
    let exchange: Exchange

    init(_ exchange: Exchange) { self.exchange = exchange }

    private var request: TransferRequest { exchange.request }
    private var redaction: Redaction { exchange.redaction }

    /// The URL, secrets masked; of a query what is called a secret too.
    var url: String {
        let masked = redaction.masked(request.url)
        guard let question = masked.firstIndex(of: "?") else { return masked }
        let fields = masked[masked.index(after: question)...].split(separator: "&", omittingEmptySubsequences: false)
        let query = fields.map { field -> String in
            let name = field.prefix { $0 != "=" }
            return SecretName.isLikely(String(name)) && name.count < field.count ? "\(name)=***" : String(field)
        }
        return masked[...question] + query.joined(separator: "&")
    }

    /// Request line and header fields; of a mail its envelope.
    var requestHead: [String] {
        if let envelope = request.envelope {
            let mail = request.options.mail
            return [
                url, "MAIL FROM:<\(redaction.masked(envelope.sender))>",
                "RCPT TO:<\(redaction.masked(envelope.recipient))>",
            ] + (mail.login == nil ? [] : ["AUTH ***"]) + (mail.requiresTLS ? ["STARTTLS, or no mail"] : [])
        }
        return ["\(request.method) \(url)"] + fields.map { "\($0.name): \($0.value)" }
    }

    /// The request's header fields, masked, with those that the transport adds.
    var fields: [HeaderField] {
        guard request.envelope == nil else { return [] }
        var fields = request.headers.map { HeaderField($0.name, masked($0)) }
        if let body = request.body { fields.append(HeaderField("Content-Length", String(body.count))) }
        if request.options.aws != nil { fields.append(HeaderField("Authorization", "AWS4-HMAC-SHA256 ***")) }
        return fields
    }

    var requestBody: BodyText {
        guard let body = request.body else { return BodyText([], type: "", redaction) }
        let type = request.envelope != nil ? "message/rfc822" : header("Content-Type") ?? ""
        return BodyText(body, type: type, redaction)
    }

    private func header(_ name: String) -> String? {
        request.headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    // MARK: - The answer

    /// `HTTP 200 after 84 ms`, or what went wrong.
    func outcome(_ result: TransferResult) -> String {
        let time = "after \(Wording.grouped(Int(clamping: exchange.milliseconds))) ms"
        let protocolName = result.isMail ? "SMTP" : "HTTP"
        guard let failure = result.failure else { return "\(protocolName) \(result.status) \(time)" }
        let words = result.detail.isEmpty ? "" : ": \(redaction.masked(result.detail))"
        let reach =
            switch result.reach {
            case .notSent: "nothing was sent"
            case .maybeSent: "no complete answer"
            case .answered: "\(protocolName) \(result.status), but the answer broke off"
            }
        return "\(failure.rawValue) \(time), \(reach)\(words)"
    }

    /// The answer's header fields; of a mail server all its replies.
    func answerHead(_ result: TransferResult) -> [String] {
        guard !result.isMail else {
            return String(decoding: result.headerBytes, as: UTF8.self).split(whereSeparator: \.isNewline)
                .map { redaction.masked(String($0)) }
        }
        return answerFields(result).map { "\($0.name): \($0.value)" }
    }

    func answerFields(_ result: TransferResult) -> [HeaderField] {
        guard !result.isMail else { return [] }
        return String(decoding: result.headerBytes, as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
            let name = line.prefix { $0 != ":" }
            let value = line.dropFirst(name.count + 1).drop { $0 == " " }
            let field = HeaderField(redaction.masked(String(name)), String(value))
            return HeaderField(field.name, masked(field))
        }
    }

    /// Of a mail server the replies are all there is.
    func answerBody(_ result: TransferResult) -> BodyText {
        guard !result.isMail else { return BodyText([], type: "", redaction) }
        return BodyText(result.body, type: result.header("Content-Type") ?? "", redaction, isCut: result.truncated)
    }

    private func masked(_ field: HeaderField) -> String {
        guard SecretName.isLikely(field.name) else { return redaction.masked(field.value) }
        let words = field.value.split(separator: " ", maxSplits: 1)
        guard words.count == 2, field.name.lowercased() == "authorization" else { return "***" }
        // `Bearer` and `Basic` may be seen.
        return "\(redaction.masked(String(words[0]))) ***"
    }
}

import Composer
import Domain

/// One kind of request, ready for a message's values.
struct RequestPlan: Sendable {
    enum Body: Sendable {
        case none
        case constant([UInt8])
        case json(BodyProgram)
        case form(EncodedFields)
        case multipart(Multipart)
        case raw(CompiledTemplate)
    }

    struct DynamicHeader: Sendable {
        var name: String
        var value: CompiledTemplate
        /// Whether it is left out when a value in it is missing.
        var isOptional: Bool
    }

    enum Credentials: Sendable {
        case none
        case bearer(CompiledTemplate)
        case basic(user: CompiledTemplate, password: CompiledTemplate)
    }

    let method: String
    let url: EncodedFields
    let constantURL: String?
    var constantHeaders: [HeaderField]
    var dynamicHeaders: [DynamicHeader] = []
    var credentials = Credentials.none
    let body: Body
    let mime: MimePlan?
    /// For a mail server: how it is spoken to; `nil`: HTTP.
    let mail: MailOptions?
    /// What is spoken, if the URL is right.
    let scheme: URLScheme?
    /// Scheme, host and port; the same for every message.
    let origin: String?
    let isLoopback: Bool

    /// Whether a password is told to a mail server on the network without TLS.
    var sendsPasswordInClear: Bool {
        guard let mail, scheme == .smtp, !isLoopback else { return false }
        return mail.login != nil && !mail.requiresTLS
    }

    /// What stands after the scheme in `Authorization`, if it is the same for every message.
    var constantCredentials: Secret? {
        let field = constantHeaders.first { $0.name.lowercased() == "authorization" }
        return field?.value.split(separator: " ", maxSplits: 1).last.map { Secret(String($0)) }
    }

    /// The request for one message.
    ///
    /// - Parameter key: the idempotency key.
    func request(
        _ values: RequestValues, key: String, signature: Signature?, timeoutMilliseconds: Int64,
        options: ConnectionOptions
    ) throws(RequestError) -> TransferRequest {
        var values = values
        let letter = try mime?.letter(values)
        values.mail = letter?.bytes
        let address: String
        if let constantURL {
            address = constantURL
        } else {
            address = String(decoding: try url.run(values), as: UTF8.self)
        }
        if let mail {
            var options = options
            options.mail = mail
            return TransferRequest(
                url: address, body: letter?.bytes, timeoutMilliseconds: timeoutMilliseconds, options: options,
                envelope: letter?.envelope)
        }
        let (bytes, contentType) = try body(values, key: key)
        return TransferRequest(
            method: method, url: address,
            headers: try headers(values, key: key, contentType: contentType, signature: signature, body: bytes ?? []),
            body: bytes, timeoutMilliseconds: timeoutMilliseconds, options: options
        )
    }

    /// - Returns: the body, and its type where that is not the same for every message.
    private func body(
        _ values: RequestValues, key: String
    ) throws(RequestError) -> (bytes: [UInt8]?, contentType: String?) {
        switch body {
        case .none:
            return (nil, nil)
        case .constant(let constant):
            return (constant, nil)
        case .json(let program):
            return (try program.run(values), nil)
        case .form(let fields):
            return (try fields.run(values), nil)
        case .multipart(let multipart):
            let (bytes, boundary) = try multipart.run(values, key: key)
            return (bytes, "multipart/form-data; boundary=\(boundary)")
        case .raw(let template):
            return (Array(try template.render(values).utf8), nil)
        }
    }

    private func headers(
        _ values: RequestValues, key: String, contentType: String?, signature: Signature?, body: [UInt8]
    ) throws(RequestError) -> [HeaderField] {
        guard isFieldValue(key) else { throw .controlCharacter(header: "Idempotency-Key") }
        var headers: [HeaderField] = []
        headers.reserveCapacity(constantHeaders.count + dynamicHeaders.count + 6)
        headers.append(contentsOf: constantHeaders)
        headers.append(HeaderField("Idempotency-Key", key))
        headers.append(HeaderField("webhook-id", key))
        if let contentType { headers.append(HeaderField("Content-Type", contentType)) }
        if let signature {
            headers.append(contentsOf: signature.headers(id: key, seconds: values.context.now.seconds, body: body))
        }
        for header in dynamicHeaders {
            guard let value = try value(of: header, values) else { continue }
            guard isFieldValue(value) else { throw .controlCharacter(header: header.name) }
            headers.append(HeaderField(header.name, value))
        }
        switch credentials {
        case .none:
            break
        case .bearer(let token):
            let value = "Bearer " + (try token.render(values))
            guard isFieldValue(value) else { throw .controlCharacter(header: "Authorization") }
            headers.append(HeaderField("Authorization", value))
        case .basic(let user, let password):
            let pair = try user.render(values) + ":" + password.render(values)
            headers.append(HeaderField("Authorization", "Basic " + Base64.encode(pair.utf8)))
        }
        return headers
    }

    private func value(of header: DynamicHeader, _ values: RequestValues) throws(RequestError) -> String? {
        do throws(RequestError) {
            return try header.value.render(values)
        } catch {
            if header.isOptional, case .missing = error { return nil }
            throw error
        }
    }
}

/// Whether the text may stand in a header: no line break, no other control character but the tab.
func isFieldValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
}

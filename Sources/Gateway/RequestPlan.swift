import Composer
import Domain

/// One kind of request, ready for a message's values.
struct RequestPlan: Sendable {
    private enum Body: Sendable {
        case none
        case constant([UInt8])
        case json(BodyProgram)
        case form(EncodedFields)
        case raw(CompiledTemplate)
    }

    private struct DynamicHeader: Sendable {
        var name: String
        var value: CompiledTemplate
    }

    private enum Credentials: Sendable {
        case none
        case bearer(CompiledTemplate)
        case basic(user: CompiledTemplate, password: CompiledTemplate)
    }

    /// Fields that are the same for every endpoint by contract, or that belong to the transfer.
    private static let reserved: Set<String> = [
        "user-agent", "idempotency-key", "webhook-id", "webhook-timestamp", "webhook-signature", "content-length",
        "transfer-encoding",
    ]

    private let method: String
    private let url: EncodedFields
    private let constantURL: String?
    private var constantHeaders: [HeaderField]
    private var dynamicHeaders: [DynamicHeader] = []
    private var credentials = Credentials.none
    private let body: Body

    init(
        _ request: RequestDefinition, authorization: Authorization?, userAgent: String,
        compiler: inout TemplateCompiler, place: String
    ) {
        url = compiler.compileURL(request, at: place)
        constantURL = url.constant.map { String(decoding: $0, as: UTF8.self) }
        method = request.method ?? (request.body == nil ? "GET" : "POST")
        if !isToken(method) { compiler.report("\(place).method", "\(quoted(method)) is not a method") }
        constantHeaders = [HeaderField("User-Agent", userAgent)]
        let contentType: String?
        (body, contentType) = Self.compile(request.body, method: method, compiler: &compiler, place: place)
        compile(request.headers, hasCredentials: authorization != nil, compiler: &compiler, place: "\(place).headers")
        compile(authorization, compiler: &compiler)
        let names = (constantHeaders.map(\.name) + dynamicHeaders.map(\.name)).map { $0.lowercased() }
        if let contentType, !names.contains("content-type") {
            add("Content-Type", .constant(contentType), compiler: &compiler, place: place)
        }
    }

    /// What stands after the scheme in `Authorization`, if it is the same for every message.
    var constantCredentials: Secret? {
        let field = constantHeaders.first { $0.name.lowercased() == "authorization" }
        return field?.value.split(separator: " ", maxSplits: 1).last.map { Secret(String($0)) }
    }

    /// The request for one message.
    func request(
        _ values: RequestValues, signature: Signature?, timeoutMilliseconds: Int64, options: ConnectionOptions
    ) throws(RequestError) -> TransferRequest {
        let bytes: [UInt8]?
        switch body {
        case .none: bytes = nil
        case .constant(let constant): bytes = constant
        case .json(let program): bytes = try program.run(values)
        case .form(let fields): bytes = try fields.run(values)
        case .raw(let template): bytes = Array(try template.render(values).utf8)
        }
        let address: String
        if let constantURL {
            address = constantURL
        } else {
            address = String(decoding: try url.run(values), as: UTF8.self)
        }
        return TransferRequest(
            method: method, url: address, headers: try headers(values, signature: signature, body: bytes ?? []),
            body: bytes, timeoutMilliseconds: timeoutMilliseconds, options: options
        )
    }

    private func headers(
        _ values: RequestValues, signature: Signature?, body: [UInt8]
    ) throws(RequestError) -> [HeaderField] {
        let key = values.context.key
        guard isFieldValue(key) else { throw .controlCharacter(header: "Idempotency-Key") }
        var headers: [HeaderField] = []
        headers.reserveCapacity(constantHeaders.count + dynamicHeaders.count + 5)
        headers.append(contentsOf: constantHeaders)
        headers.append(HeaderField("Idempotency-Key", key))
        headers.append(HeaderField("webhook-id", key))
        if let signature {
            headers.append(contentsOf: signature.headers(id: key, seconds: values.context.now.seconds, body: body))
        }
        for header in dynamicHeaders {
            let value = try header.value.render(values)
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
}

// MARK: - Compiling

extension RequestPlan {
    private static func compile(
        _ body: BodyDefinition?, method: String, compiler: inout TemplateCompiler, place: String
    ) -> (Body, contentType: String?) {
        switch body {
        case nil:
            return (["POST", "PUT", "PATCH"].contains(method) ? .constant([]) : .none, nil)
        case .json(let tree, let omitNull):
            let program = BodyProgram(tree, omitNull: omitNull, compiler: &compiler, place: "\(place).json")
            return (.json(program), "application/json")
        case .form(let fields):
            var form = EncodedFields()
            for (index, field) in fields.enumerated() {
                form.append(field, separator: index == 0 ? "" : "&", compiler: &compiler, place: "\(place).form")
            }
            return (.form(form), "application/x-www-form-urlencoded")
        case .raw(let template, let contentType):
            return (.raw(compiler.compile(template, at: "\(place).raw")), contentType)
        }
    }

    private mutating func compile(
        _ fields: [TemplateField], hasCredentials: Bool, compiler: inout TemplateCompiler, place: String
    ) {
        var names: Set<String> = []
        for field in fields {
            let name = field.name.lowercased()
            if !isToken(field.name) {
                compiler.report(place, "\(quoted(field.name)) is not the name of a header")
            } else if Self.reserved.contains(name) {
                compiler.report(place, "the header \(field.name) is set by Carteiro itself", hint: "leave it out")
            } else if hasCredentials && name == "authorization" {
                compiler.report(place, "the header Authorization is given twice", hint: "`authorization` sets it too")
            } else if !names.insert(name).inserted {
                compiler.report(place, "the header \(field.name) is given twice")
            } else {
                let value = compiler.compile(field.template, at: "\(place).\(field.name)")
                add(field.name, value, compiler: &compiler, place: place)
            }
        }
    }

    private mutating func compile(_ authorization: Authorization?, compiler: inout TemplateCompiler) {
        switch authorization {
        case nil, .awsSignature:
            // The transport signs the request as a whole.
            break
        case .bearer(let template):
            let token = compiler.compile(template, at: "authorization.bearer")
            if let constant = token.constant {
                add("Authorization", .constant("Bearer " + constant), compiler: &compiler, place: "authorization")
            } else {
                credentials = .bearer(token)
            }
        case .basic(let userTemplate, let passwordTemplate):
            let user = compiler.compile(userTemplate, at: "authorization.basic.user")
            let password = compiler.compile(passwordTemplate, at: "authorization.basic.password")
            if user.constant?.contains(":") == true {
                compiler.report("authorization.basic.user", "a user name cannot have a colon")
            }
            if let user = user.constant, let password = password.constant {
                let value = "Basic " + Base64.encode("\(user):\(password)".utf8)
                add("Authorization", .constant(value), compiler: &compiler, place: "authorization")
            } else {
                credentials = .basic(user: user, password: password)
            }
        }
    }

    private mutating func add(
        _ name: String, _ value: CompiledTemplate, compiler: inout TemplateCompiler, place: String
    ) {
        guard let constant = value.constant else {
            return dynamicHeaders.append(DynamicHeader(name: name, value: value))
        }
        if !isFieldValue(constant) {
            compiler.report(
                place, "the value of the header \(name) has a control character",
                hint: "look for a line break at the end of a secret's file"
            )
        }
        constantHeaders.append(HeaderField(name, constant))
    }
}

/// Whether the text may stand in a header: no line break, no other control character but the tab.
private func isFieldValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
}

import Composer
import Domain

extension RequestPlan {
    /// Fields that are the same for every endpoint by contract, or that belong to the transfer.
    private static let reserved: Set<String> = [
        "user-agent", "idempotency-key", "webhook-id", "webhook-timestamp", "webhook-signature", "content-length",
        "transfer-encoding",
    ]

    /// The request made ready; what is wrong with it is noted by the compiler, under `place`.
    ///
    /// - Parameters:
    ///   - gateway: for what all its requests have in common.
    ///   - takesMail: whether it may be a mail.
    init(
        _ request: RequestDefinition, of gateway: GatewayDefinition, userAgent: String, takesMail: Bool = true,
        compiler: inout TemplateCompiler, place: String
    ) {
        compiler.available.hasMail = false
        compiler.usesMail = false
        mime = request.mime.map { MimePlan($0, compiler: &compiler, place: "\(place).mime") }
        compiler.available.hasMail = mime != nil
        let address = compiler.compileURL(request, at: place)
        url = address.fields
        scheme = address.scheme
        origin = address.origin
        isLoopback = address.isLoopback
        constantURL = url.constant.map { String(decoding: $0, as: UTF8.self) }
        method = request.method ?? (request.body == nil ? "GET" : "POST")
        if !isToken(method) { compiler.report("\(place).method", "\(quoted(method)) is not a method") }
        constantHeaders = [HeaderField("User-Agent", userAgent)]
        let contentType: String?
        (body, contentType) = Self.compile(request.body, method: method, compiler: &compiler, place: place)
        mail = Self.mailOptions(address, gateway, &compiler)
        compile(
            request.headers, hasCredentials: gateway.authorization != nil, compiler: &compiler,
            place: "\(place).headers")
        if address.isMail {
            Self.check(mail: request, of: gateway, takesMail: takesMail, compiler: &compiler, place: place)
        } else {
            compile(gateway.authorization, compiler: &compiler)
            if mime != nil, !compiler.usesMail {
                compiler.report(
                    "\(place).mime", "the mail is not used",
                    hint: "put {{mime.text}} or {{mime.base64}} into the body, or give the URL of a mail server")
            }
        }
        let names = (constantHeaders.map(\.name) + dynamicHeaders.map(\.name)).map { $0.lowercased() }
        if case .multipart = body, names.contains("content-type") {
            compiler.report("\(place).headers", "the header Content-Type is set by `multipart`", hint: "leave it out")
        }
        if let contentType, !names.contains("content-type") {
            add("Content-Type", .constant(contentType), compiler: &compiler, place: place)
        }
    }

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
            compiler.checkNames(of: fields, at: "\(place).form")
            var form = EncodedFields()
            for field in fields { form.append(field, compiler: &compiler, place: "\(place).form") }
            return (.form(form), "application/x-www-form-urlencoded")
        case .multipart(let fields):
            compiler.checkNames(of: fields, at: "\(place).multipart")
            return (.multipart(Multipart(fields, compiler: &compiler, place: "\(place).multipart")), nil)
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
                let value = compiler.compile(optional: field.isOptional) { compiler in
                    compiler.compile(field.template, at: "\(place).\(field.name)")
                }
                guard let value else { continue }
                add(field.name, value, isOptional: field.isOptional, compiler: &compiler, place: place)
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
        _ name: String, _ value: CompiledTemplate, isOptional: Bool = false, compiler: inout TemplateCompiler,
        place: String
    ) {
        guard let constant = value.constant else {
            return dynamicHeaders.append(DynamicHeader(name: name, value: value, isOptional: isOptional))
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

// MARK: - Mail servers

extension RequestPlan {
    /// How a mail server is spoken to; `nil` for HTTP.
    private static func mailOptions(
        _ address: CompiledURL, _ gateway: GatewayDefinition, _ compiler: inout TemplateCompiler
    ) -> MailOptions? {
        guard address.isMail else { return nil }
        var options = MailOptions()
        if address.scheme == .smtp {
            options.requiresTLS = (gateway.startTLS ?? (address.isLoopback ? .off : .required)) == .required
        }
        switch gateway.authorization {
        case nil:
            break
        case .basic(let user, let password):
            let user = constant(user, at: "authorization.basic.user", &compiler)
            let password = constant(password, at: "authorization.basic.password", &compiler)
            options.login = MailLogin(user: Secret(user), password: Secret(password))
        case .bearer, .awsSignature:
            compiler.report(
                "authorization", "a mail server is logged into by `basic` only",
                hint: "such as {basic: {user: carteiro, password: \"{{secret.NAME}}\"}}")
        }
        return options
    }

    private static func constant(
        _ template: StrictTemplate, at place: String, _ compiler: inout TemplateCompiler
    ) -> String {
        let value = compiler.compile(template, at: place)
        if let constant = value.constant, !constant.isEmpty, isFieldValue(constant) { return constant }
        compiler.report(place, "must be the same for every message, and a text that is not empty")
        return ""
    }

    private static func check(
        mail request: RequestDefinition, of gateway: GatewayDefinition, takesMail: Bool,
        compiler: inout TemplateCompiler, place: String
    ) {
        guard takesMail else {
            return compiler.report(
                "\(place).url", "a mail server cannot be asked", hint: "give a URL that begins with http:// or https://"
            )
        }
        if request.mime == nil {
            compiler.report(
                "\(place).url", "a mail server takes mails only",
                hint: "describe the mail, such as `mime: {from: \"Fibra Norte <cobranca@example.com>\"}`")
        }
        if request.body != nil {
            compiler.report(place, "a mail server takes no other body than `mime`", hint: "leave it out")
        }
        if request.method != nil {
            compiler.report("\(place).method", "means nothing to a mail server", hint: "leave it out")
        }
        if !request.headers.isEmpty {
            compiler.report(
                "\(place).headers", "means nothing to a mail server", hint: "a mail's headers stand in `mime.headers`")
        }
        if !request.query.isEmpty {
            compiler.report("\(place).query", "means nothing to a mail server", hint: "leave it out")
        }
        if !gateway.signing.isEmpty {
            compiler.report("signing", "means nothing to a mail server", hint: "leave it out")
        }
        if !gateway.success.require.isEmpty {
            compiler.report("success.require", "a mail server answers no JSON", hint: "leave it out")
        }
    }
}

extension TemplateCompiler {
    mutating func checkNames(of fields: [BodyField], at place: String) {
        var names: Set<String> = []
        for field in fields where !names.insert(field.name).inserted {
            report("\(place).\(field.name)", "the name stands twice in one form")
        }
    }
}

package import Domain

/// A gateway ready for use: everything about it that does not depend on a message is worked out once.
package struct GatewayPlan: Sendable, CustomStringConvertible, CustomReflectable {
    /// Masks this gateway's secrets in what is kept of its answers.
    package let redaction: Redaction
    /// What is made of what the gateway sends us; `nil`: nothing is taken from it.
    package let callbacks: CallbackPlan?

    private let requests: [PartKind: RequestPlan]
    private let textRequest: RequestPlan
    private let judge: Judge
    private let maker: RequestMaker
    /// How the gateway takes a document.
    package let documentForm: DocumentForm
    /// Whether a message may go by a template that the gateway approved.
    package let hasTemplateRequest: Bool
    /// How the gateway is asked for an address first; `nil`: it is not.
    package let precheck: PrecheckPlan?
    /// How the gateway is asked whether it works again; `nil`: the next message shows.
    package let health: HealthPlan?

    /// - Parameters:
    ///   - definition: the gateway as it was written.
    ///   - version: Carteiro's own, for `User-Agent: carteiro/VERSION`.
    /// - Throws: `GatewayProblems` with all that is wrong: unknown variables, parameters and secrets that are used but
    ///   not given, no `text` request, an impossible URL or header.
    package init(_ definition: GatewayDefinition, version: String) throws(GatewayProblems) {
        var compiler = TemplateCompiler(with: definition.with, secrets: definition.secrets)
        var plans: [PartKind: RequestPlan] = [:]
        for kind in PartKind.allCases {
            guard let request = definition.requests[kind] else { continue }
            compiler.hasFile = kind == .qr
            plans[kind] = RequestPlan(
                request, authorization: definition.authorization, userAgent: "carteiro/\(version)",
                compiler: &compiler, place: "request.\(kind.rawValue)"
            )
        }
        let signature = definition.signing.flatMap { Signature(secret: $0) }
        if definition.signing != nil, signature == nil {
            compiler.report(
                "signing", "the secret cannot be used", hint: "it is a key, or `whsec_` and the key in base64"
            )
        }
        let aws = Self.awsCredentials(definition.authorization, &compiler)
        callbacks = definition.callbacks.flatMap { CallbackPlan($0, rules: definition.rules, compiler: &compiler) }
        if definition.timeoutMilliseconds < 1 { compiler.report("timeout", "the limit has to be longer than nothing") }
        if plans[.text] == nil {
            compiler.report("request", "there is no `text` request", hint: "every gateway needs one")
        }
        guard let text = plans[.text], compiler.problems.isEmpty else { throw GatewayProblems(compiler.problems) }
        textRequest = text
        requests = plans
        judge = Judge(definition)
        redaction = Redaction(definition, credentials: text.constantCredentials)
        var options = definition.options
        options.aws = aws
        maker = RequestMaker(
            with: definition.with, secrets: definition.secrets, signature: signature,
            timeoutMilliseconds: definition.timeoutMilliseconds, options: options)
        documentForm = .none
        hasTemplateRequest = false
        precheck = nil
        health = nil
    }

    private static func awsCredentials(
        _ authorization: Authorization?, _ compiler: inout TemplateCompiler
    ) -> AWSCredentials? {
        guard case .awsSignature(let region, let service, let keyID, let secretKey)? = authorization else { return nil }
        var values: [String] = []
        for (name, template) in [("region", region), ("service", service), ("key_id", keyID), ("secret", secretKey)] {
            let place = "authorization.aws_sigv4.\(name)"
            guard let value = compiler.compile(template, at: place).constant, !value.isEmpty else {
                compiler.report(place, "must be the same for every message, and not empty")
                continue
            }
            let isName = value.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            }
            if values.count < 2, !isName {
                compiler.report(place, "has other characters than small letters, digits and hyphens")
            }
            values.append(value)
        }
        guard values.count == 4 else { return nil }
        return AWSCredentials(
            region: values[0], service: values[1], keyID: Secret(values[2]), secretKey: Secret(values[3]))
    }

    /// The whole transfer's limit, in milliseconds.
    var timeoutMilliseconds: Int64 { maker.timeoutMilliseconds }

    /// Whether a kind of part has a request of its own; those without are carried by the one for text.
    package func hasRequest(for part: PartKind) -> Bool { requests[part] != nil }

    /// What has to be done before the request that carries a part, in order.
    ///
    /// - Parameter byTemplate: whether the request is the one by an approved template.
    package func steps(for part: PartKind, byTemplate: Bool = false) -> [StepPlan] { [] }

    /// The request that carries a part.
    ///
    /// - Parameters:
    ///   - part: the kind of part.
    ///   - byTemplate: whether the message goes by an approved template; without a request for it this changes nothing.
    ///   - context: the message's values, and what the steps before captured.
    /// - Throws: `RequestError` if the message has no value for a variable, or one that cannot be sent.
    package func request(
        for part: PartKind, byTemplate: Bool = false, _ context: RequestContext
    ) throws(RequestError) -> TransferRequest {
        try maker.request(requests[part] ?? textRequest, context)
    }

    /// What came of a request.
    ///
    /// - Parameters:
    ///   - result: how the transfer ended.
    ///   - now: for waits that are given as a date.
    ///   - clientID: the request's idempotency key, the message's id where the gateway gives none (`id: client`).
    package func judge(_ result: TransferResult, now: Timestamp, clientID: String? = nil) -> Verdict {
        judge.verdict(on: result, now: now, clientID: clientID)
    }

    package var description: String { "GatewayPlan" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

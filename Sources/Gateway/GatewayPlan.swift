package import Domain

/// A gateway ready for use: everything about it that does not depend on a message is worked out once.
package struct GatewayPlan: Sendable, CustomStringConvertible, CustomReflectable {
    /// Masks this gateway's secrets in what is kept of its answers.
    package let redaction: Redaction
    /// What is made of what the gateway sends us; `nil`: nothing is taken from it.
    package let callbacks: CallbackPlan?

    /// How the gateway takes a document.
    package let documentForm: DocumentForm
    /// Whether a document may go along with the request by an approved template.
    package let templateTakesDocument: Bool
    /// Whether a password is told to a mail server on the network without TLS.
    package let sendsPasswordInClear: Bool
    /// How the gateway is asked for an address first; `nil`: it is not.
    package let precheck: PrecheckPlan?
    /// How the gateway is asked whether it works again; `nil`: the next message shows.
    package let health: HealthPlan?
    /// The places that its requests go to, the text's first, each once.
    package let connections: [ConnectionProbe]

    private let requests: [PartKind: Prepared]
    private let textRequest: Prepared
    private let templateRequest: Prepared?
    private let judge: Judge
    private let maker: RequestMaker

    /// A request and the steps before it.
    private struct Prepared: Sendable {
        var plan: RequestPlan
        var steps: [StepPlan]

        init(_ sequence: RequestSequence, _ maker: RequestMaker, _ judge: Judge) {
            plan = sequence.plan
            steps = sequence.steps.map { StepPlan($0, maker, judge) }
        }
    }

    /// - Parameters:
    ///   - definition: the gateway as it was written.
    ///   - version: Carteiro's own, for `User-Agent: carteiro/VERSION`.
    /// - Throws: `GatewayProblems` with all that is wrong: unknown variables, parameters and secrets that are used but
    ///   not given, values that may be missing where they must not, no `text` request, an impossible URL or header.
    package init(_ definition: GatewayDefinition, version: String) throws(GatewayProblems) {
        var requests = SequenceCompiler(definition, userAgent: "carteiro/\(version)")
        var sequences: [PartKind: RequestSequence] = [:]
        for kind in PartKind.allCases {
            guard let request = definition.requests[kind] else { continue }
            sequences[kind] = requests.compile(
                request, Self.available(to: kind, definition), place: "request.\(kind.rawValue)")
        }
        let template = definition.templateRequest.map { request in
            var available = Self.available(to: .text, definition)
            available.hasTemplate = true
            return requests.compile(request, available, place: "request.template")
        }
        let question = definition.precheck.map { precheck in
            requests.compile(question: precheck.request, Availability(), place: "precheck.request")
        }
        let healthQuestion = definition.health.map { health in
            requests.compile(question: health.request, Availability().withoutMessage([]), place: "health.request")
        }
        var compiler = requests.compiler
        compiler.available = Availability()
        let signature = definition.signing.isEmpty ? nil : Signature(secrets: definition.signing)
        if !definition.signing.isEmpty, signature == nil {
            compiler.report(
                "signing", "the secret cannot be used", hint: "it is a key, or `whsec_` and the key in base64"
            )
        }
        let aws = Self.awsCredentials(definition.authorization, &compiler)
        callbacks = definition.callbacks.flatMap { CallbackPlan($0, rules: definition.rules, compiler: &compiler) }
        if definition.timeoutMilliseconds < 1 { compiler.report("timeout", "the limit has to be longer than nothing") }
        if sequences[.text] == nil {
            compiler.report("request", "there is no `text` request", hint: "every gateway needs one")
        }
        if definition.precheck == nil, !definition.precheckIsOff,
            definition.rules.contains(where: { $0.outcome == .recheck })
        {
            compiler.report(
                "classify", "the outcome `recheck` needs `precheck`", hint: "say how the gateway is asked for a number")
        }
        let plans = (Array(sequences.values) + [template].compactMap { $0 }).map(\.plan)
        if definition.startTLS != nil, !plans.contains(where: { $0.scheme == .smtp }) {
            compiler.report(
                "tls.starttls", "means something for smtp:// only",
                hint: "smtps:// and https:// speak TLS from the start")
        }
        sendsPasswordInClear = plans.contains { $0.sendsPasswordInClear }
        guard let text = sequences[.text], compiler.problems.isEmpty else { throw GatewayProblems(compiler.problems) }
        var options = definition.options
        options.aws = aws
        let maker = RequestMaker(
            with: definition.with, secrets: definition.secrets, signature: signature,
            timeoutMilliseconds: definition.timeoutMilliseconds, options: options)
        let judge = Judge(definition)
        self.maker = maker
        self.judge = judge
        self.requests = sequences.mapValues { Prepared($0, maker, judge) }
        textRequest = Prepared(text, maker, judge)
        templateRequest = template.map { Prepared($0, maker, judge) }
        templateTakesDocument = template?.takesFile ?? false
        documentForm = sequences[.document] != nil ? .own : text.takesFile ? .attached : .none
        let others = PartKind.allCases.compactMap { sequences[$0] } + [template].compactMap { $0 }
        connections = ConnectionProbe.all(
            of: [text.plan] + others.flatMap { $0.steps.map(\.plan) + [$0.plan] }
                + [question, healthQuestion].compactMap { $0 }, maker)
        redaction = Redaction(definition, credentials: text.plan.constantCredentials)
        precheck = zip(definition.precheck, question).map { PrecheckPlan($0, plan: $1, maker, judge) }
        health = zip(definition.health, healthQuestion).map { HealthPlan($0, plan: $1, maker) }
    }

    /// What the request of a kind of part may use.
    private static func available(to kind: PartKind, _ definition: GatewayDefinition) -> Availability {
        var available = Availability()
        available.file =
            switch kind {
            case _ where !definition.takesFiles: .never
            case .text: .maybe
            case .document, .qr: .always
            case .line, .pix: .never
            }
        let isCaptured = definition.precheck?.capture.isEmpty == false || definition.precheckIsOff
        available.capturedAddress = isCaptured ? .maybe : .never
        return available
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

    /// Whether a message may go by a template that the gateway approved.
    package var hasTemplateRequest: Bool { templateRequest != nil }

    /// Whether a kind of part has a request of its own; those without are carried by the one for text.
    package func hasRequest(for part: PartKind) -> Bool { requests[part] != nil }

    /// What has to be done before the request that carries a part, in order.
    ///
    /// - Parameter byTemplate: whether the request is the one by an approved template.
    package func steps(for part: PartKind, byTemplate: Bool = false) -> [StepPlan] {
        sequence(for: part, byTemplate: byTemplate).steps
    }

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
        try maker.request(sequence(for: part, byTemplate: byTemplate).plan, context)
    }

    private func sequence(for part: PartKind, byTemplate: Bool) -> Prepared {
        if byTemplate, let templateRequest { return templateRequest }
        return requests[part] ?? textRequest
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

/// Both, if there are both.
private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
}

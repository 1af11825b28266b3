package import Domain

/// A gateway's callbacks, ready for use.
///
/// A callback is verified over its raw bytes before anything of it is believed; then it is decoded, and each block says
/// what of it is a receipt, a text, a state of the gateway's or a wish to be left alone. Whatever comes, the answer is
/// a value.
package struct CallbackPlan: Sendable, CustomStringConvertible, CustomReflectable {
    private let verifiers: [Verifier]
    private let challenge: Challenge?
    private let decoding: CallbackDecoding
    private let events: EventReader

    private struct Challenge: Sendable {
        var mode: String
        var parameter: String
        var token: [UInt8]
        var echo: String
    }

    /// - Parameters:
    ///   - definition: the callbacks as they were written.
    ///   - rules: the endpoint's own, for failed receipts.
    /// - Returns: `nil` if no way to verify is left: all of them are optional, and the endpoint gives none of their
    ///   secrets. Then there are no callbacks.
    init?(_ definition: CallbackDefinition, rules: [ClassifyRule], compiler: inout TemplateCompiler) {
        var verifiers: [Verifier] = []
        for (index, verification) in definition.verify.enumerated()
        where !verification.isOptional || compiler.hasSecrets(of: verification.method.templates) {
            let place = "receipts.verify[\(index)]"
            if let verifier = compiler.compile(verification, at: place) { verifiers.append(verifier) }
        }
        guard !verifiers.isEmpty else { return nil }
        self.verifiers = verifiers
        challenge = definition.challenge.flatMap { Self.challenge($0, &compiler) }
        decoding = definition.decode
        events = EventReader(definition, rules: rules)
    }

    private static func challenge(_ challenge: HubChallenge, _ compiler: inout TemplateCompiler) -> Challenge? {
        guard !challenge.isOptional || compiler.hasSecrets(of: [challenge.token]) else { return nil }
        let token = compiler.secret(challenge.token, at: "receipts.challenge.token", refuse: challenge.refuse)
        return token.map {
            Challenge(mode: challenge.mode, parameter: challenge.parameter, token: Array($0.utf8), echo: challenge.echo)
        }
    }

    /// What callbacks are verified by as the last part of their path; `nil`: they are verified otherwise.
    package var pathSecret: Secret? {
        for case .pathSecret(let secret) in verifiers { return Secret(String(decoding: secret, as: UTF8.self)) }
        return nil
    }

    /// What is to be done with a callback.
    ///
    /// - Parameter now: for signatures that grow old, and the time of what has none of its own.
    package func answer(_ request: CallbackRequest, at now: Timestamp) -> CallbackAnswer {
        if let answer = answer(toChallenge: request) { return answer }
        var callback = IncomingCallback(request, decoding: decoding)
        var shortfalls: [String] = []
        for verifier in verifiers {
            guard let shortfall = verifier.shortfall(of: &callback, at: now) else {
                return events.answer(&callback, at: now)
            }
            shortfalls.append(shortfall)
        }
        return .refused(shortfalls.joined(separator: "; "))
    }

    /// `nil`: it is no challenge.
    private func answer(toChallenge request: CallbackRequest) -> CallbackAnswer? {
        guard let challenge, request.method == "GET", let query = FormFields(request.query.utf8),
            query.value(of: challenge.mode) == "subscribe"
        else { return nil }
        guard ConstantTime.isSame(query.bytes(of: challenge.parameter) ?? [], challenge.token) else {
            return .refused("the challenge has another token")
        }
        guard let echo = query.bytes(of: challenge.echo), (1...256).contains(echo.count),
            echo.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") })
        else { return .malformed("the challenge asks for no text that could go back") }
        return .challenge(String(decoding: echo, as: UTF8.self))
    }

    package var description: String { "CallbackPlan" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

import Composer
import Crypto
import Domain

extension TemplateCompiler {
    /// Whether the gateway has every secret that the templates use.
    func hasSecrets(of templates: [StrictTemplate]) -> Bool {
        templates.flatMap(\.uses).allSatisfy { use in
            guard case .secret(let name) = Variable(use.name) else { return true }
            return secrets[name] != nil
        }
    }

    /// A way to verify with its secrets in place; `nil` if it cannot be used, which has been noted.
    mutating func compile(_ verification: CallbackVerification, at place: String) -> Verifier? {
        let refuse = verification.refuse
        switch verification.method {
        case .none:
            return Verifier.none
        case .header(let name, let value):
            return secret(value, at: "\(place).header.value", refuse: refuse).map {
                .header(name: name, value: Array($0.utf8))
            }
        case .basic(let user, let password):
            let user = constant(user, at: "\(place).basic.user")
            let password = secret(password, at: "\(place).basic.password", refuse: refuse)
            guard let user, let password else { return nil }
            return .basic(Array(Base64.encode("\(user):\(password)".utf8).utf8))
        case .pathSecret(let value):
            return secret(value, at: "\(place).path_secret", refuse: refuse).map { .pathSecret(Array($0.utf8)) }
        case .hmac(let rule):
            return secret(rule.secret, at: "\(place).hmac.secret", refuse: refuse).map {
                .signature(SignatureCheck(rule, secret: $0))
            }
        case .jwt(let template, let header, let tolerance):
            return secret(template, at: "\(place).jwt_hs256.secret", refuse: refuse).map {
                .token(TokenCheck(secret: $0, header: header, toleranceMilliseconds: tolerance))
            }
        case .field(let field, let value):
            return secret(value, at: "\(place).body_field.value", refuse: refuse).map {
                .field(field, value: Array($0.utf8))
            }
        case .standardWebhooks(let templates, let prefix, let tolerance):
            let keys = templates.compactMap { template in
                key(template, at: "\(place).standard_webhooks.secrets", refuse: refuse)
            }
            guard keys.count == templates.count, !keys.isEmpty else { return nil }
            return .webhook(WebhookCheck(keys: keys, prefix: prefix, toleranceMilliseconds: tolerance))
        }
    }

    private mutating func key(_ template: StrictTemplate, at place: String, refuse: [String]) -> SymmetricKey? {
        guard let text = secret(template, at: place, refuse: refuse) else { return nil }
        let key = Signature.key(text)
        if key == nil {
            report(place, "the secret cannot be used", hint: "it is a key, or `whsec_` and the key in base64")
        }
        return key
    }

    /// The value of a secret that callbacks are verified by. None that is empty or well known verifies anything.
    mutating func secret(_ template: StrictTemplate, at place: String, refuse: [String]) -> String? {
        guard let value = constant(template, at: place) else { return nil }
        let used = template.uses.compactMap { use -> String? in
            guard case .secret(let name) = Variable(use.name) else { return nil }
            return secrets[name]?.exposed
        }
        if value.isEmpty || used.contains("") {
            report(place, "the secret is empty", hint: "with an empty secret everybody is let in")
            return nil
        }
        let known = Set(refuse.map { Array($0.utf8) })
        if known.contains(Array(value.utf8)) || used.contains(where: { known.contains(Array($0.utf8)) }) {
            report(
                place, "the secret is one that everybody knows", hint: "set another one here and at the gateway")
            return nil
        }
        return value
    }

    /// The value of a template that is the same for every callback; `nil` if it is not, which has been noted.
    private mutating func constant(_ template: StrictTemplate, at place: String) -> String? {
        let before = problems.count
        if let value = compile(template, at: place).constant { return value }
        if problems.count == before {
            report(place, "must be the same for every callback", hint: "only `with` and `secret` have values here")
        }
        return nil
    }
}

extension CallbackVerification.Method {
    /// All that has placeholders.
    var templates: [StrictTemplate] {
        switch self {
        case .none: []
        case .header(_, let value): [value]
        case .basic(let user, let password): [user, password]
        case .pathSecret(let value): [value]
        case .hmac(let rule): [rule.secret]
        case .jwt(let secret, _, _): [secret]
        case .field(_, let value): [value]
        case .standardWebhooks(let secrets, _, _): secrets
        }
    }
}

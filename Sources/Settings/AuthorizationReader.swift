import Composer
import Gateway

/// Reads `auth:`.
struct AuthorizationReader {
    let templates: TemplateReader

    /// - Parameter missing: variables without a value, such as `secret.key`: with one of them `auth?` is left out.
    func read(_ reader: MappingReader, missing: Set<String> = []) -> Authorization? {
        if reader.isWritten("auth"), reader.isWritten("auth?") {
            reader.error("auth?", "stands beside `auth`", hint: "keep one of them")
        }
        if let keys = reader.mapping("auth?", .auth) {
            return uses(missing, reader.node("auth?")) ? nil : read(keys, line: keys.line)
        }
        guard let node = reader.node("auth"), let keys = reader.mapping("auth", .auth) else { return nil }
        return read(keys, line: node.line)
    }

    private func uses(_ variables: Set<String>, _ node: ConfigNode?) -> Bool {
        switch node?.content {
        case nil: false
        case .scalar(let scalar):
            (try? StrictTemplate(scalar.text))?.uses.contains { variables.contains($0.name) } ?? false
        case .sequence(let elements): elements.contains { uses(variables, $0) }
        case .mapping(let members): members.contains { uses(variables, $0.value) }
        }
    }

    private func read(_ keys: MappingReader, line: Int) -> Authorization? {
        let report = templates.report
        templates.note("auth", line: line)
        let methods = ["bearer", "basic", "aws_sigv4"].filter { keys.isWritten($0) }
        guard methods.count == 1 else {
            report.error(
                line, "\(keys.path) must name one way", hint: "such as {bearer: \"{{secret.NAME}}\"}")
            return nil
        }
        if let node = keys.node("bearer") {
            return templates.secretTemplate(node, at: "auth.bearer").map { .bearer($0) }
        }
        if keys.isWritten("aws_sigv4") { return signature(keys) }
        guard let basic = keys.mapping("basic", .basic) else { return nil }
        let hint = "such as {user: carteiro, password: \"{{secret.NAME}}\"}"
        let user = basic.requiredNode("user", hint: hint).flatMap { templates.template($0, at: "auth.basic.user") }
        let password = basic.requiredNode("password", hint: hint)
            .flatMap { templates.secretTemplate($0, at: "auth.basic.password") }
        guard let user, let password else { return nil }
        return .basic(user: user, password: password)
    }

    private func signature(_ keys: MappingReader) -> Authorization? {
        guard let reader = keys.mapping("aws_sigv4", .awsSignature) else { return nil }
        let hint =
            "such as {region: sa-east-1, service: ses, key_id: \"{{secret.key_id}}\", secret: \"{{secret.secret_key}}\"}"
        let place = { (name: String) in "auth.aws_sigv4.\(name)" }
        let names = ["region", "service"].map { name in
            reader.requiredNode(name, hint: hint).flatMap { templates.template($0, at: place(name)) }
        }
        let secrets = ["key_id", "secret"].map { name in
            reader.requiredNode(name, hint: hint).flatMap { templates.secretTemplate($0, at: place(name)) }
        }
        guard let region = names[0], let service = names[1], let keyID = secrets[0], let secret = secrets[1] else {
            return nil
        }
        return .awsSignature(region: region, service: service, keyID: keyID, secretKey: secret)
    }
}

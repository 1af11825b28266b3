import Gateway

/// Reads `auth:`.
struct AuthorizationReader {
    let templates: TemplateReader

    func read(_ reader: MappingReader) -> Authorization? {
        guard let node = reader.node("auth"), let keys = reader.mapping("auth", .auth) else { return nil }
        let report = templates.report
        templates.note("auth", line: node.line)
        let methods = ["bearer", "basic"].filter { keys.isWritten($0) }
        guard methods.count == 1 else {
            if methods.isEmpty, keys.isWritten("aws_sigv4") { return nil }
            report.error(
                node.line, "\(keys.path) must name one way", hint: "such as {bearer: \"{{secret.NAME}}\"}")
            return nil
        }
        if let node = keys.node("bearer") {
            return templates.secretTemplate(node, at: "auth.bearer").map { .bearer($0) }
        }
        guard let basic = keys.mapping("basic", .basic) else { return nil }
        let hint = "such as {user: carteiro, password: \"{{secret.NAME}}\"}"
        let user = basic.requiredNode("user", hint: hint).flatMap { templates.template($0, at: "auth.basic.user") }
        let password = basic.requiredNode("password", hint: hint)
            .flatMap { templates.secretTemplate($0, at: "auth.basic.password") }
        guard let user, let password else { return nil }
        return .basic(user: user, password: password)
    }
}

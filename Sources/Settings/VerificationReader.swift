import Composer
import Domain
import Gateway

/// Reads `receipts.verify`, how callbacks are told from forgeries.
struct VerificationReader {
    private static let hint =
        "such as {header: {name: X-Token, value: \"{{secret.hook}}\"}}; {path_secret: \"{{secret.hook}}\"} "
        + "where the gateway signs nothing"

    let templates: TemplateReader

    private var report: Report { templates.report }
    private var conditions: ConditionReader { ConditionReader(report: report) }

    /// All ways that are written; any of them is enough.
    func read(_ reader: MappingReader) -> [CallbackVerification] {
        guard reader.requiredNode("verify", hint: Self.hint) != nil else { return [] }
        let nodes = reader.elements("verify")
        if nodes.isEmpty { reader.error("verify", "is an empty list", hint: Self.hint) }
        return nodes.enumerated().compactMap { index, node in
            let place = "receipts.verify[\(index)]"
            templates.note(place, line: node.line)
            return verification(node, place: place)
        }
    }

    private func verification(_ node: ConfigNode, place: String) -> CallbackVerification? {
        if node.scalar?.text == "none" {
            report.warning(
                node.line, "\(templates.name(place)): whoever reaches the listener can forge callbacks",
                hint: "{path_secret: \"{{secret.NAME}}\"} puts a secret into the URL that the gateway calls")
            return CallbackVerification(.none)
        }
        let (plain, optional) = CallbackReader.plain(node)
        guard let reader = MappingReader(plain, path: templates.name(place), keys: .verification, report: report)
        else { return nil }
        let methods = KeyList.verification.known.filter { $0 != "refuse" }
        let written = methods.filter { reader.isWritten($0) }
        guard written.count == 1, let name = written.first else {
            report.error(
                node.line, "\(reader.path) must name one way", hint: "one of \(alternatives(methods)), or none")
            return nil
        }
        let refuse = reader.texts("refuse").map(\.text)
        return method(name, reader, place: place).map {
            CallbackVerification($0, refuse: refuse, isOptional: optional.contains(name))
        }
    }

    private func method(_ name: String, _ reader: MappingReader, place: String) -> CallbackVerification.Method? {
        let place = "\(place).\(name)"
        switch name {
        case "header": return header(reader, place: place)
        case "basic": return basic(reader, place: place)
        case "path_secret":
            return reader.node(name).flatMap { templates.secretTemplate($0, at: place) }.map { .pathSecret($0) }
        case "hmac": return reader.mapping(name, .hmac).flatMap { hmac($0, place: place) }
        case "jwt_hs256": return token(reader, place: place)
        case "body_field": return field(reader, place: place)
        default: return standardWebhooks(reader, place: place)
        }
    }

    private func secret(_ reader: MappingReader, _ key: String, place: String) -> StrictTemplate? {
        reader.requiredNode(key, hint: "such as \"{{secret.hook}}\"")
            .flatMap { templates.secretTemplate($0, at: "\(place).\(key)") }
    }

    // MARK: - Ways

    private func header(_ reader: MappingReader, place: String) -> CallbackVerification.Method? {
        guard let keys = reader.mapping("header", .verifiedHeader) else { return nil }
        let name = headerName(keys, "name", isRequired: true)
        let value = secret(keys, "value", place: place)
        guard let name, let value else { return nil }
        return .header(name: name, value: value)
    }

    private func basic(_ reader: MappingReader, place: String) -> CallbackVerification.Method? {
        guard let keys = reader.mapping("basic", .basic) else { return nil }
        let user = keys.requiredNode("user", hint: "such as carteiro")
            .flatMap { templates.template($0, at: "\(place).user") }
        let password = secret(keys, "password", place: place)
        guard let user, let password else { return nil }
        return .basic(user: user, password: password)
    }

    private func token(_ reader: MappingReader, place: String) -> CallbackVerification.Method? {
        guard let keys = reader.mapping("jwt_hs256", .token) else { return nil }
        let secret = secret(keys, "secret", place: place)
        let header = headerName(keys, "header", isRequired: false)
        let tolerance = keys.duration("tolerance", in: 0...3_600_000) ?? 60_000
        return secret.map { .jwt(secret: $0, header: header ?? "Authorization", toleranceMilliseconds: tolerance) }
    }

    private func field(_ reader: MappingReader, place: String) -> CallbackVerification.Method? {
        guard let keys = reader.mapping("body_field", .bodyField) else { return nil }
        let value = secret(keys, "value", place: place)
        let hint = "such as token, form:token or query:token"
        guard keys.requiredNode("path", hint: hint) != nil, let path = conditions.place(keys, "path"), let value else {
            return nil
        }
        return .field(path, value: value)
    }

    private func standardWebhooks(_ reader: MappingReader, place: String) -> CallbackVerification.Method? {
        guard let keys = reader.mapping("standard_webhooks", .standardWebhooks) else { return nil }
        let prefix: WebhookPrefix = keys.choice("prefix") ?? .standard
        let tolerance = tolerance(keys)
        guard keys.requiredNode("secrets", hint: "such as [\"{{secret.hook}}\"]") != nil else { return nil }
        let nodes = keys.elements("secrets")
        if nodes.isEmpty { keys.error("secrets", "is an empty list") }
        let secrets = nodes.compactMap { templates.secretTemplate($0, at: "\(place).secrets") }
        guard !secrets.isEmpty, secrets.count == nodes.count else { return nil }
        return .standardWebhooks(secrets: secrets, prefix: prefix.rawValue, toleranceMilliseconds: tolerance)
    }

    private enum WebhookPrefix: String, CaseIterable {
        case standard = "webhook-"
        case svix = "svix-"
    }

    // MARK: - Signatures

    private func hmac(_ reader: MappingReader, place: String) -> CallbackVerification.Method? {
        let secret = secret(reader, "secret", place: place)
        let algorithm: SignatureAlgorithm? = reader.choice("algorithm")
        let encoding: SignatureEncoding? = reader.choice("encoding")
        let content: SignedContent? = reader.choice("over")
        let over = content ?? .body
        let prefix = reader.text("prefix")
        let tolerance = tolerance(reader)
        let signature = signed(reader, "signature", header: "header")
        if !reader.isWritten("signature"), !reader.isWritten("header") {
            report.error(
                reader.line, "\(reader.path) does not say where the signature stands",
                hint: "such as `header: X-Signature`, or `signature: json:signature.signature`")
        }
        let timestamp = signed(reader, "timestamp", header: "timestamp_header")
        let token = signed(reader, "token")
        let id = signed(reader, "id")
        if content != nil || !reader.isWritten("over") { require(over, reader) }
        guard let secret, let signature else { return nil }
        return .hmac(
            SignatureRule(
                secret: secret, algorithm: algorithm ?? .sha256, encoding: encoding ?? .hex, prefix: prefix ?? "",
                over: over, signature: signature, timestamp: timestamp, token: token, id: id,
                toleranceMilliseconds: tolerance))
    }

    /// A place that is written out, or the name of the header that it is.
    private func signed(_ reader: MappingReader, _ key: String, header: String? = nil) -> Extraction? {
        if let header, reader.isWritten(header) {
            if reader.isWritten(key) {
                reader.error(key, "stands beside `\(header)`", hint: "keep one of them")
            }
            return headerName(reader, header, isRequired: false).map { .header($0) }
        }
        return conditions.parse(reader, key) { (text) throws(GatewaySyntaxError) in
            try Extraction(parsing: text, of: .callback)
        }
    }

    /// What is signed has to be named, and nothing else has a meaning.
    private func require(_ over: SignedContent, _ reader: MappingReader) {
        let parts: [(keys: [String], isNeeded: Bool, hint: String)] = [
            (["timestamp", "timestamp_header"], over.needsTimestamp, "such as `timestamp_header: X-Timestamp`"),
            (["token"], over.needsToken, "such as `token: json:signature.token`"),
            (["id"], over.needsID, "such as `id: header:X-Id`"),
        ]
        for part in parts {
            let written = part.keys.first { reader.isWritten($0) }
            if part.isNeeded, written == nil {
                report.error(
                    reader.line, "\(reader.path) signs over \(over.rawValue), and `\(part.keys[0])` is missing",
                    hint: part.hint)
            } else if !part.isNeeded, let written {
                reader.error(
                    written, "has no meaning over \(over.rawValue)", hint: "what is not signed proves nothing")
            }
        }
        if reader.isWritten("tolerance"), !over.needsTimestamp {
            reader.error("tolerance", "has no meaning over \(over.rawValue)", hint: "it is about the timestamp")
        }
    }

    private func tolerance(_ reader: MappingReader) -> Int64 {
        reader.duration("tolerance", in: 1000...7 * 86_400_000) ?? SignatureRule.usualToleranceMilliseconds
    }

    private func headerName(_ reader: MappingReader, _ key: String, isRequired: Bool) -> String? {
        if isRequired, reader.requiredNode(key, hint: "such as X-Token") == nil { return nil }
        let header = conditions.parse(reader, key) { (text) throws(GatewaySyntaxError) in
            try Extraction(parsing: "header:\(text)", of: .callback)
        }
        guard case .header(let name)? = header else { return nil }
        return name
    }
}

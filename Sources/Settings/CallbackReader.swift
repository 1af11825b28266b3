import Domain
import Gateway

/// Reads `receipts`, what a gateway calls back with.
struct CallbackReader {
    let templates: TemplateReader
    let tables: TableReader

    private var report: Report { templates.report }
    private var conditions: ConditionReader { ConditionReader(report: report) }

    /// - Returns: `nil` if there are none, and if they cannot be used, which has been reported.
    func read(_ reader: MappingReader) -> CallbackDefinition? {
        guard let node = reader.node("receipts"), node.scalar?.text != "off" else { return nil }
        templates.note("receipts", line: node.line)
        let (plain, optional) = Self.plain(node)
        guard let keys = MappingReader(plain, path: reader.name(of: "receipts"), keys: .receipts, report: report)
        else { return nil }
        let verify = VerificationReader(templates: templates).read(keys)
        let challenge = challenge(keys, isOptional: optional.contains("challenge"))
        let decode = decoding(keys)
        let each = path(keys, "each")
        let blocks = CallbackBlockReader(report: report, tables: tables)
        let receipts = blocks.all("receipt", keys, .receipt, blocks.receipt)
        let inbound = blocks.all("inbound", keys, .inbound, blocks.inbound)
        let sessions = blocks.all("session", keys, .session, blocks.session)
        let optOuts = blocks.all("opt_out", keys, .toldOptOut, blocks.optOut)
        let names = ["receipt", "inbound", "session", "opt_out"]
        if !names.contains(where: { keys.isWritten($0) }) {
            report.error(
                keys.line, "\(keys.path) says nothing of what is called back", hint: "add \(alternatives(names))")
        }
        return CallbackDefinition(
            verify: verify, challenge: challenge, decode: decode, each: each, receipts: receipts, inbound: inbound,
            sessions: sessions, optOuts: optOuts)
    }

    /// A key without the `?` that says it is left out where a secret is not given.
    static func name(_ key: String) -> String {
        key.hasSuffix("?") ? String(key.dropLast()) : key
    }

    /// A mapping whose keys have no `?`, and the keys that had one.
    static func plain(_ node: ConfigNode) -> (node: ConfigNode, optional: Set<String>) {
        guard case .mapping(let members) = node.content else { return (node, []) }
        var plain = node
        plain.content = .mapping(
            members.map { ConfigMember(key: name($0.key), keyLine: $0.keyLine, value: $0.value) })
        return (plain, Set(members.map(\.key).filter { $0.hasSuffix("?") }.map(name)))
    }

    private func challenge(_ reader: MappingReader, isOptional: Bool) -> HubChallenge? {
        guard let keys = reader.mapping("challenge", .challenge) else { return nil }
        let token = keys.requiredNode("token", hint: "such as \"{{secret.verify}}\"")
            .flatMap { templates.secretTemplate($0, at: "receipts.challenge.token") }
        let mode = keys.text("mode")
        let parameter = keys.text("parameter")
        let echo = keys.text("echo")
        let refuse = keys.texts("refuse").map(\.text)
        guard let token else { return nil }
        var challenge = HubChallenge(token: token, refuse: refuse, isOptional: isOptional)
        challenge.mode = mode ?? challenge.mode
        challenge.parameter = parameter ?? challenge.parameter
        challenge.echo = echo ?? challenge.echo
        return challenge
    }

    private func decoding(_ reader: MappingReader) -> CallbackDecoding {
        guard let node = reader.node("decode") else { return .json }
        guard case .mapping = node.content else {
            let word: Decoding? = reader.choice("decode")
            switch word {
            case .json, nil: return .json
            case .form: return .form
            case .query: return .query
            }
        }
        guard let keys = reader.mapping("decode", .decoding) else { return .json }
        guard keys.isWritten("form_json") != keys.isWritten("json_string") else {
            report.error(node.line, "\(keys.path) must name one place", hint: "such as {form_json: jsonData}")
            return .json
        }
        if let field = keys.text("form_json") { return .formJSON(field: field) }
        return path(keys, "json_string").map { .jsonString($0) } ?? .json
    }

    private enum Decoding: String, CaseIterable { case json, form, query }

    private func path(_ reader: MappingReader, _ key: String) -> JSONPath? {
        conditions.parse(reader, key) { (text) throws(GatewaySyntaxError) in try JSONPath(parsing: text) }
    }
}

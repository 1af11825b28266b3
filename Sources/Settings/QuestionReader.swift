import Gateway

/// Reads what a gateway is asked beside its messages: `precheck` and `health`.
struct QuestionReader {
    let templates: TemplateReader
    let defaults: RequestReader.Defaults

    private var report: Report { templates.report }
    private var rules: RuleReader { RuleReader(report: report) }

    /// Whether the key says `off`, which takes away what a preset says.
    static func isOff(_ key: String, _ reader: MappingReader) -> Bool {
        reader.node(key)?.scalar?.text == "off"
    }

    func precheck(_ reader: MappingReader) -> PrecheckDefinition? {
        guard !Self.isOff("precheck", reader), let keys = reader.mapping("precheck", .precheck) else { return nil }
        let hint = "what an answer looks like then, such as {http: 200, json: {path: numberExists, equals: true}}"
        templates.note("precheck", line: keys.line)
        let request = keys.requiredNode(
            "request", hint: "such as {url: \"https://…\", query: {phone: \"{{to.digits}}\"}}"
        )
        .flatMap { self.request($0, keys, place: "precheck.request", .init()) }
        let exists = keys.requiredNode("exists", hint: hint) == nil ? [] : rules.anyOf("exists", keys)
        let missing = keys.requiredNode("missing", hint: hint) == nil ? [] : rules.anyOf("missing", keys)
        let capture = keys.node("capture").map {
            AnswerReader(report: report).places($0, name: keys.name(of: "capture"))
        }
        let cache = keys.duration("cache", in: 0...90 * 86_400_000) ?? 7 * 86_400_000
        guard let request, !exists.isEmpty, !missing.isEmpty else { return nil }
        return PrecheckDefinition(
            request: request, exists: exists, missing: missing, capture: capture ?? [], cacheMilliseconds: cache)
    }

    func health(_ reader: MappingReader) -> HealthDefinition? {
        guard !Self.isOff("health", reader), let keys = reader.mapping("health", .health) else { return nil }
        templates.note("health", line: keys.line)
        guard keys.isWritten("url") != keys.isWritten("request") else {
            report.error(
                keys.line, "\(keys.path) must have either `url` or `request`",
                hint: "such as {url: \"{{with.url}}/status\", ok: {path: state, equals: open}}")
            return nil
        }
        let usable = RequestReader.Usable(hasMessage: false)
        let request: RequestDefinition?
        if let url = keys.node("url") {
            let member = ConfigMember(key: "url", keyLine: url.line, value: url)
            let node = ConfigNode(line: keys.line, content: .mapping([member]))
            templates.note("health.request.url", line: url.line)
            request = self.request(node, keys, place: "health.request", usable)
        } else {
            request = keys.node("request").flatMap { self.request($0, keys, place: "health.request", usable) }
        }
        let ok = rules.anyOf("ok", keys)
        return request.map { HealthDefinition(request: $0, ok: ok) }
    }

    private func request(
        _ node: ConfigNode, _ reader: MappingReader, place: String, _ usable: RequestReader.Usable
    ) -> RequestDefinition? {
        templates.note(place, line: node.line)
        return MappingReader(node, path: reader.name(of: "request"), keys: .plainQuestion, report: report).flatMap {
            RequestReader(templates: templates).question($0, place: place, defaults, usable: usable)
        }
    }
}

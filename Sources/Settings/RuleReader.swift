import Domain
import Gateway

/// Reads `classify:`, the ordered rules about answers.
struct RuleReader {
    /// A rule with more combinations of alternatives than this is a mistake.
    private static let maximumCombinations = 64

    let report: Report
    /// Where codes are looked up.
    var tables: TableReader?

    private var conditions: ConditionReader { ConditionReader(report: report) }

    func read(_ reader: MappingReader) -> [ClassifyRule] {
        reader.elements("classify").enumerated().flatMap { index, node in
            rules(node, name: "\(reader.name(of: "classify"))[\(index)]")
        }
    }

    /// The rules that one entry stands for: one for each alternative of its lists, in their order.
    private func rules(_ node: ConfigNode, name: String) -> [ClassifyRule] {
        guard let reader = MappingReader(node, path: name, keys: .rule, report: report) else { return [] }
        if reader.isWritten("table") { return rules(byTable: reader) }
        if reader.isWritten("code") { reader.error("code", "goes with `table` only") }
        if !reader.isWritten("outcome") {
            report.error(
                reader.line, "\(reader.name(of: "outcome")) is missing",
                hint: "one of \(alternatives(Outcome.allCases.map(\.rawValue)))")
        }
        if !reader.isWritten("when") {
            report.error(reader.line, "\(reader.name(of: "when")) is missing", hint: "such as {http: 404}")
        }
        let outcome: Outcome? = reader.choice("outcome")
        let scope: FaultScope? = reader.choice("scope")
        let reason = reason(reader)
        let retry = retry(reader)
        guard let when = reader.mapping("when", .conditions) else { return [] }
        let combinations = combinations(when)
        guard let outcome else { return [] }
        return combinations.map {
            ClassifyRule(when: $0, outcome: outcome, reason: reason, scope: scope, retry: retry)
        }
    }

    /// The rules that a table stands for: one for each of its entries.
    private func rules(byTable reader: MappingReader) -> [ClassifyRule] {
        for key in ["outcome", "reason", "scope", "retry"] where reader.isWritten(key) {
            reader.error(key, "stands beside `table`", hint: "each entry of the table has its own")
        }
        let path = reader.requiredNode("code", hint: "where the answer has the code, such as error.code").flatMap { _ in
            conditions.parse(reader, "code") { (text) throws(GatewaySyntaxError) in try JSONPath(parsing: text) }
        }
        guard let name = reader.text("table"), let tables else { return [] }
        let entries = tables.table(name, line: reader.line(of: "table"), key: reader.name(of: "table"))
        let when = reader.mapping("when", .conditions).map { combinations($0) } ?? [Conditions()]
        guard let path else { return [] }
        return when.flatMap { shared in
            entries.map { entry in
                var conditions = shared
                conditions.json.append(JSONCondition(path: path, test: .ranges(entry.codes)))
                return ClassifyRule(
                    when: conditions, outcome: entry.outcome, reason: entry.reason, scope: entry.scope,
                    retry: entry.retry)
            }
        }
    }

    /// The conditions under a key, any of which may hold: each as `when`, or the short form `{path: …, equals: …}`.
    func anyOf(_ key: String, _ reader: MappingReader) -> [Conditions] {
        reader.elements(key).flatMap { node -> [Conditions] in
            let name = reader.name(of: key)
            if case .mapping(let members) = node.content, members.contains(where: { $0.key == "path" }) {
                let tests = conditions.json(node, name: name)
                return tests.isEmpty ? [] : [Conditions(json: tests)]
            }
            return MappingReader(node, path: name, keys: .conditions, report: report).map(combinations) ?? []
        }
    }

    /// The conditions of a `when`; its alternatives are as many.
    func combinations(_ reader: MappingReader) -> [Conditions] {
        if !KeyList.conditions.known.contains(where: { reader.isWritten($0) }) {
            report.error(reader.line, "\(reader.path) asks nothing", hint: "such as {http: 404}")
        }
        let shared = Conditions(
            transport: reader.choices("transport"), sent: reader.choice("sent"),
            http: conditions.parsed(reader, "http") { (text) throws(GatewaySyntaxError) in
                try StatusPattern(parsing: text)
            },
            smtp: conditions.parsed(reader, "smtp") { (text) throws(GatewaySyntaxError) in
                try StatusPattern(parsingReply: text)
            },
            smtpEnhanced: conditions.parsed(reader, "smtp_enhanced") { (text) throws(GatewaySyntaxError) in
                try EnhancedPattern(parsing: text)
            },
            body: reader.choices("body"),
            text: conditions.parsed(reader, "text") { (text) throws(GatewaySyntaxError) in try Pattern(text) }
        )
        let headers = reader.elements("header").map { conditions.header($0, name: reader.name(of: "header")) }
        let json = reader.elements("json").map { conditions.json($0, name: reader.name(of: "json")) }
        let (headerChoices, jsonChoices) = (headers.isEmpty ? [[]] : headers, json.isEmpty ? [[]] : json)
        guard headerChoices.count * jsonChoices.count <= Self.maximumCombinations else {
            report.error(reader.line, "\(reader.path) has too many alternatives", hint: "make it several rules")
            return []
        }
        return headerChoices.flatMap { headers in
            jsonChoices.map { json in
                var combination = shared
                combination.headers = headers
                combination.json = json
                return combination
            }
        }
    }

    /// A reason goes into the outbox's `reason` column, where scripts compare it.
    func reason(_ reader: MappingReader) -> String? {
        guard let reason = reader.text("reason") else { return nil }
        let isWord = reason.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        if isWord, reason.utf8.count <= 64 { return reason }
        reader.error(
            "reason", "must be a word of small letters, digits and hyphens, but is \(quoted(reason))",
            hint: "such as not-on-whatsapp")
        return nil
    }

    func retry(_ reader: MappingReader) -> RetryHint? {
        guard let node = reader.node("retry") else { return nil }
        let limits: ClosedRange<Int64> = 0...RetryHint.limitMilliseconds
        guard case .mapping = node.content else {
            return reader.duration("retry", in: limits).map { .fixed(milliseconds: $0) }
        }
        guard let mapping = reader.mapping("retry", .retryHint) else { return nil }
        if !mapping.isWritten("from") {
            report.error(
                mapping.line, "\(mapping.name(of: "from")) is missing", hint: "such as [header:Retry-After]")
        }
        let sources = conditions.parsed(mapping, "from") { (text) throws(GatewaySyntaxError) in
            try RetrySource(parsing: text)
        }
        let least = mapping.duration("min", in: limits) ?? 0
        let most = mapping.duration("max", in: limits) ?? RetryHint.limitMilliseconds
        if least > most { mapping.error("min", "is longer than `max`") }
        return .from(sources, minMilliseconds: least, maxMilliseconds: max(least, most))
    }
}

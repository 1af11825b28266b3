import Composer
import Domain

/// Reads `lint`: rules of one's own, and findings that are silenced with a reason.
struct LintReader {
    let report: Report

    func read(_ reader: MappingReader) -> Lint {
        guard let keys = reader.mapping("lint", .lint) else { return Lint() }
        let rules = keys.elements("rules").enumerated().compactMap { rule($1, name: "lint.rules[\($0)]") }
        var known = LintRule.standard
        for rule in rules {
            // One with a known id takes the place of what is built in.
            known.removeAll { $0.id == rule.id }
            known.append(rule)
        }
        let exemptions = keys.elements("silence").enumerated()
            .compactMap { exemption($1, name: "lint.silence[\($0)]", known: known.map(\.id)) }
        return Lint(rules: known, exemptions: exemptions)
    }

    private func rule(_ node: ConfigNode, name: String) -> LintRule? {
        guard let keys = MappingReader(node, path: name, keys: .lintRule, report: report) else { return nil }
        enum Severity: String, CaseIterable { case error, warning }
        let severity: Severity? = keys.choice("severity")
        let id = keys.requiredText("id", hint: "a short name of your own, such as X1")
        let regex = keys.requiredText("regex", hint: "a regular expression that finds the words")
        let why = keys.requiredText("why", hint: "what is wrong with the words, for who reads `carteiro check`")
        guard let id, let regex, let why else { return nil }
        do throws(LintRuleError) {
            return try LintRule(
                id: id, demand: keys.boolean("required") == true ? .requires : .forbids,
                severity: severity == .error ? .error : .warning, pattern: regex, why: why,
                suggestion: keys.text("suggestion"), allowedIn: Set(keys.choices("allowed_in")))
        } catch {
            report.error(keys.line(of: "regex"), "\(name): \(error.message)", hint: error.hint)
            return nil
        }
    }

    private func exemption(_ node: ConfigNode, name: String, known: [String]) -> LintExemption? {
        guard let keys = MappingReader(node, path: name, keys: .lintExemption, report: report) else { return nil }
        let rule = keys.requiredText("rule", hint: "its id, such as B06, as `carteiro check` shows it")
        let reason = keys.requiredText("reason", hint: "why it does not apply here")
        guard let rule, let reason else { return nil }
        guard known.contains(rule) else {
            let guess = nearest(to: rule, among: known)
            keys.error("rule", "is \(quoted(rule)), which no rule is called", hint: guess.map { "did you mean \($0)?" })
            return nil
        }
        return LintExemption(rule: rule, template: keys.text("template"), reason: reason)
    }
}

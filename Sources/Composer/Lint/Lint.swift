package import Domain

/// Finds phrases that a reminder must not have, and elements that it lacks.
///
/// A phrase is found however it is accented, capitalised, spaced, broken into lines, set in bold, written with digits
/// for letters or taken apart by characters that are not seen. Of a template only literal text counts, the subject
/// included; names of variables and comments do not, and of a page's markup only active content and what is loaded from
/// elsewhere. At most 65,536 characters are looked at, and at most 20 findings of one rule are reported for a text.
package struct Lint: Sendable {
    /// How many findings of one rule are reported for a text.
    private static let findingsPerRule = 20

    private let rules: [LintRule]
    private let exemptions: [LintExemption]

    /// - Parameters:
    ///   - rules: default: the standard. Of two with the same id the last counts.
    ///   - exemptions: default: none.
    package init(rules: [LintRule] = LintRule.standard, exemptions: [LintExemption] = []) {
        let last = Dictionary(rules.enumerated().map { ($1.id, $0) }) { max($0, $1) }
        self.rules = rules.enumerated().filter { last[$1.id] == $0 }.map(\.element)
        self.exemptions = exemptions
    }

    /// What is wrong with a template, sorted by line.
    package func problems(in source: TemplateText) -> [Problem] {
        let applicable = rules.filter { rule in
            rule.concerns(source.kind, on: source.channel) && !isSilenced(rule, in: source.name)
        }
        let phrases = applicable.filter { $0.demand == .forbids }
        var findings: [Finding] = []
        if let subject = source.subject { findings += self.findings(of: phrases, in: subject) }
        let body = source.body
        findings += self.findings(of: phrases, in: body)
        var readings = LintReadings(body)
        let isFormal = source.kind == .notice && announcesConsequences(source.subject, &readings)
        for var rule in applicable where rule.demand == .requires {
            if isFormal, rule.isFormal { rule.severity = .error }
            findings += lack(of: rule, in: source, &readings)
        }
        return Self.problems(findings, file: source.file)
    }

    /// The forbidden phrases in a text as its reader gets it, by line of that text.
    ///
    /// - Parameters:
    ///   - channel: default: WhatsApp.
    ///   - isHTML: whether it is a page (default: false).
    ///   - template: the template's name, for exemptions.
    ///   - file: for `Problem.file`.
    package func problems(
        inMessage text: String, kind: MessageKind, channel: Channel = .whatsapp, isHTML: Bool = false,
        template: String? = nil, file: String = ""
    ) -> [Problem] {
        let phrases = rules.filter { rule in
            rule.demand == .forbids && rule.concerns(kind, on: channel) && !isSilenced(rule, in: template)
        }
        let passage = LintPassage(text, firstLine: 1, isTemplate: false, isHTML: isHTML)
        return Self.problems(findings(of: phrases, in: passage), file: file)
    }

    /// Whether the text has a phrase that only a notice may have; silenced rules count too.
    private func announcesConsequences(_ subject: LintPassage?, _ body: inout LintReadings) -> Bool {
        var subject = subject.map { LintReadings($0) }
        return rules.filter(\.announcesConsequence).contains { rule in
            let isInSubject = subject?.search(rule, limit: 1).ranges.isEmpty == false
            return isInSubject || !body.search(rule, limit: 1).ranges.isEmpty
        }
    }

    private func isSilenced(_ rule: LintRule, in template: String?) -> Bool {
        exemptions.contains { $0.silences(rule.id, in: template) }
    }
}

// MARK: - Findings

extension Lint {
    private struct Finding {
        var line: Int
        var severity: Problem.Severity
        var message: String
        var hint: String?
    }

    private func findings(of rules: [LintRule], in passage: LintPassage) -> [Finding] {
        var readings = LintReadings(passage)
        var findings: [(position: Int, finding: Finding)] = []
        for rule in rules {
            let result = readings.search(rule, limit: Self.findingsPerRule)
            for range in result.ranges {
                let words = passage.quotation(range, hidingDigits: rule.hidesDigits)
                let line = passage.line(of: range.lowerBound)
                findings.append((range.lowerBound, Self.finding(rule, line: line, words: words)))
            }
            if result.gaveUp { findings.append((0, Self.surrender(rule, line: passage.firstLine))) }
        }
        if passage.isCut { findings.append((passage.scalars.count, Self.cut(passage))) }
        return findings.sorted { $0.position < $1.position }.map(\.finding)
    }

    private static func finding(_ rule: LintRule, line: Int, words: String) -> Finding {
        let category = rule.category.isEmpty ? "" : " \(rule.category)"
        let why = rule.why.isEmpty ? "" : " (\(rule.why))"
        return Finding(
            line: line, severity: rule.severity, message: "\(rule.id)\(category): \"\(words)\"\(why)",
            hint: rule.suggestion)
    }

    private func lack(of rule: LintRule, in source: TemplateText, _ readings: inout LintReadings) -> [Finding] {
        if let condition = rule.condition, !source.uses(condition) { return [] }
        if !rule.fulfillingParts.isDisjoint(with: source.parts) { return [] }
        let line = readings.passage.firstLine
        let result = readings.search(rule, limit: 1)
        if !result.ranges.isEmpty { return [] }
        if result.gaveUp { return [Self.surrender(rule, line: line)] }
        let element = rule.category.isEmpty ? "what \"\(rule.pattern.source)\" looks for" : rule.category
        let why = rule.why.isEmpty ? "" : " (\(rule.why))"
        return [
            Finding(
                line: line, severity: rule.severity, message: "\(rule.id) missing: \(element)\(why)",
                hint: rule.suggestion)
        ]
    }

    private static func surrender(_ rule: LintRule, line: Int) -> Finding {
        Finding(
            line: line, severity: .warning,
            message: "\(rule.id) cannot be judged: its regular expression takes too many steps on this text",
            hint: "write it without a repetition inside of another, such as (a+)+")
    }

    private static func cut(_ passage: LintPassage) -> Finding {
        Finding(
            line: passage.line(of: passage.scalars.count), severity: .warning,
            message: "the text is longer than \(LintPassage.maximumLength) characters; the rest is not looked at",
            hint: "no message needs so much: shorten it")
    }

    private static func problems(_ findings: [Finding], file: String) -> [Problem] {
        findings.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map { _, finding in
            Problem(
                file: file, line: finding.line, severity: finding.severity, message: finding.message,
                hint: finding.hint)
        }
    }
}

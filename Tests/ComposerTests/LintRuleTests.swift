import Domain
import Testing

@testable import Composer

@Suite("Rules and exemptions of the configuration")
struct LintRuleTests {
    private func found(_ text: String, _ rule: LintRule) -> [Problem] {
        LintTests.forbidden(in: text, lint: Lint(rules: [rule]))
    }

    @Test("are refused with a hint when they cannot work")
    func refused() {
        let cases: [(id: String, pattern: String, message: String)] = [
            ("", "a", "a lint rule has no id"), (" ", "a", "a lint rule has no id"),
            ("X01", "", "the rule's regular expression is empty"),
            ("X01", " ", "the rule's regular expression is empty"),
            ("X01", "(a", "\"(a\" is not a regular expression"),
            ("X01", "a)(b", "\"a)(b\" is not a regular expression"),
            ("X01", "[", "\"[\" is not a regular expression"),
            ("X01", "a{2,1}", "\"a{2,1}\" is not a regular expression"),
            ("X01", "(?<=a*)b", "\"(?<=a*)b\" is not a regular expression"),
            ("X01", "a*", "\"a*\" is found in every text, even an empty one"),
            ("X01", "(a|)", "\"(a|)\" is found in every text, even an empty one"),
        ]
        for (id, pattern, message) in cases {
            let error = #expect(throws: LintRuleError.self) { try LintRule(id: id, pattern: pattern) }
            #expect(error?.message == message)
            #expect(error?.hint != nil && error?.description == message)
        }
    }

    @Test("match with and without accents, marks and capitals")
    func spelling() throws {
        for pattern in ["promoção\\s+imperdível", "promocao\\s+imperdivel"] {
            let rule = try LintRule(
                id: "X01", severity: .warning, pattern: pattern, why: "we do not shout", suggestion: "write \"oferta\"")
            for text in ["Promoção imperdível", "*PROMOÇÃO* imperdível", "promo\u{AD}ção\n imperdível"] {
                #expect(
                    found(text, rule).map(\.message) == [
                        "X01: \"\(text.replacing("\u{AD}", with: "").replacing("\n ", with: " ").drop { $0 == "*" })\" (we do not shout)"
                    ]
                )
                #expect(found(text, rule).map(\.hint) == ["write \"oferta\""])
                #expect(found(text, rule).map(\.severity) == [.warning])
            }
        }
        #expect(found("promocao imperdivel", try LintRule(id: "X01", pattern: "promoção")) == [])
        #expect(found("abc", try LintRule(id: "X01", pattern: "ABC", ignoresCase: false)) == [])
        #expect(found("ABC ABC", try LintRule(id: "X01", pattern: "ABC", ignoresCase: false)).count == 2)
        #expect(found("*", try LintRule(id: "X01", pattern: "\\*")).count == 1)
    }

    @Test("find what the expression says: anchors, comments, groups")
    func expressions() throws {
        #expect(found("oi\nfim, fim", try LintRule(id: "X01", pattern: "(?m)^fim")).map(\.line) == [2])
        #expect(found("oi\nfim", try LintRule(id: "X01", pattern: "^fim")) == [])
        #expect(found("abab", try LintRule(id: "X01", pattern: "(ab)\\1")).count == 1)
        #expect(found("ab ab", try LintRule(id: "X01", pattern: "(?x) a b # two letters")).count == 2)
        #expect(found("xab", try LintRule(id: "X01", pattern: "(?<=x)ab")).count == 1)
        #expect(
            found(String(repeating: "a ", count: 9_000) + "\nfim", try LintRule(id: "X01", pattern: "fim")).map(\.line)
                == [2])
    }

    @Test("read tags where they name braces, and literal text alone elsewhere")
    func tags() throws {
        #expect(found("{{vars.a}} vars", try LintRule(id: "X01", pattern: "vars")).count == 1)
        #expect(found("{{vars.a}} vars", try LintRule(id: "X01", pattern: "\\{\\{vars")).count == 1)
    }

    @Test("are given up, with a warning, when they take too long")
    func patience() throws {
        let text = String(repeating: "a", count: LintPassage.maximumLength)
        for pattern in ["(a+)+$x", "(a|aa)+b", "(.*)*x", "a.{0,5000}b", "(a*)*b", "(?:a|b)*c", "\\b|(a+)+b"] {
            let rule = try LintRule(id: "X01", pattern: pattern)
            let problems = found(text, rule)
            #expect(problems.map(\.severity) == [.warning], "\(pattern)")
            #expect(problems.first?.message.hasPrefix("X01 cannot be judged: ") == true, "\(pattern)")
        }
        let rule = try LintRule(id: "X01", demand: .requires, pattern: "(a+)+$x")
        let needed = try LintTests.problems(text, lint: Lint(rules: [rule]))
        #expect(needed.map { $0.message.hasPrefix("X01 cannot be judged") } == [true])
    }

    @Test("may require an element of their own")
    func required() throws {
        let rule = try LintRule(
            id: "X02", demand: .requires, severity: .error, category: "the site", pattern: "\\{\\{site\\}\\}",
            suggestion: "write \"{{site}}\"", allowedIn: [.offer])
        let lint = Lint(rules: [rule])
        #expect(try LintTests.problems("{{site}}", lint: lint) == [])
        #expect(
            try LintTests.problems("Oi", lint: lint) == [
                Problem(
                    file: "t.mustache", line: 1, severity: .error, message: "X02 missing: the site",
                    hint: "write \"{{site}}\"")
            ])
        #expect(try LintTests.problems("Oi", kind: .offer, lint: lint) == [])
        #expect(try LintTests.problems("Oi", kind: .task, channel: .task, lint: lint) == [])
        #expect(lint.problems(inMessage: "Oi", kind: .reminder) == [])
    }

    @Test("take the place of a standard rule with the same id")
    func replaced() throws {
        let lint = Lint(rules: LintRule.standard + [try LintRule(id: "A09", severity: .warning, pattern: "corte")])
        #expect(LintTests.forbidden(in: "corte, bloqueio", lint: lint).map(\.severity) == [.warning])
    }

    @Test("are silenced in one template, or in all")
    func exemptions() {
        for (template, isSilent) in [(nil, true), ("overdue", true), ("due_soon", false)] as [(String?, Bool)] {
            let lint = Lint(exemptions: [LintExemption(rule: "A09", template: template, reason: "agreed")])
            #expect(
                LintTests.rules(LintTests.forbidden(in: "corte e calote", lint: lint))
                    == (isSilent ? ["B01"] : ["A09", "B01"]))
            let sent = lint.problems(inMessage: "corte", kind: .reminder, template: "overdue")
            #expect(sent.isEmpty == isSilent)
        }
    }
}

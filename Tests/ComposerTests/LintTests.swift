import Domain
import Foundation
import Testing

@testable import Composer

@Suite("The linter")
struct LintTests {
    static func problems(
        _ source: String, kind: MessageKind = .reminder, channel: Channel = .whatsapp, isHTML: Bool = false,
        bodyLine: Int = 1, parts: [PartKind] = [.text], lint: Lint = Lint()
    ) throws -> [Problem] {
        let body = source.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(bodyLine - 1)
        let template = try StrictTemplate(body.joined(separator: "\n"), firstLine: bodyLine)
        return lint.problems(
            in: TemplateText(
                file: "t.mustache", name: "overdue", channel: channel, kind: kind, isHTML: isHTML, source: source,
                bodyLine: bodyLine, parts: parts, uses: template.uses))
    }

    /// The problems that are no missing elements.
    static func forbidden(
        in source: String, kind: MessageKind = .reminder, isHTML: Bool = false, lint: Lint = Lint()
    ) -> [Problem] {
        let text = TemplateText(
            file: "t.mustache", name: "overdue", channel: .task, kind: kind, isHTML: isHTML, source: source)
        return lint.problems(in: text)
    }

    static func rules(_ problems: [Problem]) -> Set<String> {
        Set(problems.map { String($0.message.prefix { !$0.isWhitespace }) })
    }

    @Test("finds each harsh phrase by its rule", arguments: LintHarshPhrases.byRule.map(\.rule))
    func harsh(rule: String) throws {
        let phrases = try #require(LintHarshPhrases.byRule.first { $0.rule == rule }).phrases
        for phrase in phrases {
            #expect(Self.rules(Self.forbidden(in: phrase)).contains(rule), "\(phrase)")
            let amid = "Oi, {{nome}}, \(phrase)\nObrigado."
            #expect(Self.rules(Self.forbidden(in: amid)).contains(rule), "\(amid)")
            let page = "<p>Oi</p><p>\(phrase)</p>"
            #expect(Self.rules(Self.forbidden(in: page, isHTML: true)).contains(rule), "\(page)")
        }
    }

    @Test("finds nothing in innocent phrases")
    func innocent() {
        #expect(LintInnocentPhrases.all.count >= 150)
        #expect(LintHarshPhrases.byRule.flatMap(\.phrases).count >= 150)
        for phrase in LintInnocentPhrases.all {
            #expect(Self.forbidden(in: phrase) == [], "\(phrase)")
            #expect(Self.forbidden(in: "<p>\(phrase)</p>", isHTML: true) == [], "\(phrase)")
        }
    }

    @Test("says what was found, why it is a problem and what to write")
    func message() throws {
        let problem = try #require(Self.forbidden(in: "Oi\nÉ o *ÚLTIMO*\n  aviso!").first)
        #expect(
            problem
                == Problem(
                    file: "t.mustache", line: 2, severity: .error,
                    message: "A01 false urgency: \"ÚLTIMO* aviso\" (untrue, and WhatsApp refuses such templates)",
                    hint: "say on which date something changes: \"o Pix e o boleto valem até {{vencimento}}\""))
    }

    @Test("allows in a notice what only a notice may say")
    func notice() {
        let text = "Suspensão do serviço, SPC e cartório; devolver o roteador"
        #expect(Self.rules(Self.forbidden(in: text)) == ["A08", "A09", "C02"])
        #expect(Self.forbidden(in: text, kind: .notice) == [])
        for kind in [MessageKind.reminder, .offer, .task] {
            #expect(Self.rules(Self.forbidden(in: text, kind: kind)) == ["A08", "A09", "C02"])
        }
        #expect(Self.rules(Self.forbidden(in: "último aviso", kind: .notice)) == ["A01"])
    }

    @Test("never quotes the digits of a CPF")
    func personalData() throws {
        let problem = try #require(Self.forbidden(in: "CPF 529.982.247-25").first)
        #expect(problem.message.hasPrefix("F01 personal data: \"•••.•••.•••-••\""))
    }

    @Test("quotes no more than sixty characters, and none that is not seen")
    func quotation() throws {
        let lint = Lint(rules: [try LintRule(id: "X01", pattern: "a[^z]*z")])
        let problem = try #require(
            Self.forbidden(in: "a\u{202E}b\u{200B}" + String(repeating: "é", count: 90) + "z", lint: lint).first)
        #expect(problem.message == "X01: \"ab" + String(repeating: "é", count: 57) + "…\"")
    }

    @Test("reports at most twenty findings of a rule")
    func many() {
        #expect(Self.forbidden(in: String(repeating: "calote ", count: 500)).count == 20)
    }

    @Test("looks at a message as it is sent, where braces are no tags")
    func sentMessage() {
        let lint = Lint()
        let text = "Oi, Maria!\nPague imediatamente {{corte}}"
        let problems = lint.problems(inMessage: text, kind: .reminder, file: "preview")
        #expect(problems.map(\.line) == [2, 2])
        #expect(Self.rules(problems) == ["A10", "A09"])
        #expect(problems.allSatisfy { $0.file == "preview" })
        #expect(lint.problems(inMessage: "<p>Bom dia</p>", kind: .reminder, isHTML: true) == [])
        #expect(lint.problems(inMessage: "Suspensão em 10/12", kind: .notice) == [])
        #expect(lint.problems(inMessage: "Bom dia, Maria", kind: .reminder) == [])
    }
}

import Domain
import Foundation
import Testing

@testable import Composer

@Suite("The linter and the vectors of facts")
struct LintVectorTests {
    struct Vectors: Decodable {
        struct Rule: Decodable {
            var id: String
            var severity: String
            var regex: String
            var suggestion: String
            var allowedIn: [String]
            var shouldMatch: [String]
            var shouldNotMatch: [String]
        }
        struct Element: Decodable {
            var id: String
            var regex: String
            var scope: String

            enum CodingKeys: String, CodingKey {
                case id, regex
                case scope = "for_"
            }
        }
        var forbidden: [Rule]
        var mustHave: [Element]
    }

    struct Models: Decodable {
        struct Model: Decodable {
            var formal: Bool?
            var whatsapp: String
            var emailSubject: String
            var emailBody: String
        }
        var templates: [String: Model]
    }

    static func fixture<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Fixtures/\(name)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(contentsOf: file))
    }

    static func found(_ text: String, kind: MessageKind = .reminder) -> Set<String> {
        LintTests.rules(LintTests.forbidden(in: text, kind: kind))
    }

    @Test("each phrase of the vectors is found by its rule")
    func shouldMatch() throws {
        for rule in try Self.fixture("lint_ptbr.json", as: Vectors.self).forbidden {
            #expect(!rule.shouldMatch.isEmpty)
            for phrase in rule.shouldMatch {
                #expect(Self.found(phrase).contains(rule.id), "\(rule.id) \(phrase)")
                #expect(Self.found(phrase.uppercased()).contains(rule.id), "\(rule.id) \(phrase)")
                let plain = phrase.folding(options: .diacriticInsensitive, locale: nil)
                #expect(Self.found(plain).contains(rule.id), "\(rule.id) \(plain)")
            }
        }
    }

    @Test("nothing is found in the vectors' innocent phrases")
    func shouldNotMatch() throws {
        let phrases = try Self.fixture("lint_ptbr.json", as: Vectors.self).forbidden.flatMap(\.shouldNotMatch)
        #expect(!phrases.isEmpty)
        for phrase in phrases { #expect(Self.found(phrase) == [], "\(phrase)") }
    }

    @Test("every rule of the vectors is there, with its severity and where it is allowed")
    func rules() throws {
        let vectors = try Self.fixture("lint_ptbr.json", as: Vectors.self)
        let rules = Dictionary(uniqueKeysWithValues: LintRule.standard.map { ($0.id, $0) })
        for expected in vectors.forbidden {
            let rule = try #require(rules[expected.id])
            #expect(rule.demand == .forbids)
            #expect(rule.severity == (expected.severity == "warn" ? .warning : .error), "\(rule.id)")
            #expect(rule.allowedIn == (expected.allowedIn.isEmpty ? [] : [.notice]), "\(rule.id)")
            #expect(!rule.category.isEmpty && !rule.why.isEmpty)
            #expect(rule.suggestion?.contains("\"") == true, "\(rule.id)")
        }
        for expected in vectors.mustHave {
            let rule = try #require(rules[expected.id])
            #expect(rule.demand == .requires && rule.severity == .warning)
            #expect(rule.concerns(.notice, on: .email) && !rule.concerns(.task, on: .task))
            #expect(rule.concerns(.reminder, on: .whatsapp) == (expected.scope != "formal"), "\(rule.id)")
            let offer = ["M01", "M02", "M03", "M10", "M12", "M13"].contains(rule.id)
            #expect(rule.concerns(.offer, on: .whatsapp) == offer, "\(rule.id)")
        }
        #expect(rules.count == vectors.forbidden.count + vectors.mustHave.count + 4)
    }

    /// What the vectors' own expressions find is found; the only exceptions are the ones the innocent phrases show.
    @Test("what the vectors' expressions find in harsh phrases is found")
    func notLess() throws {
        let vectors = try Self.fixture("lint_ptbr.json", as: Vectors.self)
        // In a tag, what is part of a variable's name is no finding.
        let phrases = LintHarshPhrases.byRule.flatMap(\.phrases).filter { !$0.contains("{{") }
        for rule in vectors.forbidden {
            let options: NSRegularExpression.Options = rule.id == "E01" ? [] : .caseInsensitive
            let expression = try NSRegularExpression(pattern: rule.regex, options: options)
            for phrase in phrases {
                let range = NSRange(location: 0, length: phrase.utf16.count)
                guard expression.firstMatch(in: phrase, range: range) != nil else { continue }
                #expect(Self.found(phrase).contains(rule.id), "\(rule.id) \(phrase)")
            }
        }
    }

    @Test("the model texts have every element and no forbidden phrase, but the notice's in a notice alone")
    func models() throws {
        let models = try Self.fixture("templates_ptbr.json", as: Models.self).templates
        #expect(models.count == 5)
        for (name, model) in models {
            let kind: MessageKind = model.formal == true ? .notice : .reminder
            for (channel, text) in [(Channel.whatsapp, model.whatsapp), (.email, model.emailBody)] {
                let source = "---\nsubject: \"\(model.emailSubject)\"\n---\n" + Self.mustache(text)
                let problems = try LintTests.problems(source, kind: kind, channel: channel, bodyLine: 4)
                #expect(problems == [], "\(name) \(channel)")
                let asReminder = try LintTests.problems(source, kind: .reminder, channel: channel, bodyLine: 4)
                let allowed: Set<String> = model.formal == true ? ["A08", "A09"] : []
                #expect(LintTests.rules(asReminder) == allowed, "\(name) \(channel)")
            }
        }
    }

    private static func mustache(_ text: String) -> String {
        text.replacing("[[/", with: "{{/").replacing("[[", with: "{{#").replacing("]]", with: "}}")
    }
}

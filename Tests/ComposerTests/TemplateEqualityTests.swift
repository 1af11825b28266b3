import Domain
import Testing

@testable import Composer

@Suite("StrictTemplate: the direct way and the library")
struct TemplateEqualityTests {
    @Test(
        "render the same text, or miss the same variable", arguments: [1, 20_261_123] as [UInt64],
        [StrictTemplate.Escaping.none, .html])
    func same(seed: UInt64, escaping: StrictTemplate.Escaping) throws {
        var random = SeededGenerator(seed: seed)
        var compared = 0
        var rendered = 0
        for _ in 0..<6_000 {
            let source = Self.randomTemplate(depth: 3, using: &random)
            // A text without any tag is itself, where the library drops blanks at its end.
            guard let template = try? StrictTemplate(source, escaping: escaping), template.constant != source else {
                continue
            }
            compared += 1
            let values = Self.randomValues(using: &random)
            let direct = Self.result { try template.render(values) }
            #expect(
                direct == Self.result { try template.renderWithLibrary(values) },
                "seed \(seed), \(source.debugDescription)")
            if case .success = direct { rendered += 1 }
        }
        #expect(compared > 2_000, "seed \(seed)")
        #expect(rendered > 1_000, "seed \(seed)")
    }

    private static func result(_ body: () throws -> String) -> Result<String, MissingVariable> {
        do {
            return .success(try body())
        } catch let error as MissingVariable {
            return .failure(error)
        } catch {
            return .failure(MissingVariable(name: "another error: \(error)"))
        }
    }

    private static let names = ["a", "b", "c", "o.m", "m", "o", "f", "l"]
    private static let texts = [
        "x", "é", " ", "  ", "\t", "\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{B}", "{", "}", "\n  ", " \n", "<&>\"'",
        "😀", "e\u{301}",
    ]

    private static func randomTemplate(depth: Int, using random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in
            let name = names.randomElement(using: &random) ?? "a"
            switch Int.random(in: 0..<(depth > 0 ? 12 : 8), using: &random) {
            case 0..<4: return texts.randomElement(using: &random) ?? ""
            case 4: return "{{\(name)}}"
            case 5: return "{{{ \(name) }}}"
            case 6: return "{{&\(name)}}"
            case 7: return "{{! \(name)\n}}"
            case 8, 9: return "{{#\(name)}}\(randomTemplate(depth: depth - 1, using: &random)){{/\(name)}}"
            default: return "{{^\(name)}}\(randomTemplate(depth: depth - 1, using: &random)){{/\(name)}}"
            }
        }.joined()
    }

    private static func randomValues(using random: inout SeededGenerator) -> TableSource {
        let texts = ["v", "", "<b>\"\u{301}&", "{{a}}", "\n", "0"]
        var values: [String: TemplateValue] = [:]
        for name in ["a", "b", "c", "m", "o.m", "f"] where Int.random(in: 0..<5, using: &random) > 0 {
            values[name] = .text(texts.randomElement(using: &random) ?? "")
        }
        if Bool.random(using: &random) { values["f"] = .flag(.random(using: &random)) }
        if Bool.random(using: &random) { values["o"] = .object(["m": .text("inner"), "a": .flag(true)]) }
        let lists: [[TemplateValue]] = [
            [], [.text("1"), .object(["m": .text("2")])], [.object(["m": .text("2")]), .object(["a": .text("3")])],
            [.object([:])],
        ]
        if Bool.random(using: &random) { values["l"] = lists.randomElement(using: &random).map { .list($0) } }
        return TableSource(values)
    }
}

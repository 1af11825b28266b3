import Domain
import Testing

@testable import Composer

@Suite("The linter and any text")
struct LintFuzzTests {
    private static let pieces: [String] =
        [
            "{{", "}}", "{{{", "}}}", "{{!", "{{#a}}", "{{/a}}", "<", ">", "<!--", "-->", "<b ", "</", "alt=\"",
            "href='", "&",
            "&#", "&#x110000;", "&#55296;", "&ccedil;", "\"", "'", "*", "_", "~", "`", "\n", " ", "\u{200B}",
            "\u{0301}",
            "\u{FE0F}", "😡", "🇧🇷", "\u{10FFFF}", "\0", "ﷺ", "𝐮", "9", "99999999999999999999%", "multa de ", "juros de ",
            "---", "subject: ", "<style>", "</style", "A B C", "S.P.C", "ÁÉÍ", "\r", "\u{2028}",
        ] + LintHarshPhrases.byRule.flatMap(\.phrases).withHalves()

    @Test("never end in a trap, and their findings stand in lines of the file", arguments: 0..<4)
    func random(part: Int) {
        var generator = SeededGenerator(seed: UInt64(20_261_123 + part))
        let lint = Lint()
        for _ in 0..<2_500 {
            let count = Int.random(in: 0...12, using: &generator)
            let source = (0..<count).compactMap { _ in Self.pieces.randomElement(using: &generator) }.joined()
            let isHTML = Bool.random(using: &generator)
            let bodyLine = Int.random(in: -1...4, using: &generator)
            let text = TemplateText(
                file: "f", name: "n", channel: .whatsapp, kind: .reminder, isHTML: isHTML, source: source,
                bodyLine: bodyLine)
            let lines = max(bodyLine, 1) + source.count { $0.isNewline } + 1
            let problems = lint.problems(in: text)
            #expect(problems.allSatisfy { (1...lines).contains($0.line) })
            #expect(problems.map(\.line) == problems.map(\.line).sorted())
        }
    }

    @Test("made to take long come to an end")
    func long() {
        let lint = Lint()
        let markup = ["{{", "<a ", "<a href=\"", "&", "<!--"]
        let words = ["a ", "AAAA ", "ultimo ", "grupo ", "multa de ", "9", "ç", "! ", "s.p."]
        for piece in markup + words {
            let count = LintPassage.maximumLength / 4 / piece.unicodeScalars.count
            let text = TemplateText(
                file: "f", name: "n", channel: .email, kind: .notice, isHTML: markup.contains(piece),
                source: String(repeating: piece, count: count))
            #expect(lint.problems(in: text).count < 100)
        }
    }

    @Test("beyond 65,536 characters are not looked at, which is said")
    func cut() {
        let text = String(repeating: "a ", count: LintPassage.maximumLength / 2) + "\nSerasa"
        let problems = Lint().problems(inMessage: text, kind: .reminder)
        #expect(problems.map(\.message) == ["the text is longer than 65536 characters; the rest is not looked at"])
    }
}

extension [String] {
    /// With both halves of each, so that phrases arise that are nearly harsh.
    fileprivate func withHalves() -> [String] {
        flatMap { phrase in [phrase, String(phrase.prefix(phrase.count / 2)), String(phrase.suffix(phrase.count / 2))] }
    }
}

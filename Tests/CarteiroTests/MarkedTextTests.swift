import Domain
import Testing

@testable import carteiro

@Suite("Marks of a chat message")
struct MarkedTextTests {
    @Test(
        "A mark counts at a word's ends only, without a blank inside, on one line",
        arguments: [
            ("*a*", "[B:a]"), ("um *dois* três", "um [B:dois] três"), ("(*a*)", "([B:a])"), ("*a*.", "[B:a]."),
            ("*um dois*", "[B:um dois]"), ("R$ *1,00*\u{B7}", "R$ [B:1,00]·"),
            ("*a *", "*a *"), ("* a*", "* a*"), ("a*b*", "a*b*"), ("*a*b", "*a*b"), ("*a*b*", "[B:a*b]"),
            ("2*3*4", "2*3*4"),
            ("*", "*"), ("**", "**"), ("***", "***"), ("62070503***6304", "62070503***6304"), ("* item", "* item"),
            ("*a", "*a"), ("a*", "a*"), ("", ""), ("_a_", "[I:a]"), ("~a~", "[S:a]"), ("`a`", "[C:a]"),
            ("```a b```", "[C:a b]"), ("```*a*```", "[C:*a*]"), ("``` a```", "``` a```"),
            ("snake_case_name", "snake_case_name"),
            ("*_a_*", "[BI:a]"), ("_*a* b_", "[BI:a][I: b]"), ("*a _b*", "[B:a _b]"), ("*a* *b*", "[B:a] [B:b]"),
            ("*😊*", "[B:😊]"), ("*ação*", "[B:ação]"), ("ã*a*", "ã*a*"),
        ])
    func marks(text: String, shown: String) {
        #expect(Self.notation(text) == shown)
    }

    @Test(
        "Links are found, and hold no marks",
        arguments: [
            ("veja https://a.br/2_via_x.", "veja [L:https://a.br/2_via_x]."), ("www.a.br", "[L:www.a.br]"),
            ("(https://a.br/_x_)", "([L:https://a.br/_x]_)"), ("*https://a.br*", "[BL:https://a.br]"),
            ("_https://a.br/a_ b c_", "[IL:https://a.br/a] b c_"), ("HTTPS://A.BR", "[L:HTTPS://A.BR]"),
            ("https://", "https://"), ("awww.a.br", "awww.a.br"), ("https://a.br, e", "[L:https://a.br], e"),
        ])
    func links(text: String, shown: String) {
        #expect(Self.notation(text) == shown)
    }

    @Test("Nothing of a text is lost but marks, whatever it is")
    func random() {
        var generator = SeededGenerator(seed: 9)
        let signs: [Character] = ["*", "_", "~", "`", " ", "a", "ç", ".", "😊", "/"]
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...24, using: &generator)
            let text = String((0..<length).map { _ in signs[Int.random(in: 0..<signs.count, using: &generator)] })
            let runs = MarkedText(text).runs
            #expect(!runs.contains { $0.text.isEmpty })
            let rest = runs.map(\.text).joined()
            #expect(rest.filter { !"*_~`".contains($0) } == text.filter { !"*_~`".contains($0) })
        }
    }

    @Test("A long line of marks that are never closed is read quickly")
    func long() {
        let text = String(repeating: "*a _b ~c ", count: 4000)
        #expect(MarkedText(text).runs.map(\.text).joined() == text)
        let closed = String(repeating: "*a* _b_ ", count: 8000)
        #expect(MarkedText(closed).runs.count == 32_000)
    }

    private static func notation(_ text: String) -> String {
        MarkedText(text).runs.map { run in
            let letters = [(MarkedText.Look.bold, "B"), (.italic, "I"), (.struck, "S"), (.code, "C"), (.link, "L")]
                .filter { run.look.contains($0.0) }.map(\.1).joined()
            return letters.isEmpty ? run.text : "[\(letters):\(run.text)]"
        }.joined()
    }
}

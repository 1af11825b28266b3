import Testing

@testable import carteiro

@Suite("Bubble on a terminal")
struct BubbleTests {
    private let plain = Style(isOn: false)
    private let coloured = Style(isOn: true)

    @Test("The hour stands at the lower right")
    func time() {
        let lines = Bubble(title: "text", text: "Bom dia, Maria!", time: "09:30").lines(plain)
        #expect(lines == ["╭─ text ──────────╮", "│ Bom dia, Maria! │", "╰───────── 09:30 ─╯"])
    }

    @Test("The frame is wide enough for the hour")
    func narrow() {
        let lines = Bubble(text: "oi", time: "09:30").lines(plain)
        #expect(lines == ["╭─────────╮", "│ oi      │", "╰─ 09:30 ─╯"])
    }

    @Test("What is bold is shown bold, and its marks go")
    func bold() {
        let lines = Bubble(text: "Valor: *R$ 129,90*.", readsMarks: true).lines(coloured)
        #expect(lines.count == 3)
        #expect(lines[1].contains("Valor: \u{1B}[1mR$ 129,90\u{1B}[0m. "))
        #expect(lines[1].contains("*") == false)
    }

    @Test("Without colours the marks stay, as they do where nobody asked")
    func literal() {
        #expect(Bubble(text: "*a*", readsMarks: true).lines(plain)[1] == "│ *a* │")
        #expect(Bubble(text: "*a*").lines(coloured)[1].contains(" *a* "))
    }

    @Test("Bold goes on over the end of a line that is too long")
    func wrapped() {
        let lines = Bubble(text: "*um dois tres*", width: 8, readsMarks: true).lines(coloured)
        #expect(lines[1].contains("\u{1B}[1mum dois\u{1B}[0m "))
        #expect(lines[2].contains("\u{1B}[1mtres\u{1B}[0m    "))
    }

    @Test("Italic, struck and code can be told apart")
    func looks() {
        let line = Bubble(text: "_a_ ~b~ `c`", readsMarks: true).lines(coloured)[1]
        #expect(line.contains("\u{1B}[3ma\u{1B}[0m \u{1B}[9mb\u{1B}[0m \u{1B}[2mc\u{1B}[0m"))
    }

    @Test(
        "Signs are drawn in a form that every terminal draws alike",
        arguments: [
            ("▪\u{FE0F} x", "▪ x"), ("👍🏽", "👍"), ("👩\u{200D}👧", "👩"), ("❤\u{FE0F}", "❤"), ("🇧🇷", "🇧🇷"),
            ("ac\u{327}a\u{303}o", "ac\u{327}a\u{303}o"), ("😊", "😊"), ("a*1#", "a*1#"),
        ])
    func signs(text: String, shown: String) {
        let lines = Bubble(text: text).lines(plain)
        #expect(lines[1] == "│ \(shown) │")
        #expect(Set(lines.map(\.columns)).count == 1)
    }

    @Test("What could steer the terminal is replaced, in title and hour too")
    func controls() {
        let lines = Bubble(title: "a\u{1B}[2J", text: "b\u{9B}\u{202E}", time: "\u{7}").lines(plain)
        #expect(lines.joined().unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        #expect(!lines.joined().unicodeScalars.contains("\u{202E}"))
    }
}

import Domain
import Testing

@testable import carteiro

@Suite("Words and layout")
struct WordingTests {
    @Test(
        "Spans are rounded down",
        arguments: [
            (0, "0s"), (-5, "0s"), (59, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h"), (172_799, "47h"),
            (172_800, "2d"),
        ])
    func spans(seconds: Int64, text: String) {
        #expect(Wording.span(seconds) == text)
    }

    @Test(
        "Numbers are grouped",
        arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
    func numbers(number: Int, text: String) {
        #expect(Wording.grouped(number) == text)
    }

    @Test(
        "Columns are those of a terminal",
        arguments: [("abc", 3), ("ação", 4), ("ac\u{327}a\u{303}o", 4), ("😊", 2), ("👍🏽", 2), ("漢字", 4), ("", 0)])
    func columns(text: String, count: Int) {
        #expect(text.columns == count)
    }

    @Test("What could steer a terminal is replaced")
    func printable() {
        #expect("a\u{1B}[2Jb\u{9B}c\u{202E}d".printable() == "a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}d")
        #expect("a\nb\tc".printable(multiline: true) == "a\nb    c")
        #expect("a\nb".printable() == "a\u{FFFD}b")
        #expect("São 😊".printable() == "São 😊")
    }

    @Test(
        "Lines break at blanks, and in words only if they must",
        arguments: [
            ("", [""]), ("um dois", ["um dois"]), ("um dois tres", ["um dois", "tres"]),
            ("123456789", ["12345678", "9"]),
            ("ab 1234567890", ["ab", "12345678", "90"]), ("  x", ["  x"]),
            ("ação ação ação", ["ação", "ação", "ação"]),
        ])
    func wrapping(text: String, lines: [String]) {
        #expect(Bubble.wrap(text, to: 8) == lines)
    }

    @Test("Every line of a bubble is as wide as the others")
    func bubble() {
        let text = "Olá 😊 ▪\u{FE0F} coração\n\n" + String(repeating: "palavra ", count: 30)
        let lines = Bubble(title: "text – sent", text: text).lines(Style(for: Output(descriptor: -1)))
        #expect(Set(lines.map(\.columns)).count == 1)
        #expect(lines.first?.hasPrefix("╭─ text – sent ─") == true)
        #expect(lines.count > 6)
    }

    @Test("A progress line shows share, lines and rate")
    func progress() {
        let text = ProgressLine.text(lines: 50_000, bytes: 25, total: 100, after: .seconds(2))
        #expect(text == "  [██████··················]  25 %  50,000 lines  25,000/s")
        #expect(ProgressLine.text(lines: 1, bytes: 25, total: nil, after: .zero) == "  1 line  0/s")
    }

    @Test(
        "Times are read",
        arguments: [
            ("1763640000", 1_763_640_000), ("2026-11-20", 1_795_179_600), ("2026-11-20T10:00", 1_795_179_600),
            ("2026-11-20 10:00:30", 1_795_179_630), ("2026-11-20T13:00Z", 1_795_179_600),
            ("2026-11-20T12:00-01:00", 1_795_179_600),
        ])
    func times(text: String, seconds: Int64) {
        #expect(WallClock(timeZone: "America/Sao_Paulo").moment(text)?.seconds == seconds)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "now", "2026-13-01", "2026-02-30", "2026-11-20T25:00", "2026-11-20T10", "2026-11-20T10:00+3", "-5",
            "2026-11-20T10:00:", "2026-11-20T10:00:61", "2026-11-20X10:00", "20-11-2026", "2026-11-20T10:00Zulu",
        ])
    func noTimes(text: String) {
        #expect(WallClock(timeZone: "America/Sao_Paulo").moment(text) == nil)
    }

    @Test("A table's columns are aligned")
    func table() {
        var table = Table([.init("NAME"), .init("COUNT", isNumeric: true), .init("WHY")])
        table.add([.init("ação"), .init("5"), .init(nil)])
        table.add([.init("x"), .init("1,000"), .init("b")])
        #expect(
            table.lines(Style(for: Output(descriptor: -1))) == [
                "NAME  COUNT  WHY", "ação      5  –", "x     1,000  b",
            ])
    }
}

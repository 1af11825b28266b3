import Domain
import Testing

@testable import Settings

@Suite("Short forms")
struct QuantityTests {
    @Test(
        "durations",
        arguments: [
            ("500ms", .value(500)), ("30s", .value(30_000)), ("5m", .value(300_000)), ("2h", .value(7_200_000)),
            ("7d", .value(604_800_000)), ("0s", .value(0)), ("36500d", .value(3_153_600_000_000)),
            ("36501d", .tooLarge), ("9223372036854775807ms", .tooLarge), ("9223372036854775808s", .tooLarge),
            ("", .malformed), ("30", .malformed), ("s", .malformed), ("-1s", .malformed), ("1.5h", .malformed),
            ("1 s", .malformed), ("1h30m", .malformed), ("30S", .malformed), ("1min", .malformed),
            ("12:30", .malformed),
            ("٣s", .malformed),
        ] as [(String, Quantity.Reading)])
    func durations(_ text: String, _ expected: Quantity.Reading) {
        #expect(Quantity.duration(text) == expected)
    }

    @Test(
        "rates",
        arguments: [
            ("5/s", 5, 1000), ("20/min", 20, 60_000), ("100/hour", 100, 3_600_000), ("800/day", 800, 86_400_000),
            ("1/3s", 1, 3000), ("1/500ms", 1, 500), ("3/2h", 3, 7_200_000), ("1000000/d", 1_000_000, 86_400_000),
        ] as [(String, Int, Int64)])
    func rates(_ text: String, _ count: Int, _ period: Int64) {
        #expect(Quantity.rate(text) == RateLimit(count: count, periodMilliseconds: period))
    }

    @Test(
        "what is no rate",
        arguments: [
            "", "5", "/s", "5/", "0/s", "-1/s", "5/week", "5/0s", "5/s/s", "5 / s", "1.5/s", "1000001/s", "5/3",
            "1/99999999999999999999d", "1/367d", "1/86400001d", "٥/s",
        ])
    func noRates(_ text: String) {
        #expect(Quantity.rate(text) == nil)
    }

    @Test(
        "pauses",
        arguments: [
            ("5s-12s", 5000, 12_000), ("500ms-1m", 500, 60_000), ("5s", 5000, 5000), ("0s-1s", 0, 1000),
        ] as [(String, Int64, Int64)])
    func pauses(_ text: String, _ least: Int64, _ most: Int64) {
        #expect(Quantity.pacing(text) == Pacing(minMilliseconds: least, maxMilliseconds: most))
    }

    @Test("what is no pause", arguments: ["", "-", "5s-", "-5s", "12s-5s", "5-12", "1s-2s-3s", "1s-25h"])
    func noPauses(_ text: String) {
        #expect(Quantity.pacing(text) == nil)
    }

    @Test("whole numbers", arguments: [("0", 0), ("-5", -5), ("1000", 1000), ("007", 7)])
    func integers(_ text: String, _ number: Int) {
        #expect(Quantity.integer(text) == number)
    }

    @Test(
        "what is no whole number", arguments: ["", "-", "1_000", "0x10", "1e3", "1.0", "+1", "9999999999999999", "٣"])
    func noIntegers(_ text: String) {
        #expect(Quantity.integer(text) == nil)
    }

    @Test("durations in words", arguments: [(0, "0s"), (90_000, "90s"), (7_200_000, "2h"), (100, "100ms")])
    func durationWords(_ milliseconds: Int64, _ words: String) {
        #expect(Quantity.text(milliseconds) == words)
    }

    @Test("several duplicate keys are all named, with the line of the first", arguments: ["a", "\"a\"", "'a'"])
    func duplicates(_ key: String) {
        let report = Report(file: "f")
        let root = YAMLDocument.read("é: 1\nx:\n  \(key): 1\n  b: 2\n  a: 3\n  b: 4\n  a: 5\né: 2\n", into: report)
        #expect(root != nil)
        #expect(report.sorted.map(\.line) == [5, 6, 7, 8])
        #expect(
            report.sorted.map(\.hint) == [
                "the first one is in line 3", "the first one is in line 4", "the first one is in line 3",
                "the first one is in line 1",
            ])
        #expect(report.sorted.first?.message == "the key \"a\" is written twice")
    }

    @Test("deep nesting and aliases of aliases are refused")
    func bombs() {
        let deep = Report(file: "f")
        _ = YAMLDocument.read(String(repeating: "[", count: 200) + String(repeating: "]", count: 200), into: deep)
        #expect(deep.sorted.map(\.message) == ["nested too deeply"])
        let wide = Report(file: "f")
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            yaml +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        _ = YAMLDocument.read(yaml, into: wide)
        #expect(wide.sorted.map(\.message) == ["too many values"])
    }
}

import Domain
import Testing

@testable import Telemetry

/// 2026-11-23T18:15:41.123Z
private let moment = Timestamp(milliseconds: 1_795_457_741_123)

private func line(
    _ event: LogEvent, format: LogFormat = .logfmt, audience: LogAudience = .terminal, at moment: Timestamp = moment
) -> String {
    var formatter = LineFormatter(format: format, audience: audience)
    var bytes: [UInt8] = []
    formatter.append(event, at: moment, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}

@Suite("A log line")
struct LineFormatterTests {
    private let event = LogEvent("message.sent").with("id", 42).with("endpoint", "gateway").with("detail", "tudo certo")

    @Test("logfmt on a terminal begins with the time")
    func logfmt() {
        #expect(
            line(event) == """
                ts=2026-11-23T18:15:41.123Z level=info event=message.sent id=42 endpoint=gateway detail="tudo certo"

                """)
    }

    @Test("JSON on a terminal is one object a line")
    func json() {
        #expect(
            line(event, format: .json) == """
                {"ts":"2026-11-23T18:15:41.123Z","level":"info","event":"message.sent","id":42,"endpoint":"gateway",\
                "detail":"tudo certo"}

                """)
    }

    @Test("The journal gets a priority and no time")
    func journal() {
        #expect(
            line(event, audience: .journal)
                == "<6>level=info event=message.sent id=42 endpoint=gateway detail=\"tudo certo\"\n")
        #expect(
            line(LogEvent("config.rejected", level: .error).with("line", 3), format: .json, audience: .journal)
                == "<3>{\"level\":\"error\",\"event\":\"config.rejected\",\"line\":3}\n")
    }

    @Test(
        "Every level has its priority and its word",
        arguments: [
            (LogEvent.Level.debug, "<7>level=debug "), (.info, "<6>level=info "), (.notice, "<5>level=notice "),
            (.warning, "<4>level=warning "), (.error, "<3>level=error "),
        ])
    func priorities(level: LogEvent.Level, start: String) {
        #expect(line(LogEvent("x", level: level), audience: .journal).hasPrefix(start))
        #expect(start.contains("=\(level.rawValue) "))
    }

    @Test("Numbers are written whole", arguments: [0, 7, -1, 1_000_000, Int64.max, Int64.min])
    func integers(value: Int64) {
        #expect(line(LogEvent("x").with("n", value)).hasSuffix(" n=\(value)\n"))
    }

    @Test(
        "Plain values stay bare, all others are quoted",
        arguments: [
            ("3EB0C431C26A1916E07A", "3EB0C431C26A1916E07A"),
            ("http://127.0.0.1:9000/send", "http://127.0.0.1:9000/send"),
            ("", "\"\""),
            (" ", "\" \""),
            ("não", "\"não\""),
            ("a=b", "\"a=b\""),
            ("a\"b", "\"a\\\"b\""),
            ("a\\b", "\"a\\\\b\""),
            ("a\nb\r\t", "\"a\\nb\\r\\t\""),
            ("\u{0}\u{1B}[31m\u{7F}", "\"\\u0000\\u001b[31m\\u007f\""),
            ("\u{85}\u{9B}\u{2028}\u{2029}", "\"\\u0085\\u009b\\u2028\\u2029\""),
            ("\u{202E}\u{2066}\u{200F}\u{61C}\u{FEFF}", "\"\\u202e\\u2066\\u200f\\u061c\\ufeff\""),
            ("\u{A0}\u{2014}\u{1F600}\u{FFFD}", "\"\u{A0}\u{2014}\u{1F600}\u{FFFD}\""),
        ])
    func quoting(value: String, written: String) {
        #expect(line(LogEvent("x").with("k", value)).hasSuffix(" event=x k=\(written)\n"))
    }

    @Test(
        "A key can neither end itself nor the line",
        arguments: [
            ("duration_ms", "duration_ms"), ("a.b-C9", "a.b-C9"), ("a b=c\n", "a_b_c_"), ("", "_"),
            ("é", "__"), ("\"", "_"), (String(repeating: "k", count: 100), String(repeating: "k", count: 64)),
        ])
    func keys(key: String, written: String) {
        #expect(line(LogEvent("x").with(key, 1)).hasSuffix(" event=x \(written)=1\n"))
        #expect(line(LogEvent("x").with(key, 1), format: .json).hasSuffix("\"event\":\"x\",\"\(written)\":1}\n"))
    }
}

@Suite("A log line against forgery")
struct LineForgeryTests {
    static let attempts = [
        "x\nts=2026-11-23T18:15:41.123Z level=error event=daemon.stopped",
        "x level=error", "x\" level=error event=\"forged", "\\\" level=error", "\\", "\\\\\"", "\"", "\"\"", "=", " ",
        "\r\n<3>level=error", "\u{0}", "\u{1B}]0;title\u{7}", "\u{2028}level=error", "\u{85}level=error",
        "{\"event\":\"forged\"}", "\",\"event\":\"forged", "\u{301}\u{301}", "\"\u{301}", "\\\u{301}", "u0022",
        "\\u0022",
        "🇧🇷👩‍👩‍👧‍👦", String(repeating: "\n", count: 5000), String(repeating: "é\"", count: 3000),
    ]

    @Test("Whatever a value holds, logfmt has one line, and these fields", arguments: attempts)
    func logfmt(value: String) throws {
        let text = line(LogEvent("x").with("a", value).with("b", 1).with("c", value))
        #expect(text.utf8.count { $0 == 0x0A } == 1)
        let fields = try #require(parseLogfmt(String(text.dropLast())))
        #expect(fields.map(\.key) == ["ts", "level", "event", "a", "b", "c"])
        #expect(fields[3].value == expected(value) && fields[5].value == expected(value))
        #expect(fields[1].value == "info" && fields[2].value == "x" && fields[4].value == "1")
    }

    @Test("Whatever a value holds, JSON has one line, and these members", arguments: attempts)
    func json(value: String) throws {
        let text = line(LogEvent("x").with("a", value).with("b", 1).with("c", value), format: .json)
        #expect(text.utf8.count { $0 == 0x0A } == 1)
        guard case .object(let members) = try JSON.parse(text) else {
            Issue.record("no object: \(text)")
            return
        }
        #expect(members.map(\.name) == ["ts", "level", "event", "a", "b", "c"])
        #expect(members[3].value == .string(expected(value)) && members[5].value == .string(expected(value)))
        #expect(members[2].value == .string("x") && members[4].value == .number("1"))
    }

    @Test("A long value is cut between two characters", arguments: 2040...2060)
    func longValue(length: Int) throws {
        let value = String(repeating: "x", count: length) + "é" + String(repeating: "€", count: 100)
        let fields = try #require(parseLogfmt(String(line(LogEvent("x").with("k", value)).dropLast())))
        let kept = try #require(fields.last).value
        #expect(kept == expected(value))
        #expect(kept.utf8.count <= LogText.longestValue + 3 && kept.hasSuffix("…"))
    }

    @Test("A line stays one entry of the journal, and says what it left out", arguments: LogFormat.allCases)
    func longLine(format: LogFormat) throws {
        var event = LogEvent("x")
        for index in 0..<100 { event = event.with("k\(index)", String(repeating: "\u{1}", count: 5000)) }
        let text = line(event, format: format, audience: .journal)
        #expect(text.utf8.count < 48 * 1024)
        switch format {
        case .logfmt: #expect(try #require(parseLogfmt(String(text.dropLast().dropFirst(3)))).last?.key == "truncated")
        case .json: #expect(try JSON.parse(String(text.dropFirst(3)))["truncated"] == .bool(true))
        }
    }

    /// What is left of a value: the whole characters within the limit.
    private func expected(_ value: String) -> String {
        guard value.utf8.count > LogText.longestValue else { return value }
        var kept = String.UnicodeScalarView()
        var count = 0
        for scalar in value.unicodeScalars {
            count += UTF8.width(scalar)
            guard count <= LogText.longestValue else { break }
            kept.append(scalar)
        }
        return String(kept) + "…"
    }
}

@Suite("The time of a line")
struct TimestampTextTests {
    @Test(
        "A moment is written in UTC to the millisecond",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_457_741_123, "2026-11-23T18:15:41.123Z"),
            (4_107_542_399_007, "2100-02-28T23:59:59.007Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (Int64.max, "9999-12-31T23:59:59.999Z"),
            (Int64.min, "0000-01-01T00:00:00.000Z"),
        ])
    func text(milliseconds: Int64, written: String) {
        var text = TimestampText()
        var bytes: [UInt8] = []
        text.append(Timestamp(milliseconds: milliseconds), to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == written)
    }

    @Test("A kept second is not written for another one")
    func cache() {
        var text = TimestampText()
        var bytes: [UInt8] = []
        for milliseconds in [1_000, 1_999, 2_000, 1_000] as [Int64] {
            text.append(Timestamp(milliseconds: milliseconds), to: &bytes)
        }
        let seconds = ["01.000", "01.999", "02.000", "01.000"]
        #expect(String(decoding: bytes, as: UTF8.self) == seconds.map { "1970-01-01T00:00:\($0)Z" }.joined())
    }
}

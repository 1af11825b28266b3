import Foundation
import Testing

@testable import carteiro

@Suite("Line reader")
struct LineReaderTests {
    /// The lines of a content, `nil` for one that is too long, each with its number.
    private func lines(_ content: [UInt8], limit: Int) throws -> [(number: Int, text: String?)] {
        let workplace = try Workplace()
        try workplace.write(content, to: "lines")
        var found: [(number: Int, text: String?)] = []
        try LineReader(InputFile(workplace.path("lines")), limit: limit).readLines(
            idle: {},
            { number, line in
                switch line {
                case .text(let bytes): found.append((number, String(decoding: bytes, as: UTF8.self)))
                case .tooLong: found.append((number, nil))
                }
            })
        return found
    }

    @Test(
        "Lines are told apart",
        arguments: [
            ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\r\nb\r\n", ["a", "b"]),
            ("a\n\nb", ["a", "", "b"]),
            ("a\rb\n", ["a\rb"]), ("\u{FEFF}a\n\u{FEFF}b", ["a", "\u{FEFF}b"]), ("\r\n", [""]),
            ("12345678\n123456789\n1", ["12345678", nil, "1"]), ("123456789", [nil]), ("1\n123456789", ["1", nil]),
        ] as [(String, [String?])])
    func split(content: String, expected: [String?]) throws {
        let found = try lines(Array(content.utf8), limit: 8)
        #expect(found.map(\.text) == expected)
        #expect(found.map(\.number) == Array(1..<(expected.count + 1)))
    }

    @Test("Lines across the buffer's end stay whole, and a very long one is passed over")
    func acrossBuffers() throws {
        let texts = (0..<5000).map { "\($0)-" + String(repeating: "x", count: $0 % 97) }
        let content = texts[..<2500] + [String(repeating: "y", count: 1_000_000)] + texts[2500...]
        let found = try lines(Array(content.joined(separator: "\n").utf8), limit: 200)
        let expected = texts[..<2500].map { $0 } + [nil] + texts[2500...].map { $0 }
        // Compared outside of the macro, which would print both of them.
        let isEqual = found.map(\.text) == expected
        #expect(isEqual)
    }

    @Test("What has been read is handed over before more is waited for")
    func idle() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (output, input) = (ends[0], ends[1])
        defer { close(output) }
        #expect(write(input, "a\nb", 3) == 3)
        var events: [String] = []
        try LineReader(InputFile("/dev/fd/\(output)"), limit: 8).readLines(
            idle: {
                events.append("idle")
                guard events.count < 3 else { return }
                #expect(write(input, "c\n", 2) == 2)
                close(input)
            },
            { _, line in
                if case .text(let bytes) = line { events.append(String(decoding: bytes, as: UTF8.self)) }
            })
        #expect(events == ["a", "idle", "bc"])
    }
}

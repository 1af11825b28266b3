import Domain
import Testing

@Suite("JSON: writing and looking up")
struct JSONEncodingTests {
    @Test(
        "escapes what must be escaped, and nothing else",
        arguments: [
            ("a\"b\\c/d", #""a\"b\\c/d""#), ("\n\r\t", #""\n\r\t""#), ("\0\u{1F}\u{7F}", #""\u0000\u001f\u007f""#),
            ("São João 😀", "\"São João 😀\""), ("", "\"\""),
        ])
    func escapes(text: String, encoded: String) {
        #expect(JSON.string(text).text == encoded)
    }

    @Test("writes members in their order, without blanks")
    func compact() {
        let json = JSON.object([
            JSONMember("b", .array([.integer(1), .null, .bool(false)])), JSONMember("a", .number("129.90")),
        ])
        #expect(json.text == #"{"b":[1,null,false],"a":129.90}"#)
    }

    @Test("of equal names the last counts; other shapes have no members")
    func lookup() throws {
        let json = try JSON.parse(#"{"a":1,"a":2,"l":[true]}"#)
        #expect(json["a"] == .number("2"))
        #expect(json["x"] == nil)
        #expect(json["l"]?[0] == .bool(true))
        #expect(json["l"]?[1] == nil)
        #expect(json["l"]?[-1] == nil)
        #expect(json["l"]?["a"] == nil)
        #expect(json[0] == nil)
        #expect(json["a"]?.scalarText == "2")
        #expect(json["l"]?[0]?.scalarText == "true")
        #expect(json["l"]?.scalarText == nil)
        #expect(json["a"]?.string == nil)
    }

    @Test("what is written is read back equal", arguments: [42 as UInt64])
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let value = Self.randomValue(depth: 4, using: &random)
            #expect(try JSON.parse(value.encoded) == value, "seed \(seed)")
        }
    }

    @Test("20,000 damaged texts are read or refused, never worse", arguments: [20_261_123 as UInt64])
    func damaged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = Self.randomValue(depth: 3, using: &random).encoded
            for _ in 0..<Int.random(in: 1...4, using: &random) { Self.damage(&bytes, using: &random) }
            guard let value = try? JSON.parse(bytes) else { continue }
            accepted += 1
            #expect(String(validating: bytes, as: UTF8.self) != nil, "seed \(seed)")
            #expect(try JSON.parse(value.encoded) == value, "seed \(seed)")
        }
        #expect(accepted > 1_000 && accepted < 19_000, "seed \(seed)")
    }

    private static func randomValue(depth: Int, using random: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 3: return .number(["0", "-0.5", "1e99", "12.340", "7E-3"].randomElement(using: &random) ?? "0")
        case 4: return .string(randomText(using: &random))
        case 5: return .array((0..<3).map { _ in randomValue(depth: depth - 1, using: &random) })
        default:
            let count = Int.random(in: 0...4, using: &random)
            return .object(
                (0..<count).map { _ in
                    JSONMember(randomText(using: &random), randomValue(depth: depth - 1, using: &random))
                })
        }
    }

    private static func randomText(using random: inout SeededGenerator) -> String {
        let pieces = ["a", "é", "😀", "\"", "\\", "\n", "\0", "\u{7F}", "{{x}}", " ", "\u{2028}", "e\u{301}"]
        return (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
            .joined()
    }

    private static func damage(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.insert(.random(in: 0...255, using: &random), at: place)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &random)
        default: bytes.insert(Array("{}[],:\"\\u0d8e-.".utf8).randomElement(using: &random) ?? 0, at: place)
        }
    }
}

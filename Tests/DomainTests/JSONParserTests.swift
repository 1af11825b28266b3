import Domain
import Testing

@Suite("JSON: reading")
struct JSONParserTests {
    @Test(
        "reads values and keeps numbers as they were written",
        arguments: [
            ("null", JSON.null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .number("0")),
            ("-0", .number("-0")), ("129.90", .number("129.90")), ("1e+400", .number("1e+400")),
            ("-1.5E-2", .number("-1.5E-2")), (#""""#, .string("")),
            (#""a\/b\\\"\b\f\n\r\t""#, .string("a/b\\\"\u{8}\u{C}\n\r\t")),
            (#""\u00e9""#, .string("é")), (#""\ud83d\ude00""#, .string("😀")), (#""\u0000""#, .string("\0")),
            ("[]", .array([])), ("[1,[2],{}]", .array([.number("1"), .array([.number("2")]), .object([])])),
            (
                #"{"a":1,"b":{"c":null}}"#,
                .object([JSONMember("a", .number("1")), JSONMember("b", .object([JSONMember("c", .null)]))])
            ),
            ("\t\r\n{ \"a\" : [ ] }\n", .object([JSONMember("a", .array([]))])),
        ])
    func reads(text: String, value: JSON) throws {
        #expect(try JSON.parse(text) == value)
    }

    @Test(
        "refuses what RFC 8259 does not allow",
        arguments: [
            "", " ", "nul", "nulll", "TRUE", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "NaN", "Infinity", "'a'",
            "[1,]", "[,1]", "[1 2]", "[1", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "{", "}",
            "]",
            "\"abc", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\", "\"a\nb\"", "\"a\tb\"", "1 2", "{} x", "// a\n1",
            "\u{FEFF}1",
        ])
    func refuses(text: String) {
        #expect(throws: JSONError.self) { try JSON.parse(text) }
    }

    @Test(
        "refuses surrogates that stand alone",
        arguments: [#""\ud83d""#, #""\ude00""#, #""\ud83d\ud83d""#, #""\ud83dx""#, #""\ud83d\n""#, #""\ud83d\u0041""#])
    func surrogates(text: String) throws {
        let error = try #require(throws: JSONError.self) { try JSON.parse(text) }
        #expect(error.reason == "unpaired surrogate")
    }

    @Test(
        "refuses bytes that are no UTF-8",
        arguments: [
            [0x22, 0x80, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], [0x22, 0xF0, 0x9F, 0x98, 0x22], [0x22, 0x5C, 0x6E, 0xFF, 0x22],
            [0x7B, 0x22, 0xE9, 0x22, 0x3A, 0x31, 0x7D], [0xFF], [0xFE, 0xFF, 0x00, 0x31],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON.parse(bytes) }
    }

    @Test("reads nesting up to its limit and refuses what is deeper, however deep")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSON.parse(nested(JSON.maximumDepth)) }
        #expect(throws: JSONError.self) { try JSON.parse(nested(JSON.maximumDepth + 1)) }
        #expect(throws: JSONError.self) { try JSON.parse(String(repeating: "[", count: 200_000)) }
        #expect(throws: JSONError.self) { try JSON.parse(String(repeating: #"{"a":"#, count: 100_000)) }
        // Siblings are not depth.
        #expect(throws: Never.self) {
            try JSON.parse("[" + Array(repeating: "[]", count: 1_000).joined(separator: ",") + "]")
        }
    }

    @Test(
        "says where the text goes wrong",
        arguments: [(#"{"a": x}"#, 6), ("{} x", 3), ("[1,\n2 3]", 6), ("\"ab", 3)])
    func offset(text: String, offset: Int) throws {
        #expect(try #require(throws: JSONError.self) { try JSON.parse(text) }.offset == offset)
    }

    @Test("a million digits are a number, and a long text is a text")
    func huge() throws {
        let digits = String(repeating: "9", count: 1_000_000)
        #expect(try JSON.parse(digits) == .number(digits))
        let text = String(repeating: "á", count: 500_000)
        #expect(try JSON.parse("\"\(text)\"") == .string(text))
    }
}

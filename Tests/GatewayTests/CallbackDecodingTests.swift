import Domain
import Testing

@testable import Gateway

@Suite("How a callback's text becomes a document")
struct CallbackDecodingTests {
    private static let receipt = ReceiptBlock(
        id: [.json(JSONPath(steps: [.key("id")]))],
        status: .mapped([.json(JSONPath(steps: [.key("status")]))], ["ok": .delivered, "2": .delivered]))

    private static func ids(
        _ decode: CallbackDecoding, _ body: [UInt8], query: String = ""
    ) throws -> CallbackAnswer {
        let plan = try callbacks(
            CallbackDefinition(verify: [CallbackVerification(.none)], decode: decode, receipts: [receipt]))
        return plan.answer(CallbackRequest(query: query, body: body), at: now)
    }

    @Test(
        "JSON, forms, queries and JSON within them",
        arguments: [
            (CallbackDecoding.json, #"{"id":"A","status":"ok"}"#, ""),
            (.json, "\u{FEFF} {\"id\":\"A\",\"status\":2}\n", ""),
            (.form, "id=A&status=ok", "id=B"),
            (.form, "status=%6f%6B&id=%41", ""),
            (.query, "id=B", "id=A&status=2"),
            (.formJSON(field: "jsonData"), "token=x&jsonData=%7B%22id%22%3A%22A%22%2C%22status%22%3A%22ok%22%7D", ""),
            (.jsonString(JSONPath(steps: [.key("Message")])), #"{"Message":"{\"id\":\"A\",\"status\":\"ok\"}"}"#, ""),
        ])
    func understood(decode: CallbackDecoding, body: String, query: String) throws {
        let answer = try Self.ids(decode, Array(body.utf8), query: query)
        #expect(answer.events.map(\.providerIDs) == [["A"]])
    }

    @Test(
        "What is not understood says so and holds nothing of the body",
        arguments: [
            (CallbackDecoding.json, "", "the body is not JSON: unexpected end at byte 0"),
            (.json, "PARAR-4711", "the body is not JSON: unexpected character at byte 0"),
            (.json, #"{"id":"4711","status":"ok""#, "the body is not JSON: unexpected end at byte 26"),
            (.json, #"{"id":"4711"} {}"#, "the body is not JSON: unexpected text after the JSON value at byte 14"),
            (
                .json, String(repeating: "[", count: 100),
                "the body is not JSON: nested deeper than 64 levels at byte 64"
            ),
            (.formJSON(field: "jsonData"), "token=4711", "the form has no field \"jsonData\""),
            (
                .formJSON(field: "jsonData"), "jsonData=4711x",
                "the field \"jsonData\" is not JSON: unexpected text after the JSON value at byte 4"
            ),
            (
                .jsonString(JSONPath(steps: [.key("Message")])), #"{"Message":{"id":"4711"}}"#,
                "the body has no text where the JSON should stand"
            ),
            (
                .jsonString(JSONPath(steps: [.key("Message")])), #"{"Message":"You have chosen 4711"}"#,
                "the text in the body is not JSON: unexpected character at byte 0"
            ),
            (.form, String(repeating: "a&", count: 1001), "the form has too many fields"),
        ])
    func malformed(decode: CallbackDecoding, body: String, complaint: String) throws {
        #expect(try Self.ids(decode, Array(body.utf8)) == .malformed(complaint))
    }

    @Test("Other encodings are no JSON, and a form's old one is read")
    func encodings() throws {
        let body = #"{"id":"A","status":"ok"}"#
        #expect(try Self.ids(.json, body.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }).isMalformed)
        #expect(try Self.ids(.json, [0xFF, 0xFE] + Array(body.utf8)).isMalformed)
        #expect(try Self.ids(.json, Array(#"{"id":"S"#.utf8) + [0xE3] + Array(#"o","status":"ok"}"#.utf8)).isMalformed)
        let form = Array("id=S".utf8) + [0xE3] + Array("o+%C3%A3&status=ok".utf8)
        #expect(try Self.ids(.form, Array("id=S%E3o&status=ok".utf8)).events.first?.providerIDs == ["São"])
        #expect(try Self.ids(.form, Array("id=S%C3%A3o&status=ok".utf8)).events.first?.providerIDs == ["São"])
        #expect(try Self.ids(.form, form).events.first?.providerIDs == ["São Ã£"])
    }

    @Test("The last of equal names counts")
    func duplicates() throws {
        let json = #"{"id":"B","status":"no","id":"A","status":"ok"}"#
        #expect(try Self.ids(.json, Array(json.utf8)).events.first?.providerIDs == ["A"])
        let form = "id=B&status=no&id=A&status=ok"
        #expect(try Self.ids(.form, Array(form.utf8)).events.first?.providerIDs == ["A"])
        #expect(FormFields(form.utf8)?.value(of: "id") == "A")
    }

    @Test("A body of more than 4 MiB is not understood, one below is")
    func long() throws {
        let body = Array(#"{"id":"A","status":"ok"}"#.utf8)
        let blanks = [UInt8](repeating: 0x20, count: IncomingCallback.longestBody - body.count)
        #expect(try Self.ids(.json, body + blanks).events.count == 1)
        #expect(try Self.ids(.json, body + blanks + [0x20]) == .malformed("the body is too long"))
    }

    @Test(
        "A form is taken apart as browsers write it",
        arguments: [
            ("a=1&b=2", [("a", "1"), ("b", "2")]), ("a", [("a", "")]), ("a=", [("a", "")]), ("=1", [("", "1")]),
            ("a==b=", [("a", "=b=")]), ("&&a=1&", [("a", "1")]), ("", []), ("a+b=c+d", [("a b", "c d")]),
            ("%", [("%", "")]), ("a=%4", [("a", "%4")]), ("a=%zz%41", [("a", "%zzA")]), ("a=%%41", [("a", "%A")]),
            ("a=%+1", [("a", "% 1")]), ("%61=%00", [("a", "\0")]), ("a=%F0%9F%99%8F", [("a", "🙏")]),
        ] as [(String, [(String, String)])])
    func forms(text: String, fields: [(String, String)]) throws {
        let form = try #require(FormFields(text.utf8))
        #expect(form.fields.map { String(decoding: $0.name, as: UTF8.self) } == fields.map(\.0))
        #expect(form.fields.map { String(decoding: $0.value, as: UTF8.self) } == fields.map(\.1))
    }
}

import Composer
import Domain
import Testing

@testable import Gateway

@Suite("JSON bodies")
struct BodyTests {
    /// The body of a request with the tree.
    private func body(
        _ tree: BodyTree, omitNull: Bool = false, _ context: RequestContext, with: [String: String] = [:]
    ) throws -> String {
        let plan = try plan(definition(body: .json(tree, omitNull: omitNull), with: with))
        return String(decoding: try plan.request(for: .text, context).body ?? [], as: UTF8.self)
    }

    private func object(_ members: (String, String)...) throws -> BodyTree {
        .object(try members.map { try member($0.0, $0.1) })
    }

    @Test("A body is encoded as it was written, member by member")
    func shape() throws {
        let tree = BodyTree.object([
            try member("number", "{{to.digits}}"), BodyMember("delay", .literal(.number("1200"))),
            BodyMember("options", .object([try member("text", "Oi! {{text}} ({{message.id}})")])),
            BodyMember("list", .array([.template(try template("{{to.e164}}")), .literal(.null), .array([])])),
            BodyMember("empty", .object([])), try member("fixed", "a\"b"),
        ])
        #expect(
            try body(tree, context())
                == """
                {"number":"5511987654321","delay":1200,"options":{"text":"Oi! Olá, Maria (42)"},\
                "list":["+5511987654321",null,[]],"empty":{},"fixed":"a\\"b"}
                """)
    }

    @Test(
        "A leaf that is exactly one placeholder keeps its type, any other is a string",
        arguments: [
            ("{{to.number}}", "5511987654321"), ("{{to.digits}}", "\"5511987654321\""),
            ("n {{to.number}}", "\"n 5511987654321\""), ("{{to.national}}", "\"11987654321\""),
            ("{{to.jid}}", "\"5511987654321@s.whatsapp.net\""), ("{{message.id}}", "42"),
            ("{{message.id}} ", "\"42 \""),
            ("{{message.key}}", "\"msg_42\""), ("{{client_id}}", "\"msg_42\""), ("{{message.not_after}}", "1800000000"),
            ("{{payload.n}}", "129.90"), ("{{payload.n}}!", "\"129.90!\""), ("{{payload.b}}", "true"),
            ("{{payload.z}}", "null"), ("{{payload.o}}", "{\"k\":[1,\"x\"]}"), ("{{payload.o.k.1}}", "\"x\""),
            ("{{payload.s}}", "\"5\""), ("{{with.plan}}", "\"7\""), ("{{subject}}", "\"Fatura\""), ("", "\"\""),
            ("{{#payload.b}}sim {{payload.n}}{{/payload.b}}", "\"sim 129.90\""),
            ("{{^payload.z}}sem{{/payload.z}}", "\"sem\""),
        ])
    func types(source: String, expected: String) throws {
        let context = try context(
            payload: "{\"n\":129.90,\"b\":true,\"z\":null,\"o\":{\"k\":[1,\"x\"]},\"s\":\"5\"}", subject: "Fatura",
            notAfter: 1_800_000_000)
        #expect(try body(object(("v", source)), context, with: ["plan": "7"]) == "{\"v\":\(expected)}")
    }

    @Test(
        "No value breaks out of its field",
        arguments: [
            "\"}", "\",\"to\":\"1", "a\nb\r\n\tc", "\\", "\\\"", "\u{0}\u{1F}\u{7F}", "}}{{text}}", "\u{2028}</script>",
            "😀 \u{301}é", "\\u0022", String(repeating: "\"", count: 1000), "\u{10F0F0}text\u{10F0F1}",
        ])
    func injection(hostile: String) throws {
        let tree = try object(
            ("to", "{{to.digits}}"), ("text", "{{text}}"), ("mixed", "Sr. {{text}}/{{payload.name}}"),
            ("name", "{{payload.name}}"), ("all", "{{payload}}"))
        var context = try context(text: hostile)
        context.payload = .object([JSONMember("name", .string(hostile)), JSONMember(hostile, .number("1"))])
        let parsed = try JSON.parse(try body(tree, context))
        guard case .object(let members) = parsed else {
            Issue.record("no object")
            return
        }
        #expect(members.map(\.name) == ["to", "text", "mixed", "name", "all"])
        #expect(parsed["text"] == .string(hostile))
        #expect(parsed["mixed"] == .string("Sr. \(hostile)/\(hostile)"))
        #expect(parsed["name"] == .string(hostile))
        #expect(parsed["all"] == context.payload)
    }

    @Test(
        "With `omit_null` a member without a value is left out, wherever it stands",
        arguments: [
            ("{}", "{\"id\":42}"), ("{\"a\":1}", "{\"a\":1,\"id\":42}"), ("{\"b\":2}", "{\"id\":42,\"b\":2}"),
            ("{\"a\":1,\"b\":false}", "{\"a\":1,\"id\":42,\"b\":false}"), ("{\"a\":null,\"b\":null}", "{\"id\":42}"),
            ("{\"a\":\"\"}", "{\"a\":\"\",\"id\":42}"),
        ])
    func omission(payload: String, expected: String) throws {
        let tree = BodyTree.object([
            BodyMember("never", .literal(.null)), try member("a", "{{payload.a}}"), try member("id", "{{message.id}}"),
            try member("b", "{{payload.b}}"),
        ])
        #expect(try body(tree, omitNull: true, context(payload: payload)) == expected)
    }

    @Test("An object whose members are all left out is empty, inner objects included")
    func emptyOmission() throws {
        let inner = try object(("x", "{{payload.x}}"), ("y", "{{payload.y}}"))
        let tree = BodyTree.object([BodyMember("in", inner), try member("z", "{{payload.z}}")])
        #expect(try body(tree, omitNull: true, context()) == "{\"in\":{}}")
        #expect(try body(tree, omitNull: true, context(payload: "{\"y\":1,\"z\":2}")) == "{\"in\":{\"y\":1},\"z\":2}")
    }

    @Test(
        "A value that is missing is an error that names it",
        arguments: [
            ("{{payload.x}}", "payload.x"), ("a {{payload.x}}", "payload.x"), ("a {{payload.z}}", "payload.z"),
            ("a {{payload.o}}", "payload.o"), ("{{subject}}", "subject"), ("{{to.email}}", "to.email"),
            ("{{message.not_after}}", "message.not_after"), ("{{payload.o.k.9}}", "payload.o.k.9"),
            ("{{#payload.o}}{{missing}}{{/payload.o}}", "missing"),
        ])
    func missing(source: String, name: String) throws {
        let context = try context(payload: "{\"z\":null,\"o\":{\"k\":[1]}}")
        #expect(throws: RequestError.missing(name)) { try body(object(("v", source)), context) }
        #expect(RequestError.missing(name).reason == "missing: \(name)")
    }

    @Test("An e-mail address has no digits, and odd digits are no number")
    func addresses() throws {
        let mail = try context(to: Address(email: "maria@example.com"))
        #expect(try body(object(("v", "{{to.email}}")), mail) == "{\"v\":\"maria@example.com\"}")
        for name in ["to.digits", "to.number", "to.e164", "to.national", "to.jid"] {
            #expect(throws: RequestError.missing(name)) { try body(object(("v", "{{\(name)}}")), mail) }
        }
        #expect(try body(object(("v", "{{to.number}}")), context(to: Address(digits: "0011"))) == "{\"v\":11}")
        for digits in ["000", "11a", "1,\"x\":2"] {
            #expect(throws: RequestError.missing("to.number")) {
                try body(object(("v", "{{to.number}}")), context(to: Address(digits: digits)))
            }
        }
    }

    @Test("A part without a request of its own is sent by the `text` request")
    func parts() throws {
        var definition = try definition(body: .json(object(("t", "{{text}}")), omitNull: false))
        definition.requests[.pix] = RequestDefinition(
            url: try template("http://127.0.0.1/pix"), body: .raw(try template("{{text}}"), contentType: "text/plain"))
        let plan = try plan(definition)
        #expect(try plan.request(for: .line, context(text: "0019")).body == Array("{\"t\":\"0019\"}".utf8))
        #expect(try plan.request(for: .pix, context(text: "0002")).body == Array("0002".utf8))
        #expect(try plan.request(for: .pix, context(text: "0002")).url == "http://127.0.0.1/pix")
    }

    // MARK: - Elements that may be left out

    @Test(
        "An element of an array is left out when a value in it is missing, wherever it stands",
        arguments: [
            (["{{html}}", "a", "b"], #"["a","b"]"#), (["a", "{{html}}", "b"], #"["a","b"]"#),
            (["a", "b", "{{html}}"], #"["a","b"]"#), (["{{html}}"], "[]"), (["{{html}}", "{{html}}"], "[]"),
            (["{{html}}", "a"], #"["a"]"#), (["{{text}}", "{{html}}", "{{text}}"], #"["Oi","Oi"]"#),
        ])
    func optionalElements(sources: [String], expected: String) throws {
        let elements = try sources.map { source in
            let tree = BodyTree.template(try template(source))
            return source.hasPrefix("{{") ? BodyTree.optional(tree) : tree
        }
        #expect(try body(.array(elements), context(text: "Oi")) == expected)
    }

    @Test("With all its values an element is there as it was written")
    func givenElements() throws {
        let part = try object(("type", "text/html"), ("value", "{{subject}}"))
        let tree = BodyTree.object([
            BodyMember("content", .array([try object(("value", "{{text}}")), .optional(part)]))
        ])
        #expect(
            try body(tree, context(text: "Oi", subject: "S"))
                == #"{"content":[{"value":"Oi"},{"type":"text/html","value":"S"}]}"#)
        #expect(try body(tree, context(text: "Oi")) == #"{"content":[{"value":"Oi"}]}"#)
    }

    @Test("What is no element of an array cannot be left out so")
    func misplacedOptional() throws {
        let tree = BodyTree.object([BodyMember("a", .optional(.literal(.null)))])
        let found = problems(of: try definition(body: .json(tree, omitNull: false)))
        #expect(found.map(\.place) == ["request.text.json.a"])
    }
}

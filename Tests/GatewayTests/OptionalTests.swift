import Composer
import Domain
import Testing

@testable import Gateway

@Suite("Names that end in `?`")
struct OptionalTests {
    private func optional(_ name: String, _ source: String) throws -> BodyMember {
        BodyMember(name, .template(try template(source)), isOptional: true)
    }

    private func body(
        _ tree: BodyTree, _ context: RequestContext, _ change: (inout GatewayDefinition) -> Void = { _ in }
    )
        throws -> String
    {
        var definition = try definition(body: .json(tree, omitNull: false))
        change(&definition)
        return String(decoding: try plan(definition).request(for: .text, context).body ?? [], as: UTF8.self)
    }

    @Test(
        "A member is left out as a whole when a variable inside of it has no value",
        arguments: [
            ("{}", #"{"id":42,"end":"x"}"#), (#"{"a":1}"#, #"{"in":{"a":1,"deep":[{"text":"a1"}]},"id":42,"end":"x"}"#),
            (#"{"a":null}"#, #"{"id":42,"end":"x"}"#), (#"{"b":true}"#, #"{"id":42,"b":true,"end":"x"}"#),
            (#"{"a":[],"b":0}"#, #"{"id":42,"b":0,"end":"x"}"#),
        ])
    func members(payload: String, expected: String) throws {
        let inner = BodyTree.object([
            try member("a", "{{payload.a}}"),
            BodyMember("deep", .array([.object([try member("text", "a{{payload.a}}")])])),
        ])
        let tree = BodyTree.object([
            BodyMember("in", inner, isOptional: true), try member("id", "{{message.id}}"),
            try optional("b", "{{payload.b}}"), try member("end", "x"),
        ])
        #expect(try body(tree, context(payload: payload)) == expected)
    }

    @Test("Only what misses a value is left out, the rest of the object stays")
    func nested() throws {
        let tree = BodyTree.object([
            BodyMember(
                "out", .object([try optional("a", "{{payload.a}}"), try member("b", "{{payload.b}}")]), isOptional: true
            )
        ])
        #expect(try body(tree, context(payload: #"{"a":1,"b":2}"#)) == #"{"out":{"a":1,"b":2}}"#)
        #expect(try body(tree, context(payload: #"{"b":2}"#)) == #"{"out":{"b":2}}"#)
        #expect(try body(tree, context(payload: #"{"a":1}"#)) == "{}")
    }

    @Test("A secret that is not given and a parameter that is empty leave out what they stand in")
    func secretsAndParameters() throws {
        let tree = BodyTree.object([
            try optional("hook", "{{secret.hook}}"), try optional("from", "{{with.from}} <{{text}}>"),
            try member("id", "{{message.id}}"),
        ])
        let names = { (definition: inout GatewayDefinition) in
            definition.optionalSecrets = ["hook"]
            definition.with = ["from": ""]
        }
        #expect(try body(tree, context(), names) == #"{"id":42}"#)
        let given = { (definition: inout GatewayDefinition) in
            definition.secrets = ["hook": Secret("s3cret")]
            definition.with = ["from": "F"]
        }
        #expect(try body(tree, context(), given) == #"{"hook":"s3cret","from":"F <Olá, Maria>","id":42}"#)
    }

    @Test("Elsewhere such a secret is an error, and so is one of another name")
    func faults() throws {
        var definition = try definition(
            body: .json(
                .object([try member("a", "{{secret.hook}}"), try optional("b", "{{secret.hok}}")]), omitNull: false))
        definition.optionalSecrets = ["hook"]
        let found = problems(of: definition)
        #expect(found.map(\.place) == ["request.text.json.a", "request.text.json.b"])
        #expect(found.first?.hint == "give the endpoint this secret")
    }

    @Test(
        "Items of a query and fields of a form are left out with their separators",
        arguments: [
            ("{}", "id=42"), (#"{"a":"x y"}"#, "a=x%20y&id=42"), (#"{"b":"1"}"#, "id=42&b=1"),
            (#"{"a":"1","b":"2"}"#, "a=1&id=42&b=2"),
        ])
    func fields(payload: String, expected: String) throws {
        let fields = [("a?", "{{payload.a}}"), ("id", "{{message.id}}"), ("b?", "{{payload.b}}")]
        let query = try fields.map { name, source in
            let field = try formField(name, source)
            return TemplateField(field.name, try template(source), isOptional: field.isOptional)
        }
        let context = try context(payload: payload)
        let url = try plan(definition(url: "http://h/s", query: query)).request(for: .text, context).url
        #expect(url == "http://h/s?\(expected)")
        let longer = try plan(definition(url: "http://h/s?k=v", query: query)).request(for: .text, context).url
        #expect(longer == "http://h/s?k=v&\(expected)")
        let body = BodyDefinition.form(try fields.map { try formField($0.0, $0.1) })
        let form = try plan(definition(body: body)).request(for: .text, context).body
        #expect(form == Array(expected.utf8))
    }

    @Test("A query whose items are all left out leaves no question mark behind")
    func noItems() throws {
        let query = [TemplateField("a", try template("{{payload.a}}"), isOptional: true)]
        #expect(
            try plan(definition(url: "http://h/s", query: query)).request(for: .text, context()).url == "http://h/s")
        let field = BodyDefinition.form([try formField("a?", "{{payload.a}}")])
        #expect(try plan(definition(body: field)).request(for: .text, context()).body == [])
    }

    @Test("A header is left out, but never sent with a line break in it")
    func headers() throws {
        let header = TemplateField("X-Ref", try template("r-{{payload.ref}}"), isOptional: true)
        let plan = try plan(definition(headers: [header]))
        func value(_ payload: String) throws -> String? {
            try plan.request(for: .text, context(payload: payload)).headers.first { $0.name == "X-Ref" }?.value
        }
        #expect(try value("{}") == nil)
        #expect(try value(#"{"ref":"7"}"#) == "r-7")
        #expect(throws: RequestError.controlCharacter(header: "X-Ref")) { try value(#"{"ref":"7\n"}"#) }
    }

    @Test("A name stands once, with the question mark or without")
    func clashes() throws {
        let twice = [try formField("a", "1"), try formField("a?", "{{payload.a}}")]
        let items = [try field("a", "1"), TemplateField("a", try template("{{payload.a}}"), isOptional: true)]
        let tree = BodyTree.object([try member("a", "1"), try optional("a", "{{payload.a}}")])
        #expect(problems(of: try definition(body: .form(twice))).map(\.place) == ["request.text.form.a"])
        #expect(problems(of: try definition(body: .multipart(twice))).map(\.place) == ["request.text.multipart.a"])
        #expect(problems(of: try definition(query: items)).map(\.place) == ["request.text.query.a"])
        #expect(problems(of: try definition(headers: items)).map(\.place) == ["request.text.headers"])
        #expect(
            problems(of: try definition(body: .json(tree, omitNull: false))).map(\.place) == ["request.text.json.a"])
    }

    @Test("JSON stands in a form as text")
    func jsonInForms() throws {
        let tree = BodyTree.object([try member("1", "{{payload.name}}"), BodyMember("n", .literal(.number("1")))])
        let fixed = BodyTree.object([BodyMember("a", .literal(.bool(true)))])
        let body = BodyDefinition.form([
            BodyField("vars", .json(tree)), BodyField("fixed", .json(fixed)),
            BodyField("none", .json(.object([try member("x", "{{payload.null}}")])), isOptional: true),
        ])
        let request = try plan(definition(body: body)).request(
            for: .text, context(payload: #"{"name":"\"&=é","null":null}"#))
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self)
                == "vars=%7B%221%22%3A%22%5C%22%26%3D%C3%A9%22%2C%22n%22%3A1%7D&fixed=%7B%22a%22%3Atrue%7D")
    }

    @Test("Whole numbers of `with` stay numbers where they stand alone")
    func numbers() throws {
        let tree = BodyTree.object([try member("id", "{{with.id}}"), try member("text", "n {{with.id}}")])
        let typed = { (definition: inout GatewayDefinition) in
            definition.with = ["id": "12"]
            definition.numbers = ["id"]
        }
        #expect(try body(tree, context(), typed) == #"{"id":12,"text":"n 12"}"#)
        #expect(try body(tree, context()) { $0.with = ["id": "12"] } == #"{"id":"12","text":"n 12"}"#)
    }

    @Test("A body stays JSON with the same members, whatever a message holds and whatever is missing")
    func fuzz() throws {
        var random = SeededGenerator(state: 4711)
        let tree = BodyTree.object([
            BodyMember(
                "a", .object([try member("x", "{{payload.x}}"), try member("t", "<{{text}}>")]), isOptional: true),
            BodyMember("b", .array([.template(try template("{{payload.y}}"))]), isOptional: true),
            try member("text", "{{text}}"),
            BodyMember("c", .object([try optional("x", "{{payload.x}}"), try optional("y", "{{payload.y}}")])),
        ])
        let plan = try plan(definition(body: .json(tree, omitNull: false)))
        let alphabet = Array("\"\\{}[],:\u{0}\n\té😀a1".unicodeScalars)
        for _ in 0..<3000 {
            func text() -> String {
                var scalars = String.UnicodeScalarView()
                for _ in 0..<Int.random(in: 0...6, using: &random) {
                    scalars.append(alphabet.randomElement(using: &random) ?? "x")
                }
                return String(scalars)
            }
            var context = try context(text: text())
            let members = [("x", text()), ("y", text())].filter { _ in Bool.random(using: &random) }
            context.payload = .object(members.map { JSONMember($0.0, .string($0.1)) })
            let parsed = try JSON.parse(try plan.request(for: .text, context).body ?? [])
            let (x, y) = (context.payload["x"], context.payload["y"])
            #expect(parsed["text"] == .string(context.text))
            #expect(parsed["a"]?["x"] == x)
            #expect((parsed["a"] == nil) == (x == nil))
            #expect(parsed["b"] == y.map { .array([$0]) })
            #expect(parsed["c"]?["x"] == x)
            #expect(parsed["c"]?["y"] == y)
        }
    }
}

import Composer
import Domain
import Testing

@testable import Gateway

@Suite("What is wrong with a definition")
struct PlanTests {
    @Test("Everything is reported at once, with place, line and hint")
    func all() throws {
        let tree = BodyTree.object([
            BodyMember("n", .template(try StrictTemplate("{{to.digit}}", firstLine: 7))),
            BodyMember("list", .array([.template(try StrictTemplate("a\n{{with.instnce}}", firstLine: 8))])),
            BodyMember("n", .template(try template("{{secret.key}}"))),
        ])
        var definition = try definition(
            body: .json(tree, omitNull: false), headers: [field("User-Agent", "x"), field("X Y", "x")],
            with: ["instance": "a"])
        definition.requests[.pix] = RequestDefinition(method: "GE T", url: try template("http://h/"))
        definition.signing = [Secret("whsec_???")]
        definition.timeoutMilliseconds = 0
        definition.authorization = .basic(user: try template("a:b"), password: try template("{{nope}}"))
        let found = problems(of: definition)
        func has(_ place: String, _ line: Int, _ message: String, _ hint: String?) -> Bool {
            found.contains { $0 == GatewayProblem(place: place, line: line, message: message, hint: hint) }
        }
        let body = "request.text.json"
        #expect(has("\(body).n", 7, "there is no variable \"to.digit\"", "did you mean to.digits?"))
        #expect(
            has(
                "\(body).list[0]", 9, "\"with.instnce\" is used, but `with` has no \"instnce\"",
                "did you mean instance?"))
        #expect(has("\(body).n", 1, "\"secret.key\" is used, but `secrets` has no \"key\"", "add it under `secrets`"))
        #expect(has("\(body).n", 0, "the name stands twice in one object", nil))
        #expect(has("request.text.headers", 0, "the header User-Agent is set by Carteiro itself", "leave it out"))
        #expect(has("request.text.headers", 0, "\"X Y\" is not the name of a header", nil))
        #expect(has("request.pix.method", 0, "\"GE T\" is not a method", nil))
        #expect(has("authorization.basic.user", 0, "a user name cannot have a colon", nil))
        #expect(found.contains { $0.place == "authorization.basic.password" && $0.message.contains("\"nope\"") })
        #expect(found.contains { $0.place == "signing" })
        #expect(found.contains { $0.place == "timeout" })
    }

    @Test("A gateway has to have a `text` request")
    func noText() {
        let found = problems(of: GatewayDefinition(requests: [:], id: .client))
        #expect(
            found == [
                GatewayProblem(place: "request", message: "there is no `text` request", hint: "every gateway needs one")
            ])
    }

    @Test(
        "A header that is reserved or given twice is refused",
        arguments: [
            "idempotency-key", "Webhook-Id", "webhook-signature", "Content-Length", "Transfer-Encoding", "X-A",
            "authorization",
        ])
    func headers(name: String) throws {
        var definition = try definition(headers: [field("x-a", "1"), field(name, "2")])
        definition.authorization = .bearer(try template("t"))
        #expect(problems(of: definition).count == 1)
    }

    @Test("A section may ask for an optional parameter, and an object's section has names of its own")
    func sections() throws {
        let source = "{{#with.note}}{{with.note}} {{/with.note}}{{#payload.offer}}{{code}}{{/payload.offer}}"
        let body = BodyDefinition.raw(try template(source), contentType: "text/plain")
        let offer = try context(payload: "{\"offer\":{\"code\":\"indique\"}}")
        let without = try plan(definition(body: body)).request(for: .text, offer).body
        #expect(without == Array("indique".utf8))
        let with = try plan(definition(body: body, with: ["note": "n"])).request(for: .text, offer).body
        #expect(with == Array("n indique".utf8))
    }

    @Test("A body nested too deep is refused")
    func depth() throws {
        var tree = BodyTree.literal(.null)
        for _ in 0..<100 { tree = .array([tree]) }
        #expect(problems(of: try definition(body: .json(tree, omitNull: false))).count == 1)
    }

    @Test(
        "Known variables are told from unknown ones",
        arguments: [
            ("to.digits", true), ("to.number", true), ("text", true), ("client_id", true), ("payload", true),
            ("payload.a.b", true), ("with.x", true), ("secret.x", true), ("message.not_after", true),
            ("to", false), ("to.x", false), ("with", false), ("secret", false), ("payload.", false), ("with..x", false),
            ("", false), (".", false), ("file.path", false), ("html", true), ("file.base64", true),
        ])
    func known(name: String, isKnown: Bool) {
        #expect(RequestContext.isKnownVariable(name) == isKnown)
    }

    @Test("A context gives templates its values")
    func source() throws {
        let context = try context(payload: "{\"a\":[{\"b\":1}],\"c\":null}")
        #expect(context.value(named: "to.national") == .text("11987654321"))
        #expect(context.value(named: "payload.a") == .list([.object(["b": .text("1")])]))
        #expect(context.value(named: "payload.a.0.b") == .text("1"))
        #expect(context.value(named: "payload.c") == nil)
        #expect(context.value(named: "with.x") == nil)
    }

    @Test("A plan prints no secret")
    func printing() throws {
        let definition = try definition(
            headers: [field("apikey", "{{secret.key}}")], secrets: ["key": Secret("s3cret")])
        let plan = try plan(definition)
        var dumped = "\(plan) \(String(reflecting: plan)) \(plan.redaction) \(definition)"
        dump(plan, to: &dumped)
        dump(plan.redaction, to: &dumped)
        #expect(!dumped.contains("s3cret"))
    }
}

@Suite("Excerpts of answers")
struct RedactionTests {
    @Test(
        "A secret is masked however it is written",
        arguments: [
            ("key=a\"/b c;", "key=***;"), ("{\"k\":\"a\\\"/b c\"}", "{\"k\":\"***\"}"), ("?k=a%22%2Fb%20c&", "?k=***&"),
            ("Basic YSIvYiBj", "Basic ***"), ("a\"/b ca\"/b c", "******"), ("a\"/b", "a\"/b"), ("", ""),
            ("zzzz whsec_x", "*** ***"),
        ])
    func masked(body: String, expected: String) {
        let redaction = Redaction([Secret("a\"/b c"), Secret(""), Secret("zzzz"), Secret("whsec_x"), Secret("zz")])
        #expect(redaction.excerpt(of: answer(500, body)) == expected)
    }

    @Test("A secret is masked across the limit, and at the end of a body that was cut")
    func edges() {
        let redaction = Redaction([Secret("0123456789")])
        #expect(redaction.excerpt(of: answer(200, "abc0123456789def"), limit: 8) == "abc***de")
        #expect(redaction.excerpt(of: answer(200, "abc0123456789def"), limit: 5) == "abc**")
        #expect(redaction.excerpt(of: answer(200, String(repeating: "0123456789", count: 500)), limit: 7) == "*******")
        var cut = answer(200, "abc 012345678")
        #expect(redaction.excerpt(of: cut) == "abc 012345678")
        cut.truncated = true
        #expect(redaction.excerpt(of: cut) == "abc ***")
    }

    @Test("A gateway's redaction knows its secrets and its signing key")
    func gateway() throws {
        var definition = try definition(secrets: ["key": Secret("s3cret")])
        definition.signing = [Secret("raw-signing")]
        definition.authorization = .basic(user: try template("user"), password: try template("{{secret.key}}"))
        let body = "s3cret raw-signing Basic dXNlcjpzM2NyZXQ="
        #expect(try plan(definition).redaction.excerpt(of: answer(500, body)) == "*** *** Basic ***")
    }

    @Test("An excerpt is valid UTF-8 without control characters, and no longer than its limit")
    func clean() {
        let redaction = Redaction([])
        let body: [UInt8] = Array("a\r\n\tb\u{1B}[31m\0\u{202E}c\u{2028}é".utf8) + [0xFF, 0xC3]
        let excerpt = redaction.excerpt(of: body)
        #expect(excerpt == "a   b\u{FFFD}[31m\u{FFFD}\u{FFFD}c\u{FFFD}é\u{FFFD}\u{FFFD}")
        #expect(redaction.excerpt(of: Array("ééé".utf8), limit: 5) == "éé")
        #expect(redaction.excerpt(of: Array("abc".utf8), limit: 0).isEmpty)
        #expect(redaction.excerpt(of: Array("abc".utf8), limit: -1).isEmpty)
        #expect(redaction.excerpt(of: Array(repeating: 97, count: 70_000)).utf8.count == 512)
    }
}

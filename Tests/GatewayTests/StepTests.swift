import Composer
import Domain
import Testing

@testable import Gateway

@Suite("Steps before a request")
struct StepTests {
    private func step(
        _ name: String, url: String = "http://h/step", headers: [TemplateField] = [], body: BodyDefinition? = nil,
        capture: [(String, String)] = [], cache: Int64 = 0, isOptional: Bool = false, place: String? = nil
    ) throws -> StepDefinition {
        StepDefinition(
            name: name, request: RequestDefinition(url: try template(url), headers: headers, body: body),
            capture: try capture.map { ($0.0, [try Extraction(parsing: $0.1)]) }, cacheMilliseconds: cache,
            isOptional: isOptional, place: place ?? "request.text.before.\(name)")
    }

    private func definition(_ steps: [StepDefinition], _ source: String = "{{text}}") throws -> GatewayDefinition {
        var definition = try GatewayTests.definition(body: .json(.object([try member("v", source)]), omitNull: false))
        definition.requests[.text]?.before = steps
        return definition
    }

    @Test("They are made in order, and what one captures the next ones use")
    func order() throws {
        let steps = [
            try step(
                "login", headers: [field("X-Login", "{{secret.key}}")], capture: [("token", "json:t")], cache: 60_000),
            try step("upload", headers: [field("X-Token", "{{captured.token}}")], capture: [("id", "header:X-Id")]),
        ]
        var definition = try definition(steps, "{{captured.id}}/{{captured.token}}")
        definition.secrets = ["key": Secret("s3cret")]
        let plan = try plan(definition)
        let made = plan.steps(for: .text)
        #expect(made.map(\.name) == ["login", "upload"])
        #expect(made.map(\.cacheMilliseconds) == [60_000, 0])
        #expect(plan.steps(for: .line).map(\.name) == ["login", "upload"])
        let first = try made[0].request(context())
        #expect(first.method == "GET")
        #expect(first.headers.contains(HeaderField("Idempotency-Key", "msg_42.login")))
        #expect(made[0].outcome(of: answer(200, #"{"t":"abc"}"#), now: now) == .captured(["token": "abc"]))
        var context = try context()
        context.captured = ["token": "abc"]
        #expect(try made[1].request(context).headers.contains(HeaderField("X-Token", "abc")))
        #expect(made[1].outcome(of: answer(201, headers: ["X-Id: 7"]), now: now) == .captured(["id": "7"]))
        context.captured["id"] = "7"
        let request = try plan.request(for: .text, context)
        #expect(request.body == Array(#"{"v":"7/abc"}"#.utf8))
        #expect(request.headers.contains(HeaderField("Idempotency-Key", "msg_42")))
    }

    @Test("A token longer than an id is captured whole")
    func longToken() throws {
        let token = String(repeating: "a", count: 3000)
        let plan = try plan(definition([try step("login", capture: [("t", "json:t")])]))
        #expect(
            plan.steps(for: .text).first?.outcome(of: answer(200, #"{"t":"\#(token)"}"#), now: now)
                == .captured(["t": token]))
    }

    @Test(
        "A failure is judged by the rules, and is never the message's own",
        arguments: [
            (answer(200, "{}"), .retry, "no-id"), (answer(500), .retry, "http-500"),
            (answer(401), .misconfigured, "http-401"), (answer(429), .throttled, "http-429"),
            (answer(404), .rejected, "gone"), (answer(409), .retry, "twice"), (answer(410), .retry, "http-410"),
            (answer(411), .retry, "perhaps"),
            (TransferResult(reach: .maybeSent, failure: .timeout), .retry, "timeout"),
            (TransferResult(reach: .notSent, failure: .connect), .down, "away"),
        ] as [(TransferResult, Outcome, String)])
    func failure(result: TransferResult, outcome: Outcome, reason: String) throws {
        var definition = try definition([try step("upload", capture: [("id", "json:id")])])
        definition.rules = [
            ClassifyRule(when: Conditions(http: [StatusPattern(404...404)]), outcome: .rejected, reason: "gone"),
            ClassifyRule(when: Conditions(http: [StatusPattern(409...409)]), outcome: .sent, reason: "twice"),
            ClassifyRule(when: Conditions(http: [StatusPattern(410...410)]), outcome: .sent),
            ClassifyRule(when: Conditions(http: [StatusPattern(411...411)]), outcome: .uncertain, reason: "perhaps"),
            ClassifyRule(when: Conditions(transport: [.connect]), outcome: .down, reason: "away"),
        ]
        let step = try #require(try plan(definition).steps(for: .text).first)
        guard case .failed(let verdict) = step.outcome(of: result, now: now) else {
            Issue.record("no failure")
            return
        }
        #expect(verdict.outcome == outcome)
        #expect(verdict.reason == reason)
    }

    @Test("A step that may be left out says what is missing, and what it would have captured is optional")
    func optional() throws {
        let upload = try step(
            "upload", body: .json(.object([try member("f", "{{file.base64}}")]), omitNull: false),
            capture: [("id", "json:id")], isOptional: true)
        var definition = try definition([upload])
        definition.requests[.text]?.body = .json(
            .object([BodyMember("media", .template(try template("{{captured.id}}")), isOptional: true)]),
            omitNull: false)
        let plan = try plan(definition)
        let made = try #require(plan.steps(for: .text).first)
        #expect(made.isOptional)
        #expect(plan.documentForm == .attached)
        #expect(throws: RequestError.missing("file.base64")) { try made.request(context()) }
        #expect(try plan.request(for: .text, context()).body == Array("{}".utf8))
        definition.requests[.text]?.body = .json(.object([try member("media", "{{captured.id}}")]), omitNull: false)
        #expect(
            problems(of: definition).map(\.message) == [
                "\"captured.id\" is used where it has to have a value, but its step may have been left out"
            ])
    }

    @Test("What is captured nowhere, later or twice is told")
    func captures() throws {
        let later = [
            try step("one", headers: [field("X", "{{captured.b}}")], capture: [("a", "json:a")]),
            try step("two", headers: [field("X", "{{captured.c}}")], capture: [("b", "json:b"), ("a", "json:a")]),
        ]
        #expect(
            problems(of: try definition(later, "{{captured.bb}}")).map { "\($0.place): \($0.message)" } == [
                "request.text.before.one.headers.X: \"captured.b\" is used before the step that captures it",
                "request.text.before.two.headers.X: \"captured.c\" is used, but no step before captures it",
                "request.text.before.two.capture.a: is captured by a step before, too",
                "request.text.json.v: \"captured.bb\" is used, but no step before captures it",
            ])
    }

    @Test("A cached step is the same for all messages")
    func cached() throws {
        func found(_ steps: StepDefinition...) throws -> [String] { problems(of: try definition(steps)).map(\.message) }
        let token = [("t", "json:t")]
        #expect(
            try found(step("a", headers: [field("X", "{{to.digits}}")], capture: token, cache: 1000)) == [
                "\"to.digits\" is not known here: this is the same for all messages"
            ])
        #expect(
            try found(step("a", url: "http://h/{{file.name}}", capture: token, cache: 1000)) == [
                "\"file.name\" is not known here: this is the same for all messages"
            ])
        #expect(
            try found(
                step("a", capture: [("id", "json:id")]),
                step("b", headers: [field("X", "{{captured.id}}")], capture: token, cache: 1000))
                == ["\"captured.id\" is captured for one message only"])
        #expect(try found(step("a", cache: 1000)) == ["has a cache, but captures nothing"])
        #expect(
            try found(step("a", capture: token, cache: 1000, isOptional: true)) == ["has a cache and may be left out"])
        #expect(
            try found(
                step("a", capture: token, cache: 1000),
                step("b", headers: [field("X", "{{captured.t}}")], capture: [("u", "json:u")], cache: 1000)) == [])
    }

    @Test("One cached name is one step")
    func cachedNames() throws {
        func definition(_ place: String) throws -> GatewayDefinition {
            var definition = try self.definition([
                try step("login", capture: [("t", "json:t")], cache: 1000, place: "p")
            ])
            definition.requests[.document] = RequestDefinition(
                url: try template("http://h/d"),
                before: [try step("login", capture: [("t", "json:t")], cache: 1000, place: place)])
            return definition
        }
        #expect(problems(of: try definition("p")) == [])
        #expect(problems(of: try definition("q")).map(\.message) == ["is cached under the same name as another step"])
    }

    @Test("A step is no mail")
    func mail() throws {
        #expect(
            problems(of: try definition([try step("a", url: "smtp://mail.example")])).map(\.message) == [
                "a mail server cannot be asked"
            ])
    }

    @Test("What is captured is masked where it is long enough to be a token")
    func redaction() throws {
        let redaction = try plan(definition([])).redaction.with(captured: ["token": "abcdefgh", "id": "7"])
        #expect(redaction.masked("http://h/abcdefgh/7?t=abcdefgh") == "http://h/***/7?t=***")
        #expect(redaction.excerpt(of: answer(200, "token abcdefgh")) == "token ***")
        #expect(try plan(definition([])).redaction.with(captured: ["id": "7"]).masked("7") == "7")
    }
}

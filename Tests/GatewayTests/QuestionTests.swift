import Composer
import Domain
import Testing

@testable import Gateway

@Suite("Precheck and health")
struct QuestionTests {
    private static func condition(_ path: String, _ value: JSON) throws -> Conditions {
        Conditions(json: [JSONCondition(path: try JSONPath(parsing: path), test: .equals(value))])
    }

    private func definition(_ query: [TemplateField] = [], capture: [String] = ["json:chatId"]) throws
        -> GatewayDefinition
    {
        var definition = try GatewayTests.definition()
        definition.precheck = PrecheckDefinition(
            request: RequestDefinition(url: try template("http://h/check"), query: query),
            exists: [try Self.condition("exists", .bool(true))], missing: [try Self.condition("exists", .bool(false))],
            capture: try capture.map { try Extraction(parsing: $0) }, cacheMilliseconds: 1000)
        return definition
    }

    @Test("The question has a key of its own and the message's values")
    func request() throws {
        let precheck = try #require(try plan(definition([field("phone", "{{to.digits}}")])).precheck)
        #expect(precheck.cacheMilliseconds == 1000)
        let request = try precheck.request(context())
        #expect(request.url == "http://h/check?phone=5511987654321")
        #expect(request.headers.contains(HeaderField("Idempotency-Key", "msg_42.precheck")))
    }

    @Test(
        "The answer says whether the address exists, or does not say it",
        arguments: [
            (answer(200, #"{"exists":true,"chatId":"5591@c.us"}"#), .exists(address: "5591@c.us")),
            (answer(200, #"{"exists":true}"#), .exists(address: nil)), (answer(200, #"{"exists":false}"#), .missing),
            (answer(200, "{}"), .unknown), (answer(500, "oops"), .unknown), (answer(401), .unknown),
            (
                TransferResult(reach: .maybeSent, failure: .timeout),
                .failed(Verdict(outcome: .retry, reason: "timeout", scope: .message))
            ),
            (
                TransferResult(reach: .notSent, failure: .connect),
                .failed(Verdict(outcome: .retry, reason: "connect", scope: .endpoint))
            ),
        ] as [(TransferResult, PrecheckOutcome)])
    func outcome(result: TransferResult, expected: PrecheckOutcome) throws {
        #expect(try plan(definition()).precheck?.outcome(of: result, now: now) == expected)
    }

    @Test("The captured address is used where its absence does no harm")
    func captured() throws {
        var definition = try definition()
        func body(_ source: String) throws -> [GatewayProblem] {
            definition.requests[.text]?.body = .json(.object([try member("to", source)]), omitNull: false)
            return problems(of: definition)
        }
        let safe = "{{#to.captured}}{{to.captured}}{{/to.captured}}{{^to.captured}}{{to.digits}}@c.us{{/to.captured}}"
        #expect(try body(safe) == [])
        var context = try context()
        #expect(try plan(definition).request(for: .text, context).body == Array(#"{"to":"5511987654321@c.us"}"#.utf8))
        context.capturedAddress = "123@lid"
        #expect(try plan(definition).request(for: .text, context).body == Array(#"{"to":"123@lid"}"#.utf8))
        #expect(
            try body("{{to.captured}}").map(\.message) == [
                "\"to.captured\" is used where it has to have a value, but `precheck` may have captured nothing"
            ])
        definition.precheck?.capture = []
        #expect(try body(safe).first?.message == "\"to.captured\" is used, but no `precheck` captures it")
        definition.precheck = nil
        definition.precheckIsOff = true
        #expect(try body(safe) == [])
    }

    @Test("`recheck` needs a precheck, or one that was switched off")
    func recheck() throws {
        var definition = try GatewayTests.definition()
        definition.rules = [ClassifyRule(when: Conditions(http: [StatusPattern(400...400)]), outcome: .recheck)]
        #expect(problems(of: definition).map(\.message) == ["the outcome `recheck` needs `precheck`"])
        definition.precheckIsOff = true
        #expect(problems(of: definition) == [])
        definition = try self.definition()
        definition.rules = [
            ClassifyRule(when: Conditions(http: [StatusPattern(400...400)]), outcome: .recheck, reason: "maybe-not")
        ]
        #expect(
            try plan(definition).judge(answer(400), now: now)
                == Verdict(outcome: .recheck, reason: "maybe-not", scope: .recipient))
    }

    @Test("Health is asked without a message")
    func health() throws {
        var definition = try GatewayTests.definition(secrets: ["key": Secret("s3cret")])
        definition.health = HealthDefinition(
            request: RequestDefinition(
                url: try template("http://h/state"), headers: [try field("apikey", "{{secret.key}}")]),
            ok: [try Self.condition("instance.state", .string("open"))])
        let health = try #require(try plan(definition).health)
        let request = try health.request(at: now)
        #expect(request.headers.contains(HeaderField("apikey", "s3cret")))
        #expect(request.headers.contains(HeaderField("Idempotency-Key", "1790000000000.health")))
        #expect(health.isHealthy(answer(200, #"{"instance":{"state":"open"}}"#)))
        #expect(!health.isHealthy(answer(200, #"{"instance":{"state":"close"}}"#)))
        #expect(!health.isHealthy(TransferResult(reach: .notSent, failure: .connect)))
        definition.health?.ok = []
        let plain = try #require(try plan(definition).health)
        #expect(plain.isHealthy(answer(204)))
        #expect(!plain.isHealthy(answer(503)))
        definition.health?.request.query = [try field("to", "{{to.digits}}")]
        #expect(
            problems(of: definition).map { "\($0.place): \($0.message)" } == [
                "health.request.query.to: \"to.digits\" is not known here: this is the same for all messages"
            ])
    }

    @Test("Where callbacks are taken is known only if they are")
    func callbackURL() throws {
        let body = BodyDefinition.json(
            .object([BodyMember("hook", .template(try template("{{callback_url}}")), isOptional: true)]),
            omitNull: false)
        var context = try context()
        #expect(try plan(GatewayTests.definition(body: body)).request(for: .text, context).body == Array("{}".utf8))
        context.callbackURL = "https://x/hooks/a"
        #expect(
            try plan(GatewayTests.definition(body: body)).request(for: .text, context).body
                == Array(#"{"hook":"https://x/hooks/a"}"#.utf8))
        let strict = BodyDefinition.json(.object([try member("hook", "{{callback_url}}")]), omitNull: false)
        #expect(
            problems(of: try GatewayTests.definition(body: strict)).map(\.message) == [
                "\"callback_url\" is used where it has to have a value, but it may have no value"
            ])
    }
}

import Domain
import Testing

@testable import Gateway

@Suite("Success, rules and their order")
struct VerdictTests {
    private func path(_ text: String) throws -> JSONPath { try JSONPath(parsing: text) }

    @Test("An accepted message has the gateway's id and the address it used")
    func accepted() throws {
        let plan = try judge(
            id: .required([.json(path("key.id")), .json(path("id"))]), recipient: [.json(path("key.remoteJid"))]
        )
        let verdict = plan.judge(answer(201, "{\"key\":{\"id\":\"3EB0\",\"remoteJid\":\"559187654321@s\"}}"), now: now)
        #expect(
            verdict
                == Verdict(
                    outcome: .sent, reason: "", scope: .message, providerMessageID: "3EB0", recipient: "559187654321@s")
        )
        #expect(plan.judge(answer(200, "{\"id\":77}"), now: now).providerMessageID == "77")
    }

    @Test("Ids come from headers, texts, alternatives and wildcards, never from null, empty text or an object")
    func ids() throws {
        let kannel = try judge(id: .required([.text(Pattern("^[03]: (.*)$"))]))
        #expect(
            kannel.judge(answer(202, "0: Accepted for delivery"), now: now).providerMessageID == "Accepted for delivery"
        )
        #expect(kannel.judge(answer(202, "4: no"), now: now).reason == "no-id")
        let header = try judge(id: .required([.header("X-Message-Id")]))
        #expect(header.judge(answer(202, headers: ["x-message-id: abc"]), now: now).providerMessageID == "abc")
        #expect(header.judge(answer(202, headers: ["x-message-id: "]), now: now).outcome == .uncertain)
        let wild = try judge(id: .required([.json(path("messages.*.id"))]))
        #expect(
            wild.judge(answer(200, "{\"messages\":{\"a@b\":{\"id\":\"\"},\"c\":{\"id\":5}}}"), now: now)
                .providerMessageID == "5")
        for body in ["{\"id\":null}", "{\"id\":\"\"}", "{\"id\":{}}", "{\"id\":true}", "[]", "", "id", "{\"id\":1"] {
            #expect(try judge().judge(answer(200, body), now: now).reason == "no-id")
        }
    }

    @Test("A part of a value is cut out by the first match, or there is none")
    func partOfAnID() throws {
        let parted = try judge(id: .required([Extraction(parsing: "json:ids[*] match _([^_]*)$")]))
        let body = "{\"ids\":[\"plain\",\"empty_\",7,\"true_55@c.us_3EB0\",\"a_b\"]}"
        #expect(parted.judge(answer(201, body), now: now).providerMessageID == "3EB0")
        #expect(parted.judge(answer(201, "{\"ids\":[\"plain\"]}"), now: now).reason == "no-id")
        let header = try judge(id: .required([Extraction(parsing: "header:X-Id match <(.+)>")]))
        #expect(header.judge(answer(201, headers: ["x-id: <a@b>"]), now: now).providerMessageID == "a@b")
        #expect(header.judge(answer(201, headers: ["x-id: a@b"]), now: now).reason == "no-id")
    }

    @Test("An id is kept up to 512 characters")
    func longID() throws {
        let verdict = try judge().judge(answer(200, "{\"id\":\"\(String(repeating: "é", count: 9000))\"}"), now: now)
        #expect(verdict.providerMessageID == String(repeating: "é", count: 512))
    }

    @Test("With `optional` and `client` there is a success without the gateway's id")
    func looseIDs() throws {
        let optional = try judge(id: .optional([.json(path("id"))]))
        #expect(optional.judge(answer(200, "ok"), now: now).outcome == .sent)
        #expect(optional.judge(answer(200, "ok"), now: now, clientID: "k").providerMessageID == nil)
        let client = try judge(id: .client)
        #expect(client.judge(answer(200, "ok"), now: now, clientID: "k-1").providerMessageID == "k-1")
        #expect(client.judge(answer(200, "ok"), now: now).outcome == .sent)
        let last = try judge(id: .required([.json(path("id")), .client]))
        #expect(last.judge(answer(200, "ok"), now: now, clientID: "k-1").providerMessageID == "k-1")
        #expect(last.judge(answer(200, "ok"), now: now).outcome == .sent)
        #expect(last.judge(answer(200, "{\"id\":\"A\"}"), now: now, clientID: "k-1").providerMessageID == "A")
    }

    @Test("What `require` asks has to hold too")
    func require() throws {
        let condition = JSONCondition(path: try path("status"), test: .equals(.string("success")))
        let plan = try judge(success: SuccessRule(require: [condition]))
        #expect(plan.judge(answer(200, "{\"status\":\"success\",\"id\":1}"), now: now).outcome == .sent)
        #expect(plan.judge(answer(200, "{\"status\":\"error\",\"id\":1}"), now: now).reason == "unconfirmed")
        #expect(plan.judge(answer(200, "{\"status\":\"error\",\"id\":1}"), now: now).outcome == .uncertain)
    }

    @Test("The first rule that matches wins")
    func order() throws {
        let plan = try judge(rules: [
            ClassifyRule(when: Conditions(http: [StatusPattern(404...404)]), outcome: .down, reason: "session"),
            ClassifyRule(when: Conditions(http: [StatusPattern(400...499)]), outcome: .rejected, reason: "any"),
        ])
        #expect(plan.judge(answer(404), now: now).reason == "session")
        #expect(plan.judge(answer(410), now: now).reason == "any")
        #expect(plan.judge(answer(500), now: now).reason == "http-500")
    }

    @Test("A rule overturns a success only if it names the status")
    func overturning() throws {
        let failed = [JSONCondition(path: try path("ack"), test: .equals(.number("-1")))]
        let vague = ClassifyRule(when: Conditions(json: failed), outcome: .retry, reason: "vague")
        let exact = ClassifyRule(
            when: Conditions(http: [StatusPattern(200...200)], json: failed), outcome: .rejected, reason: "exact")
        let body = "{\"id\":\"A\",\"ack\":-1}"
        #expect(try judge(rules: [vague]).judge(answer(200, body), now: now).outcome == .sent)
        #expect(try judge(rules: [exact]).judge(answer(200, body), now: now).reason == "exact")
        #expect(try judge(rules: [exact]).judge(answer(201, body), now: now).outcome == .sent)
        #expect(try judge(rules: [vague, exact]).judge(answer(200, body), now: now).reason == "exact")
        #expect(try judge(rules: [vague]).judge(answer(200, "{\"ack\":-1}"), now: now).reason == "vague")
        let loose = try judge(id: .optional([]), rules: [exact])
        #expect(loose.judge(answer(200, body), now: now).reason == "exact")
        #expect(loose.judge(answer(200, "{\"ack\":1}"), now: now).outcome == .sent)
    }

    @Test("A rule may turn a refusal into a success")
    func duplicate() throws {
        let rule = ClassifyRule(when: Conditions(http: [StatusPattern(409...409)]), outcome: .sent)
        let plan = try judge(rules: [rule])
        #expect(plan.judge(answer(409, "{}"), now: now) == Verdict(outcome: .sent, reason: "", scope: .message))
        #expect(plan.judge(answer(409, "{\"id\":\"A\"}"), now: now).providerMessageID == "A")
        #expect(
            try judge(id: .client, rules: [rule]).judge(answer(409), now: now, clientID: "k").providerMessageID == "k")
    }

    @Test(
        "Each outcome has a usual scope, and a rule without a reason the plain word",
        arguments: [
            (.retry, .message), (.throttled, .endpoint), (.down, .endpoint), (.misconfigured, .endpoint),
            (.rejected, .recipient), (.optedOut, .recipient), (.needsTemplate, .recipient), (.uncertain, .message),
        ] as [(Outcome, FaultScope)])
    func scopes(outcome: Outcome, scope: FaultScope) throws {
        let plain = ClassifyRule(when: Conditions(http: [StatusPattern(400...400)]), outcome: outcome)
        #expect(
            try judge(rules: [plain]).judge(answer(400), now: now)
                == Verdict(outcome: outcome, reason: "http-400", scope: scope))
        var own = plain
        own.scope = .recipient
        own.reason = "own"
        #expect(
            try judge(rules: [own]).judge(answer(400), now: now)
                == Verdict(outcome: outcome, reason: "own", scope: .recipient))
    }

    @Test("A rule's retry is the endpoint's fault if nothing was sent")
    func retryScope() throws {
        let plan = try judge(rules: [ClassifyRule(when: Conditions(transport: [.timeout]), outcome: .retry)])
        #expect(plan.judge(TransferResult(reach: .notSent, failure: .timeout), now: now).scope == .endpoint)
        #expect(plan.judge(TransferResult(reach: .maybeSent, failure: .timeout), now: now).scope == .message)
        #expect(plan.judge(TransferResult(reach: .maybeSent, failure: .timeout), now: now).reason == "timeout")
    }
}

import Domain
import Testing

@testable import Gateway

@Suite("Conditions of a rule")
struct ConditionTests {
    private func matches(_ when: Conditions, _ result: TransferResult) throws -> Bool {
        let rule = ClassifyRule(when: when, outcome: .rejected, reason: "matched")
        return try judge(rules: [rule]).judge(result, now: now).reason == "matched"
    }

    private func json(_ path: String, _ test: JSONCondition.Test) throws -> Conditions {
        Conditions(json: [JSONCondition(path: try JSONPath(parsing: path), test: test)])
    }

    @Test(
        "`transport` and `sent`",
        arguments: [
            ([.timeout], nil, .notSent, .timeout, true), ([.timeout], nil, .maybeSent, .timeout, true),
            ([.timeout, .reset], nil, .maybeSent, .reset, true), ([.dns], nil, .notSent, .connect, false),
            ([.timeout], .no, .notSent, .timeout, true), ([.timeout], .no, .maybeSent, .timeout, false),
            ([.timeout], .maybe, .maybeSent, .timeout, true), ([.timeout], .maybe, .notSent, .timeout, false),
            ([], .no, .notSent, .tls, true), ([], .maybe, .maybeSent, .tls, true),
            ([], .maybe, .answered, .reset, true),
            ([.reset], .maybe, .answered, .reset, true), ([], .no, .answered, .reset, false),
            ([.reset], nil, .answered, nil, false), ([], .maybe, .answered, nil, false),
        ] as [([TransportFailure], SentCondition?, Reach, TransportFailure?, Bool)])
    func transport(
        failures: [TransportFailure], sent: SentCondition?, reach: Reach, failure: TransportFailure?, expected: Bool
    ) throws {
        let result = TransferResult(reach: reach, status: reach == .answered ? 500 : 0, failure: failure)
        #expect(try matches(Conditions(transport: failures, sent: sent), result) == expected)
    }

    @Test("`http` needs an answer with one of the statuses")
    func http() throws {
        let when = Conditions(http: [StatusPattern(400...400), StatusPattern(500...599)])
        #expect(try matches(when, answer(400)))
        #expect(try matches(when, answer(503)))
        #expect(try !matches(when, answer(404)))
        #expect(try !matches(when, TransferResult(reach: .maybeSent, failure: .reset)))
    }

    @Test(
        "`header` compares names without case and values as they are",
        arguments: [
            ("X-Code", .exists(true), true), ("x-code", .exists(true), true), ("X-Other", .exists(true), false),
            ("X-Other", .exists(false), true), ("X-Code", .exists(false), false),
            ("X-CODE", .equals(["a", "Bad"]), true),
            ("X-Code", .equals(["bad"]), false), ("X-Other", .equals([""]), false), ("X-Empty", .equals([""]), true),
        ] as [(String, HeaderCondition.Test, Bool)])
    func header(name: String, test: HeaderCondition.Test, expected: Bool) throws {
        let result = answer(500, headers: ["X-Code:  Bad ", "X-Empty:"])
        #expect(try matches(Conditions(headers: [HeaderCondition(name: name, test: test)]), result) == expected)
    }

    @Test("`header` with an expression, and several of them together")
    func headerPattern() throws {
        let result = answer(400, headers: ["x-amzn-errortype: MessageRejected:http://x", "X-A: 1"])
        let rejected = HeaderCondition(name: "x-amzn-errortype", test: .regex(try Pattern("^MessageRejected")))
        #expect(try matches(Conditions(headers: [rejected]), result))
        #expect(
            try matches(Conditions(headers: [rejected, HeaderCondition(name: "X-A", test: .exists(true))]), result))
        #expect(
            try !matches(Conditions(headers: [rejected, HeaderCondition(name: "X-B", test: .exists(true))]), result))
    }

    @Test(
        "`body` goes by the content, whatever the header says",
        arguments: [
            ("{\"a\":1}", .json), ("  [1]\n", .json), ("\u{FEFF}{\"a\":1}", .json), ("", .empty), (" \r\n\t", .empty),
            ("Mailgun Magnificent API", .text), ("123", .text), ("true", .text), ("{broken", .text),
            ("<!DOCTYPE html><p>x", .html), ("\n<HTML><head>", .html), ("<center>502</center>", .html),
            ("<?xml version=\"1.0\"?><a/>", .text), ("<3", .text),
        ] as [(String, BodyKind)])
    func body(body: String, kind: BodyKind) throws {
        let result = answer(500, body, headers: ["Content-Type: text/html"])
        for candidate in BodyKind.allCases {
            #expect(try matches(Conditions(body: [candidate]), result) == (candidate == kind))
        }
        #expect(try matches(Conditions(body: BodyKind.allCases), result))
    }

    @Test(
        "`json` asks one thing of a value",
        arguments: [
            ("code", .exists(true), true), ("none", .exists(true), false), ("nil", .exists(true), false),
            ("none", .exists(false), true), ("nil", .exists(false), true), ("code", .exists(false), false),
            ("code", .equals(.number("131026")), true), ("code", .equals(.string("131026")), false),
            ("code", .equals(.number("131026.0")), true), ("code", .equals(.number("131027")), false),
            ("status", .equals(.string("error")), true), ("ok", .equals(.bool(false)), true),
            ("ok", .equals(.bool(true)), false), ("nil", .equals(.null), true), ("none", .equals(.null), false),
            ("items[*].code", .equals(.number("2")), true), ("items[*].code", .equals(.number("3")), false),
            ("pair", .equals(.object([JSONMember("b", .number("2")), JSONMember("a", .number("1"))])), true),
            ("code", .oneOf([.number("1"), .number("131026")]), true), ("code", .oneOf([]), false),
            ("status", .oneOf([.string("x"), .string("error")]), true),
            ("code", .range(NumberRange(lower: 131_000, upper: 131_099)), true),
            ("code", .range(NumberRange(lower: 131_027, upper: nil)), false),
            ("text", .range(NumberRange(lower: nil, upper: 9)), true),
            ("status", .range(NumberRange(lower: nil, upper: 9)), false),
            ("code", .type([.number]), true), ("code", .type([.string, .null]), false), ("nil", .type([.null]), true),
            ("items", .type([.array]), true), ("pair", .type([.object]), true), ("ok", .type([.boolean]), true),
            ("none", .type(JSONType.allCases), false), ("big", .equals(.number("9007199254740993")), true),
            ("big", .equals(.number("9007199254740992")), false),
        ] as [(String, JSONCondition.Test, Bool)])
    func json(path: String, test: JSONCondition.Test, expected: Bool) throws {
        let body = """
            {"code": 131026, "status": "error", "ok": false, "nil": null, "items": [{"code": 1}, {"code": 2}],
             "pair": {"a": 1, "b": 2}, "text": "07", "big": 9007199254740993}
            """
        #expect(try matches(json(path, test), answer(400, body)) == expected)
    }

    @Test("`json` with an expression reads strings, numbers and booleans")
    func jsonPattern() throws {
        let body = "{\"m\":[\"x\",\"not registered on WhatsApp\"],\"n\":463,\"o\":{}}"
        #expect(try matches(json("m[*]", .regex(Pattern("registered"))), answer(500, body)))
        #expect(try matches(json("n", .regex(Pattern("^46"))), answer(500, body)))
        #expect(try !matches(json("o", .regex(Pattern("."))), answer(500, body)))
        #expect(try !matches(json("m", .regex(Pattern("."))), answer(500, body)))
    }

    @Test("Several `json` conditions hold together, and of a body that is no JSON only absence holds")
    func jsonTogether() throws {
        let hidden = Conditions(json: [
            JSONCondition(path: try JSONPath(parsing: "code"), test: .type([.number])),
            JSONCondition(path: try JSONPath(parsing: "key.id"), test: .exists(false)),
        ])
        #expect(try matches(hidden, answer(400, "{\"code\":190}")))
        #expect(try !matches(hidden, answer(400, "{\"code\":190,\"key\":{\"id\":\"A\"}}")))
        #expect(try matches(json("id", .exists(false)), answer(500, "<html>")))
        #expect(try !matches(json("id", .exists(true)), answer(500, "<html>")))
        #expect(try !matches(json("id", .exists(false)), TransferResult(reach: .notSent, failure: .dns)))
    }

    @Test("`text` looks into the first 64 KiB, valid UTF-8 or not")
    func text() throws {
        let when = Conditions(text: [try Pattern("Connection Closed"), try Pattern("Timed Out")])
        #expect(try matches(when, answer(500, "Error: Timed Out")))
        #expect(try !matches(when, answer(500, "Error")))
        #expect(try !matches(when, TransferResult(reach: .notSent, failure: .dns)))
        var invalid = answer(500)
        invalid.body = [0xFF, 0xFE] + Array("Timed Out".utf8) + [0xC3]
        #expect(try matches(when, invalid))
        var late = answer(500)
        late.body = Array(repeating: UInt8(ascii: "x"), count: 65_536) + Array("Timed Out".utf8)
        #expect(try !matches(when, late))
    }

    @Test("Conditions of a rule hold together, and a rule without any always matches")
    func together() throws {
        let when = Conditions(http: [StatusPattern(400...400)], text: [try Pattern("Closed")])
        #expect(try matches(when, answer(400, "Closed")))
        #expect(try !matches(when, answer(500, "Closed")))
        #expect(try !matches(when, answer(400, "Open")))
        #expect(try matches(Conditions(), answer(418)))
    }

    @Test("words far back in a long answer are found, and a careless expression is given up")
    func longAnswers() throws {
        let body = String(repeating: "{\"a\": \"é\"}, ", count: 4000) + "Session Closed"
        #expect(try Pattern("Session (Closed)").firstGroup(in: body) == "Closed")
        #expect(try !Pattern("^Session").isFound(in: body))
        #expect(try Pattern("Closed$").isFound(in: body))
        #expect(try !Pattern("(a+)+b").isFound(in: String(repeating: "a", count: 60_000)))
    }
}

import Domain
import Testing

@testable import Gateway

@Suite("What a callback tells")
struct CallbackEventTests {
    private static func answer(
        _ body: String, decode: CallbackDecoding = .json, each: String? = nil, rules: [ClassifyRule] = [],
        query: String = "", headers: [String: String] = [:],
        _ change: (inout CallbackDefinition) throws -> Void
    ) throws -> CallbackAnswer {
        var definition = CallbackDefinition(verify: [CallbackVerification(.none)], decode: decode)
        definition.each = try each.map { try path($0) }
        try change(&definition)
        return try callbacks(definition, rules: rules).answer(CallbackRequest(body, headers, query: query), at: now)
    }

    private static func equals(_ where: String, _ value: JSON) throws -> CallbackCondition {
        CallbackCondition(try place(`where`), .equals(value))
    }

    // MARK: - Receipts

    private static func evolution() throws -> ReceiptBlock {
        ReceiptBlock(
            when: [try equals("json:event", .string("messages.update"))],
            id: try [place("json:data.keyId"), place("json:data.id")],
            status: .mapped(
                [try place("json:data.status")],
                [
                    "SERVER_ACK": .accepted, "DELIVERY_ACK": .delivered, "READ": .read, "PLAYED": .read,
                    "ERROR": .failed,
                ]))
    }

    @Test(
        "A receipt names its message and what became of it",
        arguments: [
            ("messages.update", "DELIVERY_ACK", ReceiptStatus.delivered), ("messages.update", "READ", .read),
            ("messages.update", "SERVER_ACK", .accepted), ("messages.update", "PENDING", nil),
            ("messages.update", "read", nil), ("messages.upsert", "READ", nil),
        ])
    func receipt(event: String, status: String, expected: ReceiptStatus?) throws {
        for id in [#""keyId":"3EB0""#, #""id":"3EB0""#, #""id":"db-7","keyId":"3EB0""#, #""keyId":"","id":"3EB0""#] {
            let answer = try Self.answer(#"{"event":"\#(event)","data":{\#(id),"status":"\#(status)"}}"#) {
                $0.receipts = [try Self.evolution()]
            }
            let events = expected.map { [CallbackEvent(kind: .receipt($0), providerIDs: ["3EB0"], at: now)] }
            #expect(answer == .events(events ?? []))
        }
    }

    @Test("A receipt that names no message tells nothing")
    func nameless() throws {
        for id in ["{}", #"{"keyId":null}"#, #"{"keyId":""}"#, #"{"keyId":{}}"#, #"{"keyId":true}"#] {
            let body = #"{"event":"messages.update","data":"# + id.dropLast() + #","status":"READ"}}"#
            let answer = try Self.answer(body.replacing("{,", with: "{")) { $0.receipts = [try Self.evolution()] }
            #expect(answer == .events([]), "\(body)")
        }
    }

    @Test("Arrays of ids are one receipt for all of them, numbers are ids too, and none stands twice")
    func ids() throws {
        let answer = try Self.answer(#"{"ids":["A","B",7,"A",null,{"x":1}],"type":"read"}"#) {
            $0.receipts = [
                ReceiptBlock(
                    id: [try place("json:ids[*]")],
                    status: .mapped([try place("json:type")], ["read": .read]))
            ]
        }
        #expect(answer == .events([CallbackEvent(kind: .receipt(.read), providerIDs: ["A", "B", "7"], at: now)]))
    }

    @Test("A status is a text, a number or a boolean, and its map knows them as texts")
    func statuses() throws {
        for (status, expected) in [
            ("2", ReceiptStatus.delivered), ("\"2\"", .delivered), ("-1", .failed), ("true", .read), ("3", nil),
            ("2.0", nil), ("null", nil), ("[2]", nil), ("1e400", nil), ("\"\"", nil),
        ] {
            let answer = try Self.answer(#"{"id":"A","ack":\#(status)}"#) {
                $0.receipts = [
                    ReceiptBlock(
                        id: [try place("json:id")],
                        status: .mapped(
                            [try place("json:none"), try place("json:ack")],
                            ["2": .delivered, "-1": .failed, "true": .read]))
                ]
            }
            #expect(answer.events.map(\.kind) == (expected.map { [.receipt($0)] } ?? []), "\(status)")
        }
    }

    private static let meta = """
        {"entry":[{"id":"1","changes":[{"value":{"statuses":[\
        {"id":"wamid.A","status":"sent","timestamp":"1789999990","recipient_id":"551187654321","biz_opaque_callback_data":\
        "msg_42"},\
        {"id":"wamid.B","status":"failed","timestamp":"1789999991","recipient_id":"551187654322","errors":[{"code":131026\
        }]}]}},{"value":{"messages":[{"from":"551187654321","id":"wamid.C","timestamp":"1789999992","type":"text","text":{\
        "body":"Parar"}},{"from":"551187654321","type":"button","button":{"text":"SAIR","payload":"opt-out"}},{"from":"5\
        51187654321","type":"image"}]}}]}]}
        """

    @Test("Nested arrays give an event an element, ids and our own key in it")
    func nested() throws {
        let answer = try Self.answer(Self.meta, each: "entry[*].changes[*].value") {
            $0.receipts = [
                ReceiptBlock(
                    each: try path("statuses[*]"), id: [try place("json:id")],
                    ref: [try place("json:biz_opaque_callback_data")],
                    status: .mapped([try place("json:status")], ["sent": .accepted, "failed": .failed]),
                    at: [try MomentSource(parsing: "json:timestamp as s")], addresses: [try place("json:recipient_id")],
                    rules: [
                        ClassifyRule(
                            when: Conditions(json: [
                                JSONCondition(path: try path("errors[0].code"), test: .oneOf([.number("131026")]))
                            ]), outcome: .rejected, reason: "undeliverable")
                    ])
            ]
            $0.inbound = [
                InboundBlock(
                    each: try path("messages[*]"), from: [try place("json:from")],
                    text: try [place("json:text.body"), place("json:button.text")], id: [try place("json:id")],
                    at: [try MomentSource(parsing: "json:timestamp as s")])
            ]
        }
        #expect(
            answer
                == .events([
                    CallbackEvent(
                        kind: .receipt(.accepted), providerIDs: ["wamid.A"], ref: "msg_42",
                        addresses: ["551187654321"], at: Timestamp(seconds: 1_789_999_990)),
                    CallbackEvent(
                        kind: .receipt(.failed), providerIDs: ["wamid.B"], addresses: ["551187654322"],
                        at: Timestamp(seconds: 1_789_999_991),
                        verdict: Verdict(outcome: .rejected, reason: "undeliverable", scope: .recipient)),
                    CallbackEvent(
                        kind: .inbound(text: "Parar"), providerIDs: ["wamid.C"], addresses: ["551187654321"],
                        at: Timestamp(seconds: 1_789_999_992)),
                    CallbackEvent(kind: .inbound(text: "SAIR"), addresses: ["551187654321"], at: now),
                ]))
    }

    @Test("Inside of an element, `root` is the whole document")
    func root() throws {
        let body = #"{"event":"acks","session":"s1","list":[{"id":"A"},{"id":"B"}]}"#
        let answer = try Self.answer(body, each: "list[*]") {
            $0.receipts = [
                ReceiptBlock(
                    when: [try Self.equals("root:event", .string("acks"))], id: [try place("json:id")],
                    ref: [try place("root:session match ^(s.)")], status: .always(.delivered)),
                ReceiptBlock(
                    when: [try Self.equals("json:event", .string("acks"))], id: [try place("json:id")],
                    status: .always(.read)),
            ]
        }
        #expect(answer.events.map(\.providerIDs) == [["A"], ["B"]])
        #expect(answer.events.map(\.ref) == ["s1", "s1"])
    }

    @Test("A root that is an array, and one that is no container")
    func roots() throws {
        let block = ReceiptBlock(id: [try place("json:id")], status: .always(.delivered))
        for (body, ids) in [
            (#"[{"id":"A"},{"id":"B"},7,null]"#, [["A"], ["B"]]), ("[]", []), ("7", []), ("\"x\"", []), ("null", []),
            ("{}", []),
        ] {
            let answer = try Self.answer(body, each: "[*]") { $0.receipts = [block] }
            #expect(answer == .events(ids.map { CallbackEvent(kind: .receipt(.delivered), providerIDs: $0, at: now) }))
        }
    }

    @Test("Numbers are texts in a form, a query and a header")
    func texts() throws {
        let answer = try Self.answer(
            "", decode: .query, query: "d=1&ref=msg_42", headers: ["X-Kind": "7"]
        ) {
            $0.receipts = [
                ReceiptBlock(
                    when: [
                        try Self.equals("json:d", .number("1")), try Self.equals("query:d", .number("1")),
                        try Self.equals("header:x-kind", .number("7")),
                        CallbackCondition(try place("query:d"), .oneOf([.bool(true), .number("1")])),
                        CallbackCondition(try place("query:none"), .exists(false)),
                    ],
                    ref: [try place("query:ref")],
                    status: .mapped([try place("query:d")], ["1": .delivered]))
            ]
        }
        #expect(answer == .events([CallbackEvent(kind: .receipt(.delivered), ref: "msg_42", at: now)]))
    }

    // MARK: - Time

    @Test(
        "A moment counts what it is said to count, and is never later than now",
        arguments: [
            ("1789999990", "s", 1_789_999_990_000), ("\"1789999990\"", "s", 1_789_999_990_000),
            ("1789999990.25", "s", 1_789_999_990_250), ("1789999990123", "ms", 1_789_999_990_123),
            ("1.78999999e9", "s", 1_789_999_990_000), ("1790000001", "s", nil), ("1e300", "s", nil),
            ("1e999", "s", nil),
            ("-1", "s", nil), ("0", "s", nil), ("null", "s", nil), ("\"yesterday\"", "s", nil), ("\"nan\"", "s", nil),
            ("\"0x7fffffffffffffff\"", "ms", nil), ("[]", "ms", nil), ("true", "s", nil),
            ("99999999999999999999999999999999999", "ms", nil),
        ])
    func moments(written: String, unit: String, expected: Int64?) throws {
        let answer = try Self.answer(#"{"id":"A","t":\#(written)}"#) {
            $0.receipts = [
                ReceiptBlock(
                    id: [try place("json:id")], status: .always(.read),
                    at: [
                        try MomentSource(parsing: "json:none as s"), try MomentSource(parsing: "json:t as \(unit)"),
                    ])
            ]
        }
        #expect(answer.events.map(\.at) == [expected.map { Timestamp(milliseconds: $0) } ?? now])
    }

    @Test(
        "A moment without its unit is refused", arguments: ["json:t", "json:t as", "json:t as h", " as s", "t as ms"])
    func units(text: String) {
        #expect(throws: GatewaySyntaxError.self) { try MomentSource(parsing: text) }
    }

    // MARK: - Failures

    @Test("A failure is judged by the block's rules, then by the endpoint's about bodies, else it is final")
    func failures() throws {
        let own = ClassifyRule(
            when: Conditions(json: [JSONCondition(path: try path("code"), test: .equals(.number("1")))]),
            outcome: .throttled, reason: "slow", retry: .fixed(milliseconds: 60_000))
        let sent = ClassifyRule(
            when: Conditions(json: [JSONCondition(path: try path("code"), test: .exists(true))]), outcome: .sent)
        let recheck = ClassifyRule(when: sent.when, outcome: .recheck)
        let ofBody = ClassifyRule(when: Conditions(text: [try Pattern("not on WhatsApp")]), outcome: .rejected)
        let ofAnswer = ClassifyRule(
            when: Conditions(http: [StatusPattern(200...200)]), outcome: .misconfigured, reason: "wrong")
        let ofTransport = ClassifyRule(when: Conditions(sent: .no), outcome: .down, reason: "wrong")
        let named = ClassifyRule(
            when: Conditions(json: [JSONCondition(path: try path("code"), test: .equals(.number("3")))]),
            outcome: .optedOut, reason: "stopped")
        for (body, verdict) in [
            (
                #"{"id":"A","code":1}"#,
                Verdict(outcome: .throttled, reason: "slow", scope: .endpoint, retryAfterMilliseconds: 60_000)
            ),
            (
                #"{"id":"A","code":2,"e":"Phone is not on WhatsApp"}"#,
                Verdict(outcome: .rejected, reason: "failed", scope: .recipient)
            ),
            (#"{"id":"A","code":3}"#, Verdict(outcome: .optedOut, reason: "stopped", scope: .recipient)),
            (#"{"id":"A"}"#, Verdict(outcome: .rejected, reason: "failed", scope: .recipient)),
        ] {
            let answer = try Self.answer(body, rules: [ofAnswer, ofTransport, ofBody, named]) {
                $0.receipts = [
                    ReceiptBlock(id: [try place("json:id")], status: .always(.failed), rules: [sent, recheck, own])
                ]
            }
            #expect(answer.events.map(\.verdict) == [verdict])
        }
    }

    @Test("A form's numbers are found by rules, and one receipt can be two things")
    func formFailure() throws {
        let condition = JSONCondition(path: try path("ErrorCode"), test: .oneOf([.number("30003"), .number("30005")]))
        let range = JSONCondition(path: try path("ErrorCode"), test: .range(try NumberRange(parsing: "30000-30099")))
        let answer = try Self.answer("MessageSid=SM1&ErrorCode=30005&MessageStatus=undelivered", decode: .form) {
            $0.receipts = [
                ReceiptBlock(
                    id: [try place("form:MessageSid")],
                    status: .mapped([try place("json:MessageStatus")], ["undelivered": .failed]),
                    rules: [ClassifyRule(when: Conditions(json: [condition, range]), outcome: .retry, reason: "off")])
            ]
            $0.optOuts = [
                OptOutBlock(
                    when: [try Self.equals("json:ErrorCode", .number("30005"))], id: [try place("json:MessageSid")])
            ]
        }
        #expect(
            answer
                == .events([
                    CallbackEvent(
                        kind: .receipt(.failed), providerIDs: ["SM1"], at: now,
                        verdict: Verdict(outcome: .retry, reason: "off", scope: .message)),
                    CallbackEvent(kind: .optOut, providerIDs: ["SM1"], at: now),
                ]))
    }

    // MARK: - People and sessions

    @Test(
        "A text is handed over raw, but none of our own, of a group or without words",
        arguments: [
            (#"{"from":"5511987654321@c.us","body":" Parar! \n","fromMe":false}"#, " Parar! \n"),
            (#"{"from":"182736455@lid","body":"oi"}"#, "oi"),
            (#"{"from":"5511987654321@c.us","body":"x","fromMe":true}"#, nil),
            (#"{"from":"5511987654321@c.us","body":"x","type":"poll","new":1}"#, nil),
            (#"{"from":"5511987654321@c.us","body":"x","type":"poll"}"#, "x"),
            (#"{"from":"123-456@g.us","body":"x"}"#, nil), (#"{"from":"status@broadcast","body":"x"}"#, nil),
            (#"{"from":"1@NEWSLETTER","body":"x"}"#, nil),
            (#"{"from":"5511987654321@c.us","author":"1@g.us","body":"x"}"#, nil),
            (#"{"from":"5511987654321@c.us"}"#, nil), (#"{"from":"5511987654321@c.us","body":""}"#, nil),
            (#"{"body":"x"}"#, nil), (#"{"from":"5511987654321@c.us","body":7}"#, "7"),
        ] as [(String, String?)])
    func inbound(body: String, text: String?) throws {
        let answer = try Self.answer(body) {
            $0.inbound = [
                InboundBlock(
                    from: try [place("json:from"), place("json:author")], text: [try place("json:body")],
                    ignore: [
                        [try Self.equals("json:fromMe", .bool(true))],
                        [
                            try Self.equals("json:type", .string("poll")),
                            CallbackCondition(try place("json:new"), .exists(true)),
                        ],
                    ])
            ]
        }
        #expect(answer.events.map(\.kind) == (text.map { [.inbound(text: $0)] } ?? []))
    }

    @Test("All the addresses of a person are told, and a long text is whole")
    func addresses() throws {
        let text = String(repeating: "não ", count: 10_000)
        let answer = try Self.answer(#"{"lid":"1@lid","pn":"5511987654321","again":"1@lid","t":"\#(text)"}"#) {
            $0.inbound = [
                InboundBlock(
                    from: try [place("json:lid"), place("json:pn"), place("json:again")], text: [try place("json:t")])
            ]
        }
        #expect(
            answer
                == .events([
                    CallbackEvent(kind: .inbound(text: text), addresses: ["1@lid", "5511987654321"], at: now)
                ]))
    }

    @Test("Sessions come and go")
    func sessions() throws {
        for (state, isUp) in [("open", true), ("close", false), ("connecting", nil)] {
            let answer = try Self.answer(#"{"data":{"state":"\#(state)"}}"#) {
                $0.sessions = [
                    SessionBlock(status: .mapped([try place("json:data.state")], ["open": true, "close": false]))
                ]
            }
            #expect(answer.events.map(\.kind) == (isUp.map { [.session(isUp: $0)] } ?? []))
        }
    }

    // MARK: - Bounds

    @Test("Ten thousand things at once are taken, more are not")
    func many() throws {
        func answer(_ count: Int, ids: String = "\"A\"") throws -> CallbackAnswer {
            let body = "[" + Array(repeating: #"{"id":[\#(ids)]}"#, count: count).joined(separator: ",") + "]"
            return try Self.answer(body, each: "[*]") {
                $0.receipts = [ReceiptBlock(id: [try place("json:id[*]")], status: .always(.read))]
            }
        }
        #expect(try answer(10_000).events.count == 10_000)
        #expect(try answer(10_001) == .malformed("it tells more than 10000 things at once"))
        let thousand = (1...1000).map { "\"\($0)\"" }.joined(separator: ",")
        #expect(try answer(10, ids: thousand).events.count == 10)
        #expect(try answer(11, ids: thousand).isMalformed)
    }

    @Test("Ids are kept up to 512 characters")
    func longID() throws {
        let answer = try Self.answer(#"{"id":"\#(String(repeating: "é", count: 9000))"}"#) {
            $0.receipts = [ReceiptBlock(id: [try place("json:id")], status: .always(.read))]
        }
        #expect(answer.events.first?.providerIDs == [String(repeating: "é", count: 512)])
    }
}

import Domain
import Testing

@testable import Gateway

@Suite("How callbacks are told from forgeries")
struct CallbackVerificationTests {
    @Test("Without a proof asked for, everybody is let in")
    func none() throws {
        #expect(try verifying([.none]).answer(CallbackRequest("{}"), at: now) == .events([]))
    }

    @Test(
        "A header has to have the very value, once",
        arguments: [
            ("segredo", true), ("Segredo", false), ("segred", false), ("segredoo", false), ("", false),
            (" segredo", false), ("segred\u{F3}", false), ("segredo\0", false),
        ])
    func header(value: String, isVerified: Bool) throws {
        let plan = try verifying([.header(name: "X-Token", value: template("{{secret.hook}}"))])
        #expect(plan.answer(CallbackRequest("{}", ["x-token": value]), at: now).isVerified == isVerified)
        #expect(!plan.answer(CallbackRequest("{}", ["x-tokens": value]), at: now).isVerified)
        let twice = CallbackRequest("{}", ["x-token": value, "X-Token": value])
        #expect(plan.answer(twice, at: now) == .refused("the header X-Token is missing"))
    }

    @Test("Bytes are compared, not what they look like")
    func bytes() throws {
        let plan = try verifying([.pathSecret(template("{{secret.hook}}"))], hook: "ação")
        #expect(plan.answer(CallbackRequest("{}", secret: "ação"), at: now).isVerified)
        #expect(!plan.answer(CallbackRequest("{}", secret: "ac\u{327}a\u{303}o"), at: now).isVerified)
    }

    @Test(
        "A secret of the path", arguments: [("segredo", true), ("segredo/", false), ("SEGREDO", false), ("", false)])
    func pathSecret(secret: String, isVerified: Bool) throws {
        let plan = try verifying([.pathSecret(template("{{secret.hook}}"))])
        #expect(plan.answer(CallbackRequest("{}", secret: secret), at: now).isVerified == isVerified)
        #expect(plan.answer(CallbackRequest("{}"), at: now) == .refused("the path ends without a secret"))
    }

    // Base64 of `carteiro:segredo` and of others like it.
    @Test(
        "User and password",
        arguments: [
            ("Basic Y2FydGVpcm86c2VncmVkbw==", true), ("basic  Y2FydGVpcm86c2VncmVkbw==", true),
            ("Basic Y2FydGVpcm86c2VncmVkbw", false), ("Basic Y2FydGVpcm86U2VncmVkbw==", false),
            ("Basic y2fydgvpcm86c2vncmvkbw==", false), ("Bearer Y2FydGVpcm86c2VncmVkbw==", false),
            ("Basic", false), ("Basic ", false), ("", false), ("Y2FydGVpcm86c2VncmVkbw==", false),
        ])
    func basic(value: String, isVerified: Bool) throws {
        let plan = try verifying([.basic(user: template("carteiro"), password: template("{{secret.hook}}"))])
        #expect(plan.answer(CallbackRequest("{}", ["Authorization": value]), at: now).isVerified == isVerified)
    }

    @Test(
        "A field of the body, the form or the query",
        arguments: [
            ("json:apikey", CallbackDecoding.json, #"{"apikey":"segredo"}"#, ""),
            ("json:a.b[0]", .json, #"{"a":{"b":["segredo"]}}"#, ""),
            ("form:token", .formJSON(field: "jsonData"), "jsonData=%7B%7D&token=segredo", ""),
            ("json:token", .form, "token=segredo", ""),
            ("query:token", .json, "{}", "a=b&token=segredo"),
            ("json:token", .query, "", "token=segredo"),
        ])
    func field(field: String, decode: CallbackDecoding, body: String, query: String) throws {
        let plan = try verifying([.field(place(field), value: template("{{secret.hook}}"))], decode: decode)
        #expect(plan.answer(CallbackRequest(body, query: query), at: now) == .events([]))
        for other in ["Segredo", "segred", "segredoo", ""] {
            let forged = CallbackRequest(
                body.replacing("segredo", with: other), query: query.replacing("segredo", with: other))
            #expect(!plan.answer(forged, at: now).isVerified)
        }
        for garbage in ["", "{", "[]", "null", "%7B", String(repeating: "[", count: 100_000)] {
            #expect(!plan.answer(CallbackRequest(garbage), at: now).isVerified)
        }
    }

    @Test("A field that has to be looked for in a long body is not")
    func longBody() throws {
        let plan = try verifying([.field(place("json:apikey"), value: template("{{secret.hook}}"))])
        let body = #"{"apikey":"segredo","x":""# + String(repeating: "x", count: 1 << 20) + "\"}"
        #expect(!plan.answer(CallbackRequest(body), at: now).isVerified)
        #expect(try verifying([.none]).answer(CallbackRequest(body), at: now).isVerified)
    }

    // MARK: - Signatures

    /// A signature by openssl's HMAC (Python's `hmac`), made at the moment of `now`.
    struct Signed: Sendable, CustomTestStringConvertible {
        var rule: SignatureRule
        var secret: String
        var headers: [String: String]
        var body: String
        var testDescription: String { "\(rule.over.rawValue) by \(rule.algorithm.rawValue)" }
    }

    static let signed: [Signed] = {
        do {
            return try [
                Signed(
                    rule: SignatureRule(
                        secret: template("{{secret.hook}}"), algorithm: .sha512,
                        signature: .header("X-Webhook-Hmac")),
                    secret: "segredo-do-waha",
                    headers: [
                        "X-Webhook-Hmac":
                            "a19dbda0b780f278fb055c0ea8bcbe1df24c21397723c9bc264236ba17ab23a1"
                            + "cf7a1f6ce81ba98840ab3492562bb7bd37944ec97811dd0a34ca8fbbb9acd209"
                    ],
                    body: #"{"event":"message.ack","payload":{"id":"true_5511987654321@c.us_3EB0C767D097B7C7C030","#
                        + #""ack":2}}"#),
                Signed(
                    rule: SignatureRule(
                        secret: template("{{secret.hook}}"), over: .bodyTimestamp, signature: .header("X-Signature"),
                        timestamp: .header("X-Timestamp")),
                    secret: "segredo-do-celular",
                    headers: [
                        "X-Timestamp": "1790000000",
                        "X-Signature": "5a58f429303a0209995e991159e8518892b01c3e09169a3bab7e5e59a3f7e11e",
                    ],
                    body: #"{"event":"sms:delivered","payload":{"messageId":"PyDmBQZZXYmyxMwED8Fzy","phoneNumber":"#
                        + #""+5511987654321"}}"#),
                Signed(
                    rule: SignatureRule(
                        secret: template("{{secret.hook}}"), over: .idDotTimestampDotBody, signature: .header("s"),
                        timestamp: .header("t"), id: .header("i")),
                    secret: "k",
                    headers: [
                        "i": "a", "t": "1790000000",
                        "s": "a38a149f9666ab9f33c38743454c46914be78ea42fa67b436dfd8ff5803ed9f7",
                    ], body: "{}"),
                Signed(
                    rule: SignatureRule(
                        secret: template("{{secret.hook}}"), algorithm: .sha1, encoding: .base64, prefix: "v0=",
                        over: .timestampDotBody, signature: place("header:s match sig:(.*)"),
                        timestamp: .header("t")),
                    secret: "k", headers: ["t": "1790000000", "s": "sig:v0=Y8JvjmCh7kc8EJoUHdCLViX54HA="], body: "{}"),
                Signed(
                    rule: SignatureRule(
                        secret: template("{{secret.hook}}"), algorithm: .sha512, encoding: .base64,
                        over: .timestampBody, signature: .header("s"), timestamp: .header("t")),
                    secret: "k",
                    headers: [
                        "t": "1790000000",
                        "s": "VhRe9NskcckE9ABxi6NycAbtkUXJP/vV7z3XmYrPcuDweBzdXPxjET1d+jsbwS2ge/FkHKzWpfCVFxg6Rbm5CQ==",
                    ], body: "{}"),
            ]
        } catch {
            return []
        }
    }()

    @Test("A signature holds over every byte that it is made of", arguments: signed)
    func signature(_ signed: Signed) throws {
        let plan = try verifying([.hmac(signed.rule)], hook: signed.secret)
        let request = CallbackRequest(signed.body, signed.headers)
        #expect(plan.answer(request, at: now) == .events([]))
        #expect(!plan.answer(request.with { $0.body += [0x20] }, at: now).isVerified)
        #expect(!plan.answer(request.with { $0.body = [] }, at: now).isVerified)
        #expect(!plan.answer(request.with { $0.headers = [] }, at: now).isVerified)
        #expect(!plan.answer(request.with { $0.headers += $0.headers }, at: now).isVerified)
        #expect(try !verifying([.hmac(signed.rule)], hook: "outro").answer(request, at: now).isVerified)
        for (name, value) in signed.headers {
            for forged in [
                "", String(value.dropLast()), value + "0", String(value.dropFirst()), "0" + value.dropFirst(), "é",
                value + "\0", String(value.reversed()),
            ] where forged != value {
                #expect(!plan.answer(request.header(name, forged), at: now).isVerified, "\(name): \(forged)")
            }
        }
        guard signed.rule.over.needsTimestamp else { return }
        for away: Int64 in [300_001, -300_001, .max, .min] {
            #expect(!plan.answer(request, at: now.advanced(byMilliseconds: away)).isVerified)
        }
        for near: Int64 in [300_000, -300_000] {
            #expect(plan.answer(request, at: now.advanced(byMilliseconds: near)).isVerified)
        }
    }

    @Test("Hexadecimal digits may be capitals, base64 may not be another")
    func letters() throws {
        #expect(Self.signed.count == 5)
        for signed in Self.signed {
            let plan = try verifying([.hmac(signed.rule)], hook: signed.secret)
            let isHex = signed.rule.encoding == .hex
            let name = try #require(signed.headers.max { $0.value.utf8.count < $1.value.utf8.count }?.key)
            let capitals = CallbackRequest(signed.body, signed.headers)
                .header(name, isHex ? signed.headers[name]?.uppercased() : signed.headers[name]?.lowercased())
            #expect(plan.answer(capitals, at: now).isVerified == isHex)
        }
    }

    @Test(
        "A timestamp counts seconds or milliseconds",
        arguments: [
            ("1790000000", true), ("1790000000000", true), ("1790000300", true), ("1789999700", true),
            ("1790000301", false), ("1790000300001", false), ("-1790000000", false), ("+1790000000", false),
            ("1790000000.0", false), ("179000000O", false), (" 1790000000", false), ("", false),
            ("9223372036854775807", false), ("999999999999999", false), ("٠", false), ("0", false),
        ])
    func freshness(text: String, isFresh: Bool) {
        #expect(Freshness.holds(text, at: now, toleranceMilliseconds: 300_000) == isFresh)
        #expect(!Freshness.holds(text, at: Timestamp(milliseconds: .min), toleranceMilliseconds: 300_000))
    }

    // MARK: - Several, and none

    @Test("Any of several ways is enough, and a refusal names what each lacked")
    func several() throws {
        let plan = try verifying([
            .pathSecret(template("{{secret.hook}}")), .header(name: "X-Token", value: template("{{secret.hook}}")),
        ])
        #expect(plan.answer(CallbackRequest("{}", secret: "segredo"), at: now).isVerified)
        #expect(plan.answer(CallbackRequest("{}", ["X-Token": "segredo"], secret: "no"), at: now).isVerified)
        #expect(
            plan.answer(CallbackRequest("{}", ["X-Token": "no"]), at: now)
                == .refused("the path ends without a secret; the header X-Token has another value"))
    }

    @Test("Where no secret is given, an optional way is left out, and without any there are no callbacks")
    func optional() throws {
        let hook = CallbackVerification(.pathSecret(try template("{{secret.hook}}")), isOptional: true)
        let old = CallbackVerification(.pathSecret(try template("{{secret.old}}")), isOptional: true)
        let challenge = HubChallenge(token: try template("{{secret.old}}"), isOptional: true)
        #expect(try gateway(CallbackDefinition(verify: [hook]), hook: nil).callbacks == nil)
        #expect(try gateway(CallbackDefinition(verify: [])).callbacks == nil)
        let plan = try callbacks(CallbackDefinition(verify: [old, hook], challenge: challenge))
        #expect(plan.answer(CallbackRequest("{}", secret: "segredo"), at: now).isVerified)
        #expect(plan.answer(CallbackRequest("{}"), at: now) == .refused("the path ends without a secret"))
        let get = CallbackRequest(method: "GET", query: "hub.mode=subscribe&hub.verify_token=&hub.challenge=1")
        #expect(!plan.answer(get, at: now).isVerified)
        let required = CallbackVerification(.pathSecret(try template("{{secret.hook}}")))
        let missing = problems(of: try withCallbacks(CallbackDefinition(verify: [required]), hook: nil))
        #expect(missing.map(\.place) == ["receipts.verify[0].path_secret"])
    }

    @Test(
        "A secret that is empty or known to everybody verifies nothing",
        arguments: [("", "the secret is empty"), ("secret", "the secret is one that everybody knows")])
    func refused(hook: String, message: String) throws {
        let value = try template("{{secret.hook}}")
        let methods: [CallbackVerification.Method] = [
            .header(name: "X", value: value), .header(name: "X", value: try template("Bearer {{secret.hook}}")),
            .basic(user: try template("u"), password: value), .pathSecret(value),
            .hmac(SignatureRule(secret: value, signature: .header("X"))),
            .jwt(secret: value, header: "X", toleranceMilliseconds: 0),
            .field(try place("json:x"), value: value),
            .standardWebhooks(secrets: [value], prefix: "webhook-", toleranceMilliseconds: 1),
        ]
        for method in methods {
            let verification = CallbackVerification(method, refuse: ["secret", "changeme"])
            let found = problems(of: try withCallbacks(CallbackDefinition(verify: [verification]), hook: hook))
            #expect(found.map(\.message) == [message])
        }
        let challenge = HubChallenge(token: value, refuse: ["secret"])
        let definition = CallbackDefinition(verify: [CallbackVerification(.none)], challenge: challenge)
        #expect(problems(of: try withCallbacks(definition, hook: hook)).map(\.message) == [message])
    }

    @Test("What is different for every message, and keys that are none, are noted")
    func impossible() throws {
        let verify = [
            CallbackVerification(.pathSecret(try template("{{message.id}}"))),
            CallbackVerification(.header(name: "X", value: try template("{{secret.nope}}"))),
            CallbackVerification(
                .standardWebhooks(
                    secrets: [try template("{{secret.hook}}")], prefix: "webhook-", toleranceMilliseconds: 1)),
        ]
        let found = problems(of: try withCallbacks(CallbackDefinition(verify: verify), hook: "whsec_???"))
        #expect(
            found.map(\.message) == [
                "must be the same for every callback", "\"secret.nope\" is used, but `secrets` has no \"nope\"",
                "the secret cannot be used",
            ])
    }

    // MARK: - Challenges

    @Test(
        "A hub's challenge goes back for the right token only",
        arguments: [
            (
                "hub.mode=subscribe&hub.verify_token=segredo&hub.challenge=1158201444",
                CallbackAnswer.challenge("1158201444")
            ),
            ("hub.challenge=a%2Bb&hub.verify_token=%73egredo&hub.mode=subscribe", .challenge("a+b")),
            (
                "hub.mode=subscribe&hub.verify_token=Segredo&hub.challenge=1",
                .refused("the challenge has another token")
            ),
            ("hub.mode=subscribe&hub.challenge=1", .refused("the challenge has another token")),
            ("hub.mode=subscribe&hub.verify_token=&hub.challenge=1", .refused("the challenge has another token")),
            ("hub.mode=unsubscribe&hub.verify_token=segredo", .refused("the path ends without a secret")),
            ("", .refused("the path ends without a secret")),
            (
                "hub.mode=subscribe&hub.verify_token=segredo",
                .malformed("the challenge asks for no text that could go back")
            ),
            (
                "hub.mode=subscribe&hub.verify_token=segredo&hub.challenge=%3Cscript%3E",
                .malformed("the challenge asks for no text that could go back")
            ),
            (
                "hub.mode=subscribe&hub.verify_token=segredo&hub.challenge=a%0Ab",
                .malformed("the challenge asks for no text that could go back")
            ),
        ])
    func challenge(query: String, answer: CallbackAnswer) throws {
        let plan = try callbacks(
            CallbackDefinition(
                verify: [CallbackVerification(.pathSecret(template("{{secret.hook}}")))],
                challenge: HubChallenge(token: template("{{secret.hook}}"))))
        #expect(plan.answer(CallbackRequest(method: "GET", query: query), at: now) == answer)
        #expect(!plan.answer(CallbackRequest(method: "POST", query: query), at: now).isVerified)
    }

    @Test("Neither a plan nor a callback shows what is in it")
    func silence() throws {
        let plan = try verifying([.pathSecret(template("{{secret.hook}}"))])
        let request = CallbackRequest("corpo-segredo", ["X": "segredo"], secret: "segredo", query: "segredo")
        for text in ["\(plan)", String(reflecting: request), "\(request)", "\(plan.answer(request, at: now))"] {
            #expect(!text.contains("segredo"))
        }
        var dumped = ""
        dump(plan, to: &dumped)
        dump(request, to: &dumped)
        #expect(!dumped.contains("segredo") && !dumped.contains("115, 101"))
    }
}

import Domain
import Testing

@testable import Gateway

@Suite("Whatever is called back, nothing traps and nothing unsigned gets in")
struct CallbackFuzzTests {
    private static let bodies = [
        #"{"event":"messages.update","data":{"keyId":"A","status":"READ","t":1790000000},"signature":{"timestamp":"#
            + #""1790000000","token":"x","signature":"00"},"apikey":"segredo","list":[{"id":1},{"id":"b","x":[[]]}]}"#,
        "token=segredo&jsonData=%7B%22id%22%3A1%7D&list=%5B%5D&a=%zz&&=", "[{\"id\":1e999},[],null]", "\u{FEFF}{}",
        #"{"Message":"{\"list\":[{\"id\":\"A\",\"status\":2}]}"}"#, String(repeating: "[", count: 300),
        #"{"list":[{"from":"5511987654321@s.whatsapp.net","text":"Parár 🙏","status":"failed","id":"x"}]}"#,
    ]
    private static let values = [
        "", "segredo", "Bearer a.b.c", "Basic Og==", "v1,AAAA v1,", "sha256=00", "1790000000", "-1",
        "99999999999999999999", "é\u{301}", "eyJhbGciOiJIUzI1NiJ9.e30.", String(repeating: "v1,x ", count: 200),
        "hub.mode=subscribe&hub.verify_token=x&hub.challenge=1", "%", "a=%F0%9F&b=%00", "://:0?", "https://[::1",
    ]
    private static let names = [
        "X-Token", "Authorization", "webhook-id", "webhook-timestamp", "webhook-signature", "X-Signature",
        "X-Timestamp",
        "x", "",
    ]

    private static func changed(_ text: String, _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.removeSubrange(place...)
            default: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
            }
        }
        return bytes
    }

    private static func request(_ random: inout SeededGenerator) -> CallbackRequest {
        let pick = { (values: [String], random: inout SeededGenerator) in
            String(decoding: changed(values.randomElement(using: &random) ?? "", &random), as: UTF8.self)
        }
        var request = CallbackRequest(method: Bool.random(using: &random) ? "GET" : "POST")
        request.body = changed(bodies.randomElement(using: &random) ?? "", &random)
        request.query = pick(values, &random)
        request.url = pick(values, &random)
        request.secret = Bool.random(using: &random) ? pick(values, &random) : nil
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            request.headers.append(HeaderField(pick(names, &random), pick(values, &random)))
        }
        return request
    }

    private static func blocks(_ definition: inout CallbackDefinition, each: String?) throws {
        definition.each = try each.map { try path($0) }
        definition.receipts = [
            ReceiptBlock(
                when: [CallbackCondition(try place("root:event"), .exists(true))],
                id: try [place("json:id"), place("root:*.keyId"), place("text:([0-9]+)")],
                ref: [try place("form:token match (.)")],
                status: .mapped(
                    try [place("json:status"), place("root:data.status")], ["READ": .read, "2": .failed, "1": .failed]),
                at: [try MomentSource(parsing: "root:data.t as s")], addresses: [try place("header:x")],
                rules: [ClassifyRule(when: Conditions(text: [try Pattern("(a+)+b")]), outcome: .rejected)])
        ]
        definition.inbound = [
            InboundBlock(from: [try place("json:from")], text: try [place("json:text"), place("query:a")])
        ]
        definition.sessions = [SessionBlock(status: .always(false))]
        definition.optOuts = [OptOutBlock(addresses: [try place("json:*")])]
    }

    private static func plans() throws -> [CallbackPlan] {
        let secret = try template("{{secret.hook}}")
        let decodings: [CallbackDecoding] = [
            .json, .form, .query, .formJSON(field: "jsonData"), .jsonString(try path("Message")),
        ]
        let methods: [CallbackVerification.Method] =
            [
                .header(name: "X-Token", value: secret), .basic(user: try template("u"), password: secret),
                .pathSecret(secret), .jwt(secret: secret, header: "Authorization", toleranceMilliseconds: 60_000),
                .standardWebhooks(secrets: [secret, secret], prefix: "webhook-", toleranceMilliseconds: 300_000),
                .field(try place("json:apikey"), value: secret), .field(try place("form:token"), value: secret),
            ]
            + (try SignedContent.allCases.flatMap { over in
                try SignatureAlgorithm.allCases.map { algorithm in
                    .hmac(
                        SignatureRule(
                            secret: secret, algorithm: algorithm, encoding: algorithm == .sha1 ? .base64 : .hex,
                            prefix: "sha256=", over: over, signature: .header("X-Signature"),
                            timestamp: try place("json:signature.timestamp"), token: .header("X-Timestamp"),
                            id: try place("text:(.)")))
                }
            })
        return try methods.enumerated().map { index, method in
            var definition = CallbackDefinition(
                verify: [CallbackVerification(method)],
                challenge: HubChallenge(token: secret), decode: decodings[index % decodings.count])
            try blocks(&definition, each: index.isMultiple(of: 2) ? "list[*]" : nil)
            return try callbacks(definition, hook: "a secret that no body has")
        }
    }

    @Test("Nothing without the secret is verified")
    func forged() throws {
        var random = SeededGenerator(state: 20_261_119)
        let plans = try Self.plans()
        #expect(plans.count == 28)
        for _ in 0..<4000 {
            let request = Self.request(&random)
            let plan = try #require(plans.randomElement(using: &random))
            let complaint = plan.answer(request, at: now).complaint
            #expect(complaint?.isEmpty == false)
            #expect(complaint?.contains("segredo") == false && complaint?.contains("\n") == false)
        }
    }

    @Test("Verified garbage is understood or said not to be")
    func garbage() throws {
        var random = SeededGenerator(state: 20_261_120)
        let decodings: [CallbackDecoding] = [
            .json, .form, .query, .formJSON(field: "jsonData"), .jsonString(try path("Message")),
        ]
        let plans = try decodings.flatMap { decode in
            try [nil, "list[*]", "*", "[*]"].map { each in
                var definition = CallbackDefinition(verify: [CallbackVerification(.none)], decode: decode)
                try Self.blocks(&definition, each: each)
                return try callbacks(definition)
            }
        }
        var understood = 0
        for _ in 0..<6000 {
            let plan = try #require(plans.randomElement(using: &random))
            let answer = plan.answer(Self.request(&random), at: now)
            #expect(answer.isVerified)
            understood += answer.events.count
        }
        #expect(understood > 500)
    }
}

import Domain
import Foundation
import Gateway
import Settings
import Testing

@Suite("Receipts of an endpoint")
struct CallbackReadingTests {
    @Test("faults of callbacks are named with their line and a hint", arguments: Fault.callbacks)
    func oneFault(_ fault: Fault) {
        #expect(fault.yaml != Fixture.smallest)
        let result = Fixture.load(fault.yaml)
        #expect(result.lines == fault.lines)
        #expect((result.settings == nil) == fault.expected.contains(" error: "))
    }

    private static let now = Timestamp(seconds: 1_790_000_000)

    private static func plan(_ receipts: String, secrets: String = "hook: {env: GATEWAY_KEY}") throws -> CallbackPlan? {
        let indented = receipts.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
        let yaml = Fixture.smallest.replacing(
            "    id: [json:id]", with: "    id: [json:id]\n    secrets: {\(secrets)}\n    receipts:\n\(indented)")
        let result = Fixture.load(yaml)
        #expect(result.lines == [])
        return try #require(result.settings?.endpoints.first).plan.callbacks
    }

    @Test("what is written is what is understood")
    func everything() throws {
        let plan = try #require(
            try Self.plan(
                """
                verify:
                  - "path_secret?": "{{secret.other}}"
                  - {header: {name: X-Token, value: "Bearer {{secret.hook}}"}, refuse: [secret]}
                challenge: {mode: m, parameter: t, token: "{{secret.hook}}", echo: e}
                decode: {form_json: jsonData}
                each: list[*]
                receipt:
                  - when: [{path: root:event, in: [ack, receipt]}, {path: form:token, exists: true}]
                    each: acks[*]
                    id: json:ids[*] match _([^_]+)$
                    ref: json:ref
                    status: json:ack
                    map: {-1: failed, 2: delivered, true: read}
                    at: json:t as ms
                    address: [json:to]
                    classify: [{when: {json: {path: code, equals: 463}}, outcome: throttled, reason: reachout}]
                  - {when: {path: kind, equals: read}, id: json:id, status: read}
                inbound: {from: [json:from, json:pn], text: json:body, ignore: [{path: fromMe, equals: true}]}
                session: {status: json:state, map: {open: up, close: down}}
                opt_out: {when: {path: optout, exists: true}, address: json:from, at: json:t as s}
                """))
        let document = """
            {"event":"ack","list":[{"acks":[{"ids":["true_55@c.us_A","true_55@c.us_B"],"ack":-1,"code":463,"ref":"msg_1",\
            "t":1789999990123,"to":"55"},{"ids":["x_C"],"ack":true},{"ids":["x_D"],"ack":7}]},\
            {"kind":"read","id":9},{"from":"1@lid","pn":"5511987654321","body":"Parar","t":1789999991,"optout":1},\
            {"from":"1@lid","body":"x","fromMe":true},{"state":"close"}]}
            """
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-_")
        let field = try #require(document.addingPercentEncoding(withAllowedCharacters: allowed))
        var request = CallbackRequest(
            headers: [HeaderField("X-Token", "Bearer planted-7f3a-variable")],
            body: Array("token=x&jsonData=\(field)".utf8))
        let at = Timestamp(milliseconds: 1_789_999_990_123)
        let throttled = Verdict(outcome: .throttled, reason: "reachout", scope: .endpoint)
        #expect(
            plan.answer(request, at: Self.now)
                == .events([
                    CallbackEvent(
                        kind: .receipt(.failed), providerIDs: ["A", "B"], ref: "msg_1", addresses: ["55"], at: at,
                        verdict: throttled),
                    CallbackEvent(kind: .receipt(.read), providerIDs: ["C"], at: Self.now),
                    CallbackEvent(kind: .receipt(.read), providerIDs: ["9"], at: Self.now),
                    CallbackEvent(
                        kind: .inbound(text: "Parar"), addresses: ["1@lid", "5511987654321"], at: Self.now),
                    CallbackEvent(kind: .optOut, addresses: ["1@lid"], at: Timestamp(seconds: 1_789_999_991)),
                    CallbackEvent(kind: .session(isUp: false), at: Self.now),
                ]))
        request.headers = []
        #expect(plan.answer(request, at: Self.now) == .refused("the header X-Token is missing"))
        let challenge = CallbackRequest(method: "GET", query: "m=subscribe&t=planted-7f3a-variable&e=42")
        #expect(plan.answer(challenge, at: Self.now) == .challenge("42"))
    }

    @Test(
        "every way to verify is read",
        arguments: [
            #"{path_secret: "{{secret.hook}}"}"#,
            #"{basic: {user: carteiro, password: "{{secret.hook}}"}}"#,
            #"{header: {name: X-Token, value: "{{secret.hook}}"}}"#,
            #"{hmac: {secret: "{{secret.hook}}", header: X-Sig}}"#,
            #"{hmac: {secret: "{{secret.hook}}", header: X-Sig, algorithm: sha512, prefix: "sha512=", over: body}}"#,
            #"{hmac: {secret: "{{secret.hook}}", header: X-Sig, over: body+timestamp, timestamp_header: X-T}}"#,
            #"{hmac: {secret: "{{secret.hook}}", header: X-Sig, over: timestamp.body, timestamp: header:X-T}}"#,
            #"{hmac: {secret: "{{secret.hook}}", header: X-S, over: id.timestamp.body, timestamp_header: T, id: header:I}}"#,
            #"{hmac: {secret: "{{secret.hook}}", header: X-Sig, algorithm: sha1, encoding: base64, over: url+form}}"#,
            #"{hmac: {secret: "{{secret.hook}}", signature: json:s.s, timestamp: json:s.t, token: json:s.k, "#
                + "over: timestamp+token, tolerance: 8h}}",
            #"{jwt_hs256: {secret: "{{secret.hook}}"}}"#,
            #"{jwt_hs256: {secret: "{{secret.hook}}", header: X-Token, tolerance: 0s}}"#,
            #"{body_field: {path: apikey, value: "{{secret.hook}}"}}"#,
            #"{body_field: {path: form:token, value: "{{secret.hook}}"}}"#,
            #"{standard_webhooks: {secrets: "{{secret.hook}}"}}"#,
            #"{standard_webhooks: {secrets: ["{{secret.hook}}", "{{secret.hook}}"], prefix: svix-, tolerance: 1m}}"#,
        ])
    func ways(verify: String) throws {
        let receipts = "verify: \(verify)\nreceipt: {id: json:id, status: delivered}"
        let plan = try #require(try Self.plan(receipts))
        guard case .refused(let sentence) = plan.answer(CallbackRequest(), at: Self.now) else {
            Issue.record("a callback without anything was let in")
            return
        }
        #expect(!sentence.isEmpty)
    }

    @Test("where the secret is not given, an optional way leaves no callbacks")
    func optional() throws {
        let receipts = #"verify: {"hmac?": {secret: "{{secret.none}}", header: X-Sig}}"# + "\nsession: {status: up}"
        #expect(try Self.plan(receipts) == nil)
        let challenge = receipts + "\n\"challenge?\": {token: \"{{secret.none}}\"}"
        #expect(try Self.plan(challenge) == nil)
    }

    @Test("an endpoint says `off`, or its own way to verify a preset's callbacks")
    func presets() throws {
        let preset = """
            channel: whatsapp
            request: {text: {url: "http://127.0.0.1/"}}
            id: [json:id]
            secrets: [hook]
            receipts:
              verify: {path_secret: "{{secret.hook}}"}
              receipt: {id: json:id, status: read}
            """
        let callbacks = { (own: String) throws -> CallbackPlan? in
            let folder = FileManager.default.temporaryDirectory.appending(path: "callbacks-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try FileManager.default.createDirectory(
                at: folder.appending(path: "presets"), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "templates"),
                withDestinationURL: URL(filePath: Fixture.folder + "/templates"))
            try preset.write(to: folder.appending(path: "presets/mine.yaml"), atomically: true, encoding: .utf8)
            let yaml = Fixture.smallest
                .replacing("    channel: whatsapp\n", with: "    preset: mine\n    secrets: {hook: {env: HOOK}}\n")
                .split(separator: "\n").filter { !$0.contains("request:") && !$0.contains("id: [json:id]") }
                .joined(separator: "\n").replacing("routes:", with: "\(own)\nroutes:")
            let result = Settings.load(
                yaml: yaml, file: "carteiro.yaml", baseDirectory: folder.path, environment: ["HOOK": "segredo"],
                version: "1.2.3")
            #expect(result.lines == [])
            return try #require(result.settings?.endpoints.first).plan.callbacks
        }
        let request = CallbackRequest(secret: "segredo", body: Array(#"{"id":"A"}"#.utf8))
        let receipt = CallbackEvent(kind: .receipt(.read), providerIDs: ["A"], at: Self.now)
        #expect(try callbacks("")?.answer(request, at: Self.now) == .events([receipt]))
        #expect(try callbacks("    receipts: off") == nil)
        let own = #"    receipts: {verify: {header: {name: X, value: "{{secret.hook}}"}}}"#
        let changed = try #require(try callbacks(own))
        #expect(changed.answer(request, at: Self.now) == .refused("the header X is missing"))
        var signed = request
        signed.headers = [HeaderField("X", "segredo")]
        #expect(changed.answer(signed, at: Self.now) == .events([receipt]))
    }
}

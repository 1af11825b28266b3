import Composer
import Domain
import Foundation
import Gateway
import Testing

@testable import Settings

/// The presets' reading of callbacks against that of published client libraries, whose signatures they are.
@Suite("Presets: callbacks of client libraries")
struct OracleCallbackTests {
    private static func plan(_ oracle: Oracle) throws -> GatewayPlan { try PresetFixture(oracle.preset).plan() }

    private static func request(_ oracle: Oracle) throws -> CallbackRequest {
        var request = CallbackRequest(fixture: try #require(oracle.json["callback"]))
        request.secret = "planted-hook"
        return request
    }

    private static func events(_ oracle: Oracle) throws -> [CallbackEvent] {
        let callbacks = try #require(try plan(oracle).callbacks)
        guard case .events(let events) = callbacks.answer(try request(oracle), at: PresetFixture.now) else {
            Issue.record("\(oracle): not taken")
            return []
        }
        return events
    }

    // MARK: - Mail

    /// The library's words and ours; what is not here says nothing to us.
    private static let mailWords = [
        "delivered": "delivered", "queued": "accepted", "deferred": "accepted", "opened": "read", "bounced": "failed",
        "rejected": "failed", "failed": "failed", "complained": "opt-out", "unsubscribed": "opt-out",
    ]

    /// Where we know a word that the library does not.
    private static let knownHere = ["brevo.event-unsubscribed": "opt-out", "resend.event-failed": "failed"]

    @Test(
        "Each reads what the library reads", arguments: Oracle.callbacks.filter { $0.json["reading"]?["events"] != nil }
    )
    func mail(oracle: Oracle) throws {
        let readings = oracle.json["reading"]?["events"]?.elements ?? []
        let expected = readings.compactMap { reading -> (word: String, reading: JSON)? in
            let word = Self.knownHere[oracle.description] ?? Self.mailWords[reading["type"]?.string ?? ""]
            return word.map { ($0, reading) }
        }
        let events = try Self.events(oracle)
        #expect(events.map { EventReading.word($0.kind) } == expected.map(\.word))
        for (event, expected) in zip(events, expected) {
            if !event.addresses.isEmpty { #expect(event.addresses == [expected.reading["to"]?.string]) }
            if let ref = event.ref { #expect(ref == expected.reading["ref"]?.string ?? "msg_42") }
            if event.at != PresetFixture.now {
                #expect(event.at.milliseconds / 1000 == expected.reading["at"]?.integer.map(Int64.init))
            }
            // anymail knows SendGrid's mails by a header, we by SendGrid's own id.
            guard oracle.preset != "sendgrid", case .receipt = event.kind else { continue }
            let id = expected.reading["id"]?.string?.trimmingCharacters(in: ["<", ">"])
            #expect(event.providerIDs == [id])
        }
    }

    // MARK: - Meta

    private static let metaOutcomes = ["MessageUndeliverable": Outcome.rejected, "ReEngagementMessage": .needsTemplate]

    @Test(
        "What pywa verifies and reads is read alike", arguments: Oracle.callbacks.filter { $0.preset == "meta-cloud" }
    )
    func meta(oracle: Oracle) throws {
        let reading = try #require(oracle.json["reading"])
        let event = try #require(try Self.events(oracle).first)
        #expect(event.addresses == [reading["from"]?.string])
        #expect(event.at.milliseconds / 1000 == PresetFixture.now.milliseconds / 1000)
        if let status = reading["status"]?.string {
            #expect(EventReading.word(event.kind) == (status == "sent" ? "accepted" : status))
            #expect(event.providerIDs == [reading["id"]?.string])
            #expect(event.ref == reading["ref"]?.string)
            #expect(event.verdict?.outcome == reading["class"]?.string.flatMap { Self.metaOutcomes[$0] })
        } else {
            #expect(event.kind == .inbound(text: reading["text"]?.string ?? ""))
        }
    }

    @Test("Every error that pywa tells apart has its meaning")
    func metaCodes() throws {
        let oracle = try #require(Oracle.all.first { $0.description == "meta-cloud.codes" })
        let plan = try Self.plan(oracle)
        let codes = oracle.json["reading"]?["codes"]?.elements ?? []
        #expect(codes.count == 50)
        for code in codes {
            let body = #"{"error":{"code":\#(code["code"]?.scalarText ?? "")}}"#
            let verdict = plan.judge(
                TransferResult(reach: .answered, status: 400, body: Array(body.utf8)), now: PresetFixture.now)
            #expect(!verdict.reason.hasPrefix("http-"), "\(code.text)")
            let family = code["family"]?.string
            #expect((verdict.outcome == .throttled) == (family == "ThrottlingError"), "\(code.text)")
            if family == "AuthorizationError" { #expect(verdict.outcome == .misconfigured, "\(code.text)") }
        }
    }

    // MARK: - Twilio

    @Test(
        "What Twilio's client signs is believed, and read by its fields",
        arguments: Oracle.callbacks.filter { $0.preset.hasPrefix("twilio") })
    func twilio(oracle: Oracle) throws {
        let reading = try #require(oracle.json["reading"])
        let events = try Self.events(oracle)
        let event = try #require(events.first)
        #expect(event.providerIDs == [reading["MessageSid"]?.string])
        if let status = reading["MessageStatus"]?.string {
            #expect(EventReading.word(event.kind) == (status == "undelivered" ? "failed" : status))
            #expect(event.addresses == [reading["To"]?.string])
            #expect((event.verdict == nil) == (reading["ErrorCode"] == nil))
        } else {
            #expect(event.kind == .inbound(text: reading["Body"]?.string ?? ""))
            #expect(event.addresses.first == reading["From"]?.string)
            #expect(events.contains { $0.kind == .optOut } == (reading["OptOutType"]?.string == "STOP"))
        }
        var elsewhere = try Self.request(oracle)
        elsewhere.url += "/x"
        #expect(try #require(try Self.plan(oracle).callbacks).answer(elsewhere, at: PresetFixture.now).isRefused)
    }

    // MARK: - Standard Webhooks

    @Test("What the libraries sign is believed, by either secret", arguments: Oracle.signatures)
    func signature(oracle: Oracle) throws {
        let reading = try #require(oracle.json["reading"])
        let prefix = oracle.case.hasPrefix("svix") ? "svix-" : "webhook-"
        let request = CallbackRequest(fixture: try #require(oracle.json["callback"]))
        for secret in reading["secrets"]?.elements ?? [] {
            let plan = try Self.receiver(secret: secret.string ?? "", prefix: prefix)
            let callbacks = try #require(plan.callbacks)
            #expect(!callbacks.answer(request, at: PresetFixture.now).isRefused)
            let late = Timestamp(seconds: 1_790_000_000 + 301)
            #expect(callbacks.answer(request, at: late).isRefused)
        }
        let stranger = try Self.receiver(secret: "whsec_Zm9yZ2VkIGtleSwgb2YgbWFueSBiLg==", prefix: prefix)
        #expect(try #require(stranger.callbacks).answer(request, at: PresetFixture.now).isRefused)
    }

    @Test("What we sign the libraries believe", arguments: Oracle.signatures.filter { $0.case.hasPrefix("standard") })
    func signing(oracle: Oracle) throws {
        let reading = try #require(oracle.json["reading"])
        let callback = try #require(oracle.json["callback"])
        let secrets = (reading["secrets"]?.elements ?? []).map { $0.string ?? "" }
        let names = secrets.indices.map { "SECRET_\($0)" }
        let places = names.map { "{env: \($0)}" }.joined(separator: ", ")
        let yaml = Fixture.smallest.replacing(
            #"json: {to: "{{to.digits}}", text: "{{text}}"}"#, with: #"raw: "{{text}}", content_type: application/json"#
        ).replacing("    id: [json:id]", with: "    id: [json:id]\n    signing: [\(places)]")
        let plan = try Self.load(yaml, Dictionary(uniqueKeysWithValues: zip(names, secrets)))
        var context = try PresetFixture("webhook").context()
        context.text = callback["body"]?.string ?? ""
        let request = try plan.request(for: .text, context)
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            let header = request.headers.first { $0.name.lowercased() == name }
            #expect(header?.value == callback["headers"]?[name]?.string, "\(name)")
        }
    }

    private static func receiver(secret: String, prefix: String) throws -> GatewayPlan {
        let yaml = Fixture.smallest.replacing(
            "    id: [json:id]",
            with: """
                    id: [json:id]
                    secrets: {hook: {env: HOOK}}
                    receipts:
                      verify: {standard_webhooks: {secrets: ["{{secret.hook}}"], prefix: \(prefix)}}
                      receipt: {id: [json:data.email_id], status: delivered}
                """)
        return try load(yaml, ["HOOK": secret])
    }

    private static func load(_ yaml: String, _ environment: [String: String]) throws -> GatewayPlan {
        let result = Fixture.load(yaml, environment: environment)
        #expect(result.lines.filter { $0.contains(" error: ") } == [])
        return try #require(result.settings?.endpoints.first?.plan)
    }
}

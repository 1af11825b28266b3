import Delivery
import Domain
import Outbox
import Testing

@Suite("Merging reminders of one customer")
struct MergingTests {
    private static let pix =
        #","pix":"00020126580014br.gov.bcb.pix0136123e4567-e89b-12d3-a456-426614174000520400005303986"#
        + #"5406129.905802BR5911FIBRA NORTE6005BELEM62130509EXEMPLO4263047EA8""#

    private static func three(_ stage: Stage) throws -> [Int64] {
        try [("F-1", "2026-10-10"), ("F-2", "2026-09-10"), ("F-3", "2026-11-10")].map {
            try stage.put("merging", customer: "C", invoice: $0, due: $1, more: pix)
        }
    }

    private static func providerIDs(_ stage: Stage, _ ids: [Int64]) throws -> Set<String?> {
        Set(try ids.map { try stage.message($0).summary.providerMessageID })
    }

    @Test("Three invoices become one text and a code each, and all end with the same provider id")
    func merges() throws {
        let stage = try Stage()
        let ids = try Self.three(stage)
        let other = try stage.put("merging", customer: "D", invoice: "F-4", phone: "11912345678")
        stage.run(60_000)
        #expect(try ids.map(stage.state) == ["sent", "sent", "sent"])
        #expect(try stage.state(other) == "sent")
        // One text and three codes, and the other customer's text.
        #expect(stage.bodies.count == 5)
        let text = try #require(stage.bodies.first { $0.contains("F-1") })
        #expect(text.contains("F-2") && text.contains("F-3"))
        #expect(try Self.providerIDs(stage, ids) == ["g"])
    }

    @Test("A template without the section, another address and another kind of lateness go alone")
    func apart() throws {
        let stage = try Stage("concurrency: 8")
        let ids = [
            try stage.put("merging", customer: "C", invoice: "F-1"),
            try stage.put("overdue", customer: "C", invoice: "F-2"),
            try stage.put("merging", customer: "C", invoice: "F-3", phone: "11912345678"),
            try stage.put("merging", customer: "C", invoice: "F-4", due: "2026-12-10"),
            try stage.put("merging", customer: "C", invoice: "F-5") { $0.route = "second" },
        ]
        stage.run(60_000)
        #expect(try ids.map(stage.state) == Array(repeating: "sent", count: 5))
        #expect(stage.bodies.count == 5)
    }

    @Test("Nothing goes along before its not_before")
    func notBefore() throws {
        let stage = try Stage()
        let now = try stage.put("merging", customer: "C", invoice: "F-1")
        let later = try stage.put("merging", customer: "C", invoice: "F-2") { $0.notBefore = Stage.start / 1000 + 3600 }
        stage.run(60_000)
        #expect(try [now, later].map(stage.state) == ["sent", "queued"])
    }

    @Test("What the cap holds goes along when the customer's time has come")
    func capped() throws {
        let stage = try Stage(cap: "{per_customer: [1/day], min_gap: 20h}")
        _ = try stage.put("overdue", customer: "C", invoice: "F-0")
        stage.run(1_000)
        let ids = try Self.three(stage)
        stage.run(60_000)
        #expect(try ids.map(stage.state) == ["queued", "queued", "queued"])
        stage.run(86_400_000)
        #expect(try ids.map(stage.state) == ["sent", "sent", "sent"])
        // The first alone, then one text and three codes.
        #expect(stage.bodies.count == 5)
    }

    @Test("One that is settled before the start falls out; the others go")
    func settledBefore() throws {
        let stage = try Stage("pacing: 20s-20s")
        _ = try stage.put("overdue", customer: "D", invoice: "F-0", phone: "11912345678")
        stage.run(1_000)
        let ids = try Self.three(stage)
        stage.run(5_000)
        _ = try stage.producer.settle(["F-2"])
        stage.wakeup.isSet = true
        stage.run(120_000)
        #expect(try ids.map(stage.state) == ["sent", "cancelled", "sent"])
        #expect(!stage.bodies.contains { $0.contains("F-2") })
    }

    @Test(
        "One that is settled between the parts gets no code; the others get theirs", arguments: ["F-1", "F-2", "F-3"])
    func settledBetween(invoice: String) throws {
        let stage = try Stage("pacing: 20s-20s")
        let ids = try Self.three(stage)
        stage.run(5_000)
        #expect(stage.bodies.count == 1)
        _ = try stage.producer.settle([invoice])
        stage.wakeup.isSet = true
        stage.run(120_000)
        let settled = try #require(["F-1", "F-2", "F-3"].firstIndex(of: invoice))
        for (index, id) in ids.enumerated() {
            #expect(try stage.state(id) == (index == settled ? "cancelled" : "sent"))
        }
        #expect(try stage.message(ids[settled]).summary.reason == "settled")
        #expect(stage.bodies.count == 3)
    }

    @Test("A failure that surely did not arrive parts them, and they meet again")
    func failed() throws {
        let stage = try Stage("retry: {first: 10s, max: 10s}")
        stage.answers = [.answer(status: 500, headers: "", body: "")]
        let ids = try Self.three(stage)
        stage.run(1_000)
        #expect(try ids.map(stage.state) == ["queued", "queued", "queued"])
        stage.run(60_000)
        #expect(try ids.map(stage.state) == ["sent", "sent", "sent"])
        #expect(stage.bodies.count == 5)
    }

    @Test("An uncertain outcome is repeated letter by letter, for all of them")
    func uncertain() throws {
        let stage = try Stage("retry: {first: 10s, max: 10s}")
        stage.answers = [.failure(.timeout, .maybeSent)]
        let ids = try Self.three(stage)
        stage.run(5)
        // Of another one that comes meanwhile the repeated text says nothing.
        let late = try stage.put("merging", customer: "C", invoice: "F-9")
        stage.run(120_000)
        #expect(try (ids + [late]).map(stage.state) == ["sent", "sent", "sent", "sent"])
        #expect(stage.bodies[0] == stage.bodies.first { $0 == stage.bodies[0] })
        #expect(stage.bodies.count { $0 == stage.bodies[0] } == 2)
    }

    @Test("Held for a person, all of them are")
    func held() throws {
        let stage = try Stage("on_uncertain: hold")
        stage.answers = [.failure(.timeout, .maybeSent)]
        let ids = try Self.three(stage)
        stage.run(60_000)
        #expect(try ids.map(stage.state) == ["uncertain", "uncertain", "uncertain"])
    }

    @Test("A crash in flight loses none of them, and repeats the same text under the same key")
    func crash() throws {
        let stage = try Stage()
        stage.latency = 5_000
        let ids = try Self.three(stage)
        stage.run(1_000)
        #expect(try ids.map(stage.state) == ["sending", "sending", "sending"])
        try stage.restart()
        stage.run(120_000)
        #expect(try ids.map(stage.state) == ["sent", "sent", "sent"])
        #expect(stage.bodies.count { $0 == stage.bodies[0] } == 2)
    }

    @Test("Rejected for good, each of them goes to the next endpoint of the route")
    func rejected() throws {
        let stage = try Stage("classify: [{when: {http: 422}, outcome: rejected, reason: not-on-whatsapp}]")
        stage.answers = [.answer(status: 422, headers: "", body: "")]
        let ids = try Self.three(stage)
        stage.run(60_000)
        #expect(try ids.map(stage.state) == ["sent", "sent", "sent"])
        #expect(try ids.map { try stage.message($0).summary.endpoint } == ["b", "b", "b"])
    }
}

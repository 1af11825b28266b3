import Delivery
import Domain
import Outbox
import Testing

@Suite("What gateways tell of messages")
struct ReceiptTests {
    private static func stage(
        _ endpoint: String = "", routes: String = "{default: [a, b]}", deadline: Int64? = nil
    ) throws -> Stage {
        try Stage(endpoint, routes: routes, hears: true, deadline: deadline)
    }

    private static func receipt(
        _ stage: Stage, _ status: String, id: String = "g-1", ref: String? = nil, verdict: Verdict? = nil,
        endpoint: String = "a", seconds: Int64 = 0
    ) throws {
        let now = Timestamp(milliseconds: stage.network.now)
        try stage.producer.record(
            [
                CallbackRecord(
                    endpoint: endpoint, kind: .receipt, providerID: ref == nil ? id : nil, ref: ref, status: status,
                    verdict: verdict, at: now.advanced(byMilliseconds: seconds * 1000))
            ], at: now)
        stage.wakeup.isSet = true
        stage.run(1_000)
    }

    private static func accepted(_ id: String) -> SimulatedNetwork.Fate {
        .answer(status: 200, headers: "", body: "{\"id\":\"\(id)\"}")
    }

    private static func sent(_ stage: Stage, _ template: String = "overdue", more: String = "") throws -> Int64 {
        stage.answers = (1...4).map { accepted("g-\($0)") }
        let id = try stage.put(template, customer: "C", invoice: "F-1", more: more)
        stage.run(2_000)
        stage.answers = []
        return id
    }

    @Test("Times come in whatever the order, the earliest of each, and a late failure changes nothing")
    func lattice() throws {
        let stage = try Self.stage()
        let id = try Self.sent(stage)
        let start = stage.network.now / 1000
        try Self.receipt(stage, "read", seconds: 60)
        try Self.receipt(stage, "delivered", seconds: 20)
        try Self.receipt(stage, "delivered", seconds: 40)
        try Self.receipt(stage, "accepted")
        try Self.receipt(
            stage, "failed", verdict: Verdict(outcome: .rejected, reason: "not-on-whatsapp", scope: .recipient))
        let message = try stage.message(id)
        #expect(message.summary.state == "sent" && message.summary.endpoint == "a")
        let delivered = try #require(message.summary.deliveredAt)
        let read = try #require(message.summary.readAt)
        #expect(delivered >= start + 20 && delivered < start + 40 && read > delivered)
        #expect(message.receipts.map(\.status).sorted() == ["accepted", "delivered", "failed", "read"])
        #expect(stage.bodies.count == 1)
    }

    @Test("The same word twice is kept once")
    func twice() throws {
        let stage = try Self.stage()
        let id = try Self.sent(stage)
        for _ in 0..<3 { try Self.receipt(stage, "delivered") }
        #expect(try stage.message(id).receipts.count == 1)
    }

    @Test("Word that comes before the answer which has its id waits for it")
    func early() throws {
        let stage = try Self.stage()
        stage.latency = 5_000
        stage.answers = [Self.accepted("g-9")]
        let id = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        try Self.receipt(stage, "delivered", id: "g-9")
        #expect(try stage.message(id).summary.deliveredAt == nil)
        stage.run(6_000)
        #expect(try stage.message(id).summary.deliveredAt != nil)
    }

    @Test("An id that nobody knows, another endpoint's and another outbox's key change nothing")
    func unknown() throws {
        let stage = try Self.stage()
        let id = try Self.sent(stage)
        try Self.receipt(stage, "delivered", id: "nobody")
        try Self.receipt(stage, "delivered", endpoint: "b")
        try Self.receipt(stage, "delivered", ref: "0000000000000000-\(id)-0")
        try Self.receipt(stage, "delivered", ref: "\(stage.outbox.outboxID)-999-0")
        #expect(try stage.message(id).summary.deliveredAt == nil)
        try Self.receipt(stage, "delivered", ref: "\(stage.outbox.outboxID)-\(id)-0")
        #expect(try stage.message(id).summary.deliveredAt != nil)
    }

    @Test("A late \"not on WhatsApp\" moves on to the next endpoint of the route, and ends dead at the last")
    func lateRejection() throws {
        let stage = try Self.stage()
        let id = try Self.sent(stage)
        let verdict = Verdict(outcome: .rejected, reason: "not-on-whatsapp", scope: .recipient)
        stage.answers = [Self.accepted("b-1")]
        try Self.receipt(stage, "failed", verdict: verdict)
        #expect(stage.urls.last?.hasSuffix("/b") == true)
        var message = try stage.message(id)
        #expect(message.summary.state == "sent" && message.summary.endpoint == "b")
        #expect(message.attempts.map(\.endpoint) == ["a", "b"])
        try Self.receipt(stage, "failed", id: "b-1", verdict: verdict, endpoint: "b")
        message = try stage.message(id)
        #expect(message.summary.state == "dead" && message.summary.reason == "not-on-whatsapp")
        #expect(stage.bodies.count == 2)
    }

    @Test("A failure for a while has it go again, charged, until its tries are used up")
    func lateRetry() throws {
        let stage = try Self.stage("retry: {first: 1s, max: 1s, tries: 2}", routes: "{default: [a]}")
        let id = try Self.sent(stage)
        let verdict = Verdict(outcome: .retry, reason: "gateway-busy", scope: .message)
        stage.answers = [Self.accepted("g-2")]
        try Self.receipt(stage, "failed", verdict: verdict)
        stage.run(5_000)
        #expect(try stage.state(id) == "sent")
        #expect(stage.bodies.count == 2 && Set(stage.bodies).count == 1)
        try Self.receipt(stage, "failed", id: "g-2", verdict: verdict)
        #expect(try stage.state(id) == "dead")
        #expect(try stage.message(id).summary.reason == "tries-used-up: gateway-busy")
    }

    @Test("That the codes did not arrive does not send the text again")
    func laterPart() throws {
        let stage = try Self.stage()
        let id = try Self.sent(stage, "parts", more: Plans.codes)
        #expect(stage.bodies.count == 3)
        try Self.receipt(
            stage, "failed", id: "g-2", verdict: Verdict(outcome: .rejected, reason: "failed", scope: .recipient))
        #expect(try stage.state(id) == "sent")
        #expect(stage.bodies.count == 3)
        #expect(stage.sink.count("message.receipt_failed") == 1)
    }

    @Test("What may have arrived and is told to have arrived does not go again", arguments: ["hold", "wait"])
    func arrived(policy: String) throws {
        let stage = try Self.stage("on_uncertain: \(policy)", routes: "{default: [a]}")
        stage.answers = [.failure(.timeout, .maybeSent)]
        let id = try stage.put(customer: "C", invoice: "F-1")
        stage.run(60_000)
        try Self.receipt(stage, "delivered", ref: "\(stage.outbox.outboxID)-\(id)-0")
        stage.run(20_000_000)
        #expect(try stage.state(id) == "sent")
        #expect(stage.bodies.count == 1)
    }

    @Test("A part that is told to have arrived is followed by the next")
    func arrivedPart() throws {
        let stage = try Self.stage("on_uncertain: hold", routes: "{default: [a]}")
        stage.answers = [.failure(.timeout, .maybeSent)]
        let id = try stage.put("parts", customer: "C", invoice: "F-1", more: Plans.codes)
        stage.run(60_000)
        #expect(try stage.state(id) == "uncertain")
        try Self.receipt(stage, "delivered", ref: "\(stage.outbox.outboxID)-\(id)-0")
        stage.run(5_000)
        #expect(try stage.state(id) == "sent")
        #expect(stage.bodies.count == 3 && Set(stage.bodies).count == 3)
    }

    // MARK: - Silence

    @Test("Without a receipt by its deadline a message takes the next endpoint, once, and says why")
    func silence() throws {
        let stage = try Self.stage(deadline: 1_800_000)
        let id = try Self.sent(stage)
        stage.run(1_700_000)
        #expect(stage.bodies.count == 1)
        stage.run(200_000)
        #expect(stage.urls.map { $0.suffix(2) } == ["/a", "/b"])
        let message = try stage.message(id)
        #expect(message.summary.state == "sent" && message.summary.endpoint == "b")
        #expect(stage.sink.events.contains { $0.name == "message.retry" && "\($0.fields)".contains("no-receipt") })
        stage.run(40_000_000)
        #expect(stage.bodies.count == 2)
    }

    @Test(
        "Any word is enough: taken on by the gateway's own server, delivered, read",
        arguments: [
            "accepted", "delivered", "read",
        ])
    func noSilence(status: String) throws {
        let stage = try Self.stage(deadline: 1_800_000)
        let id = try Self.sent(stage)
        try Self.receipt(stage, status)
        stage.run(4_000_000)
        #expect(stage.bodies.count == 1)
        #expect(try stage.message(id).summary.endpoint == "a")
    }

    @Test("Delivered after all, before the next endpoint could send it: it does not go again")
    func lateDelivery() throws {
        let stage = try Self.stage(deadline: 1_800_000)
        let id = try Self.sent(stage)
        try stage.producer.pause(endpoint: "b")
        stage.run(2_000_000)
        #expect(try stage.state(id) == "queued")
        try Self.receipt(stage, "delivered")
        _ = try stage.producer.resume(endpoint: "b")
        stage.wakeup.isSet = true
        stage.run(2_000_000)
        #expect(try stage.state(id) == "sent")
        #expect(try stage.message(id).summary.endpoint == "a")
        #expect(stage.bodies.count == 1)
    }

    @Test("A paid invoice is not reminded of by the next endpoint")
    func paidMeanwhile() throws {
        let stage = try Self.stage(deadline: 1_800_000)
        let id = try Self.sent(stage)
        _ = try stage.producer.settle(["F-1"])
        stage.run(4_000_000)
        #expect(stage.bodies.count == 1)
        #expect(try stage.state(id) == "sent")
    }

    @Test("At the last endpoint silence is only told")
    func lastEndpoint() throws {
        let stage = try Self.stage(routes: "{default: [a]}", deadline: 60_000)
        let id = try Self.sent(stage)
        stage.run(200_000)
        #expect(try stage.state(id) == "sent")
        #expect(stage.sink.count("message.no_receipt") == 1)
    }

    // MARK: - Sessions

    @Test("A session that goes pauses its endpoint, and one that comes back has it probed at once")
    func session() throws {
        let stage = try Self.stage("breaker: {failures: 5, first: 10m, max: 10m}", routes: "{default: [a]}")
        let told = { (status: String) in
            let now = Timestamp(milliseconds: stage.network.now)
            try stage.producer.record(
                [CallbackRecord(endpoint: "a", kind: .session, status: status, at: now)], at: now)
            stage.wakeup.isSet = true
            stage.run(500)
        }
        try told("down")
        let id = try stage.put(customer: "C", invoice: "F-1")
        stage.run(60_000)
        #expect(try stage.state(id) != "sent")
        #expect(try stage.endpoint("a").reason == "session-down")
        try told("up")
        stage.run(1_000)
        #expect(try stage.state(id) == "sent")
    }
}

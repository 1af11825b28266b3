import Composer
import Delivery
import Domain
import Outbox
import Testing

/// The stage begins on Wednesday, 2026-11-18, at 08:06:40 in São Paulo.
@Suite("New numbers, kinds of template, deadlines")
struct WarmUpTests {
    private static let day: Int64 = 86_400_000

    private static func put(_ stage: Stage, _ count: Int, from first: Int = 0) throws -> [Int64] {
        try (first..<first + count).map {
            try stage.put(customer: "\($0)", invoice: "F-\($0)", phone: "11987\(600_000 + $0)")
        }
    }

    private static func sent(_ stage: Stage, _ ids: [Int64]) throws -> Int {
        try ids.count { try stage.state($0) == "sent" }
    }

    @Test("A new number begins as many a day as its ladder says, over a restart too; then as many as there are")
    func ladder() throws {
        let stage = try Stage("warm_up: [2, 5]\nconcurrency: 4", routes: "{default: [a]}")
        let ids = try Self.put(stage, 20)
        stage.run(3_600_000)
        #expect(try Self.sent(stage, ids) == 2)
        try stage.restart()
        stage.run(3_600_000)
        #expect(try Self.sent(stage, ids) == 2)
        let situation = try Explainer(plan: stage.plan, outbox: stage.producer)
            .situation(of: try #require(ids.last), at: Timestamp(milliseconds: stage.network.now))
        if case .warmingUp(let endpoint, let until)? = situation {
            #expect(endpoint == "a")
            #expect(until.milliseconds > stage.network.now)
        } else {
            Issue.record("it is \(String(describing: situation))")
        }
        stage.run(Self.day)
        #expect(try Self.sent(stage, ids) == 7)
        stage.run(Self.day)
        #expect(try Self.sent(stage, ids) == 20)
    }

    @Test("A message that has begun is finished on its day, however few may begin")
    func begunIsFinished() throws {
        let stage = try Stage("warm_up: [1]", routes: "{default: [a]}")
        stage.answers = [
            .answer(status: 200, headers: "", body: #"{"id":"g"}"#), .answer(status: 500, headers: "", body: "oops"),
        ]
        let id = try stage.put("parts", customer: "1", invoice: "F-1", more: Plans.codes)
        let other = try stage.put(customer: "2", invoice: "F-2", phone: "11987600002")
        stage.run(7_200_000)
        #expect(try stage.state(id) == "sent")
        #expect(try stage.message(id).parts.map(\.state) == ["sent", "sent", "sent"])
        #expect(try stage.state(other) == "queued")
    }

    @Test("A kind of template has hours of its own: the offer waits for ten, the reminder goes at eight")
    func kinds() throws {
        let stage = try Stage(
            "delivery_window: {weekdays: 08:00-20:00, spread: 0s, kinds: {offer: {weekdays: 10:00-18:00}}}")
        let reminder = try stage.put(customer: "1", invoice: "F-1")
        let offer = try stage.put("offering", customer: "2", invoice: "F-2", phone: "11987600002")
        stage.run(60_000)
        #expect(try stage.state(reminder) == "sent")
        let held = try stage.message(offer).summary
        #expect(held.state == "queued")
        #expect(held.reason == "delivery-window")
        stage.run(7_200_000)
        // 10:00 is 6,800 seconds after the beginning.
        #expect(try stage.message(offer).summary.sentAt.map { $0 - Stage.start / 1000 } == 6_800)
    }

    @Test("What expires within the hour goes before what came earlier")
    func pressing() throws {
        let stage = try Stage("rate_limit: [1/min]", routes: "{default: [a]}")
        let ids = try Self.put(stage, 30)
        let pressing = try stage.put(customer: "99", invoice: "F-99", phone: "11987699999") {
            $0.notAfter = Stage.start / 1000 + 600
        }
        stage.run(300_000)
        #expect(try stage.state(pressing) == "sent")
        #expect(try Self.sent(stage, ids) < 10)
    }
}

import Delivery
import Domain
import Outbox
import Testing

@Suite("What may have arrived waits for word of it")
struct WaitingForWordTests {
    private static func stage() throws -> Stage {
        try Stage(
            "on_uncertain: wait\nreceipt_deadline: 2h\nretry: {first: 1s, max: 1s, tries: 4}", routes: "{default: [a]}")
    }

    @Test("Nobody says anything: it goes again after the deadline, with the same key and text")
    func silence() throws {
        let stage = try Self.stage()
        stage.answers = [.failure(.timeout, .maybeSent)]
        let id = try stage.put(customer: "C", invoice: "F-1")
        stage.run(7_100_000)
        #expect(stage.bodies.count == 1)
        #expect(try stage.state(id) == "queued")
        stage.run(200_000)
        #expect(try stage.state(id) == "sent")
        #expect(stage.bodies.count == 2 && Set(stage.bodies).count == 1)
    }

    @Test("Word comes that it arrived: it is not sent again, nor is what was merged into it", arguments: [1, 3])
    func arrived(invoices: Int) throws {
        let stage = try Self.stage()
        stage.answers = [.failure(.timeout, .maybeSent)]
        let ids = try (0..<invoices).map { try stage.put("merging", customer: "C", invoice: "F-\($0)") }
        stage.run(60_000)
        let resolved = try stage.producer.resolve(
            ids[0], as: .sent, endpoints: ["a"], at: Timestamp(milliseconds: stage.network.now))
        #expect(resolved == .sent(others: Array(ids.dropFirst()), partsLeft: 0))
        stage.wakeup.isSet = true
        stage.run(20_000_000)
        #expect(try ids.allSatisfy { try stage.state($0) == "sent" })
        #expect(stage.bodies.count == 1)
    }

    @Test("Word comes that it did not: it goes at once")
    func lost() throws {
        let stage = try Self.stage()
        stage.answers = [.failure(.timeout, .maybeSent)]
        let ids = try (0..<2).map { try stage.put("merging", customer: "C", invoice: "F-\($0)") }
        stage.run(60_000)
        let now = Timestamp(milliseconds: stage.network.now)
        #expect(try stage.producer.resolve(ids[1], as: .again, endpoints: ["a"], at: now) == .merged(into: ids[0]))
        #expect(
            try stage.producer.resolve(ids[0], as: .again, endpoints: ["a"], at: now) == .queued(others: [ids[1]]))
        stage.wakeup.isSet = true
        stage.run(10_000)
        #expect(try ids.allSatisfy { try stage.state($0) == "sent" })
        #expect(stage.bodies.count == 2)
    }

    @Test("A death in flight waits as well, and a plain failure does not")
    func death() throws {
        let stage = try Self.stage()
        stage.latency = 5_000
        let id = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        try stage.restart()
        stage.run(7_000_000)
        #expect(try stage.state(id) == "queued")
        #expect(stage.bodies.count == 1)
        stage.run(400_000)
        #expect(try stage.state(id) == "sent")
        stage.answers = [.answer(status: 500, headers: "", body: "")]
        let failing = try stage.put(customer: "D", invoice: "F-2", phone: "11912345678")
        stage.run(60_000)
        #expect(try stage.state(failing) == "sent")
    }

    @Test("There is nothing to decide over what is only waiting for its turn")
    func plain() throws {
        let stage = try Self.stage()
        stage.answers = [.answer(status: 500, headers: "", body: "")]
        let id = try stage.put(customer: "C", invoice: "F-1") { $0.notBefore = Stage.start / 1000 + 3_600 }
        stage.run(1_000)
        let now = Timestamp(milliseconds: stage.network.now)
        #expect(
            try stage.producer.resolve(id, as: .sent, endpoints: ["a"], at: now) == .notUncertain(state: "queued"))
    }
}

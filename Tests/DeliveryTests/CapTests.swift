import Delivery
import Domain
import Outbox
import Testing

/// The stage begins on Wednesday, 2026-11-18, at 08:06:40 in São Paulo.
@Suite("Frequency cap in the engine")
struct CapTests {
    private static let cap = "{per_customer: [1/day, 3/week], min_gap: 20h}"
    private static let day: Int64 = 86_400_000

    /// Seconds after the stage's beginning.
    private static func sentAt(_ stage: Stage, _ id: Int64) throws -> Int64? {
        try stage.message(id).summary.sentAt.map { $0 - Stage.start / 1000 }
    }

    @Test("One message a day for a customer, whatever the invoice, and the reason is recorded")
    func oneADay() throws {
        let stage = try Stage("concurrency: 4", cap: Self.cap)
        let ids = try (0..<3).map { try stage.put(customer: "C", invoice: "F-\($0)") }
        let other = try stage.put(customer: "D", invoice: "F-9", phone: "11912345678")
        stage.run(60_000)
        #expect(try ids.map(stage.state) == ["sent", "queued", "queued"])
        #expect(try stage.state(other) == "sent")
        #expect(try stage.message(ids[1]).summary.reason == "frequency-cap")
        stage.run(3 * Self.day)
        #expect(try ids.map(stage.state) == ["sent", "sent", "sent"])
        let times = try ids.compactMap { try Self.sentAt(stage, $0) }.sorted()
        // Twenty hours later it is the next day already; the third waits twenty hours more.
        #expect(times.map { $0 / 3600 } == [0, 20, 40])
    }

    @Test("Another customer's id with the same address counts as the same person")
    func address() throws {
        let stage = try Stage(cap: Self.cap)
        let first = try stage.put(customer: "C", invoice: "F-1")
        let second = try stage.put(customer: "D", invoice: "F-2", phone: "(11) 98765-4321")
        stage.run(60_000)
        #expect(try [first, second].map(stage.state) == ["sent", "queued"])
    }

    @Test("A repetition of what may have arrived yesterday waits for the cap like any other message")
    func repetition() throws {
        let stage = try Stage("retry: {first: 1m, max: 1m, tries: 5}", cap: Self.cap)
        stage.answers = [.failure(.timeout, .maybeSent)]
        let first = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        try stage.producer.pause(endpoint: "a")
        stage.wakeup.isSet = true
        stage.run(25 * 3_600_000)
        let second = try stage.put(customer: "C", invoice: "F-2")
        _ = try stage.producer.resume(endpoint: "a")
        stage.wakeup.isSet = true
        stage.run(3 * Self.day)
        let times = try [first, second].compactMap { try Self.sentAt(stage, $0) }.sorted()
        #expect(times.count == 2)
        #expect(times[1] - times[0] >= 20 * 3600)
    }

    @Test("A message whose retry comes after another one has gone waits for the cap like any other")
    func overtaken() throws {
        let stage = try Stage("retry: {first: 5m, max: 5m, tries: 5}", cap: Self.cap)
        stage.answers = [.failure(.connect, .notSent)]
        let first = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        let second = try stage.put(customer: "C", invoice: "F-2")
        stage.run(3_600_000)
        #expect(try [first, second].map(stage.state) == ["queued", "sent"])
        #expect(try stage.message(first).summary.reason == "frequency-cap")
        stage.run(3 * Self.day)
        #expect(try stage.state(first) == "sent")
    }

    @Test("It holds over a restart, and over the next endpoint of another route")
    func restart() throws {
        let stage = try Stage(cap: Self.cap)
        let first = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        try stage.restart()
        let second = try stage.put(customer: "C", invoice: "F-2") { $0.route = "second" }
        stage.run(60_000)
        #expect(try [first, second].map(stage.state) == ["sent", "queued"])
    }

    @Test("What has surely not arrived does not count; what may have does", arguments: [true, false])
    func failures(mayHaveArrived: Bool) throws {
        let stage = try Stage("retry: {first: 10h, max: 10h}", cap: Self.cap)
        stage.answers = [.failure(mayHaveArrived ? .timeout : .connect, mayHaveArrived ? .maybeSent : .notSent)]
        let first = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        let second = try stage.put(customer: "C", invoice: "F-2")
        stage.run(60_000)
        #expect(try stage.state(first) == "queued")
        #expect(try stage.state(second) == (mayHaveArrived ? "queued" : "sent"))
    }

    @Test("A legal notice is not held, and counts")
    func notice() throws {
        let stage = try Stage(cap: Self.cap)
        let ids = try ["overdue", "legal", "overdue"].enumerated().map {
            let id = try stage.put($1, customer: "C", invoice: "F-\($0)")
            stage.run(1_000)
            return id
        }
        stage.run(60_000)
        #expect(try ids.map(stage.state) == ["sent", "sent", "queued"])
    }

    @Test("An offer lets a reminder go first, whenever it came")
    func offers() throws {
        let stage = try Stage("concurrency: 1", cap: Self.cap)
        let offer = try stage.put("offering", customer: "C", invoice: "F-1")
        let reminder = try stage.put(customer: "C", invoice: "F-2")
        stage.run(60_000)
        #expect(try [offer, reminder].map(stage.state) == ["queued", "sent"])
        #expect(try stage.message(offer).summary.reason == "after-reminders")
        stage.run(2 * Self.day)
        #expect(try stage.state(offer) == "sent")
    }

    @Test("What the cap would take past its not_after is expired at once")
    func expires() throws {
        let stage = try Stage(cap: Self.cap)
        _ = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        let late = try stage.put(customer: "C", invoice: "F-2") { $0.notAfter = Stage.start / 1000 + 19 * 3600 }
        stage.run(1_000)
        let message = try stage.message(late).summary
        #expect(message.state == "expired" && message.reason == "not-after")
    }

    @Test("The parts of a message that has begun are not held")
    func parts() throws {
        let stage = try Stage("concurrency: 1", cap: Self.cap)
        let id = try stage.put("parts", customer: "C", invoice: "F-1", more: Plans.codes)
        stage.run(60_000)
        #expect(try stage.state(id) == "sent")
        #expect(stage.bodies.count == 3)
    }
}

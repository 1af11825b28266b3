import Delivery
import Domain
import Outbox
import Testing

@Suite("The engine")
struct EngineTests {
    private static let ok = SimulatedNetwork.Fate.answer(status: 200, headers: "", body: #"{"id":"g"}"#)

    private static func status(_ status: Int, _ headers: String = "", _ body: String = "") -> SimulatedNetwork.Fate {
        .answer(status: status, headers: headers, body: body)
    }

    @Test("A message is rendered, sent and settled")
    func one() throws {
        let stage = try Stage()
        let id = try stage.insert()[0]
        stage.run(1_000)
        let message = try stage.message(id)
        #expect(message.summary.state == "sent")
        #expect(message.attempts.map(\.outcome) == ["sent"])
        #expect(message.parts[0].text.contains("Maria! A mensalidade de novembro de 2026, de R$ 129,90"))
        #expect(stage.bodies[0].contains(#""to":"5511987654321""#))
        #expect(stage.sink.count("message.sent") == 1)
    }

    @Test("Parts go in order, each with its own key, and what was accepted is not sent again after a crash")
    func parts() throws {
        let stage = try Stage()
        let id = try stage.insert(template: "parts", more: Plans.codes)[0]
        stage.answers = [Self.ok, .failure(.reset, .maybeSent)]
        stage.run(25)
        try stage.restart()
        stage.run(60_000)
        let message = try stage.message(id)
        #expect(message.summary.state == "sent")
        #expect(message.parts.map(\.kind) == ["text", "pix", "line"])
        #expect(Set(message.parts.map(\.idempotencyKey)).count == 3)
        let counts = message.parts.map { stage.network.seen[$0.idempotencyKey]?.count ?? 0 }
        #expect(counts[0] == 1 && counts[1] >= 2 && counts[2] == 1, "\(counts)")
        #expect(stage.network.seen.values.allSatisfy { $0.texts.count == 1 }, "a key carried two texts")
    }

    @Test("An unknown 4xx pauses the endpoint and burns no message; a reload probes it again")
    func misconfigured() throws {
        let stage = try Stage()
        let ids = try stage.insert(3)
        stage.answers = [Self.status(404)]
        stage.run(60_000)
        #expect(try stage.endpoint("a").mode == "paused")
        #expect(try ids.map(stage.state) == ["queued", "queued", "queued"])
        #expect(stage.network.seen.values.map(\.count).reduce(0, +) == 1)
        #expect(stage.sink.events.contains { $0.name == "endpoint.paused" && $0.level == .error })
        #expect(stage.engine.reload(stage.plan))
        stage.run(10_000)
        #expect(try ids.map(stage.state) == ["sent", "sent", "sent"])
    }

    @Test("Retry-After is a floor for the whole endpoint, also over a restart")
    func retryAfter() throws {
        let stage = try Stage("concurrency: 1")
        try stage.insert(3)
        stage.answers = [Self.status(429, "Retry-After: 30\r\n")]
        stage.run(5_000)
        try stage.restart()
        stage.run(24_000)
        #expect(stage.network.starts["http://127.0.0.1:1/a"]?.count == 1)
        stage.run(30_000)
        #expect(try stage.producer.backlog().waiting == 0)
        let starts = stage.network.starts["http://127.0.0.1:1/a"] ?? []
        #expect(starts[1] - starts[0] >= 30_000)
    }

    @Test("A refused connection charges no message, and opens the breaker")
    func blame() throws {
        let stage = try Stage("retry: {first: 1s, max: 1s, tries: 2}\nbreaker: {failures: 2, first: 1s, max: 2s}")
        let ids = try stage.insert(4)
        stage.answers = Array(repeating: .failure(.connect, .notSent), count: 20)
        stage.run(120_000)
        #expect(try ids.map(stage.state) == ["sent", "sent", "sent", "sent"])
        #expect(stage.sink.count("endpoint.paused") >= 2)
        #expect(stage.sink.count("endpoint.resumed") == 1)
    }

    @Test("One message that always fails uses up its tries and stops nobody")
    func poison() throws {
        let stage = try Stage("retry: {first: 1s, max: 1s, tries: 3}\nbreaker: {failures: 2, first: 1s, max: 2s}")
        let id = try stage.insert()[0]
        stage.answers = Array(repeating: Self.status(500), count: 3)
        stage.run(20_000)
        #expect(try stage.state(id) == "dead")
        #expect(try stage.message(id).summary.reason == "tries-used-up: http-500")
        #expect(try stage.endpoint("a").mode == "open")
    }

    @Test("A rejected message goes to the next endpoint of its route")
    func nextEndpoint() throws {
        let stage = try Stage("classify: [{when: {http: 400}, outcome: rejected, reason: not-on-whatsapp}]")
        let id = try stage.insert()[0]
        stage.answers = [Self.status(400)]
        stage.run(5_000)
        let message = try stage.message(id)
        #expect(message.summary.state == "sent" && message.summary.endpoint == "b")
        #expect(message.attempts.map(\.endpoint) == ["a", "b"])
        #expect(message.attempts[0].reason == "not-on-whatsapp")
    }

    @Test("A stop lets what is in flight end, and gives back the rest uncharged")
    func drain() throws {
        let stage = try Stage("concurrency: 1")
        stage.latency = 3_000
        let ids = try stage.insert(3)
        stage.run(100)
        stage.engine.beginDrain(limitMilliseconds: 20_000)
        stage.run(5_000)
        #expect(stage.engine.isStopped)
        #expect(try stage.state(ids[0]) == "sent")
        let rest = try ids.dropFirst().map { try stage.message($0) }
        #expect(rest.allSatisfy { ["new", "queued"].contains($0.summary.state) && $0.summary.attempts == 0 })
    }

    @Test("A stop gives up what does not end in time, without charging it")
    func drainLimit() throws {
        let stage = try Stage("concurrency: 1\nretry: {first: 1s, max: 1s, tries: 1}")
        stage.latency = 60_000
        let id = try stage.insert()[0]
        stage.run(100)
        stage.engine.beginDrain(limitMilliseconds: 1_000)
        stage.run(2_000)
        #expect(stage.engine.isStopped)
        let message = try stage.message(id)
        #expect(message.summary.state == "queued" && message.summary.reason == "shutdown")
        stage.latency = 10
        try stage.restart()
        stage.run(5_000)
        #expect(try stage.state(id) == "sent")
    }

    @Test("A pause by the operator holds over a restart, until resumed")
    func operatorPause() throws {
        let stage = try Stage()
        try stage.producer.pause(endpoint: "a")
        let id = try stage.insert()[0]
        stage.run(20_000)
        try stage.restart()
        stage.run(20_000)
        #expect(try stage.state(id) == "queued")
        #expect(try stage.producer.resume(endpoint: "a"))
        stage.wakeup.isSet = true
        stage.run(1_000)
        let row = try stage.endpoint("a")
        #expect(try stage.state(id) == "sent", "\(row)")
    }

    @Test("A paid invoice stops the parts that would follow")
    func settledBetweenParts() throws {
        let stage = try Stage()
        stage.latency = 1_000
        let id = try stage.insert(template: "parts", more: Plans.codes)[0]
        stage.run(500)
        _ = try stage.producer.settle(["F-0"])
        stage.wakeup.isSet = true
        stage.run(10_000)
        let message = try stage.message(id)
        #expect(message.summary.state == "cancelled" && message.summary.reason == "settled")
        #expect(stage.bodies.count == 1)
    }

    @Test("While another connection holds the write lock, transfers go on and nothing is lost")
    func lockedDatabase() throws {
        let stage = try Stage("concurrency: 4")
        let ids = try stage.insert(4)
        stage.latency = 500
        stage.run(100)
        stage.outbox.beforeCommit = { () throws(OutboxError) in throw OutboxError(.busy, "locked") }
        stage.run(5_000)
        #expect(stage.network.inFlight == 0)
        #expect(stage.sink.count("outbox.busy") == 1)
        stage.outbox.beforeCommit = nil
        stage.run(1_000)
        #expect(try ids.map(stage.state) == ["sent", "sent", "sent", "sent"])
        #expect(stage.bodies.count == 4)
        #expect(stage.sink.count("outbox.available") == 1)
    }

    @Test("Pacing leaves a random gap between two requests")
    func pacing() throws {
        let stage = try Stage("concurrency: 4\npacing: 5s-12s")
        try stage.insert(10)
        stage.run(130_000)
        let starts = stage.network.starts["http://127.0.0.1:1/a"] ?? []
        let gaps = zip(starts.dropFirst(), starts).map { $0 - $1 }
        #expect(starts.count == 10 && gaps.allSatisfy { (5_000...12_100).contains($0) }, "\(gaps)")
        #expect(Set(gaps).count > 3)
    }

    @Test("The most urgent goes first, and what is not due waits")
    func order() throws {
        let stage = try Stage("concurrency: 1")
        var messages = (0..<4).map { NewMessage(template: "overdue", payload: Plans.payload($0)) }
        for (index, priority) in [7, 3, 0, 5].enumerated() { messages[index].priority = Int64(priority) }
        messages[1].notBefore = Stage.start / 1000 + 60
        stage.latency = 1_000
        _ = try stage.producer.enqueue(messages)
        stage.wakeup.isSet = true
        stage.run(70_000)
        let order = stage.network.seen.sorted { $0.value.lastStart < $1.value.lastStart }
            .map { $0.key.split(separator: "-")[1] }
        #expect(order == ["3", "4", "1", "2"])
    }
}

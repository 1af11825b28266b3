import Composer
import Delivery
import Domain
import Foundation
import Outbox
import Testing

@Suite("The billing system is asked just before a request")
struct ConfirmingTests {
    private static func confirm(_ more: String = "") -> String {
        """
        confirm:
          request: {url: "http://127.0.0.1:1/ask/{{payload.invoice.id}}"}
          owed: {json: {path: status, equals: open}}
          settled: {json: {path: status, equals: paid}}
          unknown: wait
          retry: 5m
          cache: 1m
        \(more)
        """
    }

    private static let owed = SimulatedNetwork.Fate.answer(status: 200, headers: "", body: #"{"status":"open"}"#)
    private static let paid = SimulatedNetwork.Fate.answer(status: 200, headers: "", body: #"{"status":"paid"}"#)
    private static let silence = SimulatedNetwork.Fate.answer(status: 200, headers: "", body: "<html>")
    private static let accepted = SimulatedNetwork.Fate.answer(status: 200, headers: "", body: #"{"id":"g"}"#)

    /// A stage whose billing system answers by invoice; what is not named is owed.
    private final class Office {
        let stage: Stage
        var answers: [String: SimulatedNetwork.Fate] = [:]
        var gateway: [SimulatedNetwork.Fate] = []
        private(set) var asked: [String] = []
        private(set) var sent: [String] = []
        /// What was asked and sent, in order.
        private(set) var story: [String] = []
        private(set) var askedAt: [Int64] = []

        init(_ confirm: String, endpoint: String = "") throws {
            stage = try Stage(endpoint, routes: "{default: [a]}", more: confirm)
            stage.network.script = { [unowned self] request in
                guard let range = request.url.range(of: "/ask/") else {
                    sent.append(String(decoding: request.body ?? [], as: UTF8.self))
                    story.append("sent")
                    let fate = gateway.isEmpty ? ConfirmingTests.accepted : gateway.removeFirst()
                    if case .answer(status: 200, _, _) = fate { return (fate, 10, true) }
                    return (fate, 10, false)
                }
                let invoice = String(request.url[range.upperBound...])
                asked.append(invoice)
                askedAt.append(stage.network.now)
                story.append("asked")
                return (answers[invoice] ?? ConfirmingTests.owed, 10, false)
            }
        }
    }

    @Test("Owed: one question, then the message")
    func owed() throws {
        let office = try Office(Self.confirm())
        let id = try office.stage.put(customer: "1", invoice: "F-1")
        office.stage.run(1_000)
        #expect(try office.stage.state(id) == "sent")
        #expect(office.story == ["asked", "sent"])
        #expect(office.asked == ["F-1"])
        #expect(try office.stage.message(id).attempts.count == 1)
    }

    @Test("Paid: nothing is sent, neither this message nor another one of the invoice, and status counts them")
    func paid() throws {
        let office = try Office(Self.confirm())
        office.answers["F-1"] = Self.paid
        let first = try office.stage.put(customer: "1", invoice: "F-1")
        let later = try office.stage.put(customer: "1", invoice: "F-1") {
            $0.notBefore = Stage.start / 1000 + 3_600
        }
        office.stage.run(7_200_000)
        #expect(office.sent.isEmpty)
        #expect(office.asked == ["F-1"])
        for id in [first, later] {
            let message = try office.stage.message(id)
            #expect(message.summary.state == "cancelled")
            #expect(message.summary.reason == "settled")
            #expect(message.attempts.isEmpty)
        }
        let status = try office.stage.producer.status(
            endpoints: [], at: Timestamp(milliseconds: office.stage.network.now))
        #expect(status.stoppedByPayment == 2)
    }

    @Test(
        "Don't know: it waits, uncharged, says so, and goes when the answer comes",
        arguments: [
            ConfirmingTests.silence, .failure(.connect, .notSent), .answer(status: 500, headers: "", body: "{}"),
        ])
    func unknown(fate: SimulatedNetwork.Fate) throws {
        let office = try Office(Self.confirm())
        office.answers["F-1"] = fate
        let id = try office.stage.put(customer: "1", invoice: "F-1")
        office.stage.run(60_000)
        #expect(office.story == ["asked"])
        let held = try office.stage.message(id)
        #expect(held.summary.state == "queued")
        #expect(held.summary.reason == "unconfirmed")
        #expect(held.summary.attempts == 0)
        #expect(office.stage.sink.count("message.unconfirmed") == 1)
        let now = Timestamp(milliseconds: office.stage.network.now)
        let situation = try Explainer(plan: office.stage.plan, outbox: office.stage.producer).situation(of: id, at: now)
        guard case .held(let hold, let until)? = situation else {
            Issue.record("it is \(String(describing: situation))")
            return
        }
        #expect(hold == .unconfirmed)
        // The wait and at most a quarter of it more, to the second.
        #expect((300_000...376_000).contains(until.milliseconds - Stage.start))
        office.answers["F-1"] = Self.owed
        office.stage.run(400_000)
        #expect(office.story == ["asked", "asked", "sent"])
        #expect(try office.stage.state(id) == "sent")
        #expect(try office.stage.endpoint("a").mode == "open")
    }

    @Test("Don't know, and `unknown: send`: it goes all the same")
    func unknownSends() throws {
        let office = try Office(Self.confirm().replacing("unknown: wait", with: "unknown: send"))
        office.answers["F-1"] = Self.silence
        let id = try office.stage.put(customer: "1", invoice: "F-1")
        office.stage.run(1_000)
        #expect(office.story == ["asked", "sent"])
        #expect(try office.stage.state(id) == "sent")
    }

    @Test("An answer holds for `cache`, and no longer")
    func cache() throws {
        let office = try Office(Self.confirm())
        _ = try office.stage.put(customer: "1", invoice: "F-1")
        let second = try office.stage.put(customer: "2", invoice: "F-1", phone: "11987654322")
        office.stage.run(5_000)
        // Both are about the same invoice: one question.
        #expect(office.asked == ["F-1"])
        #expect(try office.stage.state(second) == "sent")
        office.stage.run(60_000)
        _ = try office.stage.put(customer: "3", invoice: "F-1", phone: "11987654323")
        office.stage.run(5_000)
        #expect(office.asked == ["F-1", "F-1"])
    }

    @Test("Between the parts of a message, and before a retry, it is asked again")
    func partsAndRetries() throws {
        let office = try Office(Self.confirm().replacing("cache: 1m", with: "cache: 0s"))
        office.gateway = [.failure(.connect, .notSent)]
        let id = try office.stage.put("parts", customer: "1", invoice: "F-1", more: Plans.codes)
        office.stage.run(3_600_000)
        #expect(try office.stage.state(id) == "sent")
        // The first try failed; then the text, the Pix code and the line, each asked for.
        #expect(office.story == Array(repeating: ["asked", "sent"], count: 4).flatMap { $0 })
    }

    @Test("Paid between two parts: the rest stays unsent")
    func paidBetweenParts() throws {
        let office = try Office(Self.confirm().replacing("cache: 1m", with: "cache: 0s"))
        let id = try office.stage.put("parts", customer: "1", invoice: "F-1", more: Plans.codes)
        let answer = office.stage.network.script
        office.stage.network.script = { request in
            let result = answer(request)
            if !request.url.contains("/ask/") { office.answers["F-1"] = Self.paid }
            return result
        }
        office.stage.run(60_000)
        #expect(office.sent.count == 1)
        #expect(try office.stage.state(id) == "cancelled")
        #expect(try office.stage.message(id).parts.map(\.state) == ["sent", "unsent", "unsent"])
    }

    @Test("The limit of the questions' rate holds, and everything goes in the end")
    func rate() throws {
        let office = try Office(Self.confirm("  rate_limit: [1/s]"), endpoint: "concurrency: 8")
        let ids = try (0..<12).map {
            try office.stage.put(customer: "\($0)", invoice: "F-\($0)", phone: "119876543\(10 + $0)")
        }
        office.stage.run(30_000)
        for id in ids { #expect(try office.stage.state(id) == "sent") }
        #expect(office.asked.count == 12)
        for (earlier, later) in zip(office.askedAt, office.askedAt.dropFirst()) { #expect(later - earlier >= 1_000) }
    }

    @Test("Of merged invoices each is asked for; one that has been paid falls out, and the rest goes")
    func merged() throws {
        let office = try Office(Self.confirm())
        office.answers["F-2"] = Self.paid
        let ids = try (1...3).map { try office.stage.put("merging", customer: "1", invoice: "F-\($0)") }
        office.stage.run(120_000)
        #expect(Set(office.asked) == ["F-1", "F-2", "F-3"])
        #expect(try ids.map { try office.stage.state($0) } == ["sent", "cancelled", "sent"])
        #expect(office.sent.count == 1)
        #expect(!office.sent[0].contains("Fatura F-2"))
        #expect(office.sent[0].contains("Fatura F-1") && office.sent[0].contains("Fatura F-3"))
    }

    /// Three invoices of one customer whose text got no clear answer; then one of them is paid, the billing system says.
    private static func uncertainThenPaid(_ invoice: String) throws -> (office: Office, ids: [Int64]) {
        let office = try Office(confirm(), endpoint: "retry: {first: 5m, max: 5m, tries: 4}")
        office.gateway = [.failure(.timeout, .maybeSent)]
        let ids = try (1...3).map { try office.stage.put("merging", customer: "1", invoice: "F-\($0)") }
        office.stage.run(60_000)
        #expect(office.sent.count == 1)
        office.answers[invoice] = paid
        office.stage.run(3_600_000)
        return (office, ids)
    }

    @Test("A merged text that goes out again does without what has been paid since, and nobody is asked for ever")
    func paidBeforeRepetition() throws {
        let (office, ids) = try Self.uncertainThenPaid("F-2")
        #expect(try ids.map { try office.stage.state($0) } == ["sent", "cancelled", "sent"])
        #expect(office.sent.count == 2)
        #expect(office.sent[0].contains("Fatura F-2"))
        #expect(!office.sent[1].contains("Fatura F-2"))
        #expect(office.sent[1].contains("Fatura F-1") && office.sent[1].contains("Fatura F-3"))
        // Three before each of the two texts, and the paid one no more after it had been said.
        #expect(office.asked.count <= 8)
        let keys = Set(try office.stage.message(ids[0]).parts.map(\.idempotencyKey))
        #expect(keys.count == 1)
        #expect(try office.stage.message(ids[0]).attempts.count == 2)
    }

    @Test("The same if it is the one that the others were merged into: they go on by themselves")
    func leaderPaidBeforeRepetition() throws {
        let (office, ids) = try Self.uncertainThenPaid("F-1")
        #expect(try ids.map { try office.stage.state($0) } == ["cancelled", "sent", "sent"])
        #expect(office.sent.count == 2)
        #expect(!office.sent[1].contains("Fatura F-1"))
        #expect(office.sent[1].contains("Fatura F-2") && office.sent[1].contains("Fatura F-3"))
    }

    @Test("The limits of speed hold for the requests themselves, however long the answers took; over a restart too")
    func limits() throws {
        let office = try Office(Self.confirm(), endpoint: "concurrency: 4\nrate_limit: [1/s]")
        let answer = office.stage.network.script
        var starts: [Int64] = []
        var asked = 0
        office.stage.network.script = { request in
            var result = answer(request)
            if request.url.contains("/ask/") {
                asked += 1
                result.1 = asked % 2 == 0 ? 10 : 900
            } else {
                starts.append(office.stage.network.now)
            }
            return result
        }
        let ids = try (0..<12).map {
            try office.stage.put(customer: "\($0)", invoice: "F-\($0)", phone: "119876543\(10 + $0)")
        }
        office.stage.run(4_950)
        try office.stage.restart()
        office.stage.run(60_000)
        for id in ids { #expect(try office.stage.state(id) == "sent") }
        for (earlier, later) in zip(starts, starts.dropFirst()) { #expect(later - earlier >= 1_000) }
    }

    @Test("What is claimed ahead of a free connection waits for it, and does not look every millisecond")
    func quiet() throws {
        let office = try Office(Self.confirm("  rate_limit: [1000/s]"), endpoint: "concurrency: 8")
        let answer = office.stage.network.script
        var sent = 0
        office.stage.network.script = { request in
            var result = answer(request)
            guard !request.url.contains("/ask/") else { return result }
            sent += 1
            if sent > 60 { result.1 = 20_000 }
            return result
        }
        for number in 0..<120 {
            _ = try office.stage.put(customer: "\(number)", invoice: "F-1", phone: "11987\(600_000 + number)")
        }
        office.stage.run(2_000)
        #expect(sent > 60 && sent < 120)
        var looks = 0
        office.stage.network.meanwhile = { _ in looks += 1 }
        office.stage.run(10_000)
        #expect(looks < 50)
    }

    @Test("A death while it asks loses nothing, sends nothing twice")
    func death() throws {
        let office = try Office(Self.confirm())
        let id = try office.stage.put(customer: "1", invoice: "F-1")
        office.stage.run(5)
        #expect(office.story == ["asked"])
        try office.stage.restart()
        office.stage.run(600_000)
        #expect(try office.stage.state(id) == "sent")
        #expect(office.sent.count == 1)
    }

    @Test("A question carries the message's data as it is written, and nothing of its text")
    func secrecy() throws {
        let office = try Office(Self.confirm())
        var bodies: [TransferRequest] = []
        let answer = office.stage.network.script
        office.stage.network.script = { request in
            if request.url.contains("/ask/") { bodies.append(request) }
            return answer(request)
        }
        _ = try office.stage.put(customer: "1", invoice: "F 1/?&")
        office.stage.run(1_000)
        #expect(bodies.map(\.url) == ["http://127.0.0.1:1/ask/F%201%2F%3F%26"])
        #expect(bodies.first?.body == nil)
        #expect(bodies.first?.method == "GET")
    }
}

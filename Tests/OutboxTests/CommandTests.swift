import Domain
import GRDB
import Outbox
import Testing

@Suite("Commands")
struct CommandTests {
    let scene: Scene

    init() throws { scene = try Scene() }

    private func select(
        ids: [Int64] = [], invoice: String? = nil, customer: String? = nil, state: MessageState? = nil,
        endpoint: String? = nil
    ) -> Selection {
        var selection = Selection()
        selection.ids = ids
        selection.invoice = invoice
        selection.customer = customer
        selection.state = state
        selection.endpoint = endpoint
        return selection
    }

    /// One message in each state, all of invoice F-1; by state.
    private func oneOfEach() throws -> [MessageState: Int64] {
        var ids: [MessageState: Int64] = [:]
        for state in MessageState.allCases {
            ids[state] = try scene.insert(["state": state.rawValue, "endpoint": "gateway", "charged": 8])
        }
        return ids
    }

    private func states() throws -> [String] {
        try scene.producer.inDatabase { try String.fetchAll($0, sql: "SELECT state FROM outbox ORDER BY id") }
    }

    // MARK: - Enqueue

    @Test("Good, known and bad messages beside each other: each gets its own answer")
    func enqueue() throws {
        let good = Scene.payload()
        let answers = try scene.outbox.enqueue([
            NewMessage(template: "overdue", payload: good, dedupeKey: "k-1"),
            NewMessage(template: "overdue", payload: "{bad"),
            NewMessage(template: "overdue", payload: good, dedupeKey: "k-1"),
            NewMessage(template: "overdue", payload: "[]"),
            NewMessage(template: "overdue", payload: good, priority: 11),
            NewMessage(template: "overdue", payload: good, notBefore: 1_790_000_000_000),
            NewMessage(template: "overdue", payload: good, dedupeKey: "k-1", priority: 11),
            NewMessage(
                template: "due_soon", payload: good, route: "mail", dedupeKey: "k-2", notBefore: 5, notAfter: 6,
                priority: 0),
        ])
        let object = Enqueued.refused(reason: "a rule of the outbox is broken: payload is a JSON object")
        let priority = Enqueued.refused(reason: "a rule of the outbox is broken: priority is from 0 to 9")
        #expect(
            answers == [
                .queued(id: 1), .refused(reason: "payload: malformed JSON"), .existing, object, priority,
                .refused(reason: "a rule of the outbox is broken: not before is in Unix seconds"), priority,
                .queued(id: 3),
            ])
        try scene.expect(1, ["route": "default", "priority": 5, "state": "new", "dedupe_key": "k-1"])
        try scene.expect(
            3,
            [
                "template": "due_soon", "route": "mail", "dedupe_key": "k-2", "not_before": 5, "not_after": 6,
                "priority": 0,
            ])
        #expect(try scene.count("outbox") == 2)
    }

    @Test("A refusal says nothing of what the message holds")
    func secrecy() throws {
        let answers = try scene.outbox.enqueue([
            NewMessage(template: "overdue", payload: #"{"customer":{"name":"MARIA","phone":"11987654321"}"#)
        ])
        guard case .refused(let reason) = try #require(answers.first) else {
            Issue.record("accepted: \(answers)")
            return
        }
        #expect(!reason.contains("MARIA") && !reason.contains("11987654321"))
    }

    @Test("Nothing to enqueue is no error")
    func enqueueNothing() throws {
        #expect(try scene.outbox.enqueue([]).isEmpty)
    }

    @Test("A busy database is told as such, and nothing is stored")
    func busy() throws {
        try scene.sql("BEGIN IMMEDIATE")
        do throws(OutboxError) {
            _ = try scene.outbox.enqueue([NewMessage(template: "overdue", payload: "{}")])
            Issue.record("stored beside another's transaction")
        } catch {
            #expect(error.kind == .busy)
            #expect(error.message.contains(scene.path))
        }
        try scene.sql("COMMIT")
        #expect(try scene.count("outbox") == 0)
    }

    // MARK: - Settle

    @Test("Settling cancels what waits and leaves what flies to the daemon")
    func settle() throws {
        let ids = try oneOfEach()
        try scene.insert(invoice: "F-2")
        let first = try scene.outbox.settle(["F-1", "F-1", "F-3"])
        #expect(first == (2, 2))
        for state in [MessageState.new, .queued] {
            #expect(try scene.standing(try #require(ids[state])) == "cancelled settled")
        }
        let after = ["cancelled", "cancelled", "sending", "sent", "dead", "cancelled", "expired", "uncertain", "new"]
        #expect(try states() == after)
        #expect(try scene.outbox.settle(["F-1"]) == (0, 0))
        let marked = try scene.turn { turn throws(OutboxError) in
            _ = try turn.applySettlements(limit: 10)
            return try turn.marked()
        }
        #expect(marked == [try #require(ids[.sending])])
    }

    // MARK: - Cancel

    @Test("Cancelling ends what waits or is uncertain and marks what flies")
    func cancel() throws {
        let ids = try oneOfEach()
        #expect(try scene.outbox.count(select(invoice: "F-1"), among: Outbox.cancellable) == 4)
        #expect(try scene.outbox.cancel(select(invoice: "F-1")) == 4)
        for state in [MessageState.new, .queued, .uncertain] {
            #expect(try scene.standing(try #require(ids[state])) == "cancelled operator")
        }
        try scene.expect(try #require(ids[.sending]), ["state": "sending", "cancel": "operator"])
        for state in [MessageState.sent, .dead, .expired] {
            #expect(try scene.state(try #require(ids[state])) == state.rawValue)
        }
    }

    @Test("Cancelling by state touches that state alone", arguments: MessageState.allCases)
    func cancelByState(state: MessageState) throws {
        _ = try oneOfEach()
        let isCancellable = Outbox.cancellable.contains(state)
        let selection = select(state: state)
        #expect(try scene.outbox.count(selection, among: Outbox.cancellable) == (isCancellable ? 1 : 0))
        #expect(try scene.outbox.cancel(selection) == (isCancellable ? 1 : 0))
        let marked = try scene.count("outbox", where: "reason = 'operator' OR cancel = 'operator'")
        #expect(marked == (isCancellable ? 1 : 0))
    }

    // MARK: - Retry

    @Test("Retrying gives ended messages all their tries again, and leaves the others")
    func retry() throws {
        let ids = try oneOfEach()
        try scene.sql("UPDATE outbox SET reason = 'why', part = 1, frozen = 1, attempts = 9")
        #expect(try scene.outbox.retry(select(invoice: "F-1"), at: Scene.now) == 4)
        for state in [MessageState.dead, .uncertain, .expired, .cancelled] {
            try scene.expect(
                try #require(ids[state]),
                ["state": "new", "reason": nil, "charged": 0, "part": 1, "frozen": 1, "attempts": 9])
        }
        for state in [MessageState.queued, .sending, .sent] {
            #expect(try scene.standing(try #require(ids[state])) == "\(state.rawValue) why")
        }
    }

    @Test("A message whose invoice has been paid is not retried")
    func retryPaid() throws {
        let paid = try scene.insert(["state": "dead"])
        let unpaid = try scene.insert(invoice: "F-2", ["state": "dead"])
        try scene.sql("INSERT INTO outbox (template, payload, state) VALUES ('a', '{}', 'dead')")
        try scene.sql("INSERT INTO settled_invoice (invoice) VALUES ('F-1')")
        #expect(try scene.outbox.retry(select(state: .dead), at: Scene.now) == 2)
        #expect(try scene.state(paid) == "dead")
        #expect(try scene.state(unpaid) == "new")
    }

    @Test("Retrying by state touches that state alone", arguments: MessageState.allCases)
    func retryByState(state: MessageState) throws {
        _ = try oneOfEach()
        let before = try states()
        let count = try scene.outbox.retry(select(state: state), at: Scene.now)
        #expect(count == (Outbox.retryable.contains(state) ? 1 : 0))
        let changed = zip(before, try states()).filter { $0 != $1 }.map(\.0)
        #expect(changed == (Outbox.retryable.contains(state) ? [state.rawValue] : []))
    }

    // MARK: - Selections

    @Test("What is selected is joined by AND")
    func selections() throws {
        let first = try scene.insert(invoice: "F-1", customer: "C-1", ["endpoint": "gateway"])
        let second = try scene.insert(invoice: "F-1", customer: "C-2")
        let third = try scene.insert(invoice: "F-2", customer: "C-1", ["state": "dead", "endpoint": "gateway"])
        func found(_ selection: Selection) throws -> [Int64] {
            var ids: [Int64] = []
            try scene.outbox.list(selection, limit: nil) { ids.append($0.id) }
            #expect(try scene.outbox.count(selection, among: MessageState.allCases) == ids.count)
            return ids
        }
        #expect(Selection().isEmpty)
        #expect(!select(ids: [1]).isEmpty && !select(state: .new).isEmpty)
        #expect(try found(Selection()) == [first, second, third])
        #expect(try found(select(ids: [third, first, 999])) == [first, third])
        #expect(try found(select(invoice: "F-1")) == [first, second])
        #expect(try found(select(customer: "C-1")) == [first, third])
        #expect(try found(select(endpoint: "gateway")) == [first, third])
        #expect(try found(select(state: .dead)) == [third])
        #expect(try found(select(ids: [first, second], invoice: "F-1", customer: "C-2")) == [second])
        #expect(try found(select(invoice: "F-1' OR '1'='1")).isEmpty)
        #expect(try found(select(invoice: "F-2", state: .new, endpoint: "gateway")).isEmpty)
    }

    @Test("A list with a limit shows the newest, in the order of their ids")
    func listLimit() throws {
        for _ in 0..<5 { try scene.insert() }
        var ids: [Int64] = []
        try scene.outbox.list(Selection(), limit: 2) { ids.append($0.id) }
        #expect(ids == [4, 5])
        try scene.outbox.list(Selection(), limit: 0) { ids.append($0.id) }
        #expect(ids == [4, 5])
    }

    // MARK: - Endpoints

    @Test("An endpoint is paused and resumed; its rate limits go on")
    func pauseAndResume() throws {
        func rows() throws -> [EndpointRow] { try scene.turn { turn throws(OutboxError) in try turn.endpoints() } }
        #expect(try !scene.outbox.resume(endpoint: "gateway"))
        try scene.outbox.pause(endpoint: "gateway")
        #expect(try rows() == [EndpointRow(name: "gateway", mode: "paused", isHeld: true, reason: "operator")])
        #expect(try scene.outbox.resume(endpoint: "gateway"))
        #expect(try rows() == [EndpointRow(name: "gateway", mode: "probing")])
        #expect(try !scene.outbox.resume(endpoint: "gateway"))
        let broken = EndpointRow(
            name: "gateway", mode: "paused", reason: "http-503", untilMilliseconds: 5, trips: 4,
            pacedUntilMilliseconds: 6, arrivals: #"{"1/3000ms":5}"#)
        try scene.turn { turn throws(OutboxError) in try turn.setEndpoint(broken) }
        try scene.outbox.pause(endpoint: "gateway", reason: "repair")
        let held = try #require(try rows().first)
        #expect(held.isHeld && held.untilMilliseconds == nil && held.reason == "repair")
        #expect(try scene.outbox.resume(endpoint: "gateway"))
        let resumed = try #require(try rows().first)
        #expect(resumed.mode == "probing" && !resumed.isHeld && resumed.trips == 0 && resumed.reason == nil)
        #expect(resumed.arrivals == broken.arrivals && resumed.pacedUntilMilliseconds == 6)
    }
}

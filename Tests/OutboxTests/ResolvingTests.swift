import Domain
import GRDB
import Outbox
import Testing

@Suite("Decisions of a person")
struct ResolvingTests {
    let scene: Scene

    init() throws { scene = try Scene() }

    /// A message whose attempt at a part may have arrived.
    private func uncertain(invoice: String = "F-1", parts: [PartKind] = [.text], members: Int = 0) throws -> [Int64] {
        let id = try scene.sending(invoice: invoice, parts: parts)
        var ids = [id]
        for number in 0..<members {
            let member = try scene.insert(invoice: "F-m\(number)")
            try scene.turn { turn throws(OutboxError) in
                try turn.bind(member, to: id, endpoint: "gateway", at: Scene.now)
            }
            ids.append(member)
        }
        let attempt = AttemptRecord(
            message: id, number: 1, part: 0, endpoint: "gateway",
            startedAt: Scene.now.advanced(byMilliseconds: -90_000), durationMilliseconds: 1, outcome: .uncertain,
            reason: "timeout", httpStatus: 0, response: "", providerMessageID: nil)
        try scene.turn { turn throws(OutboxError) in
            try turn.record(attempt)
            _ = try turn.finish(id, attempt: 1, .uncertain, reason: "timeout")
            for member in ids.dropFirst() {
                try turn.endMerged(member, .uncertain, reason: "timeout", providerMessageID: nil, sentAt: nil)
            }
        }
        return ids
    }

    private func resolve(_ id: Int64, _ resolution: Resolution) throws -> Resolved {
        try scene.outbox.resolve(id, as: resolution, endpoints: ["gateway"], at: Scene.now)
    }

    @Test("What arrived counts as sent since its last attempt; what was to come is not sent")
    func sent() throws {
        let id = try uncertain(parts: [.text, .line, .pix])[0]
        #expect(try resolve(id, .sent) == .sent(others: [], partsLeft: 2))
        try scene.expect(
            id, ["state": "sent", "reason": nil, "sent_at": Scene.now.seconds - 90, "next_attempt_at": nil])
        let parts = try #require(try scene.outbox.show(id)).parts
        #expect(parts.map(\.state) == ["sent", "unsent", "unsent"])
        #expect(try resolve(id, .again) == .notUncertain(state: "sent"))
    }

    @Test("Without a recorded attempt it counts as sent now")
    func sentWithoutAttempt() throws {
        let id = try scene.insert(["state": "uncertain"])
        #expect(try resolve(id, .sent) == .sent(others: [], partsLeft: 0))
        try scene.expect(id, ["sent_at": Scene.now.seconds])
    }

    @Test("What goes again does so at its endpoint, at once, letter by letter and with all its tries")
    func again() throws {
        let id = try uncertain()[0]
        try scene.sql("UPDATE outbox SET charged = 8 WHERE id = ?", [id])
        #expect(try resolve(id, .again) == .queued(others: []))
        try scene.expect(
            id,
            [
                "state": "queued", "reason": nil, "endpoint": "gateway", "next_attempt_at": Scene.now.seconds,
                "charged": 0, "frozen": 1, "attempts": 1, "urgency": 11,
            ])
        let row = try scene.turn { turn throws(OutboxError) in
            try turn.takeDue(endpoint: "gateway", at: Scene.now, limit: 5)
        }
        #expect(row.map(\.id) == [id] && row.map(\.isFrozen) == [true])
        #expect(try scene.outbox.show(id)?.parts.map(\.text) == ["the text of \(id)"])
    }

    @Test("At an endpoint that is no longer configured it starts as new, as it stands")
    func againElsewhere() throws {
        let id = try uncertain()[0]
        #expect(
            try scene.outbox.resolve(id, as: .again, endpoints: ["other"], at: Scene.now) == .queued(others: []))
        try scene.expect(id, ["state": "new", "endpoint": nil, "next_attempt_at": nil, "frozen": 1])
    }

    @Test("What has been paid is not sent again")
    func paid() throws {
        let id = try uncertain()[0]
        try scene.sql("INSERT INTO settled_invoice (invoice, applied) VALUES ('F-1', 1)")
        #expect(try resolve(id, .again) == .settled(others: []))
        #expect(try scene.standing(id) == "cancelled settled")
    }

    @Test("What was merged shares the decision that it arrived")
    func mergedSent() throws {
        let ids = try uncertain(members: 2)
        #expect(try resolve(ids[1], .sent) == .merged(into: ids[0]))
        #expect(try resolve(ids[0], .sent) == .sent(others: [ids[1], ids[2]], partsLeft: 0))
        #expect(try ids.map { try scene.standing($0) } == ["sent", "sent merged", "sent merged"])
        for id in ids { try scene.expect(id, ["sent_at": Scene.now.seconds - 90]) }
    }

    @Test("What was merged goes again as one, without those that have been paid")
    func mergedAgain() throws {
        let ids = try uncertain(members: 2)
        try scene.sql("INSERT INTO settled_invoice (invoice, applied) VALUES ('F-m0', 1)")
        #expect(try resolve(ids[0], .again) == .queued(others: [ids[1], ids[2]]))
        try scene.expect(ids[0], ["state": "queued", "frozen": 1, "cancel": nil])
        try scene.expect(ids[1], ["state": "sending", "leader": ids[0], "cancel": "settled"])
        try scene.expect(ids[2], ["state": "sending", "leader": ids[0], "cancel": nil])
        let carriage = try #require(
            try scene.turn { turn throws(OutboxError) in try turn.carriage(of: ids[0]) })
        #expect(carriage.members.map { $0.isAboard(at: Scene.now) } == [false, true])
    }

    @Test("A paid message carries the others on, and ends as cancelled; if all are paid, all end")
    func mergedPaid() throws {
        let ids = try uncertain(members: 1)
        try scene.sql("INSERT INTO settled_invoice (invoice, applied) VALUES ('F-1', 1)")
        #expect(try resolve(ids[0], .again) == .queued(others: [ids[1]]))
        try scene.expect(ids[0], ["state": "queued", "cancel": "settled"])
        let others = try uncertain(invoice: "F-2", members: 1)
        try scene.sql("INSERT INTO settled_invoice (invoice, applied) VALUES ('F-2', 1), ('F-m0', 1)")
        #expect(try resolve(others[0], .again) == .settled(others: [others[1]]))
        #expect(try others.map { try scene.standing($0) } == ["cancelled settled", "cancelled settled"])
    }

    @Test("A merged message whose leader has ended is decided over by itself, and composed anew")
    func memberAlone() throws {
        let ids = try uncertain(members: 1)
        var selection = Selection()
        selection.ids = [ids[0]]
        #expect(try scene.outbox.cancel(selection) == 1)
        #expect(try resolve(ids[1], .again) == .queued(others: []))
        try scene.expect(ids[1], ["state": "queued", "leader": nil, "frozen": 0, "endpoint": "gateway"])
    }

    @Test("There is nothing to decide over others", arguments: MessageState.allCases.filter { $0 != .uncertain })
    func notUncertain(state: MessageState) throws {
        let id = try scene.insert(["state": state.rawValue])
        for resolution in [Resolution.sent, .again] {
            #expect(try resolve(id, resolution) == .notUncertain(state: state.rawValue))
        }
        #expect(try resolve(id + 1, .sent) == .missing)
        #expect(try scene.state(id) == state.rawValue)
    }

    @Test("What has been wiped cannot go again, by no command")
    func wiped() throws {
        let id = try uncertain()[0]
        try scene.sql("UPDATE outbox SET wiped = 1")
        #expect(try resolve(id, .again) == .wiped)
        #expect(try scene.outbox.retry(Selection(), at: Scene.now) == 0)
        #expect(try scene.state(id) == "uncertain")
    }

    // MARK: - The other commands, over what was merged

    @Test("A message that carries others is marked and not ended, when it is cancelled or paid")
    func carrying() throws {
        let ids = try uncertain(members: 1)
        _ = try resolve(ids[0], .again)
        #expect(try scene.outbox.settle(["F-1"]) == (1, 0))
        try scene.expect(ids[0], ["state": "queued", "cancel": nil])
        _ = try scene.turn { turn throws(OutboxError) in try turn.applySettlements(limit: 10) }
        try scene.expect(ids[0], ["state": "queued", "cancel": "settled"])
        var selection = Selection()
        selection.ids = ids
        #expect(try scene.outbox.cancel(selection) == 2)
        try scene.expect(ids[0], ["state": "queued", "cancel": "operator"])
        try scene.expect(ids[1], ["state": "sending", "cancel": "operator"])
    }

    @Test("What ended as one is tried again as one")
    func retryMerged() throws {
        let ids = try uncertain(members: 2)
        try scene.sql("UPDATE outbox SET state = 'dead', frozen = 1, cancel = NULL")
        try scene.sql("UPDATE outbox SET frozen = 0 WHERE leader IS NOT NULL")
        var selection = Selection()
        selection.ids = [ids[0]]
        #expect(try scene.outbox.retry(selection, at: Scene.now) == 3)
        #expect(try ids.map { try scene.state($0) } == ["queued", "sending", "sending"])
    }

    @Test("One that went along in another is tried again by itself")
    func retryMember() throws {
        let ids = try uncertain(members: 1)
        var selection = Selection()
        selection.ids = [ids[1]]
        #expect(try scene.outbox.retry(selection, at: Scene.now) == 1)
        try scene.expect(ids[1], ["state": "new", "leader": nil])
        try scene.expect(ids[0], ["state": "uncertain"])
    }
}

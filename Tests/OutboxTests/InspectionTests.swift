import Domain
import GRDB
import Outbox
import Testing

@Suite("Looking into the outbox")
struct InspectionTests {
    let scene: Scene

    init() throws { scene = try Scene() }

    @Test("A message is shown with all its columns")
    func summary() throws {
        let id = try scene.insert(
            invoice: "F-7", customer: "C-7",
            [
                "dedupe_key": "k", "route": "mail", "state": "sent", "reason": "word", "endpoint": "gateway",
                "attempts": 3, "created_at": 10, "next_attempt_at": 11, "sent_at": 12, "delivered_at": 13,
                "read_at": 14, "part": 2,
            ])
        let summary = try #require(try scene.outbox.show(id)).summary
        #expect(summary.id == id && summary.dedupeKey == "k" && summary.template == "overdue")
        #expect(summary.route == "mail" && summary.invoice == "F-7" && summary.customer == "C-7")
        #expect(summary.state == "sent" && summary.reason == "word" && summary.endpoint == "gateway")
        #expect(summary.attempts == 3 && summary.createdAt == 10 && summary.nextAttemptAt == 11)
        #expect(summary.sentAt == 12 && summary.deliveredAt == 13 && summary.readAt == 14 && summary.part == 2)
        #expect(summary.payload == Scene.payload(invoice: "F-7", customer: "C-7"))
        var listed: [MessageSummary] = []
        try scene.outbox.list(Selection(), limit: nil) { listed.append($0) }
        #expect(listed == [summary])
    }

    @Test("A new message has nothing but what the producer gave")
    func newMessage() throws {
        try scene.sql("INSERT INTO outbox (template, payload) VALUES ('a', '{}')")
        let detail = try #require(try scene.outbox.show(1))
        #expect(detail.parts.isEmpty && detail.attempts.isEmpty)
        #expect(detail.summary.invoice == nil && detail.summary.reason == nil && detail.summary.sentAt == nil)
        #expect(try scene.outbox.show(2) == nil)
    }

    @Test("Each part says how far it got, with a key that stays the same")
    func parts() throws {
        let id = try scene.sending(parts: [.text, .line, .pix])
        func parts() throws -> [MessageDetail.PartDetail] { try #require(try scene.outbox.show(id)).parts }
        #expect(try parts().map(\.state) == ["sending", "waiting", "waiting"])
        let keys = try parts().map(\.idempotencyKey)
        #expect(keys == (0..<3).map { "\(scene.outbox.outboxID)-\(id)-\($0)" })
        let accepted = AttemptRecord(
            message: id, number: 1, part: 0, endpoint: "gateway", startedAt: Scene.now, durationMilliseconds: 1,
            outcome: .sent, reason: "", httpStatus: 200, response: "", providerMessageID: "w-1")
        try scene.turn { turn throws(OutboxError) in
            try turn.record(accepted)
            _ = try turn.advance(id, attempt: 1, nextPart: 1, providerMessageID: "w-1", at: Scene.now)
        }
        #expect(try parts().map(\.state) == ["sent", "waiting", "waiting"])
        #expect(try parts().map(\.providerMessageID) == ["w-1", nil, nil])
        try scene.claim(id, number: 2, parts: nil)
        #expect(try parts().map(\.state) == ["sent", "sending", "waiting"])
        _ = try scene.turn { turn throws(OutboxError) in
            try turn.accept(id, attempt: 2, parts: 3, providerMessageID: nil, at: Scene.now)
        }
        #expect(try parts().map(\.state) == ["sent", "sent", "sent"])
        #expect(try parts().map(\.kind) == ["text", "line", "pix"])
        #expect(try parts().map(\.idempotencyKey) == keys)
    }

    @Test("The status counts every state, those without messages too")
    func states() throws {
        for state in [MessageState.new, .new, .queued, .sent, .sent, .sent, .uncertain] {
            try scene.insert(["state": state.rawValue, "next_attempt_at": 1])
        }
        let status = try scene.outbox.status(endpoints: [], at: Scene.now)
        #expect(status.states.map(\.state) == MessageState.allCases)
        #expect(status.states.map(\.count) == [2, 1, 0, 3, 0, 0, 0, 1])
        #expect(status.endpoints.isEmpty)
        #expect(try scene.outbox.backlog() == (3, 0))
    }

    @Test("Due is what may go now, and the oldest of it says since when")
    func due() throws {
        let now = Scene.now.seconds
        func status() throws -> (Int, Int64) {
            let status = try scene.outbox.status(endpoints: [], at: Scene.now)
            return (status.due, status.oldestDueSeconds)
        }
        #expect(try status() == (0, 0))
        try scene.insert(["created_at": now + 5])
        #expect(try status() == (1, 0), "a clock that differs is no negative age")
        try scene.insert(["created_at": now - 10])
        #expect(try status() == (2, 10))
        try scene.insert(["created_at": now - 900, "not_before": now + 1])
        try scene.insert(["created_at": now - 900, "not_before": now - 20])
        #expect(try status() == (3, 20))
        try scene.queued(due: Scene.now.advanced(byMilliseconds: -30_000))
        try scene.queued(due: Scene.now.advanced(byMilliseconds: 1_000))
        #expect(try status() == (4, 30))
        try scene.insert(["created_at": 5, "state": "sending"])
        #expect(try status() == (4, 30))
    }

    @Test("An endpoint's backlog counts its queue and what is new on the routes that begin with it")
    func backlog() throws {
        try scene.queued()
        try scene.queued(endpoint: "mail")
        try scene.sending()
        for route in ["default", "default", "mail", "unknown"] { try scene.insert(["route": route]) }
        let status = try scene.outbox.status(
            endpoints: [("gateway", ["default", "fast"]), ("mail", ["mail"]), ("idle", [])], at: Scene.now)
        #expect(status.endpoints.map(\.row.name) == ["gateway", "mail", "idle"])
        #expect(status.endpoints.map(\.backlog) == [3, 2, 0])
        #expect(status.endpoints.map(\.inFlight) == [1, 0, 0])
        #expect(status.endpoints.allSatisfy { $0.emptyAt == nil && $0.sentLastHour == 0 })
    }

    @Test("The last hour and the time when all will be sent come from the tally")
    func tally() throws {
        for _ in 0..<40 { try scene.queued() }
        try scene.turn { turn throws(OutboxError) in
            for (minutes, sent, failed) in [(0, 10, 1), (0, 5, 0), (9, 5, 2), (10, 100, 0), (59, 7, 3), (60, 999, 9)] {
                let time = Scene.now.advanced(byMilliseconds: Int64(-minutes) * 60_000)
                try turn.tally(endpoint: "gateway", sent: sent, failed: failed, at: time)
            }
            try turn.tally(endpoint: "mail", sent: 1, failed: 1, at: Scene.now)
        }
        let row = EndpointRow(name: "gateway", mode: "paused", reason: "http-503", untilMilliseconds: 7)
        try scene.turn { turn throws(OutboxError) in try turn.setEndpoint(row) }
        let status = try #require(
            try scene.outbox.status(endpoints: [("gateway", ["default"])], at: Scene.now).endpoints.first)
        #expect(status.row == row)
        #expect(status.sentLastHour == 127 && status.failedLastHour == 6)
        // 20 in the last 10 minutes, 40 to go: 20 minutes.
        #expect(status.emptyAt == Scene.now.seconds + 1_200)
    }

    @Test("Messages that were not sent because they had been paid are counted by themselves")
    func stoppedByPayment() throws {
        for reason in ["settled", "settled", "operator"] { try scene.insert(["state": "cancelled", "reason": reason]) }
        try scene.insert(["state": "dead", "reason": "settled"])
        #expect(try scene.outbox.status(endpoints: [], at: Scene.now).stoppedByPayment == 2)
    }

    @Test("What will expire before the backlog is empty is counted, as far as a rate is known")
    func expiring() throws {
        let now = Scene.now.seconds
        func gateway() throws -> OutboxStatus.EndpointStatus {
            try #require(try scene.outbox.forecast(endpoints: [("gateway", ["default"])], at: Scene.now).first)
        }
        for _ in 0..<36 { try scene.queued() }
        for after in [600, 1_199, 1_200] {
            let id = try scene.queued()
            try scene.sql("UPDATE outbox SET not_after = ? WHERE id = ?", [now + Int64(after), id])
        }
        try scene.insert(["not_after": now + 5])
        try scene.insert(["not_after": now + 5, "route": "mail"])
        #expect(try gateway().expiring == 0 && gateway().emptyAt == nil)
        try scene.turn { turn throws(OutboxError) in
            try turn.tally(endpoint: "gateway", sent: 20, failed: 0, at: Scene.now)
        }
        // 40 to go at 20 in ten minutes.
        #expect(try gateway().emptyAt == now + 1_200)
        #expect(try gateway().sentPerHour == 120)
        #expect(try gateway().expiring == 3)
    }

    @Test("A merged message shows what it got by the one that it went along in")
    func merged() throws {
        let leader = try scene.insert(invoice: "F-1")
        let member = try scene.insert(invoice: "F-2")
        let composition = Composition(parts: [
            Part(kind: .text, text: "both"), Part(kind: .line, text: "first", owner: 0),
            Part(kind: .line, text: "second", owner: 1),
        ])
        try scene.turn { turn throws(OutboxError) in
            try turn.claim(
                leader, endpoint: "gateway", number: 1, composition: composition, owners: [leader, member],
                at: Scene.now)
            try turn.bind(member, to: leader, endpoint: "gateway", at: Scene.now)
        }
        func parts(_ id: Int64) throws -> [String] {
            try #require(try scene.outbox.show(id)).parts.map { "\($0.text) \($0.state)" }
        }
        #expect(try parts(leader) == ["both sending", "first waiting", "second waiting"])
        #expect(try parts(member) == ["both sending", "second waiting"])
        let details = try [leader, member].map { try #require(try scene.outbox.show($0)) }
        #expect(details.map(\.members) == [[member], []])
        #expect(details.map(\.summary.leader) == [nil, leader])
        #expect(details[1].parts.map(\.idempotencyKey) == [0, 2].map { "\(scene.outbox.outboxID)-\(leader)-\($0)" })
        // The first invoice was paid in between: its own code was left out.
        try scene.turn { turn throws(OutboxError) in
            for (number, part) in [(1, 0), (2, 2)] {
                try turn.record(
                    AttemptRecord(
                        message: leader, number: number, part: part, endpoint: "gateway", startedAt: Scene.now,
                        durationMilliseconds: 1, outcome: .sent, reason: "", httpStatus: 200, response: "",
                        providerMessageID: "w-\(part)"))
            }
            _ = try turn.carryOn(
                leader, attempt: 1, part: 2, reason: nil, due: Scene.now, charged: 0, providerMessageID: "w-0")
            try turn.endMerged(leader, .cancelled, reason: "settled", providerMessageID: "w-0", sentAt: nil)
            try turn.endMerged(member, .sent, reason: "merged", providerMessageID: "w-0", sentAt: Scene.now)
        }
        #expect(try parts(leader) == ["both sent", "first unsent", "second sent"])
        #expect(try parts(member) == ["both sent", "second sent"])
        _ = try scene.outbox.prune(RetentionLimits(bodiesBefore: Scene.now.advanced(byMilliseconds: 9_000)))
        #expect(try scene.outbox.evidence(of: leader) == nil)
        #expect(try scene.outbox.evidence(of: member)?.providerMessageID == "w-0")
    }
}

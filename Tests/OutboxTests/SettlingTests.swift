import Domain
import GRDB
import Outbox
import Testing

@Suite("What becomes of a message in flight")
struct SettlingTests {
    let scene: Scene

    init() throws { scene = try Scene() }

    /// Each write that ends an attempt; gives whether it found the message to be its own.
    static let writes: [(name: String, write: @Sendable (Turn, Int64, Int) throws(OutboxError) -> Bool)] = [
        (
            "accept",
            { (turn, id, attempt) throws(OutboxError) in
                try turn.accept(id, attempt: attempt, parts: 1, providerMessageID: "w-1", at: Scene.now)
            }
        ),
        (
            "advance",
            { (turn, id, attempt) throws(OutboxError) in
                try turn.advance(id, attempt: attempt, nextPart: 1, providerMessageID: "w-1", at: Scene.now) != nil
            }
        ),
        (
            "again",
            { (turn, id, attempt) throws(OutboxError) in
                try turn.again(
                    id, attempt: attempt, reason: "http-500", endpoint: "other", due: Scene.now, charged: 1,
                    frozen: true)
                    != nil
            }
        ),
        (
            "finish",
            { (turn, id, attempt) throws(OutboxError) in
                try turn.finish(id, attempt: attempt, .dead, reason: "not-on-whatsapp")
            }
        ),
        (
            "release",
            { (turn, id, attempt) throws(OutboxError) in
                try turn.release(id, attempt: attempt, at: Scene.now) != nil
            }
        ),
    ]

    @Test("A result of another attempt changes nothing", arguments: writes.map(\.name), [0, 1, 3, -1, Int.max])
    func otherAttempt(name: String, attempt: Int) throws {
        let id = try scene.sending(number: 2)
        try expectUnchanged(id, name, attempt: attempt)
    }

    @Test(
        "A result for a message that is not in flight changes nothing", arguments: writes.map(\.name),
        MessageState.allCases.filter { $0 != .sending })
    func otherState(name: String, state: MessageState) throws {
        let id = try scene.sending(number: 2)
        try scene.sql("UPDATE outbox SET state = ?", [state.rawValue])
        try expectUnchanged(id, name, attempt: 2)
    }

    private func expectUnchanged(_ id: Int64, _ name: String, attempt: Int) throws {
        let write = try #require(Self.writes.first { $0.name == name }).write
        let before = try scene.row(id)
        let isOwn = try scene.turn { turn throws(OutboxError) in try write(turn, id, attempt) }
        #expect(!isOwn)
        #expect(try scene.row(id) == before)
    }

    @Test("The right attempt's result is taken, once", arguments: writes.map(\.name))
    func once(name: String) throws {
        let write = try #require(Self.writes.first { $0.name == name }).write
        let id = try scene.sending(number: 2)
        #expect(try scene.turn { turn throws(OutboxError) in try write(turn, id, 2) })
        try expectUnchanged(id, name, attempt: 2)
    }

    @Test("An accepted message is sent, even if it was to be cancelled")
    func accept() throws {
        let id = try scene.sending()
        try scene.sql("UPDATE outbox SET cancel = 'settled', reason = 'http-500'")
        _ = try scene.turn { turn throws(OutboxError) in
            try turn.accept(id, attempt: 1, parts: 2, providerMessageID: "w-1", at: Scene.now)
        }
        #expect(try scene.standing(id) == "sent")
        try scene.expect(id, ["sent_at": Scene.now.seconds, "provider_message_id": "w-1", "part": 2])
    }

    @Test("A message whose part was accepted goes on at once, with its tries anew, as it was composed")
    func advance() throws {
        let id = try scene.sending(number: 4, parts: [.text, .pix])
        try scene.sql("UPDATE outbox SET charged = 3")
        let standing = try scene.turn { turn throws(OutboxError) in
            try turn.advance(id, attempt: 4, nextPart: 1, providerMessageID: "w-1", at: Scene.now)
        }
        #expect(standing?.state == .queued)
        try scene.expect(
            id,
            [
                "state": "queued", "charged": 0, "part": 1, "frozen": 1, "urgency": -1,
                "next_attempt_at": Scene.now.seconds, "provider_message_id": "w-1",
            ])
        try scene.claim(id, number: 5, parts: nil)
        _ = try scene.turn { turn throws(OutboxError) in
            try turn.accept(id, attempt: 5, parts: 2, providerMessageID: "w-2", at: Scene.now)
        }
        // The id of the message is the first part's; each attempt keeps its own.
        try scene.expect(id, ["provider_message_id": "w-1"])
    }

    @Test("A message that failed waits with its reason and its priority; one that has begun stays first")
    func again() throws {
        let id = try scene.sending()
        try scene.sql("UPDATE outbox SET priority = 3")
        let due = Scene.now.advanced(byMilliseconds: 30_001)
        func again(attempt: Int, frozen: Bool) throws -> EndedMessage? {
            try scene.turn { turn throws(OutboxError) in
                try turn.again(
                    id, attempt: attempt, reason: "http-500", endpoint: "mail", due: due, charged: attempt,
                    frozen: frozen)
            }
        }
        #expect(try again(attempt: 1, frozen: true)?.state == .queued)
        #expect(try scene.standing(id) == "queued http-500")
        try scene.expect(
            id,
            [
                "endpoint": "mail", "urgency": 7, "charged": 1, "frozen": 1,
                "next_attempt_at": Scene.now.seconds + 31,
            ])
        try scene.sql("UPDATE outbox SET part = 1")
        try scene.claim(id, number: 2, parts: nil)
        #expect(try again(attempt: 2, frozen: false)?.state == .queued)
        // What was frozen stays so.
        try scene.expect(id, ["urgency": -1, "charged": 2, "frozen": 1])
    }

    @Test("A claim given back is as if it had not been")
    func release() throws {
        let id = try scene.queued(urgency: 10)
        let before = try scene.row(id)
        try scene.claim(id)
        let standing = try scene.turn { turn throws(OutboxError) in try turn.release(id, attempt: 1, at: Scene.now) }
        #expect(standing?.state == .queued)
        let after = try scene.row(id)
        for column in before.columnNames where column != "claimed_at" {
            #expect(before[column] as DatabaseValue? == after[column] as DatabaseValue?, "\(column)")
        }
    }

    @Test("A message to be cancelled goes no further", arguments: ["advance", "again", "release"])
    func cancelled(name: String) throws {
        let id = try scene.sending(parts: [.text, .pix])
        try scene.sql("UPDATE outbox SET cancel = 'settled'")
        let standing = try scene.turn { turn throws(OutboxError) -> EndedMessage? in
            switch name {
            case "advance":
                try turn.advance(id, attempt: 1, nextPart: 1, providerMessageID: nil, at: Scene.now)
            case "again":
                try turn.again(
                    id, attempt: 1, reason: "http-500", endpoint: "gateway", due: Scene.now, charged: 1, frozen: false)
            default:
                try turn.release(id, attempt: 1, at: Scene.now)
            }
        }
        #expect(standing?.id == id && standing?.state == .cancelled && standing?.reason == "settled")
        #expect(try scene.standing(id) == "cancelled settled")
        try scene.expect(id, ["next_attempt_at": nil, "cancel": nil])
    }

    @Test("What an earlier life left in flight is found")
    func interrupted() throws {
        try scene.queued()
        let first = try scene.sending(endpoint: "mail", number: 3)
        let second = try scene.sending()
        try scene.sql("UPDATE outbox SET charged = 2, part = 1 WHERE id = ?", [first])
        let found = try scene.turn { turn throws(OutboxError) in try turn.interrupted(limit: 10) }
        #expect(found.map(\.id) == [first, second])
        let message = try #require(found.first)
        #expect(message.endpoint == "mail" && message.attempts == 3 && message.charged == 2 && message.part == 1)
        #expect(message.claimedAt == Scene.now)
        #expect(try scene.turn { turn throws(OutboxError) in try turn.interrupted(limit: 1) }.map(\.id) == [first])
    }

    // MARK: - Paid invoices

    @Test("A paid invoice cancels what waits, marks what flies and leaves what has ended")
    func settlements() throws {
        let new = try scene.insert()
        let queued = try scene.queued()
        let flying = try scene.sending()
        let sent = try scene.insert(["state": "sent"])
        let dead = try scene.insert(["state": "dead"])
        let other = try scene.insert(invoice: "F-2")
        try scene.sql("INSERT INTO settled_invoice (invoice) VALUES ('F-1'), ('F-unknown')")
        let applied = try scene.turn { turn throws(OutboxError) in try turn.applySettlements(limit: 10) }
        #expect(Set(applied.cancelled) == [new, queued])
        #expect(try scene.turn { turn throws(OutboxError) in try turn.marked() } == [flying])
        #expect(applied.isComplete)
        for id in [new, queued] {
            #expect(try scene.standing(id) == "cancelled settled")
            try scene.expect(id, ["next_attempt_at": nil])
        }
        try scene.expect(flying, ["cancel": "settled"])
        #expect(try [flying, sent, dead, other].map { try scene.state($0) } == ["sending", "sent", "dead", "new"])
        let once = try scene.turn { turn throws(OutboxError) in try turn.applySettlements(limit: 10) }
        #expect(once.cancelled.isEmpty && once.isComplete)
    }

    @Test("Many paid invoices are worked through in portions")
    func settlementPortions() throws {
        for number in 0..<5 {
            try scene.insert(invoice: "F-\(number)")
            try scene.sql("INSERT INTO settled_invoice (invoice) VALUES (?)", ["F-\(number)"])
        }
        var cancelled: [Int64] = []
        var portions: [Bool] = []
        for _ in 0..<3 {
            let applied = try scene.turn { turn throws(OutboxError) in try turn.applySettlements(limit: 2) }
            cancelled += applied.cancelled
            portions.append(applied.isComplete)
        }
        #expect(cancelled.sorted() == [1, 2, 3, 4, 5])
        #expect(portions == [false, false, true])
    }

    // MARK: - History

    @Test("An attempt is kept as it was, nothing where nothing was known")
    func record() throws {
        let id = try scene.sending()
        let full = AttemptRecord(
            message: id, number: 1, part: 0, endpoint: "gateway", startedAt: Scene.now, durationMilliseconds: 123,
            outcome: .retry, reason: "http-500", httpStatus: 500, response: "{}", providerMessageID: "w-1")
        let bare = AttemptRecord(
            message: id, number: 2, part: 1, endpoint: "gateway", startedAt: Scene.now, durationMilliseconds: 0,
            outcome: .sent, reason: "", httpStatus: 0, response: "", providerMessageID: nil)
        try scene.turn { turn throws(OutboxError) in
            try turn.record(bare)
            try turn.record(full)
        }
        let attempts = try #require(try scene.outbox.show(id)).attempts
        #expect(attempts.map(\.number) == [1, 2])
        let first = try #require(attempts.first)
        #expect(first.part == 0 && first.endpoint == "gateway" && first.startedAt == Scene.now)
        #expect(first.durationMilliseconds == 123 && first.outcome == "retry" && first.reason == "http-500")
        #expect(first.httpStatus == 500 && first.response == "{}" && first.providerMessageID == "w-1")
        let second = try #require(attempts.last)
        #expect(second.reason == nil && second.httpStatus == nil && second.response == nil)
        #expect(second.providerMessageID == nil)
    }
}

import Domain
import GRDB
import Outbox
import Testing

@Suite("One transaction of the engine")
struct TurnTests {
    let scene: Scene

    init() throws { scene = try Scene() }

    private func ids(_ rows: [OutboxRow]) -> [Int64] { rows.map(\.id) }
    private let route = Array("default".utf8)

    // MARK: - The transaction

    @Test("While another connection writes, nothing happens and the engine is told to come again")
    func busy() throws {
        let id = try scene.queued()
        try scene.sql("BEGIN IMMEDIATE")
        var isEntered = false
        let result: Bool? = try scene.outbox.turn { turn throws(OutboxError) in
            isEntered = true
            try turn.end(id, .dead, reason: "never")
            return true
        }
        #expect(result == nil)
        #expect(!isEntered)
        try scene.sql("COMMIT")
        #expect(try scene.state(id) == "queued")
        try scene.turn { turn throws(OutboxError) in try turn.end(id, .dead, reason: "now") }
        #expect(try scene.standing(id) == "dead now")
    }

    @Test("A body that fails takes everything back")
    func rollback() throws {
        let id = try scene.queued()
        let failure = OutboxError(.other, "on purpose")
        #expect(throws: failure) {
            try scene.outbox.turn { turn throws(OutboxError) in
                try turn.claim(
                    id, endpoint: "gateway", number: 1,
                    composition: Composition(parts: [Part(kind: .text, text: "Bom dia")]), at: Scene.now)
                try turn.setEndpoint(EndpointRow(name: "gateway", mode: "paused"))
                throw failure
            }
        }
        #expect(try scene.state(id) == "queued")
        #expect(try scene.count("part") == 0)
        #expect(try scene.count("endpoint") == 0)
        try scene.claim(id)
        #expect(try scene.state(id) == "sending")
    }

    @Test("What fails just before the commit takes everything back; busy is told as busy")
    func beforeCommit() throws {
        let id = try scene.queued()
        scene.outbox.beforeCommit = { () throws(OutboxError) in throw OutboxError(.busy, "crash") }
        let result: Void? = try scene.outbox.turn { turn throws(OutboxError) in
            try turn.end(id, .dead, reason: "never")
        }
        #expect(result == nil)
        scene.outbox.beforeCommit = nil
        #expect(try scene.state(id) == "queued")
    }

    @Test("Another connection sees nothing before the commit and everything after it")
    func isolation() throws {
        let id = try scene.queued()
        try scene.turn { turn throws(OutboxError) in
            try turn.end(id, .dead, reason: "now")
            do {
                #expect(try scene.state(id) == "queued")
            } catch {
                throw OutboxError(.other, "\(error)")
            }
        }
        #expect(try scene.state(id) == "dead")
    }

    @Test("A schema that a foreign tool has changed meanwhile does no harm")
    func schemaChanged() throws {
        let id = try scene.queued()
        try scene.sql("CREATE INDEX foreign_one ON outbox (template)")
        try scene.sql("VACUUM")
        try scene.sql("ANALYZE")
        try scene.claim(id)
        #expect(try scene.state(id) == "sending")
    }

    // MARK: - New messages

    @Test("New messages come by priority, then in the order they were inserted")
    func newOrder() throws {
        let plain = try scene.insert()
        let low = try scene.insert(["priority": 9])
        let high = try scene.insert(["priority": 0])
        let second = try scene.insert()
        let all = try scene.turn { turn throws(OutboxError) in try turn.takeNew(route: route, limit: 10) }
        #expect(ids(all) == [high, plain, second, low])
        let two = try scene.turn { turn throws(OutboxError) in try turn.takeNew(route: route, limit: 2) }
        #expect(ids(two) == [high, plain])
    }

    @Test("A new message is read as it was written")
    func newFields() throws {
        try scene.sql(
            """
            INSERT INTO outbox (template, route, payload, not_before, not_after, priority)
            VALUES ('overdue', 'default', '{"customer": {} }', 5, 6, 7)
            """)
        let row = try #require(
            try scene.turn { turn throws(OutboxError) in try turn.takeNew(route: route, limit: 1) }.first)
        #expect(row.template == "overdue")
        #expect(row.route == "default")
        #expect(row.payload == Array(#"{"customer": {} }"#.utf8))
        #expect(row.notBefore == 5 && row.notAfter == 6 && row.priority == 7)
        #expect(row.attempts == 0 && row.charged == 0 && row.part == 0 && !row.isFrozen && !row.isSettled)
    }

    @Test("Counts that a foreign hand has made senseless are read as what can be counted on")
    func senselessCounts() throws {
        try scene.insert(["attempts": Int64.max, "charged": Int64.min, "part": -1, "frozen": 7])
        let row = try #require(
            try scene.turn { turn throws(OutboxError) in try turn.takeNew(route: route, limit: 1) }.first)
        #expect(row.attempts == 1_000_000_000 && row.charged == 0 && row.part == 0 && row.isFrozen)
    }

    @Test("Text that is no UTF-8 is read without harm")
    func invalidText() throws {
        try scene.sql(
            """
            INSERT INTO outbox (template, route, payload)
            VALUES (CAST(x'ff41' AS TEXT), CAST(x'fe' AS TEXT), CAST(x'7b2261223a22ff227d' AS TEXT))
            """)
        let first = try scene.turn { turn throws(OutboxError) in try turn.nextRoute(after: nil) }
        #expect(first == [0xFE])
        let rows = try scene.turn { turn throws(OutboxError) in try turn.takeNew(route: [0xFE], limit: 9) }
        let row = try #require(rows.first)
        #expect(row.template == "\u{FFFD}A")
        #expect(row.payload == [0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xFF, 0x22, 0x7D])
        #expect(try scene.outbox.show(row.id)?.summary.template == "\u{FFFD}A")
    }

    @Test("Each route that has new messages is found once, an empty name too")
    func routes() throws {
        for route in ["default", "", "zap", "default", "ação", "Default"] { try scene.insert(["route": route]) }
        var found: [String] = []
        try scene.turn { turn throws(OutboxError) in
            var last: [UInt8]?
            while let next = try turn.nextRoute(after: last), found.count < 10 {
                found.append(String(decoding: next, as: UTF8.self))
                last = next
            }
        }
        #expect(found == ["", "Default", "ação", "default", "zap"])
        let empty = try scene.turn { turn throws(OutboxError) in try turn.takeNew(route: [], limit: 9) }
        #expect(empty.count == 1)
    }

    @Test("A new message says whether its invoice has been paid")
    func settledBefore() throws {
        try scene.outbox.use(settling: ["F-9"])
        let paid = try scene.insert(invoice: "F-9")
        let unpaid = try scene.insert(invoice: "F-8")
        let rows = try scene.turn { turn throws(OutboxError) in try turn.takeNew(route: route, limit: 9) }
        #expect(rows.filter(\.isSettled).map(\.id) == [paid])
        #expect(rows.filter { !$0.isSettled }.map(\.id) == [unpaid])
    }

    // MARK: - Queued messages

    private func due(_ limit: Int, at now: Timestamp = Scene.now, endpoint: String = "gateway") throws -> [Int64] {
        try scene.turn { turn throws(OutboxError) in try turn.takeDue(endpoint: endpoint, at: now, limit: limit) }
            .map(\.id)
    }

    @Test("Due messages come by urgency, then by due time, and what has been begun comes first")
    func dueOrder() throws {
        let later = try scene.queued(due: Scene.now.advanced(byMilliseconds: -1_000))
        let sooner = try scene.queued(due: Scene.now.advanced(byMilliseconds: -9_000))
        let urgent = try scene.queued(urgency: 0)
        let begun = try scene.queued(urgency: -1)
        let tie = try scene.queued(due: Scene.now.advanced(byMilliseconds: -1_000))
        let last = try scene.queued(urgency: 9, due: Scene.now.advanced(byMilliseconds: -99_000))
        let order = [begun, urgent, sooner, later, tie, last]
        for limit in 0...7 { #expect(try due(limit) == Array(order.prefix(limit)), "limit \(limit)") }
        #expect(try due(9, endpoint: "other").isEmpty)
    }

    @Test("A message is not due before its time, to the second")
    func dueTime() throws {
        let id = try scene.queued(due: Scene.now.advanced(byMilliseconds: 1))
        try scene.expect(id, ["next_attempt_at": Scene.now.seconds + 1])
        #expect(try due(9).isEmpty)
        #expect(try due(9, at: Scene.now.advanced(byMilliseconds: 999)).isEmpty)
        #expect(try due(9, at: Scene.now.advanced(byMilliseconds: 1_000)) == [id])
        let looks = try scene.turn { turn throws(OutboxError) in
            (
                try turn.hasDue(endpoint: "gateway", at: Scene.now), try turn.firstDue(endpoint: "gateway"),
                try turn.hasDue(endpoint: "other", at: .distantFuture), try turn.firstDue(endpoint: "other")
            )
        }
        #expect(looks == (false, Scene.now.advanced(byMilliseconds: 1_000), false, nil))
    }

    @Test("The first due time is the earliest of every urgency")
    func firstDue() throws {
        try scene.queued(urgency: 0, due: Scene.now.advanced(byMilliseconds: 90_000))
        try scene.queued(urgency: 5, due: Scene.now.advanced(byMilliseconds: 30_000))
        try scene.queued(urgency: 9, due: Scene.now.advanced(byMilliseconds: 60_000))
        let first = try scene.turn { turn throws(OutboxError) in try turn.firstDue(endpoint: "gateway") }
        #expect(first == Scene.now.advanced(byMilliseconds: 30_000))
    }

    @Test("Each endpoint with a queue is found, and a queue can be made new again")
    func endpoints() throws {
        let orphan = try scene.queued(endpoint: "gone")
        let kept = try scene.queued(endpoint: "gateway")
        var found: [String] = []
        try scene.turn { turn throws(OutboxError) in
            var name = ""
            while let next = try turn.nextEndpoint(after: name) {
                found.append(next)
                name = next
            }
            try turn.requeueAsNew(endpoint: "gone")
        }
        #expect(found == ["gateway", "gone"])
        #expect(try scene.state(orphan) == "new")
        #expect(try scene.state(kept) == "queued")
    }

    // MARK: - Claiming

    @Test("A claim writes the attempt and the parts ahead")
    func claim() throws {
        let id = try scene.queued()
        try scene.claim(id, parts: [.text, .pix])
        try scene.expect(
            id,
            [
                "state": "sending", "endpoint": "gateway", "attempts": 1, "claimed_at": Scene.now.milliseconds,
                "next_attempt_at": nil,
            ])
        let parts = try scene.turn { turn throws(OutboxError) in try turn.parts(of: id) }
        #expect(parts.map(\.kind) == [.text, .pix])
        #expect(parts.map(\.subject) == ["subject", nil])
        #expect(parts.first?.text == "the text of \(id)")
    }

    @Test("A message composed anew with fewer parts keeps none of the former ones", arguments: ["again", "release"])
    func fewerParts(way: String) throws {
        let other = try scene.sending(parts: [.text, .line, .pix])
        let id = try scene.sending(parts: [.text, .line, .pix])
        func kinds(_ id: Int64) throws -> [PartKind] {
            try scene.turn { turn throws(OutboxError) in try turn.parts(of: id) }.map(\.kind)
        }
        let standing = try scene.turn { turn throws(OutboxError) -> EndedMessage? in
            guard way == "again" else { return try turn.release(id, attempt: 1, at: Scene.now) }
            return try turn.again(
                id, attempt: 1, reason: "not-on-whatsapp", endpoint: "mail", due: Scene.now, charged: 0, frozen: false)
        }
        #expect(standing?.state == .queued)
        try scene.claim(id, endpoint: "mail", number: way == "again" ? 2 : 1, parts: [.text])
        #expect(try kinds(id) == [.text])
        #expect(try kinds(other) == [.text, .line, .pix])
    }

    @Test("What was begun keeps its parts when it is given back")
    func releaseOfBegun() throws {
        let id = try scene.sending(parts: [.text, .pix])
        _ = try scene.turn { turn throws(OutboxError) in
            try turn.advance(id, attempt: 1, nextPart: 1, providerMessageID: nil, at: Scene.now)
        }
        try scene.claim(id, number: 2, parts: nil)
        _ = try scene.turn { turn throws(OutboxError) in try turn.release(id, attempt: 2, at: Scene.now) }
        #expect(try scene.turn { turn throws(OutboxError) in try turn.parts(of: id) }.count == 2)
        try scene.expect(id, ["part": 1, "urgency": -1, "state": "queued"])
    }

    @Test("A claim without a composition keeps the parts as stored")
    func frozenParts() throws {
        let id = try scene.sending(parts: [.text, .pix])
        _ = try scene.turn { turn throws(OutboxError) in
            try turn.again(
                id, attempt: 1, reason: "timeout", endpoint: "gateway", due: Scene.now, charged: 1, frozen: true)
        }
        try scene.claim(id, number: 2, parts: nil)
        let parts = try scene.turn { turn throws(OutboxError) in try turn.parts(of: id) }
        #expect(parts.map(\.text) == ["the text of \(id)", "the pix of \(id)"])
    }

    @Test("Only a waiting message can be claimed", arguments: MessageState.allCases)
    func claimable(state: MessageState) throws {
        let id = try scene.sending()
        try scene.sql("UPDATE outbox SET state = ?", [state.rawValue])
        let before = try scene.row(id)
        try scene.claim(id, endpoint: "other", number: 2, parts: [.text, .pix])
        let isWaiting = state == .new || state == .queued
        #expect((try scene.row(id) != before) == isWaiting)
        #expect(try scene.count("part") == (isWaiting ? 2 : 1))
    }

    // MARK: - Ending

    @Test("Only a waiting message can be ended or queued", arguments: MessageState.allCases)
    func endable(state: MessageState) throws {
        let ended = try scene.insert(["state": state.rawValue])
        let queued = try scene.insert(["state": state.rawValue])
        try scene.turn { turn throws(OutboxError) in
            try turn.end(ended, .dead, reason: "missing: valor")
            try turn.queue(queued, endpoint: "gateway", urgency: 3, due: Scene.now)
        }
        let isWaiting = state == .new || state == .queued
        #expect(try scene.standing(ended) == (isWaiting ? "dead missing: valor" : state.rawValue))
        try scene.expect(queued, ["endpoint": state == .new ? "gateway" : nil])
    }

    @Test("What waits expires once its last second has passed")
    func expire() throws {
        let last = Scene.now.seconds
        let new = try scene.insert(["not_after": last])
        let queued = try scene.insert(["not_after": last, "state": "queued", "endpoint": "gateway"])
        let later = try scene.insert(["not_after": last + 100])
        let flying = try scene.insert(["not_after": last, "state": "sending"])
        let endless = try scene.insert()
        func expire(_ time: Timestamp, limit: Int = 10) throws -> [Int64] {
            try scene.turn { turn throws(OutboxError) in try turn.expire(at: time, limit: limit).map(\.id) }
        }
        #expect(try scene.turn { turn throws(OutboxError) in try turn.nextExpiry() } == Timestamp(seconds: last + 1))
        #expect(try expire(Timestamp(milliseconds: last * 1000 + 999)).isEmpty)
        let first = try expire(Timestamp(seconds: last + 1), limit: 1)
        let rest = try expire(Timestamp(seconds: last + 1))
        #expect(Set(first + rest) == [new, queued] && first.count == 1)
        #expect(try scene.standing(new) == "expired not-after")
        try scene.expect(queued, ["next_attempt_at": nil])
        for id in [later, endless] { #expect(try scene.state(id) == "new") }
        #expect(try scene.state(flying) == "sending")
        #expect(try scene.turn { turn throws(OutboxError) in try turn.nextExpiry() } == Timestamp(seconds: last + 101))
    }

    @Test("An outbox of which nothing expires has no next expiry")
    func nothingExpires() throws {
        try scene.insert()
        #expect(try scene.turn { turn throws(OutboxError) in try turn.nextExpiry() } == nil)
    }

    // MARK: - Endpoints

    @Test("An endpoint's state is kept as it was given")
    func endpointState() throws {
        let row = EndpointRow(
            name: "gateway", mode: "paused", isHeld: true, reason: "http-503", untilMilliseconds: 1_790_000_000_123,
            trips: 3, pacedUntilMilliseconds: 7, arrivals: #"{"1/3000ms":5}"#)
        let others = EndpointRow(name: "mail")
        try scene.turn { turn throws(OutboxError) in
            try turn.setEndpoint(EndpointRow(name: "gateway"))
            try turn.setEndpoint(row)
            try turn.setEndpoint(others)
        }
        let kept = try scene.turn { turn throws(OutboxError) in try turn.endpoints() }
        #expect(kept == [row, others])
    }

    @Test("The data version changes with another's commit, not with one's own")
    func dataVersion() throws {
        let id = try scene.insert()
        func version() throws -> Int64 { try scene.turn { turn throws(OutboxError) in try turn.dataVersion() } }
        let first = try version()
        try scene.turn { turn throws(OutboxError) in try turn.end(id, .dead, reason: "own") }
        #expect(try version() == first)
        try scene.insert()
        #expect(try version() != first)
    }
}

extension Outbox {
    /// Settles invoices and applies that, as the daemon does.
    fileprivate func use(settling invoices: [String]) throws {
        _ = try settle(invoices)
        _ = try turn { turn throws(OutboxError) in try turn.applySettlements(limit: 100) }
    }
}

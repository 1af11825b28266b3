import Domain
import GRDB
import Testing

@testable import Outbox

@Suite("Retention")
struct RetentionTests {
    let scene: Scene

    init() throws { scene = try Scene() }

    private static let payload = """
        {"customer":{"id":7,"name":"MARIA","phone":"11987654321"},"invoice":{"id":"F-1","amount":"10.00"},"vars":{"x":1}}
        """

    /// A message with a part and an attempt.
    private func ended(
        _ state: MessageState, at seconds: Int64, payload: String = payload, leader: Int64? = nil, parts: Bool = true
    ) throws -> Int64 {
        let id = try scene.insert(["state": state.rawValue, "created_at": 100, "endpoint": "gateway"])
        try scene.sql(
            "UPDATE outbox SET payload = ?, sent_at = ?, claimed_at = ?, leader = ?, provider_message_id = 'w-1' WHERE id = ?",
            [payload, state == .sent ? seconds : nil, seconds * 1000, leader, id])
        guard parts else { return id }
        try scene.sql(
            "INSERT INTO part (message, position, kind, text, subject, html, owner, template) VALUES (?, 0, 'text', 'Bom dia', 'Fatura', '<p>', NULL, 'overdue@1f')",
            [id])
        try scene.sql(
            "INSERT INTO part (message, position, kind, text, subject, html, owner, template) VALUES (?, 1, 'line', '00190', NULL, NULL, NULL, NULL)",
            [id])
        for number in 0..<2 {
            try scene.sql(
                "INSERT INTO attempt VALUES (?, ?, ?, 'e', 0, 0, 'sent', NULL, 200, 'MARIA', 'w')",
                [id, number + 1, number])
        }
        return id
    }

    private func ids(_ table: String, _ column: String = "id") throws -> [Int64] {
        try scene.producer.inDatabase {
            try Int64.fetchAll($0, sql: "SELECT DISTINCT \(column) FROM \(table) ORDER BY \(column)")
        }
    }

    @Test("What ended long ago goes with its parts and attempts; what waits, flies or needs a person stays")
    func remove() throws {
        var kept: [Int64] = []
        var gone: [Int64] = []
        for state in MessageState.allCases {
            for seconds in [200, 250] as [Int64] {
                let id = try ended(state, at: seconds)
                switch state {
                case .sent, .dead, .cancelled, .expired:
                    if seconds < 250 { gone.append(id) } else { kept.append(id) }
                case .new, .queued, .sending, .uncertain: kept.append(id)
                }
            }
        }
        let limits = RetentionLimits(sentBefore: Timestamp(seconds: 250), endedBefore: Timestamp(seconds: 250))
        #expect(try scene.outbox.prune(limits).removed == gone.count)
        for (table, column) in [("outbox", "id"), ("part", "message"), ("attempt", "message")] {
            #expect(try ids(table, column) == kept.sorted(), "\(table)")
        }
        #expect(try scene.outbox.prune(limits) == PruneResult())
    }

    @Test("What has no limit stays forever")
    func forever() throws {
        for state in MessageState.allCases { _ = try ended(state, at: 1) }
        #expect(try scene.outbox.prune(RetentionLimits()) == PruneResult())
        #expect(try scene.count("outbox") == MessageState.allCases.count)
        #expect(try scene.count("outbox", where: "wiped = 1") == 0)
    }

    @Test("Wiping takes texts, answers and all of the payload but two ids, and leaves evidence of what was sent")
    func wipe() throws {
        let sent = try ended(.sent, at: 200)
        let dead = try ended(.dead, at: 200)
        let fresh = try ended(.sent, at: 300)
        let limits = RetentionLimits(bodiesBefore: Timestamp(seconds: 300))
        #expect(try scene.outbox.prune(limits) == PruneResult(removed: 0, wiped: 2, hasMore: false))
        for id in [sent, dead] {
            try scene.expect(
                id,
                [
                    "payload": #"{"customer":{"id":"7"},"invoice":{"id":"F-1"}}"#, "customer": "7", "invoice": "F-1",
                    "wiped": 1,
                ])
            let isEmpty = "text = '' AND subject IS NULL AND html IS NULL"
            #expect(try scene.count("part", where: "message = \(id) AND \(isEmpty)") == 2)
            #expect(try scene.count("attempt", where: "message = \(id) AND response IS NULL") == 2)
        }
        try scene.expect(fresh, ["payload": Self.payload, "wiped": 0])
        #expect(try scene.count("part", where: "message = \(fresh) AND text <> ''") == 2)
        let evidence = try #require(try scene.outbox.evidence(of: sent))
        #expect(
            evidence
                == Evidence(
                    message: sent, invoice: "F-1", endpoint: "gateway", template: "overdue@1f",
                    providerMessageID: "w-1",
                    // printf 'Fatura\nBom dia\n00190\n<p>' | sha256sum
                    textSHA256: "b3d2ee5e37a4741f08c5b799be6ef01bf4b63fcd2ef77f6740af036eac176be4",
                    sentAt: 200, deliveredAt: nil, readAt: nil))
        #expect(try scene.outbox.evidence(of: dead) == nil && scene.outbox.evidence(of: fresh) == nil)
        #expect(try scene.outbox.show(sent)?.summary.isWiped == true)
        #expect(try scene.outbox.prune(limits) == PruneResult(), "once is enough")
    }

    @Test("Evidence is of what was sent: neither of parts that were not, nor of a message without a text")
    func evidenceOfParts() throws {
        let partly = try ended(.sent, at: 200)
        try scene.sql("UPDATE attempt SET outcome = 'rejected' WHERE message = ? AND part = 1", [partly])
        try scene.sql("UPDATE part SET subject = NULL, html = NULL, template = NULL WHERE message = ?", [partly])
        let bare = try ended(.sent, at: 200, parts: false)
        _ = try scene.outbox.prune(RetentionLimits(bodiesBefore: Timestamp(seconds: 300)))
        let evidence = try #require(try scene.outbox.evidence(of: partly))
        #expect(evidence.textSHA256 == Outbox.fingerprint("Bom dia"))
        #expect(evidence.template == "overdue")
        #expect(try scene.outbox.evidence(of: bare) == nil)
        try scene.expect(bare, ["wiped": 1])
    }

    @Test("Evidence outlives its message, until its own time comes")
    func evidenceOutlives() throws {
        let id = try ended(.sent, at: 200)
        let limits = RetentionLimits(sentBefore: Timestamp(seconds: 300), evidenceBefore: Timestamp(seconds: 200))
        #expect(try scene.outbox.prune(limits).removed == 1)
        #expect(try scene.outbox.show(id) == nil)
        #expect(try scene.outbox.evidence(of: id)?.sentAt == 200)
        _ = try scene.outbox.prune(RetentionLimits(evidenceBefore: Timestamp(seconds: 201)))
        #expect(try scene.outbox.evidence(of: id) == nil)
    }

    @Test("Of a merged message each has evidence of its own codes, whichever is wiped first", arguments: [true, false])
    func merged(isLeaderFirst: Bool) throws {
        let leader = try ended(.sent, at: isLeaderFirst ? 200 : 210)
        let member = try ended(.sent, at: isLeaderFirst ? 210 : 200, leader: leader, parts: false)
        try scene.sql("UPDATE part SET owner = ? WHERE message = ? AND position = 1", [leader, leader])
        try scene.sql(
            "INSERT INTO part (message, position, kind, text, subject, html, owner, template) VALUES (?, 2, 'line', '00191', NULL, NULL, ?, NULL)",
            [leader, member])
        try scene.sql("INSERT INTO attempt VALUES (?, 3, 2, 'e', 0, 0, 'sent', NULL, 200, NULL, NULL)", [leader])
        for seconds in [205, 300] as [Int64] {
            _ = try scene.outbox.prune(RetentionLimits(bodiesBefore: Timestamp(seconds: seconds)))
        }
        let hashes = try [leader, member].map { try #require(try scene.outbox.evidence(of: $0)).textSHA256 }
        #expect(
            hashes == ["Fatura\nBom dia\n00190\n<p>", "Fatura\nBom dia\n00191\n<p>"].map { Outbox.fingerprint($0) })
        #expect(try scene.outbox.evidence(of: member)?.template == "overdue@1f")
    }

    @Test("A step is small, says whether more is left, and the steps come to an end", arguments: [1, 7, 1000])
    func steps(limit: Int) throws {
        try scene.sql(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
            INSERT INTO outbox (template, payload, state, sent_at, created_at)
            SELECT 'a', '{}', CASE WHEN i % 2 THEN 'sent' ELSE 'dead' END, i, i FROM n
            """)
        let limits = RetentionLimits(
            sentBefore: Timestamp(seconds: 21), endedBefore: Timestamp(seconds: 21),
            bodiesBefore: Timestamp(seconds: 41))
        var total = (removed: 0, wiped: 0)
        var steps = 0
        while true {
            let step = try scene.outbox.pruneStep(limits, limit: limit)
            #expect(step.removed + step.wiped <= limit)
            total.removed += step.removed
            total.wiped += step.wiped
            steps += 1
            guard step.hasMore else { break }
        }
        #expect(total == (20, 20))
        #expect(steps == 40 / limit + 1)
        #expect(try scene.count("outbox", where: "wiped = 0") == 20)
        #expect(try scene.count("outbox", where: "wiped = 1") == 20)
    }

    @Test("Another's transaction is waited for by nobody: the step is busy, and nothing has happened")
    func busy() throws {
        _ = try ended(.sent, at: 200)
        try scene.sql("BEGIN IMMEDIATE")
        do throws(OutboxError) {
            _ = try scene.outbox.pruneStep(RetentionLimits(bodiesBefore: Timestamp(seconds: 300)), limit: 10)
            Issue.record("wrote beside another's transaction")
        } catch {
            #expect(error.kind == .busy)
        }
        try scene.sql("COMMIT")
        #expect(try scene.count("outbox", where: "wiped = 1") == 0)
    }

    @Test("What is left to do is found by an index that holds nothing else", arguments: [true, false])
    func plans(hasStatistics: Bool) throws {
        if hasStatistics {
            for number in 0..<200 { _ = try ended(number % 2 == 0 ? .sent : .dead, at: Int64(number), parts: false) }
            try scene.sql("ANALYZE")
        }
        for state in ["sent", "dead", "cancelled", "expired"] {
            let plan = try scene.outbox.use { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE state = '\(state)' AND wiped = 0
                            AND \(Schema.endedAt) < 5 ORDER BY \(Schema.endedAt) LIMIT 5
                        """
                ).map { $0["detail"] as String }
            }
            #expect(plan == ["SEARCH outbox USING INDEX outbox_ended (state=? AND wiped=? AND <expr><?)"])
        }
    }

    // MARK: - What stands beside the messages

    @Test("Paid invoices are forgotten once they are old, applied and nothing speaks of them")
    func invoices() throws {
        try scene.insert(invoice: "F-waiting")
        try scene.sql(
            """
            INSERT INTO settled_invoice (invoice, settled_at, applied)
            VALUES ('F-old', 10, 1), ('F-waiting', 10, 1), ('F-fresh', 90, 1), ('F-unapplied', 10, 0)
            """)
        _ = try scene.outbox.prune(RetentionLimits(sentBefore: Timestamp(seconds: 60)))
        #expect(try scene.count("settled_invoice") == 4, "what ended otherwise stays forever")
        _ = try scene.outbox.prune(
            RetentionLimits(sentBefore: Timestamp(seconds: 60), endedBefore: Timestamp(seconds: 80)))
        let left = try scene.producer.inDatabase {
            try String.fetchAll($0, sql: "SELECT invoice FROM settled_invoice ORDER BY invoice")
        }
        #expect(left == ["F-fresh", "F-unapplied", "F-waiting"])
    }

    @Test("Old contacts and tallies go, in portions too")
    func counts() throws {
        try scene.sql(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
            INSERT INTO contact SELECT 'customer:C-' || i % 3, i, i * 60 FROM n
            """)
        try scene.sql(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
            INSERT INTO tally SELECT name, i, 1, 1 FROM n, (SELECT 'gateway' AS name UNION SELECT 'mail')
            """)
        let limits = RetentionLimits(countsBefore: Timestamp(seconds: 600))
        while try scene.outbox.pruneStep(limits, limit: 4).hasMore {}
        #expect(try scene.count("contact") == 11 && scene.count("contact", where: "at < 600") == 0)
        #expect(try scene.count("tally") == 22 && scene.count("tally", where: "minute < 10") == 0)
    }
}

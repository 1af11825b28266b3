import GRDB
import Testing

@testable import Outbox

/// That the cost of a turn does not grow with the history is shown by SQLite's own plans, not by time.
@Suite("The plans of the turn's statements")
struct QueryPlanTests {
    let scene: Scene

    init() throws { scene = try Scene() }

    /// The partial indexes, which hold what is still to be done and nothing of the history.
    private static let partial = [
        "outbox_new", "outbox_due", "outbox_sending", "outbox_expiry", "outbox_receipt_due",
    ]

    /// Every statement of the turn that reads or writes rows, by its name in the code.
    private func statements() throws -> [(name: String, sql: String)] {
        try scene.outbox.use { db in
            let statements = try TurnStatements(db)
            let all = Mirror(reflecting: statements).children.compactMap { child -> (String, String)? in
                guard let name = child.label, let query = child.value as? Query else { return nil }
                return (name, query.sql)
            }
            #expect(all.count >= 32)
            return all.filter { !["begin", "commit", "rollback", "dataVersion"].contains($0.0) }
        }
    }

    private func plan(of sql: String) throws -> [String] {
        try scene.outbox.use { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            statement.setUncheckedArguments([])
            return try Row.fetchAll(statement).map { $0["detail"] }
        }
    }

    /// A table with much history and little to do, and what SQLite's ANALYZE makes of it.
    private func addHistory() throws {
        try scene.sql(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
            INSERT INTO outbox (template, payload, state, endpoint, next_attempt_at, not_after, sent_at)
            SELECT 'a', json_object('invoice', json_object('id', 'F-' || i), 'customer', json_object('id', 'C-' || i % 9)),
                CASE WHEN i % 500 = 0 THEN 'new' WHEN i % 500 = 1 THEN 'queued' WHEN i % 500 = 2 THEN 'sending'
                    WHEN i % 7 = 0 THEN 'dead' ELSE 'sent' END,
                'gateway', i, i, i
            FROM n
            """)
        try scene.sql("INSERT INTO settled_invoice (invoice, applied) SELECT 'F-' || id, 1 FROM outbox")
        try scene.sql(
            "INSERT INTO part (message, position, kind, text, subject, html, owner, template) SELECT id, 0, 'text', 'x', NULL, NULL, NULL, NULL FROM outbox"
        )
        try scene.sql(
            "INSERT INTO attempt SELECT id, 1, 0, 'gateway', 0, 0, 'sent', NULL, NULL, NULL, NULL FROM outbox")
        try scene.sql("ANALYZE")
    }

    @Test("None of them ever looks at the history", arguments: [false, true])
    func noScan(hasStatistics: Bool) throws {
        if hasStatistics { try addHistory() }
        for (name, sql) in try statements() {
            for step in try plan(of: sql) {
                let detail = Comment(rawValue: "\(name): \(step)")
                // The few hundred deadlines that are nearest are sorted.
                #expect(!step.contains("TEMP B-TREE") || name == "takePressing", detail)
                #expect(!step.contains("AUTOMATIC"), detail)
                let words = step.split(separator: " ")
                guard words.count > 1, words[0] == "SCAN" || words[0] == "SEARCH" else { continue }
                switch words[1] {
                case "outbox":
                    let isPartial = Self.partial.contains { words.contains(Substring($0)) }
                    let isByKey =
                        words[0] == "SEARCH"
                        && (step.contains("PRIMARY KEY") || words.contains("outbox_invoice")
                            || words.contains("outbox_waiting_customer") || words.contains("outbox_merged"))
                    #expect(isPartial || isByKey, detail)
                case "m":
                    #expect(words.contains("outbox_merged"), detail)
                case "o" where name == "countAhead":
                    #expect(words[0] == "SEARCH" && words.contains("outbox_due"), detail)
                case "settled_invoice", "s":
                    #expect(words[0] == "SEARCH" || words.contains("settled_invoice_new"), detail)
                case "part", "attempt", "tally", "contact", "recipient":
                    #expect(words[0] == "SEARCH", detail)
                case "opt_out":
                    // Whether there is any at all, or one by its key.
                    #expect(words[0] == "SEARCH" || name == "hasOptOuts", detail)
                case "callback":
                    let isPartial = ["callback_waiting", "callback_unknown"].contains { words.contains(Substring($0)) }
                    #expect(isPartial || step.contains("INTEGER PRIMARY KEY"), detail)
                case "CONSTANT", "(subquery-2)", "it":
                    // A single row.
                    break
                case "endpoint":
                    // A handful of rows, read as a whole.
                    break
                default:
                    Issue.record(detail)
                }
            }
        }
    }

    @Test("The claim reads its index in order", arguments: [false, true])
    func claim(hasStatistics: Bool) throws {
        if hasStatistics { try addHistory() }
        let all = Dictionary(uniqueKeysWithValues: try statements())
        let takeDue = try plan(of: try #require(all["takeDue"]))
        #expect(
            takeDue == ["SEARCH outbox USING INDEX outbox_due (endpoint=? AND urgency=? AND next_attempt_at<?)"])
        let takeNew = try plan(of: try #require(all["takeNew"]))
        #expect(takeNew.first == "SEARCH outbox USING INDEX outbox_new (route=?)")
        let sending = try plan(of: try #require(all["sending"]))
        #expect(sending == ["SCAN outbox USING INDEX outbox_sending"])
    }
}

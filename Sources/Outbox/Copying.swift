package import Domain
internal import GRDB

extension Outbox {
    /// A copy in memory of what waits, with all that decides over it; the file itself is only read.
    ///
    /// What is in flight counts as waiting in it, letter by letter.
    ///
    /// - Throws: `OutboxError`.
    package func copyOfWaiting(at now: Timestamp) throws(OutboxError) -> Outbox {
        let copy = try Outbox(path: ":memory:", durable: false)
        try copy.use { db in
            // Outside of a transaction, as ATTACH asks for.
            try db.execute(sql: "ATTACH DATABASE ? AS original", arguments: [path])
            try db.inTransaction {
                try db.execute(sql: Self.copying)
                try db.execute(
                    sql: """
                        UPDATE outbox SET state = 'queued', next_attempt_at = ?1, frozen = 1
                        WHERE state = 'sending' AND leader IS NULL
                        """, arguments: [now.seconds])
                return .commit
            }
            try db.execute(sql: "DETACH DATABASE original")
        }
        return copy
    }

    private static let copying = """
        DELETE FROM meta;
        INSERT INTO meta SELECT * FROM original.meta;
        INSERT INTO endpoint SELECT * FROM original.endpoint;
        INSERT INTO contact SELECT * FROM original.contact;
        INSERT INTO opt_out SELECT * FROM original.opt_out;
        INSERT INTO recipient SELECT * FROM original.recipient;
        INSERT INTO outbox (id, template, route, payload, not_before, not_after, priority, created_at, state, reason,
                endpoint, provider_message_id, attempts, next_attempt_at, urgency, charged, part, frozen, claimed_at,
                cancel, leader, by_template, origin)
            SELECT id, template, route, payload, not_before, not_after, priority, created_at, state, reason,
                endpoint, provider_message_id, attempts, next_attempt_at, urgency, charged, part, frozen, claimed_at,
                cancel, leader, by_template, origin
            FROM original.outbox WHERE state = 'new' OR state = 'queued' OR state = 'sending';
        INSERT INTO settled_invoice SELECT * FROM original.settled_invoice AS s
            WHERE EXISTS (SELECT 1 FROM outbox WHERE outbox.invoice = s.invoice);
        INSERT INTO part SELECT * FROM original.part AS p WHERE EXISTS (SELECT 1 FROM outbox WHERE id = p.message);
        """
}

/// A message of a rehearsal.
package struct PlannedMessage: Sendable {
    package var summary: MessageSummary
    /// Unix seconds; of a merged message, the one that it went along in.
    package var firstAttemptAt: Int64?
}

extension Outbox {
    /// Every message with the start of its first attempt, by id.
    package func planned(_ body: (PlannedMessage) -> Void) throws(OutboxError) {
        try use { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT \(MessageSummary.columns), (
                        SELECT min(started_at) / 1000 FROM attempt
                        WHERE attempt.message = COALESCE(outbox.leader, outbox.id)) AS first
                    FROM outbox ORDER BY id
                    """)
            while let row = try rows.next() {
                body(PlannedMessage(summary: MessageSummary(row), firstAttemptAt: row["first"]))
            }
        }
    }
}

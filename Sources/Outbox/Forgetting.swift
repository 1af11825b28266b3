internal import GRDB

/// What became of a person's data.
package struct Forgotten: Hashable, Sendable {
    /// Messages of which nothing is left but what proves that they were sent.
    package var messages = 0
    /// Those of them that waited, and are cancelled.
    package var cancelled = 0
    /// Messages in flight: marked, and to be forgotten once they have ended.
    package var inFlight = 0

    package init(messages: Int = 0, cancelled: Int = 0, inFlight: Int = 0) {
        self.messages = messages
        self.cancelled = cancelled
        self.inFlight = inFlight
    }
}

extension Outbox {
    /// How many messages of a customer there are.
    package func messages(of customer: String) throws(OutboxError) -> Int {
        try use { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox WHERE customer = ?", arguments: [customer]) ?? 0
        }
    }

    /// Erases a customer: what waits is cancelled, and of every message that is not in flight the name, the addresses,
    /// the texts and the answers are gone for good. Evidence of what was sent stays; it names the invoice.
    ///
    /// - Parameter customer: the id in the payloads.
    /// - Throws: `OutboxError`.
    package func forget(customer: String) throws(OutboxError) -> Forgotten {
        // What is deleted or overwritten is overwritten with zeros, whatever this SQLite does by itself.
        try use { try $0.execute(sql: "PRAGMA secure_delete = ON") }
        return try write { db in
            let ids = try Int64.fetchAll(db, sql: "SELECT id FROM outbox WHERE customer = ?", arguments: [customer])
            var result = Forgotten()
            for id in ids {
                if try Self.isFlying(id, db) {
                    try db.execute(sql: "UPDATE outbox SET cancel = 'forgotten' WHERE id = ?", arguments: [id])
                    result.inFlight += 1
                } else {
                    result.messages += 1
                    result.cancelled += try Self.stop(id, db) ? 1 : 0
                    try forget(id, db)
                }
            }
            try Self.forgetContacts(of: customer, besides: ids, db)
            // That somebody does not want messages stays: it is what keeps them from getting any.
            try db.execute(
                sql: "DELETE FROM callback WHERE address IN (SELECT address FROM recipient WHERE customer = ?)",
                arguments: [customer])
            try db.execute(sql: "DELETE FROM recipient WHERE customer = ?", arguments: [customer])
            return result
        }
    }

    /// Whether a request of the message, or of the one that it goes along in, may be under way.
    private static func isFlying(_ id: Int64, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT state = 'sending' AND (leader IS NULL OR EXISTS (
                    SELECT 1 FROM outbox AS l WHERE l.id = outbox.leader AND l.state = 'sending'))
                FROM outbox WHERE id = ?
                """, arguments: [id]) ?? false
    }

    /// Ends a message that has not ended, or waits for a person.
    private static func stop(_ id: Int64, _ db: Database) throws -> Bool {
        try db.execute(
            sql: """
                UPDATE outbox SET state = 'cancelled', reason = 'forgotten', next_attempt_at = NULL, cancel = NULL
                WHERE id = ? AND (state = 'new' OR state = 'queued' OR state = 'sending' OR state = 'uncertain')
                """, arguments: [id])
        return db.changesCount > 0
    }

    private func forget(_ id: Int64, _ db: Database) throws {
        try Self.wipeBody(id, keepingCustomer: false, db)
        // A key may hold a person's number; another one in its place keeps the column's word that there was one.
        try db.execute(
            sql: "UPDATE outbox SET dedupe_key = ?2 WHERE id = ?1 AND dedupe_key IS NOT NULL",
            arguments: [id, "forgotten-\(outboxID)-\(id)"])
    }

    /// Addresses are counted with the messages they were used for: by these they are found without being known.
    private static func forgetContacts(of customer: String, besides ids: [Int64], _ db: Database) throws {
        let person = "customer:\(customer)"
        let counted = try Int64.fetchAll(db, sql: "SELECT message FROM contact WHERE person = ?", arguments: [person])
        let messages = "[" + (ids + counted).map { String($0) }.joined(separator: ",") + "]"
        try db.execute(
            sql: "DELETE FROM contact WHERE message IN (SELECT value FROM json_each(?)) OR person = ?",
            arguments: [messages, person])
    }

    /// Brings the whole write-ahead log home and empties it, so that no earlier state is left in it.
    ///
    /// Writers wait meanwhile, so a reader is waited for no longer than a second.
    ///
    /// - Returns: whether it is empty now; `false` if another connection reads, or is at it itself.
    package func emptyLog() throws(OutboxError) -> Bool {
        do throws(OutboxError) {
            return try use { db in
                let patience = try Int.fetchOne(db, sql: "PRAGMA busy_timeout") ?? 0
                try db.execute(sql: "PRAGMA busy_timeout = \(min(patience, 1000))")
                defer {
                    // The value was in force before: nothing can be wrong with it.
                    try? db.execute(sql: "PRAGMA busy_timeout = \(patience)")
                }
                return try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")?[0] == 0
            }
        } catch {
            guard error.kind == .busy else { throw error }
            return false
        }
    }
}

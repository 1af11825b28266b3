package import Domain
internal import GRDB

/// What a person has found out about a message that may or may not have arrived.
package enum Resolution: Hashable, Sendable {
    /// It arrived.
    case sent
    /// It did not, or it is better to send it once more.
    case again
}

/// What became of a message that a person decided over.
package enum Resolved: Hashable, Sendable {
    /// It counts as sent.
    ///
    /// - Parameters:
    ///   - others: messages that were merged into it, and share its end.
    ///   - partsLeft: parts that were still to come, and are not sent.
    case sent(others: [Int64], partsLeft: Int)
    /// It goes out again: letter by letter, with the same idempotency key.
    case queued(others: [Int64])
    /// Its invoice has been paid meanwhile: it is cancelled.
    case settled(others: [Int64])
    /// There is no message of that id.
    case missing
    /// There is nothing to decide: it stands elsewhere.
    case notUncertain(state: String)
    /// It shares the fate of the message that it was merged into.
    case merged(into: Int64)
    /// Its texts have been wiped, so it cannot be sent.
    case wiped
}

extension Outbox {
    /// Decides over a message that may have arrived, and over those that were merged into it: one in the state
    /// `uncertain`, or one that waits to go again after an attempt without a clear answer.
    ///
    /// - Parameter endpoints: the configured ones; what is to be sent again and belongs to none of them is new again.
    /// - Throws: `OutboxError`.
    package func resolve(
        _ id: Int64, as resolution: Resolution, endpoints: [String], at now: Timestamp
    ) throws(OutboxError) -> Resolved {
        try write { db in
            let sql = """
                SELECT state, leader, wiped, endpoint,
                    (SELECT state FROM outbox AS l WHERE l.id = outbox.leader) AS leads,
                    state = 'queued' AND frozen = 1 AND (
                        SELECT outcome FROM attempt WHERE message = outbox.id ORDER BY number DESC LIMIT 1
                    ) = 'uncertain' AS waits
                FROM outbox WHERE id = ?
                """
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [id]) else { return .missing }
            let state: String = row["state"]
            let leads: String? = row["leads"]
            let isWiped: Bool = row["wiped"]
            let isWaiting = (row["waits"] as Bool?) ?? false
            if let leader: Int64 = row["leader"], state == MessageState.sending.rawValue,
                leads == MessageState.queued.rawValue
            {
                return .merged(into: leader)
            }
            guard isWaiting || state == MessageState.uncertain.rawValue else { return .notUncertain(state: state) }
            if let leader: Int64 = row["leader"], leads == MessageState.uncertain.rawValue {
                return .merged(into: leader)
            }
            // What was merged into a waiting one is still being sent along with it.
            let along = isWaiting ? MessageState.sending.rawValue : state
            let others = try Self.companions(of: id, in: along, db)
            switch resolution {
            case .sent:
                return .sent(others: others, partsLeft: try Self.countAsSent(id, at: now, db))
            case .again:
                guard !isWiped else { return .wiped }
                let isQueued = try Self.bringBack(id, with: others, at: now, db)
                guard isQueued else { return .settled(others: others) }
                if let endpoint: String = row["endpoint"], !endpoints.contains(endpoint) { try Self.renew(id, db) }
                return .queued(others: others)
            }
        }
    }

    /// The messages that were merged into one and stand in a state with it.
    static func companions(of id: Int64, in state: String, _ db: Database) throws -> [Int64] {
        try Int64.fetchAll(
            db, sql: "SELECT id FROM outbox WHERE leader = ? AND state = ? ORDER BY id",
            arguments: [id, state])
    }

    /// - Returns: how many parts were still to come.
    private static func countAsSent(_ id: Int64, at now: Timestamp, _ db: Database) throws -> Int {
        let started = try Int64.fetchOne(
            db, sql: "SELECT started_at FROM attempt WHERE message = ? ORDER BY number DESC LIMIT 1", arguments: [id])
        let sentAt = started.map { Timestamp(milliseconds: $0) } ?? now
        try db.execute(
            sql: """
                UPDATE outbox SET state = 'sent', reason = CASE WHEN id = ?1 THEN NULL ELSE 'merged' END, sent_at = ?2,
                    next_attempt_at = NULL, cancel = NULL, provider_message_id = COALESCE(provider_message_id,
                        (SELECT provider_message_id FROM outbox AS l WHERE l.id = ?1))
                WHERE (id = ?1 AND state IN ('uncertain', 'queued'))
                    OR (leader = ?1 AND state IN ('uncertain', 'sending'))
                """, arguments: [id, sentAt.seconds])
        return try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM part WHERE message = ?1
                    AND position > (SELECT part FROM outbox WHERE id = ?1)
                """, arguments: [id]) ?? 0
    }

    /// Queues an ended message again with those that were merged into it; each whose invoice has been paid is left out.
    ///
    /// - Returns: `false` if all of them have been paid: then they are cancelled.
    static func bringBack(
        _ id: Int64, with others: [Int64], at now: Timestamp, _ db: Database
    ) throws -> Bool {
        let paid = try ([id] + others).filter { try isPaid($0, db) }
        guard paid.count <= others.count else {
            for id in paid {
                try db.execute(
                    sql: "UPDATE outbox SET state = 'cancelled', reason = 'settled', cancel = NULL WHERE id = ?",
                    arguments: [id])
            }
            return false
        }
        for other in others {
            try db.execute(
                sql: "UPDATE outbox SET state = 'sending', reason = NULL, cancel = ?2 WHERE id = ?1",
                arguments: [other, paid.contains(other) ? "settled" : nil])
        }
        try db.execute(
            sql: """
                UPDATE outbox SET state = 'queued', reason = NULL, next_attempt_at = ?2, charged = 0, leader = NULL,
                    frozen = EXISTS (SELECT 1 FROM part WHERE part.message = outbox.id), cancel = ?3,
                    urgency = CASE WHEN part > 0 THEN -1 ELSE priority * 2 + 1 END
                WHERE id = ?1
                """, arguments: [id, now.seconds, paid.contains(id) ? "settled" : nil])
        return true
    }

    private static func isPaid(_ id: Int64, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM outbox JOIN settled_invoice AS s ON s.invoice = outbox.invoice
                    WHERE outbox.id = ?)
                """, arguments: [id]) ?? false
    }

    /// As the daemon does at its start with what is queued for an endpoint that is no longer configured.
    private static func renew(_ id: Int64, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE outbox SET state = 'new', endpoint = NULL, next_attempt_at = NULL WHERE id = ?",
            arguments: [id])
    }
}

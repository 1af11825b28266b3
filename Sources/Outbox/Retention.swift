package import Domain
internal import GRDB

/// What may go: everything that is older than these; `nil`: it stays forever.
package struct RetentionLimits: Hashable, Sendable {
    /// Messages that were sent before this go.
    package var sentBefore: Timestamp?
    /// Messages that ended otherwise before this go; those that are `uncertain` wait for a person and stay.
    package var endedBefore: Timestamp?
    /// Of messages that ended before this the texts, the answers and the payloads are wiped.
    package var bodiesBefore: Timestamp?
    /// Evidence of messages that were sent before this goes.
    package var evidenceBefore: Timestamp?
    /// What was counted before this goes: contacts, and the tallies of the endpoints' minutes.
    package var countsBefore: Timestamp?

    package init(
        sentBefore: Timestamp? = nil, endedBefore: Timestamp? = nil, bodiesBefore: Timestamp? = nil,
        evidenceBefore: Timestamp? = nil, countsBefore: Timestamp? = nil
    ) {
        self.sentBefore = sentBefore
        self.endedBefore = endedBefore
        self.bodiesBefore = bodiesBefore
        self.evidenceBefore = evidenceBefore
        self.countsBefore = countsBefore
    }
}

/// What a step of retention did.
package struct PruneResult: Hashable, Sendable {
    /// Messages that are gone.
    package var removed = 0
    /// Messages that stay, without their texts.
    package var wiped = 0
    /// Whether another step would find something.
    package var hasMore = false

    package init(removed: Int = 0, wiped: Int = 0, hasMore: Bool = false) {
        self.removed = removed
        self.wiped = wiped
        self.hasMore = hasMore
    }
}

extension Outbox {
    /// Carries out retention to its end, in small transactions.
    ///
    /// - Throws: `OutboxError`.
    package func prune(_ limits: RetentionLimits) throws(OutboxError) -> PruneResult {
        var total = PruneResult()
        while true {
            let step = try pruneStep(limits, limit: 1000)
            total.removed += step.removed
            total.wiped += step.wiped
            guard step.hasMore else { return total }
        }
    }

    /// Carries out a part of retention, in one small transaction.
    ///
    /// - Parameter limit: how many messages are removed or wiped at most.
    /// - Throws: `OutboxError`.
    package func pruneStep(_ limits: RetentionLimits, limit: Int) throws(OutboxError) -> PruneResult {
        try write { db in
            var result = PruneResult()
            result.removed = try Self.remove(limits, limit, db)
            result.wiped = try Self.wipe(limits, limit - result.removed, db)
            let most = try Self.clear(limits, limit, db)
            result.hasMore = result.removed + result.wiped >= limit || most >= limit
            return result
        }
    }

    /// Removes messages with their parts and attempts; evidence of those that were sent stays.
    private static func remove(_ limits: RetentionLimits, _ limit: Int, _ db: Database) throws -> Int {
        var ids: [Int64] = []
        for state in [MessageState.sent, .dead, .cancelled, .expired] {
            guard let before = state == .sent ? limits.sentBefore : limits.endedBefore else { continue }
            for wiped in [1, 0] {
                ids += try ended(state, wiped: wiped, before: before, limit - ids.count, db)
            }
        }
        for id in ids { try keepEvidence(id, db) }
        for (table, column) in [("attempt", "message"), ("part", "message"), ("callback", "message"), ("outbox", "id")]
        {
            let delete = try db.cachedStatement(sql: "DELETE FROM \(table) WHERE \(column) = ?")
            for id in ids { try delete.execute(arguments: [id]) }
        }
        return ids.count
    }

    /// Wipes what messages held; evidence of those that were sent is made first.
    private static func wipe(_ limits: RetentionLimits, _ limit: Int, _ db: Database) throws -> Int {
        guard let before = limits.bodiesBefore else { return 0 }
        var ids: [Int64] = []
        for state in [MessageState.sent, .dead, .cancelled, .expired] {
            ids += try ended(state, wiped: 0, before: before, limit - ids.count, db)
        }
        for id in ids { try wipeBody(id, keepingCustomer: true, db) }
        return ids.count
    }

    private static func ended(
        _ state: MessageState, wiped: Int, before: Timestamp, _ limit: Int, _ db: Database
    ) throws -> [Int64] {
        guard limit > 0 else { return [] }
        // State and mark are spelled out, so that the partial index applies.
        let sql = """
            SELECT id FROM outbox WHERE state = '\(state.rawValue)' AND wiped = \(wiped) AND \(Schema.endedAt) < ?1
            ORDER BY \(Schema.endedAt) LIMIT ?2
            """
        return try Int64.fetchAll(db.cachedStatement(sql: sql), arguments: [before.seconds, limit])
    }

    /// Removes what stands beside the messages.
    ///
    /// - Returns: how many rows went of the table that lost most, at most `limit`.
    private static func clear(_ limits: RetentionLimits, _ limit: Int, _ db: Database) throws -> Int {
        var most = 0
        func delete(_ sql: String, before: Int64) throws {
            try db.cachedStatement(sql: sql).execute(arguments: [before, limit])
            most = max(most, db.changesCount)
        }
        if let before = limits.evidenceBefore?.seconds {
            try delete(
                "DELETE FROM evidence WHERE message IN (SELECT message FROM evidence WHERE sent_at < ?1 LIMIT ?2)",
                before: before)
        }
        if let before = limits.countsBefore?.seconds {
            try delete(
                """
                DELETE FROM contact WHERE (person, message) IN (
                    SELECT person, message FROM contact WHERE at < ?1 LIMIT ?2)
                """, before: before)
            try delete(oldTallies, before: before / 60)
            // What is about no message: opt-outs, sessions, ids that nobody knows.
            try delete(
                """
                DELETE FROM callback WHERE id IN (
                    SELECT id FROM callback WHERE received_at < ?1 AND standing <> 0 AND message IS NULL LIMIT ?2)
                """, before: before)
        }
        // As long as a message can be there, whether its invoice has been paid must be known.
        if let sent = limits.sentBefore, let ended = limits.endedBefore {
            try delete(
                """
                DELETE FROM settled_invoice WHERE rowid IN (
                    SELECT rowid FROM settled_invoice AS s WHERE applied = 1 AND settled_at < ?1
                        AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.invoice = s.invoice) LIMIT ?2)
                """, before: min(sent, ended).seconds)
        }
        return most
    }

    /// From endpoint to endpoint by the key, so that what is young is not read.
    private static let oldTallies = """
        WITH RECURSIVE name (it) AS (
            SELECT min(endpoint) FROM tally
            UNION ALL
            SELECT (SELECT min(endpoint) FROM tally WHERE endpoint > it) FROM name WHERE it IS NOT NULL)
        DELETE FROM tally WHERE (endpoint, minute) IN (
            SELECT endpoint, minute FROM name JOIN tally ON endpoint = it AND minute < ?1 LIMIT ?2)
        """
}

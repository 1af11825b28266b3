package import Domain
internal import GRDB

/// A message as `list` shows it. Times are Unix seconds.
package struct MessageSummary: Hashable, Sendable {
    package var id: Int64
    package var dedupeKey: String?
    package var template: String
    package var route: String
    package var invoice: String?
    package var customer: String?
    package var state: String
    package var reason: String?
    package var endpoint: String?
    package var attempts: Int64
    package var createdAt: Int64
    package var nextAttemptAt: Int64?
    package var sentAt: Int64?
    package var deliveredAt: Int64?
    package var readAt: Int64?
    /// The position of the next part to send, and whether one is in flight.
    package var part: Int
    package var payload: String
    /// The message that it was merged into.
    package var leader: Int64?
    /// The gateway's id of its first part.
    package var providerMessageID: String?
    /// Whether its texts and its payload have been wiped.
    package var isWiped: Bool
    /// Of a message whose route leads to several endpoints at once: the one that the producer wrote, maybe itself.
    package var origin: Int64?

    static let columns = """
        id, dedupe_key, template, route, invoice, customer, state, reason, endpoint, attempts, created_at,
        next_attempt_at, sent_at, delivered_at, read_at, part, payload, leader,
        provider_message_id, wiped, origin
        """

    init(_ row: Row) {
        id = row[0]
        dedupeKey = row[1]
        template = row[2]
        route = row[3]
        invoice = row[4]
        customer = row[5]
        state = row[6]
        reason = row[7]
        endpoint = row[8]
        attempts = row[9]
        createdAt = row[10]
        nextAttemptAt = row[11]
        sentAt = row[12]
        deliveredAt = row[13]
        readAt = row[14]
        part = row[15]
        payload = row[16]
        leader = row[17]
        providerMessageID = row[18]
        isWiped = row[19]
        origin = row[20]
    }
}

extension MessageSummary {
    /// The message that it is a copy of, for another endpoint.
    package var original: Int64? { origin == id ? nil : origin }
}

/// One message with everything that is known of it.
package struct MessageDetail: Sendable {
    package struct PartDetail: Sendable {
        package var kind: String
        /// `sent`, `sending` or `waiting`; `unsent` when the message has ended without it.
        package var state: String
        /// Empty once it has been wiped.
        package var text: String
        package var providerMessageID: String?
        package var idempotencyKey: String
    }

    package var summary: MessageSummary
    /// Of one that was merged into another: what it got by that one.
    package var parts: [PartDetail]
    package var attempts: [AttemptDetail]
    /// The messages that were merged into it.
    package var members: [Int64]
    /// What its gateway told of it, or of the message that it was merged into.
    package var receipts: [ReceiptDetail]
    /// What is kept when its texts are wiped.
    package var evidence: Evidence?
}

/// An attempt as `show` shows it.
package struct AttemptDetail: Sendable {
    package var number: Int64
    package var part: Int
    package var endpoint: String
    /// Milliseconds since the epoch.
    package var startedAt: Timestamp
    package var durationMilliseconds: Int64
    package var outcome: String
    package var reason: String?
    package var httpStatus: Int64?
    package var response: String?
    package var providerMessageID: String?
}

extension Outbox {
    /// Messages of a selection by id, newest last; each is handed over as it is read.
    package func list(
        _ selection: Selection, limit: Int?, _ body: (MessageSummary) -> Void
    ) throws(OutboxError) {
        let states = selection.state.map { [$0] } ?? []
        let condition = selection.condition(among: states)
        try use { db in
            let messages = "SELECT \(MessageSummary.columns) FROM outbox WHERE \(condition.sql) ORDER BY id"
            // The newest as far as a limit cuts, in the order of their ids all the same; without one nothing is sorted.
            let sql = limit.map { "SELECT * FROM (\(messages) DESC LIMIT \($0)) ORDER BY id" } ?? messages
            let rows = try Row.fetchCursor(db, sql: sql, arguments: condition.arguments)
            while let row = try rows.next() { body(MessageSummary(row)) }
        }
    }

    /// One message; `nil` if there is none of that id.
    package func show(_ id: Int64) throws(OutboxError) -> MessageDetail? {
        try use { db in
            guard let summary = try Self.summary(of: id, db) else { return nil }
            let members = try Int64.fetchAll(
                db, sql: "SELECT id FROM outbox WHERE leader = ? ORDER BY id", arguments: [id])
            return MessageDetail(
                summary: summary, parts: try parts(of: summary, isShared: !members.isEmpty, db),
                attempts: try Self.attempts(of: id, db), members: members,
                receipts: try Self.receipts(of: summary.leader ?? id, db), evidence: try Self.evidence(of: id, db))
        }
    }

    /// A message as `list` shows it; `nil` if there is none of that id.
    package func summary(of id: Int64) throws(OutboxError) -> MessageSummary? {
        try use { try Self.summary(of: id, $0) }
    }

    private static func summary(of id: Int64, _ db: Database) throws -> MessageSummary? {
        try Row.fetchOne(db, sql: "SELECT \(MessageSummary.columns) FROM outbox WHERE id = ?", arguments: [id])
            .map { MessageSummary($0) }
    }

    private static func attempts(of id: Int64, _ db: Database) throws -> [AttemptDetail] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT number, part, endpoint, started_at, duration_ms, outcome, reason, http_status, response,
                    provider_message_id
                FROM attempt WHERE message = ? ORDER BY number
                """, arguments: [id]
        ).map { row in
            AttemptDetail(
                number: row[0], part: row[1], endpoint: row[2], startedAt: Timestamp(milliseconds: row[3]),
                durationMilliseconds: row[4], outcome: row[5], reason: row[6], httpStatus: row[7],
                response: row[8], providerMessageID: row[9])
        }
    }

    /// The parts of a message; of one that was merged into another, those of that one about all or about it.
    private func parts(
        of summary: MessageSummary, isShared: Bool, _ db: Database
    ) throws -> [MessageDetail.PartDetail] {
        let leader = try summary.leader.flatMap { try Self.summary(of: $0, db) }
        let carrier = leader ?? summary
        let attempts = try Self.attempts(of: carrier.id, db)
        return try Row.fetchAll(
            db,
            sql: """
                SELECT position, kind, text FROM part
                WHERE message = ?1 AND (?2 IS NULL OR owner IS NULL OR owner = ?2) ORDER BY position
                """, arguments: [carrier.id, leader.map { _ in summary.id }]
        ).map { row in
            let position: Int = row[0]
            let tried = attempts.filter { $0.part == position }
            let accepted = tried.last { $0.outcome == Outcome.sent.rawValue }
            // Of what was merged a part may have been left out, since its invoice had been paid.
            let isPassed = position < carrier.part && !(isShared || leader != nil)
            let isResolved = carrier.state == MessageState.sent.rawValue && !tried.isEmpty
            return MessageDetail.PartDetail(
                kind: row[1],
                state: accepted != nil || isPassed || isResolved ? "sent" : Self.state(ofUnsent: position, carrier),
                text: row[2], providerMessageID: accepted?.providerMessageID,
                idempotencyKey: idempotencyKey(message: carrier.id, part: position))
        }
    }

    /// The key that every request for this part carries.
    package func idempotencyKey(message: Int64, part: Int) -> String {
        IdempotencyKey(outbox: outboxID, message: message, part: part).text
    }

    private static func state(ofUnsent position: Int, _ message: MessageSummary) -> String {
        switch MessageState(rawValue: message.state) {
        case .sending: position == message.part ? "sending" : "waiting"
        case .new, .queued, .uncertain, nil: "waiting"
        case .sent, .dead, .cancelled, .expired: "unsent"
        }
    }
}

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

    static let columns = """
        id, dedupe_key, template, route, invoice, customer, state, reason, endpoint, attempts, created_at,
        next_attempt_at, sent_at, delivered_at, read_at, part, payload
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
    }
}

/// One message with everything that is known of it.
package struct MessageDetail: Sendable {
    package struct PartDetail: Sendable {
        package var kind: String
        /// `sent`, `sending` or `waiting`.
        package var state: String
        package var text: String
        package var providerMessageID: String?
        package var idempotencyKey: String
    }

    package var summary: MessageSummary
    package var parts: [PartDetail]
    package var attempts: [AttemptDetail]
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

/// The outbox at a glance.
package struct OutboxStatus: Sendable {
    package struct EndpointStatus: Sendable {
        package var row: EndpointRow
        package var backlog: Int
        package var inFlight: Int
        package var sentLastHour: Int
        package var failedLastHour: Int
        /// Unix seconds; `nil` if nothing was sent lately or nothing waits.
        package var emptyAt: Int64?
    }

    /// Every state with its count, those without messages too.
    package var states: [(state: MessageState, count: Int)]
    /// Messages that may go now, as far as time is concerned.
    package var due: Int
    package var oldestDueSeconds: Int64
    package var endpoints: [EndpointStatus]
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
            let sql = "SELECT \(MessageSummary.columns) FROM outbox WHERE id = ?"
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [id]) else { return nil }
            let summary = MessageSummary(row)
            let attempts = try Row.fetchAll(
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
            let parts = try Row.fetchAll(
                db, sql: "SELECT position, kind, text FROM part WHERE message = ? ORDER BY position", arguments: [id]
            ).map { row in
                let position: Int = row[0]
                let accepted = attempts.last { $0.part == position && $0.outcome == Outcome.sent.rawValue }
                return MessageDetail.PartDetail(
                    kind: row[1], state: Self.state(ofPart: position, summary), text: row[2],
                    providerMessageID: accepted?.providerMessageID,
                    idempotencyKey: idempotencyKey(message: id, part: position))
            }
            return MessageDetail(summary: summary, parts: parts, attempts: attempts)
        }
    }

    /// The key that every request for this part carries.
    package func idempotencyKey(message: Int64, part: Int) -> String {
        "\(outboxID)-\(message)-\(part)"
    }

    private static func state(ofPart position: Int, _ summary: MessageSummary) -> String {
        if position < summary.part || summary.state == MessageState.sent.rawValue { return "sent" }
        return position == summary.part && summary.state == MessageState.sending.rawValue ? "sending" : "waiting"
    }

    /// How many messages wait, and how many are in flight.
    package func backlog() throws(OutboxError) -> (waiting: Int, inFlight: Int) {
        try use { db in
            let count = { (state: String) in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox WHERE state = '\(state)'") ?? 0
            }
            return (try count("new") + count("queued"), try count("sending"))
        }
    }

    /// Counts by state and by endpoint.
    ///
    /// - Parameters:
    ///   - endpoints: the configured ones, each with the routes that begin with it.
    ///   - now: for what is due and for the last hour.
    package func status(
        endpoints: [(name: String, routes: [String])], at now: Timestamp
    ) throws(OutboxError) -> OutboxStatus {
        try use { db in
            let count = { (condition: String, arguments: StatementArguments) in
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM outbox WHERE \(condition)", arguments: arguments) ?? 0
            }
            let states = try MessageState.allCases.map { ($0, try count("state = '\($0.rawValue)'", [])) }
            let dueCondition = """
                (state = 'new' AND COALESCE(not_before, 0) <= ?1) OR (state = 'queued' AND next_attempt_at <= ?1)
                """
            let oldest = try Int64.fetchOne(
                db,
                sql: """
                    SELECT min(at) FROM (
                        SELECT min(max(created_at, COALESCE(not_before, 0))) AS at FROM outbox
                        WHERE state = 'new' AND COALESCE(not_before, 0) <= ?1
                        UNION ALL
                        SELECT min(next_attempt_at) FROM outbox WHERE state = 'queued' AND next_attempt_at <= ?1)
                    """, arguments: [now.seconds])
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT name, mode, held, reason, until_ms, trips, paced_until_ms, arrivals FROM endpoint
                    """
            ).map { row in
                EndpointRow(
                    name: row[0], mode: row[1], isHeld: row[2], reason: row[3], untilMilliseconds: row[4],
                    trips: row[5], pacedUntilMilliseconds: row[6], arrivals: row[7])
            }
            return OutboxStatus(
                states: states, due: try count(dueCondition, [now.seconds]),
                oldestDueSeconds: oldest.map { max(0, now.seconds - $0) } ?? 0,
                endpoints: try endpoints.map { endpoint in
                    let row = rows.first { $0.name == endpoint.name } ?? EndpointRow(name: endpoint.name)
                    return try Self.status(of: row, routes: endpoint.routes, db, at: now)
                })
        }
    }

    private static func status(
        of row: EndpointRow, routes: [String], _ db: Database, at now: Timestamp
    ) throws -> OutboxStatus.EndpointStatus {
        var backlog =
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM outbox WHERE state = 'queued' AND endpoint = ?", arguments: [row.name])
            ?? 0
        for route in routes {
            backlog +=
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM outbox WHERE state = 'new' AND route = ?", arguments: [route]) ?? 0
        }
        let inFlight =
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM outbox WHERE state = 'sending' AND endpoint = ?",
                arguments: [row.name]) ?? 0
        let tally = { (minutes: Int64) in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT COALESCE(sum(sent), 0), COALESCE(sum(failed), 0) FROM tally
                    WHERE endpoint = ? AND minute > ?
                    """, arguments: [row.name, now.seconds / 60 - minutes])
        }
        let hour = try tally(60)
        let sentLately: Int64 = try tally(10)?[0] ?? 0
        let waiting = Int64(backlog + inFlight)
        return OutboxStatus.EndpointStatus(
            row: row, backlog: backlog, inFlight: inFlight, sentLastHour: hour?[0] ?? 0,
            failedLastHour: hour?[1] ?? 0,
            emptyAt: sentLately > 0 && waiting > 0 ? now.seconds + waiting * 600 / sentLately : nil)
    }
}

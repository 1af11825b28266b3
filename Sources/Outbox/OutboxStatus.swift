package import Domain
internal import GRDB

/// The outbox at a glance.
package struct OutboxStatus: Sendable {
    package struct EndpointStatus: Sendable {
        package var row: EndpointRow
        package var backlog: Int
        package var inFlight: Int
        package var sentLastHour: Int
        package var failedLastHour: Int
        /// The rate of the last ten minutes.
        package var sentPerHour: Int
        /// Unix seconds; `nil` if nothing was sent lately or nothing waits.
        package var emptyAt: Int64?
        /// Messages of the backlog whose `not_after` comes before `emptyAt`: at the present rate they expire first.
        package var expiring: Int
    }

    /// Every state with its count, those without messages too.
    package var states: [(state: MessageState, count: Int)]
    /// Messages that may go now, as far as time is concerned.
    package var due: Int
    package var oldestDueSeconds: Int64
    /// Messages that were not sent because their invoice had been paid.
    package var stoppedByPayment: Int
    package var endpoints: [EndpointStatus]
}

extension Outbox {
    /// An endpoint of the configuration, with the routes that begin with it.
    package typealias ConfiguredEndpoint = (name: String, routes: [String])

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
    ///   - endpoints: the configured ones.
    ///   - now: for what is due and for the last hour.
    package func status(endpoints: [ConfiguredEndpoint], at now: Timestamp) throws(OutboxError) -> OutboxStatus {
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
            return OutboxStatus(
                states: states, due: try count(dueCondition, [now.seconds]),
                oldestDueSeconds: oldest.map { max(0, now.seconds - $0) } ?? 0,
                stoppedByPayment: try count("state = 'cancelled' AND reason = 'settled'", []),
                endpoints: try Self.statuses(of: endpoints, db, at: now))
        }
    }

    /// How each endpoint does, without a look at the history: it costs the same however many messages have ended.
    package func forecast(
        endpoints: [ConfiguredEndpoint], at now: Timestamp
    ) throws(OutboxError) -> [OutboxStatus.EndpointStatus] {
        try use { try Self.statuses(of: endpoints, $0, at: now) }
    }

    /// The endpoints' own rows; those that nothing was sent to yet stand as they begin.
    package func endpoints(named names: [String]) throws(OutboxError) -> [EndpointRow] {
        let rows = try use { try Self.rows($0) }
        return names.map { name in rows.first { $0.name == name } ?? EndpointRow(name: name) }
    }

    private static func rows(_ db: Database) throws -> [EndpointRow] {
        try Row.fetchAll(
            db, sql: "SELECT name, mode, held, reason, until_ms, trips, paced_until_ms, arrivals FROM endpoint"
        ).map { row in
            EndpointRow(
                name: row[0], mode: row[1], isHeld: row[2], reason: row[3], untilMilliseconds: row[4],
                trips: row[5], pacedUntilMilliseconds: row[6], arrivals: row[7])
        }
    }

    private static func statuses(
        of endpoints: [ConfiguredEndpoint], _ db: Database, at now: Timestamp
    ) throws -> [OutboxStatus.EndpointStatus] {
        let rows = try rows(db)
        return try endpoints.map { endpoint in
            let row = rows.first { $0.name == endpoint.name } ?? EndpointRow(name: endpoint.name)
            return try status(of: row, routes: endpoint.routes, db, at: now)
        }
    }

    private static func status(
        of row: EndpointRow, routes: [String], _ db: Database, at now: Timestamp
    ) throws -> OutboxStatus.EndpointStatus {
        let backlog = try waiting(at: row.name, routes, "1", [], db)
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
        let emptyAt = sentLately > 0 && waiting > 0 ? now.seconds + waiting * 600 / sentLately : nil
        let expiring = try emptyAt.map {
            try Self.waiting(at: row.name, routes, "not_after IS NOT NULL AND not_after < ?", [$0], db)
        }
        return OutboxStatus.EndpointStatus(
            row: row, backlog: backlog, inFlight: inFlight, sentLastHour: hour?[0] ?? 0,
            failedLastHour: hour?[1] ?? 0, sentPerHour: Int(sentLately) * 6, emptyAt: emptyAt, expiring: expiring ?? 0)
    }

    /// Counts the messages that wait for an endpoint: its queue, and what is new on the routes that begin with it.
    private static func waiting(
        at endpoint: String, _ routes: [String], _ condition: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> Int {
        let sql = "SELECT count(*) FROM outbox WHERE \(condition) AND "
        let queued = try Int.fetchOne(
            db, sql: sql + "state = 'queued' AND endpoint = ?", arguments: arguments + [endpoint])
        return try routes.reduce(queued ?? 0) { count, route in
            let new = try Int.fetchOne(db, sql: sql + "state = 'new' AND route = ?", arguments: arguments + [route])
            return count + (new ?? 0)
        }
    }
}

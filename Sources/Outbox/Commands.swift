package import Domain
internal import GRDB

/// A message as a producer hands it over.
package struct NewMessage: Hashable, Sendable {
    package var template: String
    package var payload: String
    package var route: String?
    package var dedupeKey: String?
    package var notBefore: Int64?
    package var notAfter: Int64?
    package var priority: Int64?

    package init(
        template: String, payload: String, route: String? = nil, dedupeKey: String? = nil, notBefore: Int64? = nil,
        notAfter: Int64? = nil, priority: Int64? = nil
    ) {
        self.template = template
        self.payload = payload
        self.route = route
        self.dedupeKey = dedupeKey
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.priority = priority
    }
}

/// What became of a message that was handed over.
package enum Enqueued: Hashable, Sendable {
    case queued(id: Int64)
    /// A message with this `dedupe_key` is there already.
    case existing
    /// It breaks a rule of the table.
    case refused(reason: String)
}

/// Which messages a command means; what is given is joined by AND.
package struct Selection: Hashable, Sendable {
    package var ids: [Int64] = []
    package var invoice: String?
    package var customer: String?
    package var state: MessageState?
    package var endpoint: String?

    package init() {}

    package var isEmpty: Bool {
        ids.isEmpty && invoice == nil && customer == nil && state == nil && endpoint == nil
    }

    func condition(among states: [MessageState]) -> (sql: String, arguments: StatementArguments) {
        let marks = { (count: Int) in Array(repeating: "?", count: count).joined(separator: ", ") }
        var terms: [String] = []
        var arguments = StatementArguments()
        if !states.isEmpty {
            // Spelled out with OR, so that the partial indexes apply.
            terms.append("(" + states.map { "state = '\($0.rawValue)'" }.joined(separator: " OR ") + ")")
        }
        if !ids.isEmpty {
            terms.append("id IN (\(marks(ids.count)))")
            arguments += StatementArguments(ids)
        }
        for (column, value) in [("invoice", invoice), ("customer", customer), ("endpoint", endpoint)] {
            guard let value else { continue }
            terms.append("\(column) = ?")
            arguments += [value]
        }
        return (terms.isEmpty ? "1" : terms.joined(separator: " AND "), arguments)
    }

    /// The states that both a command can work on and this selection asks for; no possible states at all means any.
    func states(among possible: [MessageState]) -> [MessageState]? {
        guard let state else { return possible }
        return possible.isEmpty || possible.contains(state) ? [state] : nil
    }
}

extension Outbox {
    /// Stores messages in one durable transaction; a refused one leaves the others alone.
    package func enqueue(_ messages: [NewMessage]) throws(OutboxError) -> [Enqueued] {
        try write { db in
            let insert = try Query(
                db,
                """
                INSERT INTO outbox (template, payload, route, dedupe_key, not_before, not_after, priority)
                VALUES (?1, ?2, COALESCE(?3, 'default'), ?4, ?5, ?6, COALESCE(?7, 5))
                ON CONFLICT (dedupe_key) DO NOTHING
                """)
            return try messages.map { message in
                insert.bind(1, message.template).bind(2, message.payload).bind(3, message.route)
                insert.bind(4, message.dedupeKey).bind(5, message.notBefore).bind(6, message.notAfter)
                do {
                    return try insert.bind(7, message.priority).run() > 0
                        ? .queued(id: db.lastInsertedRowID) : .existing
                } catch let error as DatabaseError
                    where error.resultCode == .SQLITE_CONSTRAINT || error.resultCode == .SQLITE_ERROR
                {
                    return .refused(reason: Self.refusal(error.message ?? "refused by the table"))
                }
            }
        }
    }

    /// SQLite's words for a broken CHECK, made readable: our constraints are named as sentences.
    static func refusal(_ words: String) -> String {
        if words == "malformed JSON" { return "payload: malformed JSON" }
        guard let range = words.firstRange(of: "CHECK constraint failed: ") else { return words }
        return "a rule of the outbox is broken: "
            + words[range.upperBound...].replacing("_", with: " ")
    }

    /// Marks invoices as paid, and cancels what waits for them.
    ///
    /// - Returns: how many of the invoices were not marked before, and how many messages are cancelled now; those in
    ///   flight go no further.
    package func settle(_ invoices: [String]) throws(OutboxError) -> (invoices: Int, cancelled: Int) {
        try write { db in
            var settled = 0
            var cancelled = 0
            for invoice in invoices {
                try db.execute(sql: "INSERT INTO settled_invoice (invoice) VALUES (?)", arguments: [invoice])
                settled += db.changesCount
                try db.execute(
                    sql: """
                        UPDATE outbox SET state = 'cancelled', reason = 'settled', next_attempt_at = NULL
                        WHERE invoice = ? AND (state = 'new' OR state = 'queued') AND NOT \(Schema.carries)
                        """, arguments: [invoice])
                cancelled += db.changesCount
            }
            return (settled, cancelled)
        }
    }

    /// The states that `cancel` and `retry` work on.
    package static let cancellable: [MessageState] = [.new, .queued, .sending, .uncertain]
    package static let retryable: [MessageState] = [.dead, .uncertain, .expired, .cancelled]

    /// How many messages a selection means among some states.
    package func count(_ selection: Selection, among states: [MessageState]) throws(OutboxError) -> Int {
        guard let states = selection.states(among: states) else { return 0 }
        let condition = selection.condition(among: states)
        return try use { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM outbox WHERE \(condition.sql)", arguments: condition.arguments) ?? 0
        }
    }

    /// Cancels messages. One in flight, or with others aboard that were merged into it, is marked: it goes no further,
    /// but what is on its way may arrive.
    package func cancel(_ selection: Selection) throws(OutboxError) -> Int {
        guard let states = selection.states(among: Self.cancellable) else { return 0 }
        return try write { db in
            var count = 0
            for state in states {
                let condition = selection.condition(among: [state])
                if state != .sending {
                    try db.execute(
                        sql: """
                            UPDATE outbox SET state = 'cancelled', reason = 'operator', next_attempt_at = NULL
                            WHERE \(condition.sql) AND NOT \(Schema.carries)
                            """, arguments: condition.arguments)
                    count += db.changesCount
                }
                guard state == .sending || state == .queued else { continue }
                let mark = state == .queued ? " AND \(Schema.carries)" : ""
                try db.execute(
                    sql: "UPDATE outbox SET cancel = 'operator' WHERE \(condition.sql)\(mark)",
                    arguments: condition.arguments)
                count += db.changesCount
            }
            return count
        }
    }

    /// Gives ended messages all their tries again. What was accepted of them is not sent again; one whose invoice has
    /// been paid, or whose texts have been wiped, stays as it is. Those that were merged go together again.
    package func retry(_ selection: Selection, at now: Timestamp) throws(OutboxError) -> Int {
        guard let states = selection.states(among: Self.retryable) else { return 0 }
        let condition = selection.condition(among: states)
        return try write { db in
            let leaders = try Row.fetchAll(
                db, sql: "SELECT id, state FROM outbox WHERE \(condition.sql) AND wiped = 0 AND \(Self.shares)",
                arguments: condition.arguments)
            var count = 0
            for leader in leaders {
                let others = try Self.companions(of: leader["id"], in: leader["state"], db)
                count += try Self.bringBack(leader["id"], with: others, at: now, db) ? 1 + others.count : 0
            }
            try db.execute(
                sql: """
                    UPDATE outbox SET state = 'new', reason = NULL, charged = 0, next_attempt_at = NULL, cancel = NULL,
                        leader = NULL
                    WHERE \(condition.sql) AND wiped = 0
                        AND NOT EXISTS (SELECT 1 FROM settled_invoice AS s WHERE s.invoice = outbox.invoice)
                    """, arguments: condition.arguments)
            return count + db.changesCount
        }
    }

    /// A condition: others were merged into the message and ended with it, when some of it may have arrived.
    private static let shares = """
        frozen = 1 AND (state = 'dead' OR state = 'uncertain')
            AND EXISTS (SELECT 1 FROM outbox AS m WHERE m.leader = outbox.id AND m.state = outbox.state)
        """

    /// Pauses an endpoint until `resume`; kept over a restart.
    package func pause(endpoint: String, reason: String = "operator") throws(OutboxError) {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO endpoint (name, mode, held, reason) VALUES (?1, 'paused', 1, ?2)
                    ON CONFLICT (name) DO UPDATE SET mode = 'paused', held = 1, reason = ?2, until_ms = NULL
                    """, arguments: [endpoint, reason])
        }
    }

    /// Ends a pause of whatever kind; the endpoint is probed by one message first. Its rate limits go on.
    ///
    /// - Returns: whether it was paused.
    package func resume(endpoint: String) throws(OutboxError) -> Bool {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE endpoint SET mode = 'probing', held = 0, reason = NULL, until_ms = NULL, trips = 0
                    WHERE name = ? AND mode = 'paused'
                    """, arguments: [endpoint])
            return db.changesCount > 0
        }
    }
}

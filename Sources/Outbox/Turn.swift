package import Domain
internal import GRDB

/// A message as the engine reads it.
package struct OutboxRow: Sendable {
    package var id: Int64
    package var template: String
    package var route: String
    /// The payload's bytes as stored: not known to be valid UTF-8.
    package var payload: [UInt8]
    /// Unix seconds.
    package var notBefore: Int64?
    package var notAfter: Int64?
    package var priority: Int
    /// Every attempt so far.
    package var attempts: Int
    /// The tries used up so far.
    package var charged: Int
    /// The position of the next part to send.
    package var part: Int
    /// Whether it must go on letter by letter as stored.
    package var isFrozen: Bool
    /// Whether its invoice has been paid.
    package var isSettled: Bool
    /// Why it is to be cancelled although messages that were merged into it are still being sent.
    package var cancel: String?
}

/// A message that waits, with what decides whether it may go along with another.
package struct WaitingMessage: Sendable {
    package var row: OutboxRow
    /// Where it is queued; `nil`: it is new.
    package var endpoint: String?
    /// Unix seconds; of a new one when the producer wants it sent.
    package var due: Int64
}

/// What an endpoint's state is kept as; the board of the engine gives the fields their meaning.
package struct EndpointRow: Hashable, Sendable {
    package var name: String
    package var mode: String
    package var isHeld: Bool
    package var reason: String?
    package var untilMilliseconds: Int64?
    package var trips: Int
    package var pacedUntilMilliseconds: Int64?
    /// JSON: the theoretical arrival time of each rate limit.
    package var arrivals: String

    package init(
        name: String, mode: String = "open", isHeld: Bool = false, reason: String? = nil,
        untilMilliseconds: Int64? = nil, trips: Int = 0, pacedUntilMilliseconds: Int64? = nil,
        arrivals: String = "{}"
    ) {
        self.name = name
        self.mode = mode
        self.isHeld = isHeld
        self.reason = reason
        self.untilMilliseconds = untilMilliseconds
        self.trips = trips
        self.pacedUntilMilliseconds = pacedUntilMilliseconds
        self.arrivals = arrivals
    }
}

/// A message that left the queue without having been sent.
package struct EndedMessage: Hashable, Sendable {
    package var id: Int64
    package var state: MessageState
    package var reason: String

    package init(id: Int64, state: MessageState, reason: String) {
        self.id = id
        self.state = state
        self.reason = reason
    }
}

/// One transaction of the engine. Valid only inside `Outbox.turn`.
package struct Turn {
    let statements: TurnStatements
    let path: String

    func translating<T>(_ body: () throws -> T) throws(OutboxError) -> T {
        try Outbox.translating(path, body)
    }
}

extension Outbox {
    /// Runs one transaction of the engine: `BEGIN IMMEDIATE`, the body, one durable commit.
    ///
    /// - Returns: what the body returned, or `nil` if another connection holds the write lock: nothing has happened.
    /// - Throws: `OutboxError`; everything is rolled back.
    package func turn<T>(_ body: (Turn) throws(OutboxError) -> T) throws(OutboxError) -> T? {
        do throws(OutboxError) {
            return try use { db in
                let statements = try turnStatements(db)
                try statements.begin.run()
                do {
                    let result = try body(Turn(statements: statements, path: path))
                    try beforeCommit?()
                    try statements.commit.run()
                    return result
                } catch {
                    // What failed is told; a rollback that fails too (SQLite has done it already) adds nothing.
                    if db.isInsideTransaction { _ = try? statements.rollback.run() }
                    throw error
                }
            }
        } catch {
            guard error.kind == .busy else { throw error }
            return nil
        }
    }
}

extension Outbox {
    /// Reads with the engine's eyes, as of one moment; nothing may be written.
    package func look<T>(_ body: (Turn) throws(OutboxError) -> T) throws(OutboxError) -> T {
        try use { db in
            let statements = try turnStatements(db)
            try db.execute(sql: "BEGIN")
            // Nothing was written: there is nothing that a failed end could lose.
            defer { try? db.execute(sql: "ROLLBACK") }
            return try body(Turn(statements: statements, path: path))
        }
    }

    /// A message as `list` shows it; `nil` if there is none of that id.
    package func summary(of id: Int64) throws(OutboxError) -> MessageSummary? {
        try use { db in
            try Row.fetchOne(db, sql: "SELECT \(MessageSummary.columns) FROM outbox WHERE id = ?", arguments: [id])
                .map { MessageSummary($0) }
        }
    }
}

// MARK: - Taking

extension Turn {
    /// The next route after `route` (bytes, in memcmp order; `nil`: the first) that has new messages.
    package func nextRoute(after route: [UInt8]?) throws(OutboxError) -> [UInt8]? {
        try translating {
            // A producer may have written an empty name: it comes first, and after no other.
            let query = route.map { statements.nextRoute.bind(1, bytes: $0) } ?? statements.firstRoute
            guard try query.step() else { return nil }
            defer { query.finish() }
            return query.bytes(0)
        }
    }

    /// New messages of a route, by priority and then in the order they were inserted.
    package func takeNew(route: [UInt8], limit: Int) throws(OutboxError) -> [OutboxRow] {
        try translating { try rows(statements.takeNew.bind(1, bytes: route).bind(2, limit)) }
    }

    /// Queued messages of an endpoint that are due, the most urgent first: those that have begun, then by priority.
    ///
    /// Of one priority, new messages and those that were tried before take turns, so that neither has to wait for the
    /// other's whole backlog.
    ///
    /// - Parameters:
    ///   - triedFirst: whether it is the turn of those that were tried before.
    ///   - onlyBegun: only messages whose first part has been accepted.
    package func takeDue(
        endpoint: String, at now: Timestamp, limit: Int, triedFirst: Bool = false, onlyBegun: Bool = false
    ) throws(OutboxError) -> [OutboxRow] {
        try translating {
            var taken: [OutboxRow] = []
            var urgency: Int64 = -2
            while taken.count < limit, let next = try nextUrgency(endpoint, after: urgency) {
                if onlyBegun, next >= 0 { break }
                let room = limit - taken.count
                guard next >= 0 else {
                    urgency = next
                    taken += try due(endpoint, urgency: next, at: now, limit: room)
                    continue
                }
                // The two lanes of a priority.
                urgency = next | 1
                let first = try due(endpoint, urgency: triedFirst ? urgency : urgency - 1, at: now, limit: room)
                let second = try due(endpoint, urgency: triedFirst ? urgency - 1 : urgency, at: now, limit: room)
                taken += Self.inTurn(first, second).prefix(room)
            }
            return taken
        }
    }

    private func due(_ endpoint: String, urgency: Int64, at now: Timestamp, limit: Int) throws -> [OutboxRow] {
        try rows(statements.takeDue.bind(1, endpoint).bind(2, urgency).bind(3, now.seconds).bind(4, limit))
    }

    private static func inTurn(_ first: [OutboxRow], _ second: [OutboxRow]) -> [OutboxRow] {
        guard !first.isEmpty, !second.isEmpty else { return first + second }
        var mixed: [OutboxRow] = []
        for index in 0..<max(first.count, second.count) {
            if index < first.count { mixed.append(first[index]) }
            if index < second.count { mixed.append(second[index]) }
        }
        return mixed
    }

    /// Queued messages of an endpoint that are due and whose `not_after` is nearer than a moment, the nearest first.
    ///
    /// Looks at the first few hundred deadlines only, so that it costs the same however many there are.
    package func takePressing(
        endpoint: String, before deadline: Timestamp, at now: Timestamp, limit: Int
    ) throws(OutboxError) -> [OutboxRow] {
        try translating {
            let query = statements.takePressing.bind(1, endpoint).bind(2, deadline.seconds).bind(3, now.seconds)
            return try rows(query.bind(4, limit))
        }
    }

    /// One message; `nil` if there is none of that id.
    package func message(_ id: Int64) throws(OutboxError) -> OutboxRow? {
        try translating { try rows(statements.message.bind(1, id)).first }
    }

    /// Whether a message's invoice has been paid.
    package func isSettled(_ id: Int64) throws(OutboxError) -> Bool {
        try translating {
            guard try statements.isSettled.bind(1, id).step() else { return false }
            defer { statements.isSettled.finish() }
            return statements.isSettled.integer(0) != 0
        }
    }

    /// How many messages that are due at an endpoint go before one: more urgent ones, and those that are due longer.
    package func countAhead(of id: Int64, endpoint: String, at now: Timestamp) throws(OutboxError) -> Int {
        try translating {
            guard try statements.countAhead.bind(1, id).bind(2, endpoint).bind(3, now.seconds).step() else { return 0 }
            defer { statements.countAhead.finish() }
            return Int(statements.countAhead.integer(0))
        }
    }

    /// Marks an invoice as paid; `applySettlements` does the rest.
    package func settle(_ invoice: String) throws(OutboxError) {
        try translating { _ = try statements.settle.bind(1, invoice).run() }
    }

    /// Other messages of a customer that wait and of which nothing has been sent.
    package func waiting(customer: String, besides id: Int64, limit: Int) throws(OutboxError) -> [WaitingMessage] {
        try translating {
            let query = statements.waitingOfCustomer.bind(1, customer).bind(2, id).bind(3, limit)
            var waiting: [WaitingMessage] = []
            while try query.step() {
                waiting.append(
                    WaitingMessage(
                        row: row(query), endpoint: query.optionalText(13),
                        due: query.optionalInteger(14) ?? query.optionalInteger(4) ?? .min))
            }
            return waiting
        }
    }

    /// Whether an endpoint has queued messages that are due.
    package func hasDue(endpoint: String, at now: Timestamp) throws(OutboxError) -> Bool {
        guard let first = try firstDue(endpoint: endpoint) else { return false }
        return first <= now
    }

    /// When the first queued message of an endpoint becomes due.
    package func firstDue(endpoint: String) throws(OutboxError) -> Timestamp? {
        try translating {
            var first: Int64?
            var urgency: Int64 = -2
            while let next = try nextUrgency(endpoint, after: urgency) {
                urgency = next
                let query = statements.firstDue.bind(1, endpoint).bind(2, urgency)
                guard try query.step() else { continue }
                first = min(first ?? .max, query.integer(0))
                query.finish()
            }
            return first.map { Timestamp(seconds: $0) }
        }
    }

    /// The next endpoint after `name` that has queued messages, whether configured or not.
    package func nextEndpoint(after name: String) throws(OutboxError) -> String? {
        try translating {
            let query = statements.nextEndpoint.bind(1, name)
            guard try query.step() else { return nil }
            defer { query.finish() }
            return query.text(0)
        }
    }

    /// When the first waiting message expires.
    package func nextExpiry() throws(OutboxError) -> Timestamp? {
        try translating {
            guard try statements.nextExpiry.step() else { return nil }
            defer { statements.nextExpiry.finish() }
            // One second later: a message may still be sent in the second that is its `not_after`.
            return Timestamp(seconds: statements.nextExpiry.integer(0)).advanced(byMilliseconds: 1000)
        }
    }

    private func nextUrgency(_ endpoint: String, after urgency: Int64) throws -> Int64? {
        let query = statements.nextUrgency.bind(1, endpoint).bind(2, urgency)
        guard try query.step() else { return nil }
        defer { query.finish() }
        return query.integer(0)
    }

    private func rows(_ query: Query) throws -> [OutboxRow] {
        var rows: [OutboxRow] = []
        while try query.step() { rows.append(row(query)) }
        return rows
    }

    private func row(_ query: Query) -> OutboxRow {
        OutboxRow(
            id: query.integer(0), template: query.text(1), route: query.text(2), payload: query.bytes(3),
            notBefore: query.optionalInteger(4), notAfter: query.optionalInteger(5), priority: Int(query.integer(6)),
            attempts: query.count(7), charged: query.count(8), part: query.count(9),
            isFrozen: query.integer(10) != 0, isSettled: query.integer(11) != 0, cancel: query.optionalText(12))
    }
}

// MARK: - Claiming

/// A part as it is stored with its message.
package struct StoredPart: Hashable, Sendable {
    package var kind: PartKind
    package var text: String
    /// Only with the first part, as the HTML half.
    package var subject: String?
    package var html: String?
    /// The message whose invoice the code belongs to; `nil`: it is about all that were merged, or there is only one.
    package var owner: Int64?
}

extension Turn {
    /// Writes the attempt ahead of its first byte: the message is `sending` from the commit on.
    ///
    /// - Parameters:
    ///   - number: this attempt's number, one more than the message's `attempts`.
    ///   - part: the position of the part that is tried; `nil`: the one that is next.
    ///   - composition: its parts, stored unless it goes on as stored (`nil`).
    ///   - owners: the messages that the parts' owners are, by number.
    ///   - template: name and version of the template.
    package func claim(
        _ id: Int64, endpoint: String, number: Int, part: Int? = nil, composition: Composition?,
        owners: [Int64] = [],
        template: String? = nil, at now: Timestamp
    ) throws(OutboxError) {
        try translating {
            let query = statements.claim
            query.bind(1, id).bind(2, endpoint).bind(3, number).bind(4, now.milliseconds)
            guard try query.bind(5, part.map { Int64($0) }).run() > 0, let composition else { return }
            for (position, part) in composition.parts.enumerated() {
                let insert = statements.setPart
                insert.bind(1, id).bind(2, position).bind(3, part.kind.rawValue).bind(4, part.text)
                insert.bind(5, position == 0 ? composition.subject : nil)
                insert.bind(6, position == 0 ? composition.html : nil)
                let owner = part.owner.flatMap { owners.indices.contains($0) ? owners[$0] : nil }
                try insert.bind(7, owner).bind(8, position == 0 ? template : nil).run()
            }
            // An earlier attempt's composition, of another template or endpoint, may have had more.
            guard number > 1 else { return }
            try statements.dropParts.bind(1, id).bind(2, composition.parts.count).run()
        }
    }

    /// The parts of a message as stored; empty if it was never composed.
    package func parts(of id: Int64) throws(OutboxError) -> [StoredPart] {
        try translating {
            let query = statements.parts.bind(1, id)
            var parts: [StoredPart] = []
            while try query.step() {
                guard let kind = PartKind(rawValue: query.text(0)) else {
                    query.finish()
                    throw OutboxError(.other, "\(path): message \(id) has a part of an unknown kind")
                }
                parts.append(
                    StoredPart(
                        kind: kind, text: query.text(1), subject: query.optionalText(2), html: query.optionalText(3),
                        owner: query.optionalInteger(4)))
            }
            return parts
        }
    }

    /// Takes a new message into an endpoint's queue.
    ///
    /// - Parameter reason: why it has to wait.
    package func queue(
        _ id: Int64, endpoint: String, urgency: Int, due: Timestamp, reason: String? = nil
    ) throws(OutboxError) {
        try translating {
            let query = statements.queue
            query.bind(1, id).bind(2, endpoint).bind(3, urgency).bind(4, due.secondsRoundedUp)
            try query.bind(5, reason).run()
        }
    }

    /// Has a queued message wait, and says why.
    package func postpone(_ id: Int64, until due: Timestamp, reason: String) throws(OutboxError) {
        try translating {
            _ = try statements.postpone.bind(1, id).bind(2, due.secondsRoundedUp).bind(3, reason).run()
        }
    }

    /// Ends a message that is not in flight.
    package func end(_ id: Int64, _ state: MessageState, reason: String) throws(OutboxError) {
        try translating {
            _ = try statements.end.bind(1, id).bind(2, state.rawValue).bind(3, reason).run()
        }
    }

    /// Ends waiting messages whose `not_after` has passed.
    ///
    /// - Returns: their ids and endpoints; at most `limit`.
    package func expire(
        at now: Timestamp, limit: Int
    ) throws(OutboxError) -> [(id: Int64, endpoint: String?)] {
        try translating {
            let query = statements.expired.bind(1, now.seconds).bind(2, limit)
            var ended: [(id: Int64, endpoint: String?)] = []
            while try query.step() { ended.append((query.integer(0), query.optionalText(1))) }
            return ended
        }
    }
}

extension Turn {
    /// A number that differs from the last transaction's if another connection has committed since.
    package func dataVersion() throws(OutboxError) -> Int64 {
        try translating {
            guard try statements.dataVersion.step() else { return 0 }
            defer { statements.dataVersion.finish() }
            return statements.dataVersion.integer(0)
        }
    }

    /// Makes the queued messages of an endpoint new again: the configuration no longer knows it.
    package func requeueAsNew(endpoint: String) throws(OutboxError) {
        try translating { _ = try statements.requeueAsNew.bind(1, endpoint).run() }
    }
}

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

    /// Queued messages of an endpoint that are due, the most urgent first.
    package func takeDue(endpoint: String, at now: Timestamp, limit: Int) throws(OutboxError) -> [OutboxRow] {
        try translating {
            var taken: [OutboxRow] = []
            var urgency: Int64 = -2
            while taken.count < limit, let next = try nextUrgency(endpoint, after: urgency) {
                urgency = next
                let query = statements.takeDue
                query.bind(1, endpoint).bind(2, urgency).bind(3, now.seconds).bind(4, limit - taken.count)
                taken += try rows(query)
            }
            return taken
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
        while try query.step() {
            rows.append(
                OutboxRow(
                    id: query.integer(0), template: query.text(1), route: query.text(2), payload: query.bytes(3),
                    notBefore: query.optionalInteger(4), notAfter: query.optionalInteger(5),
                    priority: Int(query.integer(6)), attempts: query.count(7),
                    charged: query.count(8), part: query.count(9), isFrozen: query.integer(10) != 0,
                    isSettled: query.integer(11) != 0))
        }
        return rows
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
}

extension Turn {
    /// Writes the attempt ahead of its first byte: the message is `sending` from the commit on.
    ///
    /// - Parameters:
    ///   - number: this attempt's number, one more than the message's `attempts`.
    ///   - composition: its parts, stored unless it goes on as stored (`nil`).
    package func claim(
        _ id: Int64, endpoint: String, number: Int, composition: Composition?, at now: Timestamp
    ) throws(OutboxError) {
        try translating {
            let query = statements.claim
            let count = try query.bind(1, id).bind(2, endpoint).bind(3, number).bind(4, now.milliseconds).run()
            guard count > 0, let composition else { return }
            for (position, part) in composition.parts.enumerated() {
                let insert = statements.setPart
                insert.bind(1, id).bind(2, position).bind(3, part.kind.rawValue).bind(4, part.text)
                insert.bind(5, position == 0 ? composition.subject : nil)
                try insert.bind(6, position == 0 ? composition.html : nil).run()
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
                        kind: kind, text: query.text(1), subject: query.optionalText(2), html: query.optionalText(3)))
            }
            return parts
        }
    }

    /// Takes a new message into an endpoint's queue.
    package func queue(_ id: Int64, endpoint: String, urgency: Int, due: Timestamp) throws(OutboxError) {
        try translating {
            let query = statements.queue
            try query.bind(1, id).bind(2, endpoint).bind(3, urgency).bind(4, due.secondsRoundedUp).run()
        }
    }

    /// Has a queued message wait.
    package func postpone(_ id: Int64, until due: Timestamp) throws(OutboxError) {
        try translating {
            _ = try statements.postpone.bind(1, id).bind(2, due.secondsRoundedUp).run()
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

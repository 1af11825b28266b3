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
    /// Whether it goes by the endpoint's request for approved templates.
    package var goesByTemplate: Bool
    /// The message that the producer wrote, of one whose route leads to several endpoints at once; it may be itself.
    package var origin: Int64?
    /// Whether its invoice has been paid.
    package var isSettled: Bool
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
}

// MARK: - Claiming

/// A part as it is stored with its message.
package struct StoredPart: Hashable, Sendable {
    package var kind: PartKind
    package var text: String
    /// Only with the first part, as the HTML half.
    package var subject: String?
    package var html: String?
    /// Where the part's document is.
    package var source: String?
    /// Whether it goes without its document if that cannot be had.
    package var isOptional: Bool
    /// Only with the first part.
    package var approved: ApprovedTemplate?
}

extension ApprovedTemplate {
    /// As the `approved` column has it.
    fileprivate var stored: String {
        JSON.array(([name, language] + parameters).map { .string($0) }).text
    }

    /// - Returns: `nil` for what was not written so.
    fileprivate init?(stored: String) {
        guard case .array(let elements)? = try? JSON.parse(stored) else { return nil }
        let words = elements.compactMap(\.scalarText)
        guard words.count == elements.count, words.count >= 2 else { return nil }
        self.init(name: words[0], language: words[1], parameters: Array(words[2...]))
    }
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
        owners: [Int64] = [], template: String? = nil, at now: Timestamp
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
                insert.bind(7, owner).bind(8, position == 0 ? template : nil).bind(9, part.source)
                insert.bind(10, part.isOptional ? 1 : 0)
                try insert.bind(11, position == 0 ? composition.approved?.stored : nil).run()
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
                        source: query.optionalText(4), isOptional: query.integer(5) != 0,
                        approved: query.optionalText(6).flatMap { ApprovedTemplate(stored: $0) }))
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

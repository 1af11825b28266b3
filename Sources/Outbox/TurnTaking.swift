package import Domain

/// What waits: read in the order in which it goes.
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
                        row: row(query), endpoint: query.optionalText(14),
                        due: query.optionalInteger(15) ?? query.optionalInteger(4) ?? .min))
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
    ///
    /// - Parameter onlyBegun: only those of which a part has been sent.
    package func firstDue(endpoint: String, onlyBegun: Bool = false) throws(OutboxError) -> Timestamp? {
        try translating {
            var first: Int64?
            var urgency: Int64 = -2
            while let next = try nextUrgency(endpoint, after: urgency), !onlyBegun || next < 0 {
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
            isFrozen: query.integer(10) != 0, goesByTemplate: query.integer(11) != 0, origin: query.optionalInteger(12),
            isSettled: query.integer(13) != 0)
    }
}

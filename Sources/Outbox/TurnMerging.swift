package import Domain

/// A message that others were merged into, and where each of them stands.
package struct Carriage: Hashable, Sendable {
    /// One of them.
    package struct Passenger: Hashable, Sendable {
        package var id: Int64
        /// Why it is to be cancelled.
        package var cancel: String?
        /// Unix seconds.
        package var notAfter: Int64?

        /// Whether its own codes are still to be sent.
        package func isAboard(at now: Timestamp) -> Bool {
            cancel == nil && notAfter.map { $0 >= now.seconds } ?? true
        }

        /// What becomes of it when the last part has been accepted.
        package func end(at now: Timestamp) -> (state: MessageState, reason: String?) {
            if let cancel { return (.cancelled, cancel) }
            return isAboard(at: now) ? (.sent, nil) : (.expired, "not-after")
        }
    }

    package var leader: Passenger
    package var members: [Passenger]
    /// The gateway's id for the first part.
    package var providerMessageID: String?
    /// Of each part whose invoice it is about; `nil`: all of them.
    package var owners: [Int64?]

    /// Everybody whom the text names, the leader first.
    package var passengers: [Passenger] { [leader] + members }

    /// Whether everybody is still aboard.
    package func isComplete(at now: Timestamp) -> Bool { passengers.allSatisfy { $0.isAboard(at: now) } }

    /// The next part, from a position on, that is still to be sent.
    package func nextPart(from position: Int, at now: Timestamp) -> Int? {
        let aboard = Set(passengers.filter { $0.isAboard(at: now) }.map(\.id))
        guard !aboard.isEmpty, position < owners.count else { return nil }
        return (position..<owners.count).first { owners[$0].map(aboard.contains) ?? true }
    }
}

/// Messages that were merged into another are `sending` with it from its first claim on, and end with it, unless that
/// claim comes to nothing: then each is queued again.
extension Turn {
    /// Takes a waiting message along with another.
    package func bind(
        _ id: Int64, to leader: Int64, endpoint: String, at now: Timestamp
    ) throws(OutboxError) {
        try translating {
            let query = statements.bind.bind(1, id).bind(2, endpoint).bind(3, leader)
            _ = try query.bind(4, now.milliseconds).run()
        }
    }

    /// The messages that are being sent along with one, in the order of their ids.
    package func members(of leader: Int64) throws(OutboxError) -> [Carriage.Passenger] {
        try translating {
            let query = statements.members.bind(1, leader)
            var members: [Carriage.Passenger] = []
            while try query.step() {
                members.append(
                    Carriage.Passenger(
                        id: query.integer(0), cancel: query.optionalText(1), notAfter: query.optionalInteger(2)))
            }
            return members
        }
    }

    /// How a message stands with those that are sent along with it; `nil`: there are none.
    package func carriage(of id: Int64) throws(OutboxError) -> Carriage? {
        let members = try members(of: id)
        guard !members.isEmpty else { return nil }
        return try translating {
            var leader = Carriage.Passenger(id: id)
            var providerMessageID: String?
            let standing = statements.standing.bind(1, id)
            while try standing.step() {
                leader.cancel = standing.optionalText(0)
                leader.notAfter = standing.optionalInteger(1)
                providerMessageID = standing.optionalText(2)
            }
            var owners: [Int64?] = []
            let query = statements.owners.bind(1, id)
            while try query.step() { owners.append(query.optionalInteger(0)) }
            return Carriage(
                leader: leader, members: members, providerMessageID: providerMessageID, owners: owners)
        }
    }

    /// Queues a message again with those that are sent along with it: letter by letter, whatever became of it itself.
    ///
    /// - Parameters:
    ///   - part: the next part to send.
    ///   - isUntried: the attempt never began, and is not counted.
    /// - Returns: whether the message was still this attempt's.
    package func carryOn(
        _ id: Int64, attempt: Int, part: Int, reason: String?, due: Timestamp, charged: Int,
        providerMessageID: String? = nil, isUntried: Bool = false
    ) throws(OutboxError) -> Bool {
        try translating {
            let query = statements.carryOn.bind(1, id).bind(2, attempt).bind(3, reason).bind(4, part)
            query.bind(5, due.secondsRoundedUp).bind(6, charged).bind(7, providerMessageID)
            return try query.bind(8, isUntried ? 1 : 0).run() > 0
        }
    }

    /// Ends a message together with those that were sent along with it.
    ///
    /// - Parameter sentAt: of those that are sent; of others nothing is known.
    package func endMerged(
        _ id: Int64, _ state: MessageState, reason: String?, providerMessageID: String? = nil, sentAt: Timestamp? = nil
    ) throws(OutboxError) {
        try translating {
            let query = statements.endMerged.bind(1, id).bind(2, state.rawValue).bind(3, reason)
            _ = try query.bind(4, sentAt?.seconds).bind(5, providerMessageID).run()
        }
    }

    /// Has a message that was taken along wait on its own again.
    ///
    /// - Returns: where it stands: queued, or cancelled meanwhile; `nil`: it was not being sent.
    package func unbind(
        _ id: Int64, endpoint: String, reason: String?, due: Timestamp
    ) throws(OutboxError) -> EndedMessage? {
        try translating {
            let query = statements.unbind.bind(1, id).bind(2, reason).bind(3, endpoint)
            return try standing(of: id, query.bind(4, due.secondsRoundedUp))
        }
    }

    /// Messages in flight that are to go no further.
    package func marked() throws(OutboxError) -> Set<Int64> {
        try translating {
            var ids: Set<Int64> = []
            while try statements.marked.step() { ids.insert(statements.marked.integer(0)) }
            return ids
        }
    }
}

package import Domain

/// What a gateway told, as it waits to be applied.
package struct WaitingCallback: Sendable {
    package var id: Int64
    package var record: CallbackRecord
}

/// Which part of which message a gateway means by an id of its own.
package struct KnownAttempt: Hashable, Sendable {
    package var message: Int64
    package var part: Int
    package var number: Int
}

/// Where a message stands, without its texts.
package struct Letterhead: Sendable {
    package var state: MessageState
    package var endpoint: String?
    package var part: Int
    package var isFrozen: Bool
    package var attempts: Int
    package var charged: Int
    package var route: String
    package var isDelivered: Bool
    package var leader: Int64?
    package var customer: String?
    package var cancel: String?
    package var goesByTemplate: Bool
    package var isWiped: Bool
}

/// How a message that was sent goes on after all.
package struct Reopening: Sendable {
    package var endpoint: String
    package var due: Timestamp
    package var reason: String
    package var charged: Int
    package var byTemplate: Bool

    package init(endpoint: String, due: Timestamp, reason: String, charged: Int = 0, byTemplate: Bool = false) {
        self.endpoint = endpoint
        self.due = due
        self.reason = reason
        self.charged = charged
        self.byTemplate = byTemplate
    }
}

/// What gateways tell of messages, applied by the engine: it alone changes where a message stands.
extension Turn {
    /// What was told and is still to be applied, in the order in which it came.
    package func callbacks(limit: Int) throws(OutboxError) -> [WaitingCallback] {
        try translating {
            let query = statements.callbacks.bind(1, limit)
            var callbacks: [WaitingCallback] = []
            while try query.step() {
                guard let kind = CallbackRecord.Kind(rawValue: query.text(2)) else { continue }
                callbacks.append(
                    WaitingCallback(
                        id: query.integer(0),
                        record: CallbackRecord(
                            endpoint: query.text(1), kind: kind, providerID: query.optionalText(3),
                            ref: query.optionalText(4), status: query.optionalText(5),
                            verdict: query.optionalText(6).flatMap { Outcome(rawValue: $0) }.map { outcome in
                                Verdict(
                                    outcome: outcome, reason: query.optionalText(7) ?? "",
                                    scope: query.optionalText(8).flatMap { FaultScope(rawValue: $0) } ?? .message,
                                    retryAfterMilliseconds: query.optionalInteger(9))
                            },
                            address: query.optionalText(10), at: Timestamp(milliseconds: query.integer(11)))))
            }
            return callbacks
        }
    }

    /// The part that a gateway knows by this id; of several the one that was tried last.
    package func attempt(providerID: String, endpoint: String) throws(OutboxError) -> KnownAttempt? {
        try translating {
            let query = statements.attemptByProvider.bind(1, providerID).bind(2, endpoint)
            guard try query.step() else { return nil }
            defer { query.finish() }
            return KnownAttempt(message: query.integer(0), part: query.count(1), number: query.count(2))
        }
    }

    /// Where a message stands; `nil` if there is none of that id.
    package func letterhead(_ id: Int64) throws(OutboxError) -> Letterhead? {
        try translating {
            let query = statements.letterhead.bind(1, id)
            guard try query.step() else { return nil }
            defer { query.finish() }
            guard let state = MessageState(rawValue: query.text(0)) else { return nil }
            return Letterhead(
                state: state, endpoint: query.optionalText(1), part: query.count(2), isFrozen: query.integer(3) != 0,
                attempts: query.count(4), charged: query.count(5), route: query.text(6),
                isDelivered: query.optionalInteger(7) != nil, leader: query.optionalInteger(8),
                customer: query.optionalText(9), cancel: query.optionalText(10),
                goesByTemplate: query.integer(11) != 0, isWiped: query.integer(12) != 0)
        }
    }

    /// Marks what was told as applied to a part of a message, or as about a message that is not known.
    package func settle(_ callback: Int64, message: Int64?, part: Int? = nil) throws(OutboxError) {
        try translating {
            let query = statements.noteCallback.bind(1, callback).bind(2, message == nil ? 2 : 1)
            _ = try query.bind(3, message).bind(4, part.map { Int64($0) }).run()
        }
    }

    /// Marks what was told and is about no message in particular as applied.
    package func settleForGood(_ callback: Int64) throws(OutboxError) {
        try translating {
            let query = statements.noteCallback.bind(1, callback).bind(2, 1)
            _ = try query.bind(3, Int64?.none).bind(4, Int64?.none).run()
        }
    }

    /// Has what was told too early, before the gateway's answer was written down, applied now.
    package func reviveCallbacks(providerID: String, endpoint: String) throws(OutboxError) -> Bool {
        try translating { try statements.reviveCallbacks.bind(1, providerID).bind(2, endpoint).run() > 0 }
    }

    /// Notes that a message, with those that were merged into it, was delivered or read; of several times the earliest
    /// stays.
    ///
    /// - Parameters:
    ///   - deliveredAt: `nil`: it is only known to have been taken on.
    ///   - readAt: `nil`: it is not known to have been read.
    package func receive(
        _ id: Int64, deliveredAt: Timestamp?, readAt: Timestamp?
    ) throws(OutboxError) {
        let members = try sentMembers(of: id)
        try translating {
            for message in [id] + members {
                try statements.receive.bind(1, message).bind(2, deliveredAt?.seconds).bind(3, readAt?.seconds).run()
            }
        }
    }

    /// A part that may have arrived has arrived: the message goes on with the next one.
    ///
    /// - Returns: whether it was waiting.
    package func goOn(_ id: Int64, after part: Int, at now: Timestamp) throws(OutboxError) -> Bool {
        try translating {
            try statements.goOn.bind(1, id).bind(2, part + 1).bind(3, now.seconds).run() > 0
        }
    }

    /// A message that waited, or may have arrived, has arrived as a whole, with those that were merged into it.
    ///
    /// - Returns: whether it was waiting.
    package func countAsSent(_ id: Int64, endpoint: String, at time: Timestamp) throws(OutboxError) -> Bool {
        try translating {
            guard try statements.countAsSent.bind(1, id).bind(2, endpoint).bind(3, time.seconds).run() > 0 else {
                return false
            }
            _ = try statements.countMembersAsSent.bind(1, id).bind(2, time.seconds).run()
            return true
        }
    }

    /// The messages that were sent along with one.
    package func sentMembers(of id: Int64) throws(OutboxError) -> [Int64] {
        try translating {
            let query = statements.reopenMember.bind(1, id)
            var members: [Int64] = []
            while try query.step() { members.append(query.integer(0)) }
            return members
        }
    }

    /// Has a message that was sent go again, from its first part on and composed anew.
    ///
    /// - Returns: `false` if it cannot: it stands elsewhere, its invoice has been paid, or its texts have been wiped.
    package func reopen(_ id: Int64, _ reopening: Reopening) throws(OutboxError) -> Bool {
        try translating {
            let query = statements.reopen.bind(1, id).bind(2, reopening.endpoint)
            query.bind(3, reopening.due.secondsRoundedUp).bind(4, reopening.reason).bind(5, reopening.charged)
            return try query.bind(6, reopening.byTemplate ? 1 : 0).run() > 0
        }
    }

    /// Ends a message that counted as sent.
    package func endSent(_ id: Int64, _ state: MessageState, reason: String) throws(OutboxError) -> Bool {
        try translating {
            try statements.endSent.bind(1, id).bind(2, state.rawValue).bind(3, reason).run() > 0
        }
    }

    /// Messages of which no word has come in time.
    package func missedReceipts(
        at now: Timestamp, limit: Int
    ) throws(OutboxError) -> [(id: Int64, endpoint: String?, route: String)] {
        try translating {
            let query = statements.missedReceipts.bind(1, now.seconds).bind(2, limit)
            var missed: [(id: Int64, endpoint: String?, route: String)] = []
            while try query.step() { missed.append((query.integer(0), query.optionalText(1), query.text(2))) }
            return missed
        }
    }

    /// By when word of a message is to have come, of the one that waits shortest.
    package func nextReceiptDue() throws(OutboxError) -> Timestamp? {
        try translating {
            guard try statements.nextReceiptDue.step() else { return nil }
            defer { statements.nextReceiptDue.finish() }
            return Timestamp(seconds: statements.nextReceiptDue.integer(0))
        }
    }

    /// No word of a message is waited for any more.
    package func clearReceiptDue(_ id: Int64) throws(OutboxError) {
        try translating { _ = try statements.clearReceiptDue.bind(1, id).run() }
    }
}

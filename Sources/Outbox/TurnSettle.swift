package import Domain

/// The history's record of an attempt.
package struct AttemptRecord: Hashable, Sendable {
    package var message: Int64
    package var number: Int
    package var part: Int
    package var endpoint: String
    package var startedAt: Timestamp
    package var durationMilliseconds: Int64
    package var outcome: Outcome
    package var reason: String
    /// 0: no answer.
    package var httpStatus: Int
    /// The beginning of the answer, secrets masked.
    package var response: String
    package var providerMessageID: String?

    package init(
        message: Int64, number: Int, part: Int, endpoint: String, startedAt: Timestamp,
        durationMilliseconds: Int64, outcome: Outcome, reason: String, httpStatus: Int, response: String,
        providerMessageID: String?
    ) {
        self.message = message
        self.number = number
        self.part = part
        self.endpoint = endpoint
        self.startedAt = startedAt
        self.durationMilliseconds = durationMilliseconds
        self.outcome = outcome
        self.reason = reason
        self.httpStatus = httpStatus
        self.response = response
        self.providerMessageID = providerMessageID
    }
}

/// A message that an earlier life of the daemon left in flight.
package struct InterruptedMessage: Hashable, Sendable {
    package var id: Int64
    package var endpoint: String
    package var attempts: Int
    package var charged: Int
    package var part: Int
    package var claimedAt: Timestamp
}

/// Each write is guarded by state and attempt number: a stale result changes nothing.
extension Turn {
    /// The last part was accepted.
    ///
    /// - Parameter receiptDue: by when word of it is to have come; `nil`: none is waited for.
    /// - Returns: whether the message was still this attempt's.
    package func accept(
        _ id: Int64, attempt: Int, parts: Int, providerMessageID: String?, receiptDue: Timestamp? = nil,
        at now: Timestamp
    ) throws(OutboxError) -> Bool {
        try translating {
            let query = statements.accept.bind(1, id).bind(2, attempt).bind(3, parts).bind(4, now.seconds)
            return try query.bind(5, providerMessageID).bind(6, receiptDue?.secondsRoundedUp).run() > 0
        }
    }

    /// A part was accepted and another follows.
    ///
    /// - Returns: where the message stands: queued, or cancelled meanwhile; `nil`: it was not this attempt's.
    package func advance(
        _ id: Int64, attempt: Int, nextPart: Int, providerMessageID: String?, at now: Timestamp
    ) throws(OutboxError) -> EndedMessage? {
        try translating {
            let query = statements.advance.bind(1, id).bind(2, attempt).bind(3, nextPart).bind(4, now.seconds)
            return try standing(of: id, query.bind(5, providerMessageID))
        }
    }

    /// Queues a message again.
    ///
    /// - Parameter byTemplate: whether it goes by the request for approved templates from now on; `nil`: as before.
    /// - Returns: where the message stands: queued, or cancelled meanwhile; `nil`: it was not this attempt's.
    package func again(
        _ id: Int64, attempt: Int, reason: String, endpoint: String, due: Timestamp, charged: Int, frozen: Bool,
        byTemplate: Bool? = nil
    ) throws(OutboxError) -> EndedMessage? {
        try translating {
            let query = statements.again.bind(1, id).bind(2, attempt).bind(3, reason).bind(4, endpoint)
            query.bind(5, due.secondsRoundedUp).bind(6, charged).bind(7, frozen ? 1 : 0)
            query.bind(8, byTemplate.map { $0 ? 1 : 0 })
            return try standing(of: id, query)
        }
    }

    /// Ends a message that was in flight.
    ///
    /// - Returns: whether the message was still this attempt's.
    package func finish(
        _ id: Int64, attempt: Int, _ state: MessageState, reason: String
    ) throws(OutboxError) -> Bool {
        try translating {
            try statements.finish.bind(1, id).bind(2, attempt).bind(3, state.rawValue).bind(4, reason).run() > 0
        }
    }

    /// Gives back a claim whose request never started: as if it had not been claimed.
    ///
    /// - Returns: where the message stands: queued, or cancelled meanwhile; `nil`: it was not this attempt's.
    package func release(_ id: Int64, attempt: Int, at now: Timestamp) throws(OutboxError) -> EndedMessage? {
        try translating {
            let standing = try standing(of: id, statements.release.bind(1, id).bind(2, attempt).bind(3, now.seconds))
            // Before its first attempt a message has no parts: a first claim drops none of an earlier composition.
            if standing != nil, attempt == 1 { try statements.dropParts.bind(1, id).bind(2, 0).run() }
            return standing
        }
    }

    /// Writes an attempt into the history.
    package func record(_ attempt: AttemptRecord) throws(OutboxError) {
        try translating {
            let query = statements.attempt
            query.bind(1, attempt.message).bind(2, attempt.number).bind(3, attempt.part).bind(4, attempt.endpoint)
            query.bind(5, attempt.startedAt.milliseconds).bind(6, attempt.durationMilliseconds)
            query.bind(7, attempt.outcome.rawValue).bind(8, attempt.reason.isEmpty ? nil : attempt.reason)
            query.bind(9, attempt.httpStatus == 0 ? nil : Int64(attempt.httpStatus))
            query.bind(10, attempt.response.isEmpty ? nil : attempt.response)
            _ = try query.bind(11, attempt.providerMessageID).run()
        }
    }

    /// Adds to the counts of an endpoint's minute.
    package func tally(endpoint: String, sent: Int, failed: Int, at now: Timestamp) throws(OutboxError) {
        try translating {
            let query = statements.tally.bind(1, endpoint).bind(2, now.seconds / 60)
            _ = try query.bind(3, sent).bind(4, failed).run()
        }
    }

    /// Messages that are `sending` now; at the daemon's start: those an earlier life left in flight.
    package func interrupted(limit: Int) throws(OutboxError) -> [InterruptedMessage] {
        try translating {
            let query = statements.sending.bind(1, limit)
            var messages: [InterruptedMessage] = []
            while try query.step() {
                messages.append(
                    InterruptedMessage(
                        id: query.integer(0), endpoint: query.text(1), attempts: query.count(2),
                        charged: query.count(3), part: query.count(4),
                        claimedAt: Timestamp(milliseconds: query.integer(5))))
            }
            return messages
        }
    }

    func standing(of id: Int64, _ query: Query) throws -> EndedMessage? {
        var standing: EndedMessage?
        while try query.step() {
            standing = EndedMessage(
                id: id, state: MessageState(rawValue: query.text(0)) ?? .queued,
                reason: query.optionalText(1) ?? "")
        }
        return standing
    }
}

// MARK: - Invoices and endpoints

extension Turn {
    /// Cancels what waits for invoices that were paid since the last look; what is in flight is marked.
    ///
    /// - Returns: the messages that are cancelled now, and whether no invoices are left beyond `limit`.
    package func applySettlements(limit: Int) throws(OutboxError) -> (cancelled: [Int64], isComplete: Bool) {
        try translating {
            var invoices: [[UInt8]] = []
            let query = statements.unapplied.bind(1, limit)
            while try query.step() { invoices.append(query.bytes(0)) }
            var cancelled: [Int64] = []
            for invoice in invoices {
                let waiting = statements.settledWaiting.bind(1, bytes: invoice)
                while try waiting.step() { cancelled.append(waiting.integer(0)) }
                try statements.settledSending.bind(1, bytes: invoice).run()
                try statements.applied.bind(1, bytes: invoice).run()
            }
            return (cancelled, invoices.count < limit)
        }
    }

    /// The kept state of every endpoint.
    package func endpoints() throws(OutboxError) -> [EndpointRow] {
        try translating {
            let query = statements.endpoints
            var rows: [EndpointRow] = []
            while try query.step() {
                rows.append(
                    EndpointRow(
                        name: query.text(0), mode: query.text(1), isHeld: query.integer(2) != 0,
                        reason: query.optionalText(3), untilMilliseconds: query.optionalInteger(4),
                        trips: query.count(5), pacedUntilMilliseconds: query.optionalInteger(6),
                        arrivals: query.text(7)))
            }
            return rows
        }
    }

    /// Keeps an endpoint's state.
    package func setEndpoint(_ row: EndpointRow) throws(OutboxError) {
        try translating {
            let query = statements.setEndpoint
            query.bind(1, row.name).bind(2, row.mode).bind(3, row.isHeld ? 1 : 0).bind(4, row.reason)
            query.bind(5, row.untilMilliseconds).bind(6, row.trips).bind(7, row.pacedUntilMilliseconds)
            _ = try query.bind(8, row.arrivals).run()
        }
    }
}

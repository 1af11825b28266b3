package import Domain

/// What is known of an address at an endpoint.
package struct Recipient: Hashable, Sendable {
    /// The canonical key of the address.
    package var address: String
    package var endpoint: String
    /// The customer's id, and the last message to this address that was accepted.
    package var customer: String?
    package var message: Int64?
    /// The address by which the gateway speaks of it, where that is another one.
    package var alias: String?
    /// The address that the gateway wants to be given.
    package var captured: String?
    /// Whether the endpoint reaches it, as far as that was asked.
    package var isKnown: Bool?
    package var checkedAt: Timestamp?
}

/// Who is written to, and who does not want to be.
extension Turn {
    /// Whether anybody has opted out at all.
    package func hasOptOuts() throws(OutboxError) -> Bool {
        try translating {
            guard try statements.hasOptOuts.step() else { return false }
            defer { statements.hasOptOuts.finish() }
            return statements.hasOptOuts.integer(0) != 0
        }
    }

    /// Whether messages by a channel are not wanted under one of these keys.
    package func isOptedOut(_ keys: [String], channel: Channel) throws(OutboxError) -> Bool {
        try translating {
            for key in keys {
                let query = statements.isOptedOut.bind(1, key).bind(2, channel.rawValue)
                guard try query.step() else { continue }
                defer { query.finish() }
                if query.integer(0) != 0 { return true }
            }
            return false
        }
    }

    /// Notes that messages are not wanted.
    ///
    /// - Parameters:
    ///   - key: an address's canonical key, or `customer:ID`.
    ///   - channel: `nil`: by all of them.
    ///   - source: who says so: an endpoint's name, or `operator`.
    /// - Returns: whether that is news.
    package func optOut(
        _ key: String, channel: Channel?, source: String, at now: Timestamp
    ) throws(OutboxError) -> Bool {
        try translating {
            let query = statements.optOut.bind(1, key).bind(2, channel?.rawValue ?? "").bind(3, now.seconds)
            return try query.bind(4, source).run() > 0
        }
    }

    /// What is known of an address at an endpoint.
    package func recipient(_ address: String, endpoint: String) throws(OutboxError) -> Recipient? {
        try translating {
            let query = statements.recipient.bind(1, address).bind(2, endpoint)
            guard try query.step() else { return nil }
            defer { query.finish() }
            return Self.recipient(query)
        }
    }

    /// What is known of an address at all endpoints.
    package func recipients(_ address: String) throws(OutboxError) -> [Recipient] {
        try translating {
            let query = statements.recipients.bind(1, address)
            var recipients: [Recipient] = []
            while try query.step() { recipients.append(Self.recipient(query)) }
            return recipients
        }
    }

    private static func recipient(_ query: Query) -> Recipient {
        Recipient(
            address: query.text(0), endpoint: query.text(1), customer: query.optionalText(2),
            message: query.optionalInteger(3), alias: query.optionalText(4), captured: query.optionalText(5),
            isKnown: query.optionalInteger(6).map { $0 != 0 },
            checkedAt: query.optionalInteger(7).map { Timestamp(seconds: $0) })
    }

    /// Notes to whom an address belongs, and how the gateway speaks of it.
    package func noteRecipient(
        _ address: String, endpoint: String, customer: String?, message: Int64, alias: String?
    ) throws(OutboxError) {
        try translating {
            let query = statements.noteRecipient.bind(1, address).bind(2, endpoint).bind(3, customer)
            _ = try query.bind(4, message).bind(5, alias).run()
        }
    }

    /// Notes what a gateway says of an address.
    package func noteCheck(
        _ address: String, endpoint: String, isKnown: Bool, captured: String?, alias: String?, at now: Timestamp
    ) throws(OutboxError) {
        try translating {
            let query = statements.noteCheck.bind(1, address).bind(2, endpoint).bind(3, isKnown ? 1 : 0)
            _ = try query.bind(4, captured).bind(5, now.seconds).bind(6, alias).run()
        }
    }

    /// The canonical key of the address that a gateway calls by another one.
    package func address(aliased alias: String) throws(OutboxError) -> String? {
        try translating {
            let query = statements.aliased.bind(1, alias)
            guard try query.step() else { return nil }
            defer { query.finish() }
            return query.text(0)
        }
    }

    /// Copies a message to other routes, and marks it so that it is done once.
    package func copy(_ id: Int64, toRoutes routes: [String]) throws(OutboxError) {
        try translating {
            for route in routes { try statements.copyToRoute.bind(1, id).bind(2, route).run() }
            try statements.markOrigin.bind(1, id).run()
        }
    }

    /// Puts a message of Carteiro's own into the outbox.
    ///
    /// - Returns: whether there was none of that key yet.
    package func insert(
        template: String, route: String, payload: [UInt8], dedupeKey: String
    ) throws(OutboxError) -> Bool {
        try translating {
            let query = statements.insertMessage.bind(1, dedupeKey).bind(2, template).bind(3, route)
            return try query.bind(4, bytes: payload).run() > 0
        }
    }
}

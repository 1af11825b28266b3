package import Domain
internal import GRDB

/// One thing that a gateway told, verified and understood.
package struct CallbackRecord: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// What became of a message: `status` is `accepted`, `delivered`, `read` or `failed`.
        case receipt
        /// Somebody does not want messages any more.
        case optOut = "opt-out"
        /// The gateway's own connection: `status` is `up` or `down`.
        case session
    }

    package var endpoint: String
    package var kind: Kind
    /// The gateway's id of the message that it is about.
    package var providerID: String?
    /// Our idempotency key, where the gateway hands it back.
    package var ref: String?
    package var status: String?
    /// Of a failed receipt: what the failure means.
    package var verdict: Verdict?
    /// The canonical key of the address that it is about.
    package var address: String?
    package var at: Timestamp

    package init(
        endpoint: String, kind: Kind, providerID: String? = nil, ref: String? = nil, status: String? = nil,
        verdict: Verdict? = nil, address: String? = nil, at: Timestamp
    ) {
        self.endpoint = endpoint
        self.kind = kind
        self.providerID = providerID
        self.ref = ref
        self.status = status
        self.verdict = verdict
        self.address = address
        self.at = at
    }
}

/// A receipt as `show` shows it.
package struct ReceiptDetail: Hashable, Sendable {
    package var status: String
    package var at: Timestamp
    package var part: Int?
    package var endpoint: String
    /// Of a failed one.
    package var reason: String?
}

extension Outbox {
    /// Stores what gateways told in one durable transaction; the engine applies it. The same word twice is kept once.
    ///
    /// - Throws: `OutboxError`; nothing is stored then.
    package func record(_ callbacks: [CallbackRecord], at now: Timestamp) throws(OutboxError) {
        try write { db in
            let insert = try db.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO callback (endpoint, kind, provider_id, ref, status, outcome, reason, scope,
                        retry_after_ms, address, at_ms, received_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """)
            for callback in callbacks {
                let verdict = callback.verdict
                try insert.execute(arguments: [
                    callback.endpoint, callback.kind.rawValue, callback.providerID, callback.ref, callback.status,
                    verdict?.outcome.rawValue, verdict?.reason, verdict?.scope.rawValue,
                    verdict?.retryAfterMilliseconds, callback.address, callback.at.milliseconds, now.seconds,
                ])
            }
        }
    }

    /// The receipts of a message, in the order of their times.
    static func receipts(of id: Int64, _ db: Database) throws -> [ReceiptDetail] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT status, at_ms, part, endpoint, reason FROM callback
                WHERE message = ? AND kind = 'receipt' ORDER BY at_ms, id
                """, arguments: [id]
        ).map { row in
            ReceiptDetail(
                status: row[0] ?? "", at: Timestamp(milliseconds: row[1]), part: row[2], endpoint: row[3],
                reason: row[4])
        }
    }
}

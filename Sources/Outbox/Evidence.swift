internal import Crypto
internal import Domain
internal import GRDB

/// What is kept of a message that was sent when its texts are wiped. Times are Unix seconds.
package struct Evidence: Hashable, Sendable {
    package var message: Int64
    package var invoice: String?
    package var endpoint: String?
    /// Name and version of the template, as `overdue@1f2e3d4c`; the name alone where the version is unknown.
    package var template: String?
    package var providerMessageID: String?
    /// The fingerprint of what the customer got: SHA-256 in lower-case hexadecimal over the subject, the texts of the
    /// parts that were sent, in their order, and the HTML half, as far as there are any, joined by line feeds.
    package var textSHA256: String
    package var sentAt: Int64
    package var deliveredAt: Int64?
    package var readAt: Int64?
}

extension Outbox {
    /// The evidence of a message; `nil` if there is none.
    ///
    /// It stays when the message goes.
    package func evidence(of id: Int64) throws(OutboxError) -> Evidence? {
        try use { try Self.evidence(of: id, $0) }
    }

    static func evidence(of id: Int64, _ db: Database) throws -> Evidence? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT message, invoice, endpoint, template, provider_message_id, text_sha256, sent_at, delivered_at,
                    read_at
                FROM evidence WHERE message = ?
                """, arguments: [id]
        ).map { row in
            Evidence(
                message: row[0], invoice: row[1], endpoint: row[2], template: row[3], providerMessageID: row[4],
                textSHA256: row[5], sentAt: row[6], deliveredAt: row[7], readAt: row[8])
        }
    }

    /// Makes the evidence of a message, if it was sent, and of those that were sent along in it.
    ///
    /// None is made where there is no text to make it of: of a message that was never composed, or whose texts are gone.
    static func keepEvidence(_ id: Int64, _ db: Database) throws {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, COALESCE(leader, id) FROM outbox
                    WHERE (id = ?1 OR leader = ?1) AND state = 'sent'
                        AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.message = outbox.id)
                    """), arguments: [id])
        for row in rows {
            let message: Int64 = row[0]
            guard let text = try sentText(of: message, in: row[1], db) else { continue }
            try db.cachedStatement(
                sql: """
                    INSERT INTO evidence
                    SELECT id, invoice, endpoint,
                        COALESCE((SELECT template FROM part WHERE message = ?2 AND position = 0), template),
                        provider_message_id, ?3, COALESCE(sent_at, created_at), delivered_at, read_at
                    FROM outbox WHERE id = ?1
                    """
            ).execute(arguments: [message, row[1] as Int64, fingerprint(text)])
        }
    }

    /// What the customer got by a message: of a merged one what is about all invoices, and its own codes.
    ///
    /// - Parameter carrier: the message that it was sent in.
    private static func sentText(of id: Int64, in carrier: Int64, _ db: Database) throws -> String? {
        let parts = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT subject, text, html FROM part
                    WHERE message = ?1 AND (owner IS NULL OR owner = ?2)
                        AND (SELECT wiped FROM outbox WHERE id = ?1) = 0
                        AND EXISTS (SELECT 1 FROM attempt WHERE attempt.message = ?1 AND attempt.part = part.position
                            AND (outcome = 'sent' OR outcome = 'uncertain'))
                    ORDER BY position
                    """), arguments: [carrier, id])
        guard !parts.isEmpty else { return nil }
        let column = { (index: Int) in parts.compactMap { $0[index] as String? } }
        return (column(0) + column(1) + column(2)).joined(separator: "\n")
    }

    static func fingerprint(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    /// Wipes the texts, the answers and the payload of an ended message, after its evidence was made.
    ///
    /// - Parameter keepingCustomer: whether the customer's id stays beside the invoice's.
    static func wipeBody(_ id: Int64, keepingCustomer: Bool, _ db: Database) throws {
        try keepEvidence(id, db)
        let customer = keepingCustomer ? "'customer', json_object('id', customer), " : ""
        for sql in [
            "UPDATE part SET text = '', subject = NULL, html = NULL, source = NULL, approved = NULL WHERE message = ?1",
            "UPDATE attempt SET response = NULL WHERE message = ?1 AND response IS NOT NULL",
            """
            UPDATE outbox SET payload = json_object(\(customer)'invoice', json_object('id', invoice)), wiped = 1
            WHERE id = ?1
            """,
        ] { try db.cachedStatement(sql: sql).execute(arguments: [id]) }
    }
}

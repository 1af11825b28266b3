internal import GRDB

/// The statements about what gateways tell of messages.
struct ReceiptStatements {
    let callbacks: Query
    let attemptByProvider: Query
    let letterhead: Query
    let noteCallback: Query
    let reviveCallbacks: Query
    let receive: Query
    let reopen: Query
    let reopenMember: Query
    let endSent: Query
    let missedReceipts: Query
    let nextReceiptDue: Query
    let clearReceiptDue: Query
    let goOn: Query
    let countAsSent: Query
    let countMembersAsSent: Query

    init(_ db: Database) throws {
        callbacks = try Query(
            db,
            """
            SELECT id, endpoint, kind, provider_id, ref, status, outcome, reason, scope, retry_after_ms, address, at_ms
            FROM callback WHERE standing = 0 ORDER BY id LIMIT ?1
            """)
        attemptByProvider = try Query(
            db,
            """
            SELECT message, part, number FROM attempt
            WHERE provider_message_id = ?1 AND endpoint = ?2 ORDER BY message DESC, number DESC LIMIT 1
            """)
        letterhead = try Query(
            db,
            """
            SELECT state, endpoint, part, frozen, attempts, charged, route, delivered_at, leader, customer, cancel,
                by_template, wiped
            FROM outbox WHERE id = ?1
            """)
        noteCallback = try Query(db, "UPDATE callback SET standing = ?2, message = ?3, part = ?4 WHERE id = ?1")
        reviveCallbacks = try Query(
            db, "UPDATE callback SET standing = 0 WHERE standing = 2 AND provider_id = ?1 AND endpoint = ?2")
        // Times only ever come in, and the earliest of them counts: the order in which word comes does not matter.
        receive = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET delivered_at = COALESCE(min(delivered_at, ?2), delivered_at, ?2),
                read_at = COALESCE(min(read_at, ?3), read_at, ?3), receipt_due = NULL
            WHERE id = ?1
            """)
        // Its state is asked for, so that a message that went another way meanwhile is left alone.
        reopen = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = 'queued', endpoint = ?2, next_attempt_at = ?3, reason = ?4, charged = ?5,
                by_template = ?6, part = 0, frozen = 0, urgency = priority * 2 + 1, sent_at = NULL,
                provider_message_id = NULL, receipt_due = NULL, leader = NULL
            WHERE id = ?1 AND (state = 'sent' OR (state = 'queued' AND part > 0)) AND wiped = 0
                AND NOT EXISTS (SELECT 1 FROM settled_invoice AS s WHERE s.invoice = outbox.invoice)
            """)
        reopenMember = try Query(
            db, "SELECT id FROM outbox WHERE leader = ?1 AND state = 'sent' AND wiped = 0 ORDER BY id")
        endSent = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = ?2, reason = ?3, receipt_due = NULL, next_attempt_at = NULL
            WHERE id = ?1 AND (state = 'sent' OR (state = 'queued' AND part > 0))
            """)
        missedReceipts = try Query(
            db,
            """
            SELECT id, endpoint, route FROM outbox WHERE receipt_due IS NOT NULL AND receipt_due <= ?1
            ORDER BY receipt_due LIMIT ?2
            """)
        nextReceiptDue = try Query(
            db, "SELECT receipt_due FROM outbox WHERE receipt_due IS NOT NULL ORDER BY receipt_due LIMIT 1")
        clearReceiptDue = try Query(db, "UPDATE outbox NOT INDEXED SET receipt_due = NULL WHERE id = ?1")
        goOn = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = 'queued', reason = NULL, part = ?2, next_attempt_at = ?3, charged = 0,
                frozen = 1, urgency = -1
            WHERE id = ?1 AND (state = 'queued' OR state = 'uncertain')
            """)
        countAsSent = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = 'sent', reason = NULL, endpoint = ?2, sent_at = ?3,
                next_attempt_at = NULL, cancel = NULL, receipt_due = NULL
            WHERE id = ?1 AND (state = 'queued' OR state = 'uncertain')
            """)
        countMembersAsSent = try Query(
            db,
            """
            UPDATE outbox SET state = 'sent', reason = 'merged', sent_at = ?2, next_attempt_at = NULL, cancel = NULL
            WHERE leader = ?1 AND (state = 'sending' OR state = 'uncertain')
            """)
    }
}

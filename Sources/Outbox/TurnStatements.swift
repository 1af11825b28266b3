internal import GRDB

/// The statements of the engine's turn, prepared once.
final class TurnStatements {
    let begin: Query
    let commit: Query
    let rollback: Query
    let dataVersion: Query
    let firstRoute: Query
    let nextRoute: Query
    let takeNew: Query
    let nextUrgency: Query
    let takeDue: Query
    let firstDue: Query
    let nextEndpoint: Query
    let claim: Query
    let setPart: Query
    let dropParts: Query
    let parts: Query
    let queue: Query
    let postpone: Query
    let end: Query
    let accept: Query
    let advance: Query
    let again: Query
    let finish: Query
    let release: Query
    let attempt: Query
    let tally: Query
    let setEndpoint: Query
    let endpoints: Query
    let unapplied: Query
    let settledWaiting: Query
    let settledSending: Query
    let applied: Query
    let expired: Query
    let nextExpiry: Query
    let sending: Query
    let waitingOfCustomer: Query
    let takePressing: Query
    let marked: Query
    let contacts: Query
    let noteContact: Query
    let dropContact: Query
    let bind: Query
    let members: Query
    let standing: Query
    let owners: Query
    let carryOn: Query
    let endMerged: Query
    let unbind: Query
    let message: Query
    let settle: Query
    let countAhead: Query
    let requeueAsNew: Query
    let copyToRoute: Query
    let markOrigin: Query
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
    let hasOptOuts: Query
    let isOptedOut: Query
    let optOut: Query
    let recipient: Query
    let recipients: Query
    let noteRecipient: Query
    let noteCheck: Query
    let aliased: Query
    let insertMessage: Query

    init(_ db: Database) throws {
        begin = try Query(db, "BEGIN IMMEDIATE")
        commit = try Query(db, "COMMIT")
        rollback = try Query(db, "ROLLBACK")
        dataVersion = try Query(db, "PRAGMA data_version")
        firstRoute = try Query(db, "SELECT route FROM outbox WHERE state = 'new' ORDER BY route LIMIT 1")
        nextRoute = try Query(
            db, "SELECT route FROM outbox WHERE state = 'new' AND route > ?1 ORDER BY route LIMIT 1")
        let columns =
            """
            id, template, route, payload, not_before, not_after, priority, attempts, charged, part, frozen, by_template,
            origin
            """
        let isSettled = "EXISTS (SELECT 1 FROM settled_invoice AS s WHERE s.invoice = outbox.invoice)"
        let carries = Schema.carries
        // Whether it is still owed is asked here and not of the parsed payload, so that one rule says what a
        // message's invoice is.
        takeNew = try Query(
            db,
            """
            SELECT \(columns), \(isSettled)
            FROM outbox WHERE state = 'new' AND route = ?1 ORDER BY priority, id LIMIT ?2
            """)
        waitingOfCustomer = try Query(
            db,
            """
            SELECT \(columns), \(isSettled),
                endpoint, next_attempt_at
            FROM outbox WHERE customer = ?1 AND (state = 'new' OR state = 'queued')
                AND id <> ?2 AND part = 0 AND frozen = 0
            ORDER BY id LIMIT ?3
            """)
        takePressing = try Query(
            db,
            """
            SELECT \(columns), 0 FROM outbox
            WHERE id IN (
                    SELECT id FROM outbox WHERE not_after IS NOT NULL AND (state = 'new' OR state = 'queued')
                        AND not_after < ?2 ORDER BY not_after LIMIT 256)
                AND state = 'queued' AND endpoint = ?1 AND next_attempt_at <= ?3
            ORDER BY not_after LIMIT ?4
            """)
        nextUrgency = try Query(
            db,
            """
            SELECT urgency FROM outbox WHERE state = 'queued' AND endpoint = ?1 AND urgency > ?2
            ORDER BY urgency LIMIT 1
            """)
        takeDue = try Query(
            db,
            """
            SELECT \(columns), 0
            FROM outbox WHERE state = 'queued' AND endpoint = ?1 AND urgency = ?2 AND next_attempt_at <= ?3
            ORDER BY next_attempt_at, id LIMIT ?4
            """)
        firstDue = try Query(
            db,
            """
            SELECT next_attempt_at FROM outbox WHERE state = 'queued' AND endpoint = ?1 AND urgency = ?2
            ORDER BY next_attempt_at LIMIT 1
            """)
        nextEndpoint = try Query(
            db, "SELECT endpoint FROM outbox WHERE state = 'queued' AND endpoint > ?1 ORDER BY endpoint LIMIT 1")
        // NOT INDEXED: by the row id. A partial index on the state would be found too, and updating by the index that
        // is being updated costs a temporary table a statement.
        claim = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = 'sending', endpoint = ?2, attempts = ?3, claimed_at = ?4,
                part = COALESCE(?5, part),
                next_attempt_at = NULL, leader = NULL
            WHERE id = ?1 AND (state = 'new' OR state = 'queued')
            """)
        setPart = try Query(db, "INSERT OR REPLACE INTO part VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
        dropParts = try Query(
            db,
            "DELETE FROM part WHERE message = ?1 AND position >= ?2")
        parts = try Query(
            db,
            "SELECT kind, text, subject, html, source, is_optional, approved FROM part WHERE message = ?1 ORDER BY position"
        )
        queue = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = 'queued', endpoint = ?2, urgency = ?3, next_attempt_at = ?4,
                reason = COALESCE(?5, reason)
            WHERE id = ?1 AND state = 'new'
            """)
        postpone = try Query(
            db, "UPDATE outbox NOT INDEXED SET next_attempt_at = ?2, reason = ?3 WHERE id = ?1 AND state = 'queued'")
        end = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = ?2, reason = ?3, next_attempt_at = NULL, cancel = NULL
            WHERE id = ?1 AND (state = 'new' OR state = 'queued')
            """)
        accept = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = 'sent', reason = NULL, part = ?3, sent_at = ?4, cancel = NULL,
                provider_message_id = COALESCE(provider_message_id, ?5),
                receipt_due = CASE WHEN delivered_at IS NULL THEN ?6 END
            WHERE id = ?1 AND state = 'sending' AND attempts = ?2
            """)
        advance = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = CASE WHEN cancel IS NULL THEN 'queued' ELSE 'cancelled' END, reason = cancel,
                part = ?3, next_attempt_at = CASE WHEN cancel IS NULL THEN ?4 END, charged = 0, frozen = 1,
                urgency = -1, provider_message_id = COALESCE(provider_message_id, ?5), cancel = NULL
            WHERE id = ?1 AND state = 'sending' AND attempts = ?2
            RETURNING state, reason
            """)
        again = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = CASE WHEN cancel IS NULL THEN 'queued' ELSE 'cancelled' END,
                reason = COALESCE(cancel, ?3), endpoint = ?4, next_attempt_at = CASE WHEN cancel IS NULL THEN ?5 END,
                charged = ?6, frozen = max(frozen, ?7), urgency = CASE WHEN part > 0 THEN -1 ELSE priority * 2 + 1 END,
                cancel = NULL, by_template = COALESCE(?8, by_template)
            WHERE id = ?1 AND state = 'sending' AND attempts = ?2
            RETURNING state, reason
            """)
        finish = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = ?3, reason = ?4, cancel = NULL
            WHERE id = ?1 AND state = 'sending' AND attempts = ?2
            """)
        release = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = CASE WHEN cancel IS NULL THEN 'queued' ELSE 'cancelled' END,
                reason = COALESCE(cancel, reason), next_attempt_at = CASE WHEN cancel IS NULL THEN ?3 END,
                attempts = attempts - 1, cancel = NULL,
                urgency = CASE WHEN part > 0 THEN -1 ELSE priority * 2 + (attempts > 1) END
            WHERE id = ?1 AND state = 'sending' AND attempts = ?2
            RETURNING state, reason
            """)
        attempt = try Query(
            db, "INSERT OR REPLACE INTO attempt VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
        tally = try Query(
            db,
            """
            INSERT INTO tally VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (endpoint, minute) DO UPDATE SET sent = sent + excluded.sent, failed = failed + excluded.failed
            """)
        setEndpoint = try Query(
            db,
            """
            INSERT INTO endpoint (name, mode, held, reason, until_ms, trips, paced_until_ms, arrivals)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (name) DO UPDATE SET mode = excluded.mode, held = excluded.held, reason = excluded.reason,
                until_ms = excluded.until_ms, trips = excluded.trips, paced_until_ms = excluded.paced_until_ms,
                arrivals = excluded.arrivals
            """)
        endpoints = try Query(
            db, "SELECT name, mode, held, reason, until_ms, trips, paced_until_ms, arrivals FROM endpoint")
        unapplied = try Query(db, "SELECT invoice FROM settled_invoice WHERE applied = 0 LIMIT ?1")
        settledWaiting = try Query(
            db,
            """
            UPDATE outbox SET state = 'cancelled', reason = 'settled', next_attempt_at = NULL
            WHERE invoice = ?1 AND (state = 'new' OR state = 'queued') AND NOT \(carries) RETURNING id
            """)
        // What is queued still is so for those that were merged into it.
        settledSending = try Query(
            db,
            """
            UPDATE outbox SET cancel = 'settled' WHERE invoice = ?1 AND (state = 'sending' OR state = 'queued')
            """)
        message = try Query(db, "SELECT \(columns), \(isSettled) FROM outbox WHERE id = ?1")
        settle = try Query(db, "INSERT INTO settled_invoice (invoice) VALUES (?1)")
        countAhead = try Query(
            db,
            """
            SELECT count(*) FROM (
                SELECT 1 FROM outbox AS o, (
                    SELECT CASE WHEN state = 'new' THEN priority * 2 ELSE urgency END AS urgency,
                        COALESCE(next_attempt_at, ?3) AS next_attempt_at
                    FROM outbox WHERE id = ?1) AS it
                WHERE o.state = 'queued' AND o.endpoint = ?2 AND o.next_attempt_at <= ?3 AND o.id <> ?1
                    AND (o.urgency < it.urgency
                        OR (o.urgency = it.urgency AND (o.next_attempt_at < it.next_attempt_at
                            OR (o.next_attempt_at = it.next_attempt_at AND o.id < ?1))))
                LIMIT 1000000)
            """)
        marked = try Query(db, "SELECT id FROM outbox WHERE state = 'sending' AND cancel IS NOT NULL")
        applied = try Query(db, "UPDATE settled_invoice SET applied = 1 WHERE invoice = ?1")
        expired = try Query(
            db,
            """
            UPDATE outbox SET state = 'expired', reason = 'not-after', next_attempt_at = NULL
            WHERE id IN (SELECT id FROM outbox WHERE not_after IS NOT NULL AND not_after < ?1
                AND (state = 'new' OR state = 'queued') AND NOT \(carries) ORDER BY not_after LIMIT ?2)
            RETURNING id, endpoint
            """)
        nextExpiry = try Query(
            db,
            """
            SELECT not_after FROM outbox WHERE not_after IS NOT NULL AND (state = 'new' OR state = 'queued')
                AND NOT \(carries) ORDER BY not_after LIMIT 1
            """)
        requeueAsNew = try Query(
            db,
            """
            UPDATE outbox SET state = 'new', endpoint = NULL, next_attempt_at = NULL
            WHERE state = 'queued' AND endpoint = ?1
            """)
        sending = try Query(
            db,
            """
            SELECT id, endpoint, attempts, charged, part, claimed_at, cancel FROM outbox
            WHERE state = 'sending' AND leader IS NULL ORDER BY id LIMIT ?1
            """)
        contacts = try Query(db, "SELECT message, at FROM contact WHERE person = ?1 AND message <> ?2 AND at > ?3")
        noteContact = try Query(db, "INSERT OR REPLACE INTO contact VALUES (?1, ?2, ?3)")
        dropContact = try Query(db, "DELETE FROM contact WHERE person = ?1 AND message = ?2")
        bind = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = 'sending', endpoint = ?2, leader = ?3, claimed_at = ?4,
                next_attempt_at = NULL
            WHERE id = ?1 AND (state = 'new' OR state = 'queued')
            """)
        members = try Query(
            db, "SELECT id, cancel, not_after FROM outbox WHERE leader = ?1 AND state = 'sending' ORDER BY id")
        standing = try Query(db, "SELECT cancel, not_after, provider_message_id FROM outbox WHERE id = ?1")
        owners = try Query(db, "SELECT owner FROM part WHERE message = ?1 ORDER BY position")
        carryOn = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = 'queued', reason = ?3, part = ?4, next_attempt_at = ?5, charged = ?6,
                frozen = 1, urgency = CASE WHEN ?4 > 0 THEN -1 ELSE priority * 2 + 1 END,
                provider_message_id = COALESCE(provider_message_id, ?7), attempts = ?2 - ?8
            WHERE id = ?1 AND state = 'sending' AND attempts = ?2
            """)
        endMerged = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = ?2, reason = ?3, sent_at = ?4, cancel = NULL,
                provider_message_id = COALESCE(provider_message_id, ?5), next_attempt_at = NULL
            WHERE id = ?1 AND (state = 'sending' OR state = 'queued')
            """)
        unbind = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = CASE WHEN cancel IS NULL THEN 'queued' ELSE 'cancelled' END,
                reason = COALESCE(cancel, ?2), endpoint = ?3, next_attempt_at = CASE WHEN cancel IS NULL THEN ?4 END,
                leader = NULL, cancel = NULL, urgency = priority * 2 + (attempts > 0)
            WHERE id = ?1 AND state = 'sending'
            RETURNING state, reason
            """)
        let receipts = try ReceiptStatements(db)
        (callbacks, attemptByProvider) = (receipts.callbacks, receipts.attemptByProvider)
        letterhead = receipts.letterhead
        (noteCallback, reviveCallbacks, receive) = (receipts.noteCallback, receipts.reviveCallbacks, receipts.receive)
        (reopen, reopenMember, endSent) = (receipts.reopen, receipts.reopenMember, receipts.endSent)
        (missedReceipts, nextReceiptDue) = (receipts.missedReceipts, receipts.nextReceiptDue)
        (clearReceiptDue, goOn) = (receipts.clearReceiptDue, receipts.goOn)
        (countAsSent, countMembersAsSent) = (receipts.countAsSent, receipts.countMembersAsSent)
        let people = try PeopleStatements(db)
        (hasOptOuts, isOptedOut, optOut) = (people.hasOptOuts, people.isOptedOut, people.optOut)
        (recipient, recipients, aliased) = (people.recipient, people.recipients, people.aliased)
        (noteRecipient, noteCheck) = (people.noteRecipient, people.noteCheck)
        (copyToRoute, markOrigin, insertMessage) = (people.copyToRoute, people.markOrigin, people.insertMessage)
    }
}

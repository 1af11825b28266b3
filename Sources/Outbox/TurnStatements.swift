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
    let requeueAsNew: Query

    init(_ db: Database) throws {
        begin = try Query(db, "BEGIN IMMEDIATE")
        commit = try Query(db, "COMMIT")
        rollback = try Query(db, "ROLLBACK")
        dataVersion = try Query(db, "PRAGMA data_version")
        firstRoute = try Query(db, "SELECT route FROM outbox WHERE state = 'new' ORDER BY route LIMIT 1")
        nextRoute = try Query(
            db, "SELECT route FROM outbox WHERE state = 'new' AND route > ?1 ORDER BY route LIMIT 1")
        // Whether it is still owed is asked here and not of the parsed payload, so that one rule says what a
        // message's invoice is.
        takeNew = try Query(
            db,
            """
            SELECT id, template, route, payload, not_before, not_after, priority, attempts, charged, part, frozen,
                EXISTS (SELECT 1 FROM settled_invoice AS s WHERE s.invoice = outbox.invoice)
            FROM outbox WHERE state = 'new' AND route = ?1 ORDER BY priority, id LIMIT ?2
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
            SELECT id, template, route, payload, not_before, not_after, priority, attempts, charged, part, frozen, 0
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
            UPDATE outbox NOT INDEXED SET state = 'sending', endpoint = ?2, attempts = ?3, claimed_at = ?4, next_attempt_at = NULL
            WHERE id = ?1 AND (state = 'new' OR state = 'queued')
            """)
        setPart = try Query(db, "INSERT OR REPLACE INTO part VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        dropParts = try Query(
            db,
            """
            DELETE FROM part WHERE message = ?1 AND position >= ?2
                AND (SELECT frozen FROM outbox WHERE id = ?1) = 0
            """)
        parts = try Query(db, "SELECT kind, text, subject, html FROM part WHERE message = ?1 ORDER BY position")
        queue = try Query(
            db,
            """
            UPDATE outbox NOT INDEXED SET state = 'queued', endpoint = ?2, urgency = ?3, next_attempt_at = ?4
            WHERE id = ?1 AND state = 'new'
            """)
        postpone = try Query(
            db, "UPDATE outbox NOT INDEXED SET next_attempt_at = ?2 WHERE id = ?1 AND state = 'queued'")
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
                provider_message_id = COALESCE(provider_message_id, ?5)
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
                charged = ?6, frozen = max(frozen, ?7), urgency = CASE WHEN part > 0 THEN -1 ELSE priority END,
                cancel = NULL
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
                attempts = attempts - 1, cancel = NULL, urgency = CASE WHEN part > 0 THEN -1 ELSE priority END
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
            WHERE invoice = ?1 AND (state = 'new' OR state = 'queued') RETURNING id
            """)
        settledSending = try Query(
            db, "UPDATE outbox SET cancel = 'settled' WHERE invoice = ?1 AND state = 'sending' RETURNING id")
        applied = try Query(db, "UPDATE settled_invoice SET applied = 1 WHERE invoice = ?1")
        expired = try Query(
            db,
            """
            UPDATE outbox SET state = 'expired', reason = 'not-after', next_attempt_at = NULL
            WHERE id IN (SELECT id FROM outbox WHERE not_after IS NOT NULL AND not_after < ?1
                AND (state = 'new' OR state = 'queued') ORDER BY not_after LIMIT ?2)
            RETURNING id, endpoint
            """)
        nextExpiry = try Query(
            db,
            """
            SELECT not_after FROM outbox WHERE not_after IS NOT NULL AND (state = 'new' OR state = 'queued')
            ORDER BY not_after LIMIT 1
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
            SELECT id, endpoint, attempts, charged, part, claimed_at, cancel FROM outbox WHERE state = 'sending'
            ORDER BY id LIMIT ?1
            """)
    }
}

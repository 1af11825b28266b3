internal import GRDB

/// The statements about who is written to: opt-outs, addresses as gateways know them, copies for several endpoints.
struct PeopleStatements {
    let hasOptOuts: Query
    let isOptedOut: Query
    let optOut: Query
    let recipient: Query
    let recipients: Query
    let noteRecipient: Query
    let noteCheck: Query
    let aliased: Query
    let copyToRoute: Query
    let markOrigin: Query
    let insertMessage: Query

    init(_ db: Database) throws {
        hasOptOuts = try Query(db, "SELECT EXISTS (SELECT 1 FROM opt_out)")
        isOptedOut = try Query(
            db, "SELECT EXISTS (SELECT 1 FROM opt_out WHERE address = ?1 AND (channel = '' OR channel = ?2))")
        optOut = try Query(
            db,
            """
            INSERT INTO opt_out (address, channel, at, source) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (address, channel) DO NOTHING
            """)
        let columns = "address, endpoint, customer, message, alias, captured, is_known, checked_at"
        recipient = try Query(db, "SELECT \(columns) FROM recipient WHERE address = ?1 AND endpoint = ?2")
        recipients = try Query(db, "SELECT \(columns) FROM recipient WHERE address = ?1")
        noteRecipient = try Query(
            db,
            """
            INSERT INTO recipient (address, endpoint, customer, message, alias) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (address, endpoint) DO UPDATE SET customer = COALESCE(excluded.customer, customer),
                message = excluded.message, alias = COALESCE(excluded.alias, alias)
            """)
        noteCheck = try Query(
            db,
            """
            INSERT INTO recipient (address, endpoint, is_known, captured, checked_at, alias)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (address, endpoint) DO UPDATE SET is_known = excluded.is_known, captured = excluded.captured,
                checked_at = excluded.checked_at, alias = COALESCE(excluded.alias, alias)
            """)
        aliased = try Query(db, "SELECT address FROM recipient WHERE alias = ?1 LIMIT 1")
        copyToRoute = try Query(
            db,
            """
            INSERT INTO outbox (template, route, payload, not_before, not_after, priority, created_at, origin)
            SELECT template, ?2, payload, not_before, not_after, priority, created_at, id FROM outbox WHERE id = ?1
            """)
        markOrigin = try Query(db, "UPDATE outbox NOT INDEXED SET origin = ?1 WHERE id = ?1")
        insertMessage = try Query(
            db,
            """
            INSERT INTO outbox (dedupe_key, template, route, payload) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (dedupe_key) DO NOTHING
            """)
    }
}

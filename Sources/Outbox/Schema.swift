internal import GRDB

/// The file's tables, as migrations by `PRAGMA user_version`.
enum Schema {
    /// One step from the version before it to `version`.
    struct Migration {
        var version: Int
        var sql: String
    }

    static let migrations = [
        Migration(version: 1, sql: version1),
        // An e-mail's HTML half, stored with the first part, as the subject is.
        Migration(version: 2, sql: "ALTER TABLE part ADD COLUMN html TEXT"),
        Migration(version: 3, sql: version3),
        Migration(version: 4, sql: version4),
    ]

    /// When an ended message ended, as far as it is known: when it was sent, else its last attempt or its creation.
    static let endedAt = "COALESCE(sent_at, max(created_at, COALESCE(claimed_at / 1000, 0)))"

    /// Holds for a message that is queued while others that were merged into it are being sent: it must not end before
    /// them.
    static let carries = """
        (frozen = 1 AND EXISTS (SELECT 1 FROM outbox AS m WHERE m.leader = outbox.id AND m.state = 'sending'))
        """

    /// The columns after `read_at`, and all tables but `outbox` and `settled_invoice`, are Carteiro's own.
    ///
    /// - `urgency`: the order among what is due: twice the priority, one more for what has been tried before, or -1 for
    ///   a message whose first part has been accepted.
    /// - `charged`: how many of its tries are used up; `attempts` counts every attempt.
    /// - `part`: the position of the next part to send.
    /// - `frozen`: 1 if it must go on letter by letter as stored, since some of it may have arrived.
    /// - `claimed_at`: when the attempt in flight was written, in milliseconds.
    /// - `cancel`: why it is to be cancelled although in flight.
    ///
    /// What every UPDATE of a message computes again is kept cheap: the known states are spelled out with OR, since an
    /// IN list is made into a temporary table each time, and the generated columns do not ask for valid JSON first. They
    /// come before the CHECKs, so a payload that is no JSON is refused in SQLite's own words, `malformed JSON`.
    ///
    /// The indexes on `outbox` that the engine uses are partial: they hold what is still to be done and nothing of
    /// the history, so that a claim costs the same with ten and with ten million finished messages.
    private static let version1 = """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            dedupe_key TEXT UNIQUE,
            template TEXT NOT NULL,
            route TEXT NOT NULL DEFAULT 'default',
            payload TEXT NOT NULL
                CONSTRAINT payload_is_at_most_64_KiB CHECK (length(CAST(payload AS BLOB)) <= 65536)
                CONSTRAINT payload_is_a_JSON_object CHECK (
                    CASE WHEN json_valid(payload) THEN json_type(payload) = 'object' ELSE 0 END),
            not_before INTEGER
                CONSTRAINT not_before_is_in_Unix_seconds CHECK (not_before BETWEEN 0 AND 99999999999),
            not_after INTEGER
                CONSTRAINT not_after_is_in_Unix_seconds CHECK (not_after BETWEEN 0 AND 99999999999),
            priority INTEGER NOT NULL DEFAULT 5
                CONSTRAINT priority_is_from_0_to_9 CHECK (priority BETWEEN 0 AND 9),
            created_at INTEGER NOT NULL DEFAULT (unixepoch()),
            invoice TEXT GENERATED ALWAYS AS (payload ->> '$.invoice.id') VIRTUAL,
            customer TEXT GENERATED ALWAYS AS (payload ->> '$.customer.id') VIRTUAL,
            state TEXT NOT NULL DEFAULT 'new'
                CONSTRAINT state_is_known CHECK (
                    state = 'sent' OR state = 'sending' OR state = 'queued' OR state = 'new' OR state = 'dead'
                    OR state = 'cancelled' OR state = 'expired' OR state = 'uncertain'),
            reason TEXT,
            endpoint TEXT,
            provider_message_id TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER,
            sent_at INTEGER,
            delivered_at INTEGER,
            read_at INTEGER,
            urgency INTEGER NOT NULL DEFAULT 5,
            charged INTEGER NOT NULL DEFAULT 0,
            part INTEGER NOT NULL DEFAULT 0,
            frozen INTEGER NOT NULL DEFAULT 0,
            claimed_at INTEGER,
            cancel TEXT
        ) STRICT;
        CREATE INDEX outbox_invoice ON outbox (invoice) WHERE invoice IS NOT NULL;
        CREATE INDEX outbox_customer ON outbox (customer) WHERE customer IS NOT NULL;
        CREATE INDEX outbox_new ON outbox (route, priority, id) WHERE state = 'new';
        CREATE INDEX outbox_due ON outbox (endpoint, urgency, next_attempt_at) WHERE state = 'queued';
        CREATE INDEX outbox_sending ON outbox (id) WHERE state = 'sending';
        CREATE INDEX outbox_expiry ON outbox (not_after)
            WHERE not_after IS NOT NULL AND (state = 'new' OR state = 'queued');
        CREATE INDEX outbox_ended ON outbox (state, sent_at) WHERE state = 'sent' OR state = 'dead'
            OR state = 'cancelled' OR state = 'expired' OR state = 'uncertain';

        CREATE TABLE settled_invoice (
            invoice TEXT NOT NULL PRIMARY KEY ON CONFLICT IGNORE,
            settled_at INTEGER NOT NULL DEFAULT (unixepoch()),
            applied INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX settled_invoice_new ON settled_invoice (invoice) WHERE applied = 0;

        CREATE TABLE part (
            message INTEGER NOT NULL,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            subject TEXT,
            PRIMARY KEY (message, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE attempt (
            message INTEGER NOT NULL,
            number INTEGER NOT NULL,
            part INTEGER NOT NULL,
            endpoint TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            duration_ms INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            reason TEXT,
            http_status INTEGER,
            response TEXT,
            provider_message_id TEXT,
            PRIMARY KEY (message, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE endpoint (
            name TEXT NOT NULL PRIMARY KEY,
            mode TEXT NOT NULL DEFAULT 'open' CHECK (mode IN ('open', 'probing', 'paused')),
            held INTEGER NOT NULL DEFAULT 0,
            reason TEXT,
            until_ms INTEGER,
            trips INTEGER NOT NULL DEFAULT 0,
            paced_until_ms INTEGER,
            arrivals TEXT NOT NULL DEFAULT '{}'
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tally (
            endpoint TEXT NOT NULL,
            minute INTEGER NOT NULL,
            sent INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (endpoint, minute)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE meta (
            name TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO meta VALUES ('outbox_id', lower(hex(randomblob(8))));
        """

    /// - `outbox.leader`: the message that it was merged into, and whose fate it shares while it is `sending`.
    /// - `outbox.wiped`: 1 if its texts and its payload have been wiped: it can never be sent again.
    /// - `part.owner`: whose invoice the code belongs to in a merged message; NULL: it is about all of them.
    /// - `part.template`: with the first part, the template's name and version.
    /// - `contact`: who was written to when, as the frequency cap counts it: a customer or an address, the message, Unix
    ///   seconds.
    /// - `evidence`: what is kept of a sent message when its texts are wiped; times in Unix seconds.
    ///
    /// What retention looks for is found by indexes that begin with it, so that a look that finds nothing costs nothing.
    private static let version3 = """
        ALTER TABLE outbox ADD COLUMN leader INTEGER;
        ALTER TABLE part ADD COLUMN owner INTEGER;
        ALTER TABLE part ADD COLUMN template TEXT;
        ALTER TABLE outbox ADD COLUMN wiped INTEGER NOT NULL DEFAULT 0;
        UPDATE outbox SET urgency = priority * 2 + (attempts > 0)
            WHERE urgency >= 0 AND (state = 'new' OR state = 'queued');
        CREATE INDEX outbox_waiting_customer ON outbox (customer)
            WHERE customer IS NOT NULL AND (state = 'new' OR state = 'queued');
        CREATE INDEX outbox_merged ON outbox (leader) WHERE leader IS NOT NULL;
        CREATE INDEX outbox_stopped ON outbox (id) WHERE state = 'cancelled' AND reason = 'settled';
        DROP INDEX outbox_ended;
        CREATE INDEX outbox_ended ON outbox (state, wiped, \(endedAt)) WHERE state = 'sent' OR state = 'dead'
            OR state = 'cancelled' OR state = 'expired' OR state = 'uncertain';
        CREATE INDEX settled_invoice_old ON settled_invoice (settled_at) WHERE applied = 1;

        CREATE TABLE contact (
            person TEXT NOT NULL,
            message INTEGER NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (person, message)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX contact_old ON contact (at);

        CREATE TABLE evidence (
            message INTEGER NOT NULL PRIMARY KEY,
            invoice TEXT,
            endpoint TEXT,
            template TEXT,
            provider_message_id TEXT,
            text_sha256 TEXT NOT NULL,
            sent_at INTEGER NOT NULL,
            delivered_at INTEGER,
            read_at INTEGER
        ) STRICT;
        CREATE INDEX evidence_invoice ON evidence (invoice) WHERE invoice IS NOT NULL;
        CREATE INDEX evidence_old ON evidence (sent_at);
        """

    /// - `outbox.receipt_due`: by when word of a sent message is to have come, in Unix seconds.
    /// - `outbox.by_template`: 1 if it goes by the endpoint's request for approved templates.
    /// - `outbox.origin`: of a message whose route leads to several endpoints at once, the one that the producer wrote.
    /// - `part.source`: where the part's document is: an address, or a path below the folder of documents.
    /// - `part.is_optional`: 1 if the part goes without its document, or as its link, when that cannot be had.
    /// - `part.approved`: with the first part, the approved template that stands in for the text: a JSON array of its name,
    ///   its language and its parameters.
    /// - `callback`: what gateways have told, until retention takes it. `standing` is 0 for what is still to be applied, 1 for
    ///   what has been, 2 for what is about a message that is not known (yet). The same word twice is kept once.
    /// - `opt_out`: who does not want messages, by the canonical key of the address or as `customer:ID`; an empty channel
    ///   stands for all of them.
    /// - `recipient`: what is known of an address at an endpoint: the customer and the last message that was accepted, the
    ///   address by which the gateway speaks of it (`alias`), and what was found when it was asked about the address.
    private static let version4 = """
        ALTER TABLE outbox ADD COLUMN receipt_due INTEGER;
        ALTER TABLE outbox ADD COLUMN by_template INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox ADD COLUMN origin INTEGER;
        ALTER TABLE part ADD COLUMN source TEXT;
        ALTER TABLE part ADD COLUMN is_optional INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE part ADD COLUMN approved TEXT;
        CREATE INDEX outbox_receipt_due ON outbox (receipt_due) WHERE receipt_due IS NOT NULL;
        CREATE INDEX attempt_provider ON attempt (provider_message_id) WHERE provider_message_id IS NOT NULL;

        CREATE TABLE callback (
            id INTEGER PRIMARY KEY,
            endpoint TEXT NOT NULL,
            kind TEXT NOT NULL,
            provider_id TEXT,
            ref TEXT,
            status TEXT,
            outcome TEXT,
            reason TEXT,
            scope TEXT,
            retry_after_ms INTEGER,
            address TEXT,
            at_ms INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            standing INTEGER NOT NULL DEFAULT 0,
            message INTEGER,
            part INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX callback_once ON callback (
            endpoint, kind, COALESCE(provider_id, ''), COALESCE(ref, ''), COALESCE(status, ''), COALESCE(address, ''),
            CASE WHEN kind = 'receipt' AND provider_id IS NOT NULL THEN 0 ELSE at_ms END);
        CREATE INDEX callback_waiting ON callback (id) WHERE standing = 0;
        CREATE INDEX callback_unknown ON callback (provider_id) WHERE standing = 2;
        CREATE INDEX callback_message ON callback (message) WHERE message IS NOT NULL;
        CREATE INDEX callback_old ON callback (received_at);

        CREATE TABLE opt_out (
            address TEXT NOT NULL,
            channel TEXT NOT NULL DEFAULT '',
            at INTEGER NOT NULL,
            source TEXT NOT NULL,
            PRIMARY KEY (address, channel)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE recipient (
            address TEXT NOT NULL,
            endpoint TEXT NOT NULL,
            customer TEXT,
            message INTEGER,
            alias TEXT,
            captured TEXT,
            is_known INTEGER,
            checked_at INTEGER,
            PRIMARY KEY (address, endpoint)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX recipient_alias ON recipient (alias) WHERE alias IS NOT NULL;
        """
}

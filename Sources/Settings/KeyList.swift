/// The keys of one kind of mapping.
struct KeyList {
    /// The keys this version understands.
    var known: [String]
    /// Keys of the configuration language that a later version will understand: refused, never ignored.
    var later: [String] = []
    /// Keys whose value may be `null`.
    var nullable: Set<String> = []

    static let root = KeyList(
        known: [
            "company", "database", "time_zone", "templates", "delivery_window", "frequency_cap", "endpoints", "routes",
            "retention", "log", "drain_timeout", "holidays", "late_fee", "schedule", "good_history", "lint",
            "confirm", "disk_reserve", "alarms", "documents", "opt_out", "http",
        ]
    )
    static let http = KeyList(known: ["listen", "token", "public_url"])
    static let optOut = KeyList(known: ["words", "confirm", "scope"])
    static let company = KeyList(known: ["name", "legal_name", "cnpj", "address", "contact", "hours", "site"])
    static let retention = KeyList(known: ["sent", "ended", "bodies", "evidence"])
    static let deliveryWindow = KeyList(
        known: ["weekdays", "saturday", "sunday", "holidays", "spread", "kinds"])
    static let windowKinds = KeyList(known: ["reminder", "offer", "notice", "task"])
    static let frequencyCap = KeyList(known: ["per_customer", "min_gap"])
    static let confirm = KeyList(
        known: [
            "request", "with", "secrets", "auth", "timeout", "connect_timeout", "tls", "proxy", "owed", "settled",
            "unknown", "retry", "cache", "rate_limit",
        ])
    static let alarms = KeyList(known: ["paused", "stalled", "dead_share", "disk_free", "wal_size", "webhook"])
    static let alarmWebhook = KeyList(
        known: [
            "request", "with", "secrets", "auth", "timeout", "connect_timeout", "tls", "proxy", "rate_limit",
        ])
    static let lateFee = KeyList(known: ["fine", "interest", "interest_from", "year_end"])
    static let lint = KeyList(known: ["silence", "rules"])
    static let lintExemption = KeyList(known: ["rule", "template", "reason"])
    static let lintRule = KeyList(
        known: ["id", "severity", "regex", "why", "suggestion", "allowed_in", "required"])
    static let log = KeyList(known: ["format", "level"])
    static let route = KeyList(known: ["all"])
    static let documents = KeyList(known: ["folder", "allow", "max_size", "timeout", "types"])
    static let endpoint = KeyList(
        known: [
            "channel", "with", "secrets", "request", "auth", "signing", "success", "id", "recipient", "classify",
            "concurrency", "rate_limit", "pacing", "timeout", "connect_timeout", "tls", "proxy", "retry", "breaker",
            "on_uncertain", "receipt_deadline", "category", "offers", "delivery_window", "warm_up", "preset",
            "receipts", "precheck", "health", "tables", "auth?",
        ]
    )
    /// What a gateway is, not what one company wants of it.
    static let preset = KeyList(
        known: [
            "channel", "with", "secrets", "request", "auth", "success", "id", "recipient", "classify", "concurrency",
            "rate_limit", "pacing", "timeout", "connect_timeout", "category", "receipts", "tls", "precheck", "health",
            "tables", "auth?",
        ]
    )
    static let secret = KeyList(known: ["credential", "env", "file"])
    static let requests = KeyList(
        known: ["defaults", "text", "line", "pix", "qr", "document", "template"])
    private static let query = [
        "url", "method", "headers", "query", "json", "form", "multipart", "raw", "omit_null", "content_type",
    ]
    static let request = KeyList(known: query + ["mime", "before"], nullable: ["json"])
    /// A request that is made alone.
    static let question = KeyList(known: query + ["mime"], nullable: ["json"])
    static let plainQuestion = KeyList(known: query, nullable: ["json"])
    static let step = KeyList(known: ["name", "capture", "cache"] + query, nullable: ["json"])
    static let requestDefaults = KeyList(known: ["url", "method", "headers", "query", "omit_null", "before"])
    static let formField = KeyList(known: ["json", "file", "name", "type"], nullable: ["json"])
    static let mime = KeyList(
        known: [
            "from", "sender", "to", "subject", "reply_to", "reply_to?", "text", "html", "html?", "headers", "attach",
        ])
    static let precheck = KeyList(known: ["request", "exists", "missing", "capture", "cache"])
    static let health = KeyList(known: ["url", "request", "ok"])
    static let tableEntry = KeyList(known: ["codes", "outcome", "reason", "scope", "retry"])
    static let auth = KeyList(known: ["bearer", "basic", "aws_sigv4"])
    static let awsSignature = KeyList(known: ["region", "service", "key_id", "secret"])
    static let basic = KeyList(known: ["user", "password"])
    static let success = KeyList(known: ["http", "require"])
    static let rule = KeyList(known: ["when", "outcome", "reason", "scope", "retry", "table", "code"])
    static let conditions = KeyList(
        known: ["transport", "sent", "http", "smtp", "smtp_enhanced", "header", "body", "json", "text"])
    static let jsonCondition = KeyList(
        known: ["path", "exists", "absent", "equals", "in", "range", "regex", "type"], nullable: ["equals"])
    static let headerCondition = KeyList(known: ["name", "exists", "absent", "equals", "in", "regex"])
    static let retryHint = KeyList(known: ["from", "min", "max"])
    static let receipts = KeyList(
        known: ["verify", "challenge", "decode", "each", "receipt", "inbound", "session", "opt_out"])
    static let verification = KeyList(
        known: [
            "header", "basic", "path_secret", "hmac", "jwt_hs256", "body_field", "standard_webhooks", "refuse",
        ])
    static let verifiedHeader = KeyList(known: ["name", "value"])
    static let hmac = KeyList(
        known: [
            "secret", "algorithm", "encoding", "prefix", "over", "header", "signature", "timestamp_header", "timestamp",
            "token", "id", "tolerance",
        ])
    static let token = KeyList(known: ["secret", "header", "tolerance"])
    static let bodyField = KeyList(known: ["path", "value"])
    static let standardWebhooks = KeyList(known: ["secrets", "prefix", "tolerance"])
    static let challenge = KeyList(known: ["mode", "parameter", "token", "echo", "refuse"])
    static let decoding = KeyList(known: ["form_json", "json_string"])
    static let receipt = KeyList(
        known: ["when", "each", "id", "ref", "status", "map", "at", "address", "classify"])
    static let inbound = KeyList(known: ["when", "each", "from", "text", "ignore", "id", "at"])
    static let session = KeyList(known: ["when", "each", "status", "map", "at"])
    static let toldOptOut = KeyList(known: ["when", "each", "address", "id", "ref", "at"])
    static let tls = KeyList(known: ["ca", "certificate", "key", "starttls"])
    static let retry = KeyList(known: ["first", "max", "tries"])
    static let breaker = KeyList(known: ["failures", "first", "max"])

    /// Every list: the commented configuration must name all of their keys.
    static let all: [KeyList] = [
        root, http, optOut, company, retention, deliveryWindow, windowKinds, frequencyCap, confirm, alarms,
        alarmWebhook,
        lateFee,
        lint,
        lintExemption, lintRule, log, endpoint, preset, secret,
        requests, request, question, plainQuestion, step, formField, mime, precheck, health, tableEntry,
        requestDefaults, route, documents, auth, basic, awsSignature, success, rule,
        conditions, jsonCondition, headerCondition, retryHint, tls, retry, breaker,
        receipts, verification, verifiedHeader, hmac, token, bodyField, standardWebhooks, challenge, decoding, receipt,
        inbound, session, toldOptOut,
    ]
}

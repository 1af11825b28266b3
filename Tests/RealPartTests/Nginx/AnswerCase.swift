import Testing

/// What nginx does with a request, and what is to become of it.
struct AnswerCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Directives of the server.
    var server: String
    var outcome: String
    var reason: String?
    var status: Int64?
    var state = "queued"
    var pause = Pause.none

    enum Pause: Sendable {
        case none
        /// Until a moment.
        case passing
        /// Until a person has looked.
        case held
    }

    init(
        _ description: String, _ server: String, _ outcome: String, _ reason: String?, _ status: Int64?,
        _ pause: Pause = .none, state: String = "queued"
    ) {
        testDescription = description
        self.server = server
        self.outcome = outcome
        self.reason = reason
        self.status = status
        self.pause = pause
        self.state = state
    }
}

extension AnswerCase {
    private static let accepted = #"location / { return 200 '{"id":"g-1"}'; }"#
    /// The same in a phase after access was checked.
    private static let acceptedIfAllowed =
        #"location / { try_files /none @a; } location @a { return 200 '{"id":"g-1"}'; }"#

    static let all = [
        AnswerCase("an answer as it should be", accepted, "sent", nil, 200, state: "sent"),
        AnswerCase(
            "compression that nobody asked for, offered only", "gzip on; gzip_types *; gzip_min_length 1; " + accepted,
            "sent", nil, 200, state: "sent"),
        AnswerCase(
            "an answer that is compressed all the same",
            """
            error_page 404 =200 /answer.gz;
            root .;
            location = /answer.gz { internal; add_header Content-Encoding gzip; }
            """, "uncertain", "no-id", 200),
        AnswerCase("no content", "location / { return 204; }", "uncertain", "no-id", 204),
        AnswerCase(
            "a page for people", "location / { default_type text/html; return 200 '<html>Welcome</html>'; }",
            "uncertain", "no-id", 200),
        AnswerCase("a closed connection", "location / { return 444; }", "uncertain", "reset", nil),
        AnswerCase("a redirect", "location / { return 302 /else; }", "misconfigured", "redirect", 302, .held),
        AnswerCase(
            "a body that is too large for it", "client_max_body_size 1; " + accepted, "misconfigured",
            "unmatched-413", 413, .held),
        AnswerCase(
            "a name and password asked for",
            "auth_basic gateway; auth_basic_user_file nginx.conf; " + acceptedIfAllowed,
            "misconfigured", "http-401", 401, .held),
        AnswerCase(
            "a dead gateway behind it", "location / { proxy_pass http://127.0.0.1:1; }", "retry", "http-502", 502),
        AnswerCase(
            "a pause for maintenance", "location / { add_header Retry-After 60 always; return 503; }", "retry",
            "http-503", 503, .passing),
        AnswerCase(
            "too many requests", "location / { add_header Retry-After 60 always; return 429; }", "throttled",
            "http-429", 429, .passing),
    ]
}

package import Domain

/// One rule of `classify:`.
package struct ClassifyRule: Sendable {
    package var when: Conditions
    package var outcome: Outcome
    /// A stable word; `nil`: the built-in word for the answer, such as `http-422`.
    package var reason: String?
    /// `nil`: the outcome's usual scope.
    package var scope: FaultScope?
    package var retry: RetryHint?

    package init(
        when: Conditions, outcome: Outcome, reason: String? = nil, scope: FaultScope? = nil, retry: RetryHint? = nil
    ) {
        self.when = when
        self.outcome = outcome
        self.reason = reason
        self.scope = scope
        self.retry = retry
    }
}

/// What a rule asks of an answer. Those that are given all have to hold; an empty one asks nothing.
package struct Conditions: Sendable {
    /// The transfer failed in any of these ways.
    package var transport: [TransportFailure]
    /// Whether anything may have reached the gateway.
    package var sent: SentCondition?
    /// Any of these.
    package var http: [StatusPattern]
    /// Any of these; of mails only, as `http` is of anything else.
    package var smtp: [StatusPattern]
    /// Any of these.
    package var smtpEnhanced: [EnhancedPattern]
    /// All of these.
    package var headers: [HeaderCondition]
    /// Any of these.
    package var body: [BodyKind]
    /// All of these: an alternative is a rule of its own.
    package var json: [JSONCondition]
    /// Any of these is found in the first 64 KiB of the body.
    package var text: [Pattern]

    package init(
        transport: [TransportFailure] = [], sent: SentCondition? = nil, http: [StatusPattern] = [],
        smtp: [StatusPattern] = [], smtpEnhanced: [EnhancedPattern] = [], headers: [HeaderCondition] = [],
        body: [BodyKind] = [], json: [JSONCondition] = [], text: [Pattern] = []
    ) {
        self.transport = transport
        self.sent = sent
        self.http = http
        self.smtp = smtp
        self.smtpEnhanced = smtpEnhanced
        self.headers = headers
        self.body = body
        self.json = json
        self.text = text
    }
}

/// `sent:` of a rule.
package enum SentCondition: String, CaseIterable, Sendable {
    /// Not one byte of the request left.
    case no
    /// Some left, and no complete answer came.
    case maybe
}

/// What a body is, judged by its content: what gateways say in `Content-Type` is not reliable.
package enum BodyKind: String, CaseIterable, Sendable {
    case json, text, html, empty
}

/// What a rule asks of one header field; the name's case does not matter.
package struct HeaderCondition: Sendable {
    package enum Test: Sendable {
        case exists(Bool)
        /// Any of these, exactly.
        case equals([String])
        case regex(Pattern)
    }

    package var name: String
    package var test: Test

    package init(name: String, test: Test) {
        self.name = name
        self.test = test
    }
}

/// What a rule or `require` asks of the values at a path; with `*` in the path, one of them is enough.
package struct JSONCondition: Sendable {
    package enum Test: Sendable {
        /// `true`: there, and not null. `false` (`absent`): missing, or null.
        case exists(Bool)
        case equals(JSON)
        case oneOf([JSON])
        case range(NumberRange)
        /// In any of them.
        case ranges([NumberRange])
        /// Found in the text of a string, number or boolean.
        case regex(Pattern)
        case type([JSONType])
    }

    package var path: JSONPath
    package var test: Test

    package init(path: JSONPath, test: Test) {
        self.path = path
        self.test = test
    }
}

/// The types of JSON values, as `type:` names them.
package enum JSONType: String, CaseIterable, Sendable {
    case null, boolean, number, string, array, object
}

package import Composer
package import Domain

/// How one gateway is spoken to: the requests it takes and what its answers mean. Plain data, as an operator or a
/// preset wrote it; `GatewayPlan` makes it ready for use.
package struct GatewayDefinition: Sendable {
    /// The parameters of `with:`, by name: what the operator wrote about this installation.
    package var with: [String: String]
    /// The secrets by name; they reach the wire and nothing else.
    package var secrets: [String: Secret]
    /// Names of secrets that need not be given; what uses one that is not is left out, where it may be.
    package var optionalSecrets: Set<String>
    /// Those of `with` that are whole numbers, and stay numbers in JSON.
    package var numbers: Set<String>
    /// The request of each kind of part. A kind without one of its own is sent by the `text` request.
    package var requests: [PartKind: RequestDefinition]
    /// The request by a template that the gateway approved; `nil`: it knows none.
    package var templateRequest: RequestDefinition?
    package var precheck: PrecheckDefinition?
    /// Whether files may go along; they do not with a question or an alarm.
    package var takesFiles = true
    /// Whether it was switched off, so that what asks for it goes without.
    package var precheckIsOff = false
    package var health: HealthDefinition?
    package var success: SuccessRule
    package var id: IDRule
    /// Where the answer names the address that was really used; the first that gives a value counts.
    package var recipient: [Extraction]
    /// `classify:` in the order written; the first that matches wins.
    package var rules: [ClassifyRule]
    package var authorization: Authorization?
    /// The Standard Webhooks secrets that requests are signed with, each `whsec_` and base64 or the raw text; two while
    /// one replaces the other.
    package var signing: [Secret]
    /// Whether a mail server has to change over to TLS; `nil`: unless it is on this machine.
    package var startTLS: StartTLS?
    /// The whole transfer's limit, in milliseconds (default 30 s).
    package var timeoutMilliseconds: Int64
    package var options: ConnectionOptions
    /// What the gateway sends us; `nil`: nothing is taken from it.
    package var callbacks: CallbackDefinition?

    package init(
        with: [String: String] = [:], secrets: [String: Secret] = [:], optionalSecrets: Set<String> = [],
        numbers: Set<String> = [], requests: [PartKind: RequestDefinition], templateRequest: RequestDefinition? = nil,
        precheck: PrecheckDefinition? = nil, health: HealthDefinition? = nil,
        success: SuccessRule = SuccessRule(), id: IDRule, recipient: [Extraction] = [], rules: [ClassifyRule] = [],
        authorization: Authorization? = nil, signing: [Secret] = [], startTLS: StartTLS? = nil,
        timeoutMilliseconds: Int64 = 30_000, options: ConnectionOptions = ConnectionOptions(),
        callbacks: CallbackDefinition? = nil
    ) {
        self.with = with
        self.secrets = secrets
        self.optionalSecrets = optionalSecrets
        self.numbers = numbers
        self.requests = requests
        self.templateRequest = templateRequest
        self.precheck = precheck
        self.health = health
        self.success = success
        self.id = id
        self.recipient = recipient
        self.rules = rules
        self.authorization = authorization
        self.signing = signing
        self.startTLS = startTLS
        self.timeoutMilliseconds = timeoutMilliseconds
        self.options = options
        self.callbacks = callbacks
    }
}

/// What a complete answer must show to count as accepted, beside the id that `IDRule` asks for.
package struct SuccessRule: Sendable {
    /// Any of these (default `2xx`).
    package var http: [StatusPattern]
    /// All of these hold.
    package var require: [JSONCondition]

    package init(http: [StatusPattern] = [.success], require: [JSONCondition] = []) {
        self.http = http
        self.require = require
    }
}

/// Where the gateway's id for an accepted message stands, and whether there is a success without one.
package enum IDRule: Sendable {
    /// The first that gives a value; an answer without any is no success.
    case required([Extraction])
    /// The first that gives a value; an answer without any is a success all the same.
    case optional([Extraction])
    /// The idempotency key that was sent is the id.
    case client
}

/// Whether `smtp://` has to change over to TLS before anything else is said.
package enum StartTLS: String, CaseIterable, Sendable {
    case required, off
}

/// The `Authorization` header of every request; `basic` is the login of a mail server.
package enum Authorization: Sendable {
    case bearer(StrictTemplate)
    case basic(user: StrictTemplate, password: StrictTemplate)
    /// Signature Version 4 of Amazon's services; none of the four may depend on the message.
    case awsSignature(
        region: StrictTemplate, service: StrictTemplate, keyID: StrictTemplate, secretKey: StrictTemplate)
}

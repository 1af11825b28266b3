package import Composer
package import Domain

/// How one gateway is spoken to: the requests it takes and what its answers mean. Plain data, as an operator or a
/// preset wrote it; `GatewayPlan` makes it ready for use.
package struct GatewayDefinition: Sendable {
    /// The parameters of `with:`, by name: what the operator wrote about this installation.
    package var with: [String: String]
    /// The secrets by name; they reach the wire and nothing else.
    package var secrets: [String: Secret]
    /// The request of each kind of part. A kind without one of its own is sent by the `text` request.
    package var requests: [PartKind: RequestDefinition]
    package var success: SuccessRule
    package var id: IDRule
    /// Where the answer names the address that was really used; the first that gives a value counts.
    package var recipient: [Extraction]
    /// `classify:` in the order written; the first that matches wins.
    package var rules: [ClassifyRule]
    package var authorization: Authorization?
    /// The Standard Webhooks secret that requests are signed with: `whsec_` and base64, or the raw text.
    package var signing: Secret?
    /// The whole transfer's limit, in milliseconds (default 30 s).
    package var timeoutMilliseconds: Int64
    package var options: ConnectionOptions
    /// What the gateway sends us; `nil`: nothing is taken from it.
    package var callbacks: CallbackDefinition?

    package init(
        with: [String: String] = [:], secrets: [String: Secret] = [:], requests: [PartKind: RequestDefinition],
        success: SuccessRule = SuccessRule(), id: IDRule, recipient: [Extraction] = [], rules: [ClassifyRule] = [],
        authorization: Authorization? = nil, signing: Secret? = nil, timeoutMilliseconds: Int64 = 30_000,
        options: ConnectionOptions = ConnectionOptions(), callbacks: CallbackDefinition? = nil
    ) {
        self.with = with
        self.secrets = secrets
        self.requests = requests
        self.success = success
        self.id = id
        self.recipient = recipient
        self.rules = rules
        self.authorization = authorization
        self.signing = signing
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

/// The `Authorization` header of every request.
package enum Authorization: Sendable {
    case bearer(StrictTemplate)
    case basic(user: StrictTemplate, password: StrictTemplate)
    /// Signature Version 4 of Amazon's services; none of the four may depend on the message.
    case awsSignature(
        region: StrictTemplate, service: StrictTemplate, keyID: StrictTemplate, secretKey: StrictTemplate)
}

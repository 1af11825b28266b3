package import Composer

/// How a gateway calls back: `receipts` as an operator or a preset wrote it. Plain data; `CallbackPlan` makes it ready.
package struct CallbackDefinition: Sendable {
    /// Any of these is enough. None: nothing is let in.
    package var verify: [CallbackVerification]
    package var challenge: HubChallenge?
    package var decode: CallbackDecoding
    /// Where the parts stand that the blocks are about; `nil`: the whole document is one.
    package var each: JSONPath?
    package var receipts: [ReceiptBlock]
    package var inbound: [InboundBlock]
    package var sessions: [SessionBlock]
    package var optOuts: [OptOutBlock]

    package init(
        verify: [CallbackVerification], challenge: HubChallenge? = nil, decode: CallbackDecoding = .json,
        each: JSONPath? = nil, receipts: [ReceiptBlock] = [], inbound: [InboundBlock] = [],
        sessions: [SessionBlock] = [], optOuts: [OptOutBlock] = []
    ) {
        self.verify = verify
        self.challenge = challenge
        self.decode = decode
        self.each = each
        self.receipts = receipts
        self.inbound = inbound
        self.sessions = sessions
        self.optOuts = optOuts
    }
}

/// How a callback's text becomes a document. What gateways say in `Content-Type` is never looked at.
package enum CallbackDecoding: Hashable, Sendable {
    case json
    /// The fields of an URL-encoded body, as an object of texts.
    case form
    /// The parameters of the URL that was called, as an object of texts.
    case query
    /// The JSON in a field of an URL-encoded body.
    case formJSON(field: String)
    /// The JSON that stands as a text in a JSON document.
    case jsonString(JSONPath)

    /// Whether all values are texts, so that a number is compared as one.
    var isText: Bool {
        switch self {
        case .form, .query: true
        case .json, .formJSON, .jsonString: false
        }
    }
}

/// The question of a gateway that wants to know by GET whether we expect it: the token has to be ours, and the text it
/// sent goes back.
package struct HubChallenge: Sendable {
    /// The query parameter that must be `subscribe` (default `hub.mode`).
    package var mode: String
    /// The query parameter with the token (default `hub.verify_token`).
    package var parameter: String
    package var token: StrictTemplate
    /// The query parameter that goes back (default `hub.challenge`).
    package var echo: String
    /// Tokens that everybody knows.
    package var refuse: [String]
    /// Whether it is left out where the endpoint does not give its token, instead of being an error.
    package var isOptional: Bool

    package init(
        mode: String = "hub.mode", parameter: String = "hub.verify_token", token: StrictTemplate,
        echo: String = "hub.challenge", refuse: [String] = [], isOptional: Bool = false
    ) {
        self.mode = mode
        self.parameter = parameter
        self.token = token
        self.echo = echo
        self.refuse = refuse
        self.isOptional = isOptional
    }
}

package import Composer

/// One way to tell that a callback comes from the gateway.
package struct CallbackVerification: Sendable {
    package enum Method: Sendable {
        /// Whoever reaches the listener is believed.
        case none
        case header(name: String, value: StrictTemplate)
        case basic(user: StrictTemplate, password: StrictTemplate)
        /// The segment of the path after the endpoint's name.
        case pathSecret(StrictTemplate)
        case hmac(SignatureRule)
        /// A JSON Web Token signed by HS256, after an optional `Bearer`. It has to expire.
        case jwt(secret: StrictTemplate, header: String, toleranceMilliseconds: Int64)
        /// A value of the body, or of the URL's query.
        case field(Extraction, value: StrictTemplate)
        /// Standard Webhooks, and Svix, whose headers begin otherwise. Any of the secrets will do.
        case standardWebhooks(secrets: [StrictTemplate], prefix: String, toleranceMilliseconds: Int64)
    }

    package var method: Method
    /// Secrets that everybody knows, such as a gateway's default: they verify nothing.
    package var refuse: [String]
    /// Whether it is left out where the endpoint does not give its secret, instead of being an error.
    package var isOptional: Bool

    package init(_ method: Method, refuse: [String] = [], isOptional: Bool = false) {
        self.method = method
        self.refuse = refuse
        self.isOptional = isOptional
    }
}

/// A signature by HMAC (RFC 2104).
package struct SignatureRule: Sendable {
    /// The longest age that is taken for fresh unless told otherwise, in milliseconds: 5 minutes.
    package static let usualToleranceMilliseconds: Int64 = 300_000

    package var secret: StrictTemplate
    package var algorithm: SignatureAlgorithm
    package var encoding: SignatureEncoding
    /// What stands before the signature, such as `sha256=`.
    package var prefix: String
    package var over: SignedContent
    package var signature: Extraction
    /// Unix seconds, or milliseconds; their size tells which.
    package var timestamp: Extraction?
    package var token: Extraction?
    package var id: Extraction?
    /// How far the timestamp may be from our clock, either way.
    package var toleranceMilliseconds: Int64

    package init(
        secret: StrictTemplate, algorithm: SignatureAlgorithm = .sha256, encoding: SignatureEncoding = .hex,
        prefix: String = "", over: SignedContent = .body, signature: Extraction, timestamp: Extraction? = nil,
        token: Extraction? = nil, id: Extraction? = nil,
        toleranceMilliseconds: Int64 = SignatureRule.usualToleranceMilliseconds
    ) {
        self.secret = secret
        self.algorithm = algorithm
        self.encoding = encoding
        self.prefix = prefix
        self.over = over
        self.signature = signature
        self.timestamp = timestamp
        self.token = token
        self.id = id
        self.toleranceMilliseconds = toleranceMilliseconds
    }
}

package enum SignatureAlgorithm: String, CaseIterable, Sendable {
    case sha1, sha256, sha512
}

package enum SignatureEncoding: String, CaseIterable, Sendable {
    case hex, base64
}

/// What is signed; the raw values are the words of `over`, where a dot is a dot and a plus is nothing.
package enum SignedContent: String, CaseIterable, Sendable {
    case body
    case timestampDotBody = "timestamp.body"
    case bodyTimestamp = "body+timestamp"
    case timestampBody = "timestamp+body"
    case idDotTimestampDotBody = "id.timestamp.body"
    case timestampToken = "timestamp+token"
    /// The URL, and the names and values of the form's fields in the order of their names.
    case urlForm = "url+form"

    enum Piece: Sendable {
        case body, timestamp, token, id, dot, url, form
    }

    var pieces: [Piece] {
        switch self {
        case .body: [.body]
        case .timestampDotBody: [.timestamp, .dot, .body]
        case .bodyTimestamp: [.body, .timestamp]
        case .timestampBody: [.timestamp, .body]
        case .idDotTimestampDotBody: [.id, .dot, .timestamp, .dot, .body]
        case .timestampToken: [.timestamp, .token]
        case .urlForm: [.url, .form]
        }
    }

    package var needsTimestamp: Bool { pieces.contains(.timestamp) }
    package var needsToken: Bool { pieces.contains(.token) }
    package var needsID: Bool { pieces.contains(.id) }
}

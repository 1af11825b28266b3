/// TLS and proxy options of an endpoint's connections.
package struct ConnectionOptions: Hashable, Sendable {
    /// PEM file of the authorities to trust instead of the system's.
    package var caFile: String?
    /// PEM file of the client certificate, and of its key.
    package var clientCertificate: String?
    package var clientKey: String?
    /// `http://host:port`, `socks5://…`; `nil`: none, whatever the environment says.
    package var proxy: String?
    /// How long a connection may take to be made, in milliseconds.
    package var connectTimeoutMilliseconds: Int64
    /// Signs each request; `nil`: none is signed so.
    package var aws: AWSCredentials?
    /// How a mail server is spoken to; without meaning for HTTP.
    package var mail: MailOptions
    /// Which addresses may be connected to; `nil`: all of them. A guarded connection goes through no proxy.
    package var addressGuard: AddressGuard?

    package init(
        caFile: String? = nil, clientCertificate: String? = nil, clientKey: String? = nil, proxy: String? = nil,
        connectTimeoutMilliseconds: Int64 = 10_000, aws: AWSCredentials? = nil, mail: MailOptions = MailOptions(),
        addressGuard: AddressGuard? = nil
    ) {
        self.caFile = caFile
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.proxy = proxy
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        self.aws = aws
        self.mail = mail
        self.addressGuard = addressGuard
    }
}

/// How a mail server is spoken to.
package struct MailOptions: Hashable, Sendable {
    /// Whether `smtp://` has to change over to TLS before anything else is said (STARTTLS); a server that does not offer
    /// it is a failure then, never a fallback.
    package var requiresTLS: Bool
    /// With whom the server is logged into; a server that offers no AUTH is a failure then, never a fallback.
    package var login: MailLogin?

    package init(requiresTLS: Bool = false, login: MailLogin? = nil) {
        self.requiresTLS = requiresTLS
        self.login = login
    }
}

/// A user of a mail server.
package struct MailLogin: Hashable, Sendable {
    package var user: Secret
    package var password: Secret

    package init(user: Secret, password: Secret) {
        self.user = user
        self.password = password
    }
}

/// Who a mail is from and for, as the server is told; addresses without angle brackets, ASCII. An empty sender is `<>`.
package struct MailEnvelope: Hashable, Sendable {
    package var sender: String
    package var recipient: String

    package init(sender: String, recipient: String) {
        self.sender = sender
        self.recipient = recipient
    }
}

/// What a request is signed with by Signature Version 4 of Amazon's services.
package struct AWSCredentials: Hashable, Sendable {
    /// Such as `sa-east-1`.
    package var region: String
    /// Such as `ses`.
    package var service: String
    package var keyID: Secret
    package var secretKey: Secret

    package init(region: String, service: String, keyID: Secret, secretKey: Secret) {
        self.region = region
        self.service = service
        self.keyID = keyID
        self.secretKey = secretKey
    }
}

/// One header field of a request.
package struct HeaderField: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// One HTTP request or one mail, complete: whoever carries it out decides nothing.
package struct TransferRequest: Hashable, Sendable {
    package var method: String
    package var url: String
    package var headers: [HeaderField]
    /// `nil`: no body at all (GET).
    package var body: [UInt8]?
    /// The whole transfer's limit, in milliseconds.
    package var timeoutMilliseconds: Int64
    package var options: ConnectionOptions
    /// With an `smtp` or `smtps` URL: the envelope. The body is the mail, lines ended by CRLF; method and headers have no
    /// meaning then. The URL's path is the name by which the server is greeted, if there is one.
    package var envelope: MailEnvelope?
    /// How much of the answer's body is kept, in bytes (default 64 KiB).
    package var responseLimit: Int
    /// Whether the transfer ends as soon as the connection stands, TLS included, and nothing is sent: `notSent` without a
    /// failure then. A mail server, which needs no envelope for this, has greeted us and taken the login by then.
    package var connectsOnly: Bool

    package init(
        method: String = "POST", url: String, headers: [HeaderField] = [], body: [UInt8]? = nil,
        timeoutMilliseconds: Int64 = 30_000, options: ConnectionOptions = ConnectionOptions(),
        envelope: MailEnvelope? = nil, responseLimit: Int = 65_536, connectsOnly: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.options = options
        self.envelope = envelope
        self.responseLimit = responseLimit
        self.connectsOnly = connectsOnly
    }
}

/// Why a transfer ended without a complete answer; the raw values are the words of `classify` rules.
package enum TransportFailure: String, CaseIterable, Sendable {
    case dns, connect, tls, timeout, reset
    /// What was answered is not HTTP, or its headers exceed every limit.
    case malformed
    /// The server does not offer what was asked of it: no login, where there is one to log in with.
    case auth
    /// The name leads to an address that may not be connected to.
    case refused
    /// The request itself cannot be sent: an impossible URL, an unreadable certificate file.
    case unusable
}

/// How far a request got before its transfer ended.
package enum Reach: String, Sendable {
    /// Not one byte of the request left: it cannot have been acted on.
    case notSent = "no"
    /// Bytes left and no complete answer came: it may have been acted on. Of a mail: its last byte was handed over.
    case maybeSent = "maybe"
    /// A status line came back.
    case answered = "yes"
}

/// What came of a transfer; a refused connection is a value, not an error.
package struct TransferResult: Sendable {
    package var reach: Reach
    /// The HTTP status, or the code of a mail server's last reply; 0 unless `reach` is `answered`.
    package var status: Int
    /// The answer's header block as received, CRLF between the fields, capped at 64 KiB; of a mail server all its replies,
    /// line by line.
    package var headerBytes: [UInt8]
    /// The first bytes of the answer's body, up to the request's limit.
    package var body: [UInt8]
    /// Whether more body came than is kept.
    package var truncated: Bool
    /// Set unless a complete answer came. With `answered`, the answer broke off after its status line.
    package var failure: TransportFailure?
    /// For operators: the library's words, without anything of the request.
    package var detail: String
    /// Whether it was a mail: `status` is then a reply code of SMTP, and `body` the text of the last reply, without the
    /// code, its lines joined by LF.
    package var isMail: Bool
    /// Of a request that connects only: the address that was connected to, or its proxy's; empty if none was.
    package var peer: String

    package init(
        reach: Reach, status: Int = 0, headerBytes: [UInt8] = [], body: [UInt8] = [], truncated: Bool = false,
        failure: TransportFailure? = nil, detail: String = "", isMail: Bool = false, peer: String = ""
    ) {
        self.reach = reach
        self.status = status
        self.headerBytes = headerBytes
        self.body = body
        self.truncated = truncated
        self.failure = failure
        self.detail = detail
        self.isMail = isMail
        self.peer = peer
    }

    /// The first value of a header field, its name compared without regard to case, white space trimmed.
    package func header(_ name: String) -> String? {
        let wanted = Array(name.utf8)
        for line in headerBytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon - line.startIndex == wanted.count,
                zip(line, wanted).allSatisfy({ $0.asciiLowercased == $1.asciiLowercased })
            else { continue }
            let value = line[(colon + 1)...].drop { $0 == 32 || $0 == 9 }
            let end = value.lastIndex { $0 != 32 && $0 != 9 && $0 != 13 }
            guard let end else { return "" }
            return String(decoding: value[...end], as: UTF8.self)
        }
        return nil
    }
}

extension UInt8 {
    /// The byte with ASCII `A…Z` made `a…z`.
    package var asciiLowercased: UInt8 { (65...90).contains(self) ? self + 32 : self }
}

/// A finished transfer: the tag it was started with, what came of it and how long it took.
package struct Completion: Sendable {
    package var tag: Int
    package var result: TransferResult
    package var durationMilliseconds: Int64

    package init(tag: Int, result: TransferResult, durationMilliseconds: Int64) {
        self.tag = tag
        self.result = result
        self.durationMilliseconds = durationMilliseconds
    }
}

/// What the engine knows of the network. Used from one thread only.
package protocol Transport: AnyObject {
    /// Starts a transfer; its completion carries `tag`, which is unique among the transfers in flight.
    func start(_ request: TransferRequest, tag: Int)

    /// Carries transfers forward and returns those that finished; waits up to the timeout (milliseconds, 0: not at
    /// all) while nothing has, and returns early when woken.
    func poll(timeoutMilliseconds: Int64) -> [Completion]

    /// Ends the transfer without a completion.
    func abandon(tag: Int)

    /// How many transfers are in flight.
    var inFlight: Int { get }
}

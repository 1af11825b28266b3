import CCurl
import Domain

/// One reusable libcurl transfer: options that never change are set when it is made, the rest before each use.
///
/// A class because libcurl holds its address for the callbacks; it must not be freed while it is in a multi handle.
final class EasyHandle {
    let curl: UnsafeMutableRawPointer
    let key: HandleKey
    private(set) var tag = 0
    /// Index of the handle's group in the pool.
    let group: Int
    /// Index of the handle among the transfers in flight.
    var position = 0
    /// At addresses of their own, which the callbacks get: they are called for every line.
    let response: UnsafeMutablePointer<ResponseBuffer>
    let mail: UnsafeMutablePointer<MailExchange>
    let gate: UnsafeMutablePointer<SocketGate>
    /// What ends a mail from another thread than the one that it is on.
    let deadline = Deadline()

    /// How often libcurl was about to write the request: more than once if a reused connection proved dead.
    private(set) var attempts = 0
    /// Whether the mail server has not asked for the login that there is.
    private(set) var lacksLogin = false
    private(set) var isEncrypted = false
    private var url = ""
    private var timeoutMilliseconds = -1
    private var bodySize = -1
    /// The addresses that libcurl has, told again when the memory has moved.
    private var givenList: UnsafeMutablePointer<curl_slist>?
    private var givenBody: UnsafeMutablePointer<UInt8>?
    private var headers = RequestHeaders()
    private var body = ByteArena(capacity: 1024)
    private var recipients: UnsafeMutablePointer<curl_slist>?
    let errorText: UnsafeMutableBufferPointer<CChar>

    /// Bodies above this size give their memory back after use.
    private static let keptBodyCapacity = 256 * 1024

    /// - Throws: `RequestDefect` if libcurl takes one of the options amiss, or if memory is short.
    init(key: HandleKey, group: Int) throws(RequestDefect) {
        guard let curl = curl_easy_init() else { throw RequestDefect(detail: "out of memory") }
        self.curl = curl
        self.key = key
        self.group = group
        response = .allocate(capacity: 1)
        response.initialize(to: ResponseBuffer())
        mail = .allocate(capacity: 1)
        mail.initialize(to: MailExchange())
        gate = .allocate(capacity: 1)
        gate.initialize(to: SocketGate(addressGuard: key.options.addressGuard))
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0)
        try applyOptions()
    }

    deinit {
        curl_easy_cleanup(curl)
        curl_slist_free_all(recipients)
        errorText.deallocate()
        response.deinitialize(count: 1)
        response.deallocate()
        mail.deinitialize(count: 1)
        mail.deallocate()
        gate.deinitialize(count: 1)
        gate.deallocate()
    }

    /// Makes the handle ready for one request, whose memory it copies.
    func prepare(_ request: TransferRequest, tag: Int) throws(RequestDefect) {
        self.tag = tag
        attempts = 0
        lacksLogin = false
        errorText[0] = 0
        gate.pointee.reset()
        deadline.set(after: request.timeoutMilliseconds)
        if request.url != url { try apply(url: request.url) }
        if key.isMail { try prepareMail(request) } else { try prepareHTTP(request) }
        let timeout = Int(min(max(request.timeoutMilliseconds, 1), Int64(Int32.max)))
        if timeout != timeoutMilliseconds {
            timeoutMilliseconds = timeout
            try check(carteiro_curl_set_long(curl, CURLOPT_TIMEOUT_MS, timeout))
        }
    }

    private func apply(url: String) throws(RequestDefect) {
        let target = try RequestTarget(url, isMail: key.isMail)
        // Forgotten first: after an error the handle has neither the old nor the new one for sure.
        self.url = ""
        try check(carteiro_curl_set_string(curl, CURLOPT_URL, url))
        self.url = url
        isEncrypted = target.isEncrypted
    }

    private func prepareHTTP(_ request: TransferRequest) throws(RequestDefect) {
        response.pointee.bodyLimit = request.responseLimit
        try headers.assemble(request.headers, hasBody: key.hasBody, isSigned: key.options.aws != nil)
        if let agent = headers.unsignedAgent { try set(CURLOPT_USERAGENT, agent) }
        if headers.list != givenList {
            try check(carteiro_curl_set_list(curl, CURLOPT_HTTPHEADER, headers.list))
            givenList = headers.list
        }
        guard let bytes = request.body else { return }
        body.assign(bytes)
        if body.base != givenBody {
            try check(carteiro_curl_set_pointer(curl, CURLOPT_POSTFIELDS, body.base))
            givenBody = body.base
        }
        guard bytes.count != bodySize else { return }
        try check(carteiro_curl_set_offset(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
        bodySize = bytes.count
    }

    private func prepareMail(_ request: TransferRequest) throws(RequestDefect) {
        mail.pointee.begin(request.body ?? [])
        guard let envelope = request.envelope else { return }
        guard request.body != nil || key.connectsOnly else { throw RequestDefect(detail: "a mail without content") }
        guard Self.isAddress(envelope.sender), Self.isAddress(envelope.recipient), !envelope.recipient.isEmpty else {
            throw RequestDefect(detail: "an envelope whose address is not one word of ASCII")
        }
        try check(carteiro_curl_set_string(curl, CURLOPT_MAIL_FROM, "<\(envelope.sender)>"))
        guard let list = curl_slist_append(nil, "<\(envelope.recipient)>") else {
            throw RequestDefect(detail: "out of memory")
        }
        // The old list goes only when libcurl has the new one.
        let code = carteiro_curl_set_list(curl, CURLOPT_MAIL_RCPT, list)
        curl_slist_free_all(recipients)
        recipients = list
        try check(code)
        try check(carteiro_curl_set_offset(curl, CURLOPT_INFILESIZE_LARGE, curl_off_t(request.body?.count ?? 0)))
    }

    /// Whether a text can stand between the angle brackets of `MAIL` and `RCPT` and nowhere else; none can, too.
    private static func isAddress(_ text: String) -> Bool {
        text.utf8.count <= 254 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>".utf8.contains($0) }
    }

    /// Empties the handle, ready for its next use.
    func clear() {
        _ = takeResponse()
        _ = takeMail()
    }

    /// What has come of an answer; empties that part of the handle.
    func takeResponse() -> ResponseBuffer {
        body.trim(to: Self.keptBodyCapacity)
        let taken = response.move()
        response.initialize(to: ResponseBuffer())
        return taken
    }

    /// The mail and what was said to it; empties that part of the handle.
    func takeMail() -> MailExchange {
        let taken = mail.move()
        mail.initialize(to: MailExchange())
        return taken
    }

    /// How long the last transfer took, in milliseconds.
    var durationMilliseconds: Int64 {
        var microseconds: curl_off_t = 0
        carteiro_curl_get_offset(curl, CURLINFO_TOTAL_TIME_T, &microseconds)
        return Int64(microseconds) / 1000
    }

    func check(_ code: CURLcode) throws(RequestDefect) {
        guard code == CURLE_OK else { throw RequestDefect(detail: CurlLibrary.words(for: code)) }
    }
}

// MARK: - How far the request got

extension EasyHandle {
    /// Whether a byte of the request may have left.
    ///
    /// Before the pre-request callback there is no request. After it, `CURLINFO_REQUEST_SIZE` is exact for HTTP/1.1 in
    /// the clear: libcurl adds to it what the socket took. Under TLS it is not trusted, because a record or an HTTP/2
    /// frame can have left in part before libcurl counted it (and the size then includes a proxy's CONNECT).
    var mayHaveLeft: Bool {
        guard attempts > 0 else { return false }
        guard !isEncrypted else { return true }
        var size = 0
        carteiro_curl_get_long(curl, CURLINFO_REQUEST_SIZE, &size)
        return size > 0
    }

    /// Called when a connection is there and the request is about to be written to it; to a mail server, when it has
    /// greeted us and taken the login.
    ///
    /// libcurl sends a request again, a POST too, on another connection when a reused one ended before the first byte
    /// of an answer (`Curl_retry_request` in its lib/transfer.c; no option turns that off). The server may have
    /// acted on the first copy, and RFC 9110, 9.2.2 forbids to repeat that automatically. So the second try is let
    /// through only if nothing of the first one left; otherwise the transfer ends as `maybeSent`, and the retry rules
    /// decide, with the same idempotency key.
    ///
    /// To a mail server that offers no AUTH libcurl goes on without the login; here that ends.
    ///
    /// - Returns: whether the request may be written.
    func requestBegins() -> Bool {
        guard !key.isMail else {
            attempts += 1
            lacksLogin = key.options.mail.login != nil && !mail.pointee.hasLogin
            mail.pointee.beginEnvelope()
            return !lacksLogin
        }
        let isRepetition = mayHaveLeft
        attempts += 1
        return !isRepetition
    }

    /// A line of a mail server's reply has come.
    ///
    /// - Returns: false if the transfer should end here.
    func takeReplyLine(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard mail.pointee.take(line) else { return false }
        if mail.pointee.isOver { gate.pointee.stopListening() }
        return true
    }
}

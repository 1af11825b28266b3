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
    /// At an address of its own, which the callbacks get: they are called for every header line.
    private let response: UnsafeMutablePointer<ResponseBuffer>

    /// How often libcurl was about to write the request: more than once if a reused connection proved dead.
    private var attempts = 0
    private var isEncrypted = false
    private var url = ""
    private var timeoutMilliseconds = -1
    private var bodySize = -1
    /// The addresses that libcurl has, told again when the memory has moved.
    private var givenList: UnsafeMutablePointer<curl_slist>?
    private var givenBody: UnsafeMutablePointer<UInt8>?
    private var headers = RequestHeaders()
    private var body = ByteArena(capacity: 1024)
    private let errorText: UnsafeMutableBufferPointer<CChar>

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
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0)
        try applyFixedOptions()
        try applyMethod()
        try applyConnectionOptions()
    }

    deinit {
        curl_easy_cleanup(curl)
        errorText.deallocate()
        response.deinitialize(count: 1)
        response.deallocate()
    }

    /// Makes the handle ready for one request, whose memory it copies.
    func prepare(_ request: TransferRequest, tag: Int) throws(RequestDefect) {
        self.tag = tag
        attempts = 0
        errorText[0] = 0
        if request.url != url { try apply(url: request.url) }
        try headers.assemble(request.headers, hasBody: key.hasBody, isSigned: key.options.aws != nil)
        if let agent = headers.unsignedAgent { try set(CURLOPT_USERAGENT, agent) }
        if headers.list != givenList {
            try check(carteiro_curl_set_list(curl, CURLOPT_HTTPHEADER, headers.list))
            givenList = headers.list
        }
        if let bytes = request.body { try apply(body: bytes) }
        let timeout = Int(min(max(request.timeoutMilliseconds, 1), Int64(Int32.max)))
        if timeout != timeoutMilliseconds {
            timeoutMilliseconds = timeout
            try check(carteiro_curl_set_long(curl, CURLOPT_TIMEOUT_MS, timeout))
        }
    }

    /// What came of the transfer that libcurl ended with `code`; empties the handle for its next use.
    func finish(_ code: CURLcode) -> TransferResult {
        let response = takeResponse()
        let isStoppedByUs = code == CURLE_WRITE_ERROR && response.isTruncated && response.status != 0
        guard code != CURLE_OK && !isStoppedByUs else { return result(response, failure: nil, detail: "") }
        let words =
            response.headersExceedLimit
            ? "the answer's header exceeds \(ResponseBuffer.capacity) bytes" : words(for: code)
        let failure: TransportFailure =
            response.headersExceedLimit
            ? .malformed : TransportFailure(code, requestBegan: attempts > 0, words: words)
        return result(response, failure: failure, detail: words)
    }

    /// Empties the handle, ready for its next use.
    @discardableResult
    func takeResponse() -> ResponseBuffer {
        body.trim(to: Self.keptBodyCapacity)
        let taken = response.move()
        response.initialize(to: ResponseBuffer())
        return taken
    }

    /// How long the last transfer took, in milliseconds.
    var durationMilliseconds: Int64 {
        var microseconds: curl_off_t = 0
        carteiro_curl_get_offset(curl, CURLINFO_TOTAL_TIME_T, &microseconds)
        return Int64(microseconds) / 1000
    }

    private func result(
        _ response: ResponseBuffer, failure: TransportFailure?, detail: String
    ) -> TransferResult {
        let status = response.status
        guard status != 0 else {
            let reach: Reach = mayHaveLeft && !TransportFailure.isCertificateAlert(detail) ? .maybeSent : .notSent
            return TransferResult(reach: reach, failure: failure ?? .malformed, detail: detail)
        }
        return TransferResult(
            reach: .answered, status: status, headerBytes: response.headerBytes, body: response.body,
            truncated: response.isTruncated, failure: failure, detail: detail)
    }

    private func words(for code: CURLcode) -> String {
        switch code {
        case CURLE_ABORTED_BY_CALLBACK:
            return "the reused connection ended without an answer; the request is not repeated on another"
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            // The longer text could quote the URL, which may hold a token.
            return CurlLibrary.words(for: code)
        default:
            guard errorText[0] != 0, let start = errorText.baseAddress else { return CurlLibrary.words(for: code) }
            return String(cString: start)
        }
    }
}

// MARK: - How far the request got

extension EasyHandle {
    /// Whether a byte of the request may have left.
    ///
    /// Before the pre-request callback there is no request. After it, `CURLINFO_REQUEST_SIZE` is exact for HTTP/1.1 in
    /// the clear: libcurl adds to it what the socket took. Under TLS it is not trusted, because a record or an HTTP/2
    /// frame can have left in part before libcurl counted it (and the size then includes a proxy's CONNECT).
    private var mayHaveLeft: Bool {
        guard attempts > 0 else { return false }
        guard !isEncrypted else { return true }
        var size = 0
        carteiro_curl_get_long(curl, CURLINFO_REQUEST_SIZE, &size)
        return size > 0
    }

    /// Called when a connection is there and the request is about to be written to it.
    ///
    /// libcurl sends a request again, a POST too, on another connection when a reused one ended before the first byte
    /// of an answer (`Curl_retry_request` in its lib/transfer.c; no option turns that off). The server may have
    /// acted on the first copy, and RFC 9110, 9.2.2 forbids to repeat that automatically. So the second try is let
    /// through only if nothing of the first one left; otherwise the transfer ends as `maybeSent`, and the retry rules
    /// decide, with the same idempotency key.
    ///
    /// - Returns: whether the request may be written.
    fileprivate func requestBegins() -> Bool {
        let isRepetition = mayHaveLeft
        attempts += 1
        return !isRepetition
    }
}

// MARK: - Options

extension EasyHandle {
    private func apply(url: String) throws(RequestDefect) {
        let target = try RequestTarget(url)
        // Forgotten first: after an error the handle has neither the old nor the new one for sure.
        self.url = ""
        try check(carteiro_curl_set_string(curl, CURLOPT_URL, url))
        self.url = url
        isEncrypted = target.isEncrypted
    }

    private func apply(body bytes: [UInt8]) throws(RequestDefect) {
        body.assign(bytes)
        if body.base != givenBody {
            try check(carteiro_curl_set_pointer(curl, CURLOPT_POSTFIELDS, body.base))
            givenBody = body.base
        }
        guard bytes.count != bodySize else { return }
        try check(carteiro_curl_set_offset(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
        bodySize = bytes.count
    }

    private func applyFixedOptions() throws(RequestDefect) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try check(carteiro_curl_set_pointer(curl, CURLOPT_PRIVATE, context))
        try check(carteiro_curl_set_pointer(curl, CURLOPT_ERRORBUFFER, errorText.baseAddress))
        try check(carteiro_curl_set_data_callback(curl, CURLOPT_WRITEFUNCTION, receiveBody))
        try check(carteiro_curl_set_pointer(curl, CURLOPT_WRITEDATA, response))
        try check(carteiro_curl_set_data_callback(curl, CURLOPT_HEADERFUNCTION, receiveHeaderLine))
        try check(carteiro_curl_set_pointer(curl, CURLOPT_HEADERDATA, response))
        try check(carteiro_curl_set_prerequest_callback(curl, beginRequest))
        try check(carteiro_curl_set_pointer(curl, CURLOPT_PREREQDATA, context))
        try check(carteiro_curl_set_string(curl, CURLOPT_PROTOCOLS_STR, "http,https"))
        try check(carteiro_curl_set_long(curl, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)))
        for (option, value) in Self.fixedNumbers { try check(carteiro_curl_set_long(curl, option, value)) }
    }

    private static let fixedNumbers: [(CURLoption, Int)] = [
        (CURLOPT_NOSIGNAL, 1),
        (CURLOPT_FOLLOWLOCATION, 0),
        (CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)),
        (CURLOPT_PATH_AS_IS, 1),
        (CURLOPT_HTTP09_ALLOWED, 0),
        (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
        (CURLOPT_SSL_VERIFYPEER, 1),
        (CURLOPT_SSL_VERIFYHOST, 2),
        (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
        // A replaced authority file is read again within five minutes (default: a day).
        (CURLOPT_CA_CACHE_TIMEOUT, 300),
        (CURLOPT_TCP_KEEPALIVE, 1),
        // Gateways and what stands before them close idle connections after 60 s and more (a few after 5 s, which no
        // limit of ours can help): giving up before them saves requests from dying on a closing connection.
        (CURLOPT_MAXAGE_CONN, 50),
        // A transfer that times out while a name is looked up leaves the resolver's thread alone instead of waiting
        // for it, so that a dead name server cannot stop the engine.
        (CURLOPT_QUICK_EXIT, 1),
    ]

    private func applyMethod() throws(RequestDefect) {
        let method = key.method
        guard !method.isEmpty, method.utf8.allSatisfy({ $0.isTokenByte }) else {
            throw RequestDefect(detail: "a method that is no token")
        }
        switch (method, key.hasBody) {
        case ("GET", false):
            try check(carteiro_curl_set_long(curl, CURLOPT_HTTPGET, 1))
        case ("HEAD", false):
            try check(carteiro_curl_set_long(curl, CURLOPT_NOBODY, 1))
        case ("POST", false):
            try check(carteiro_curl_set_long(curl, CURLOPT_POST, 1))
            try check(carteiro_curl_set_string(curl, CURLOPT_POSTFIELDS, ""))
            try check(carteiro_curl_set_offset(curl, CURLOPT_POSTFIELDSIZE_LARGE, 0))
        case ("POST", true):
            try check(carteiro_curl_set_long(curl, CURLOPT_POST, 1))
        case (_, false):
            try check(carteiro_curl_set_long(curl, CURLOPT_HTTPGET, 1))
            try check(carteiro_curl_set_string(curl, CURLOPT_CUSTOMREQUEST, method))
        case (_, true):
            try check(carteiro_curl_set_long(curl, CURLOPT_POST, 1))
            try check(carteiro_curl_set_string(curl, CURLOPT_CUSTOMREQUEST, method))
        }
    }

    private func applyConnectionOptions() throws(RequestDefect) {
        let options = key.options
        let connectTimeout = Int(min(max(options.connectTimeoutMilliseconds, 1), Int64(Int32.max)))
        try check(carteiro_curl_set_long(curl, CURLOPT_CONNECTTIMEOUT_MS, connectTimeout))
        // Empty texts shut out http_proxy, all_proxy and no_proxy of the environment.
        try set(CURLOPT_PROXY, options.proxy ?? "")
        try set(CURLOPT_NOPROXY, "")
        if let caFile = options.caFile {
            try set(CURLOPT_CAINFO, caFile)
            // Otherwise the system's directory would be trusted beside the file.
            try check(carteiro_curl_set_string(curl, CURLOPT_CAPATH, nil))
        }
        if let certificate = options.clientCertificate { try set(CURLOPT_SSLCERT, certificate) }
        if let clientKey = options.clientKey { try set(CURLOPT_SSLKEY, clientKey) }
        if let aws = options.aws {
            try set(CURLOPT_AWS_SIGV4, "aws:amz:\(aws.region):\(aws.service)")
            try set(CURLOPT_USERNAME, aws.keyID.exposed)
            try set(CURLOPT_PASSWORD, aws.secretKey.exposed)
        }
    }

    private func set(_ option: CURLoption, _ text: String) throws(RequestDefect) {
        guard text.utf8.allSatisfy({ $0 != 0 }) else { throw RequestDefect(detail: "an option with a NUL character") }
        try check(carteiro_curl_set_string(curl, option, text))
    }

    private func check(_ code: CURLcode) throws(RequestDefect) {
        guard code == CURLE_OK else { throw RequestDefect(detail: CurlLibrary.words(for: code)) }
    }
}

// MARK: - Callbacks

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    receive(bytes, count: size * count, context) { $0.takeBody($1) }
}

private func receiveHeaderLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    receive(bytes, count: size * count, context) { $0.takeHeaderLine($1) }
}

/// Hands what libcurl received to the buffer at the context's address.
///
/// - Returns: what libcurl wants back: `count`, or something else to end the transfer.
@inline(__always)
private func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, count: Int, _ context: UnsafeMutableRawPointer?,
    _ take: (inout ResponseBuffer, UnsafeBufferPointer<UInt8>) -> Bool
) -> Int {
    guard count > 0, let bytes, let context else { return 0 }
    let start = UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self)
    let buffer = UnsafeBufferPointer(start: start, count: count)
    return take(&context.assumingMemoryBound(to: ResponseBuffer.self).pointee, buffer) ? count : 0
}

private func beginRequest(
    _ context: UnsafeMutableRawPointer?, _ primaryAddress: UnsafeMutablePointer<CChar>?,
    _ localAddress: UnsafeMutablePointer<CChar>?, _ primaryPort: Int32, _ localPort: Int32
) -> Int32 {
    guard let context else { return CURL_PREREQFUNC_ABORT }
    let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    return handle.requestBegins() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

import CCurl
import Domain

/// The options that a handle keeps for good.
extension EasyHandle {
    func applyOptions() throws(RequestDefect) {
        try applyFixedOptions()
        if key.isMail { try applyMailOptions() } else { try applyHTTPOptions() }
        try applyConnectionOptions()
    }

    private func applyFixedOptions() throws(RequestDefect) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try check(carteiro_curl_set_pointer(curl, CURLOPT_PRIVATE, context))
        try check(carteiro_curl_set_pointer(curl, CURLOPT_ERRORBUFFER, errorText.baseAddress))
        try check(carteiro_curl_set_data_callback(curl, CURLOPT_WRITEFUNCTION, receiveBody))
        try check(carteiro_curl_set_pointer(curl, CURLOPT_WRITEDATA, response))
        try check(carteiro_curl_set_prerequest_callback(curl, beginRequest))
        try check(carteiro_curl_set_pointer(curl, CURLOPT_PREREQDATA, context))
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

    private func applyHTTPOptions() throws(RequestDefect) {
        try check(carteiro_curl_set_data_callback(curl, CURLOPT_HEADERFUNCTION, receiveHeaderLine))
        try check(carteiro_curl_set_pointer(curl, CURLOPT_HEADERDATA, response))
        try check(carteiro_curl_set_string(curl, CURLOPT_PROTOCOLS_STR, "http,https"))
        // Where nothing is to be sent, a preface of HTTP/2 is not either.
        let version = key.connectsOnly ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS
        try check(carteiro_curl_set_long(curl, CURLOPT_HTTP_VERSION, Int(version)))
        try applyMethod()
        guard let aws = key.options.aws else { return }
        try set(CURLOPT_AWS_SIGV4, "aws:amz:\(aws.region):\(aws.service)")
        try set(CURLOPT_USERNAME, aws.keyID.exposed)
        try set(CURLOPT_PASSWORD, aws.secretKey.exposed)
    }

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

    private func applyMailOptions() throws(RequestDefect) {
        try check(carteiro_curl_set_data_callback(curl, CURLOPT_HEADERFUNCTION, receiveReplyLine))
        try check(
            carteiro_curl_set_pointer(curl, CURLOPT_HEADERDATA, Unmanaged.passUnretained(self).toOpaque()))
        try check(carteiro_curl_set_read_callback(curl, sendContent))
        try check(carteiro_curl_set_pointer(curl, CURLOPT_READDATA, mail))
        try check(carteiro_curl_set_progress_callback(curl, watchProgress))
        try check(
            carteiro_curl_set_pointer(curl, CURLOPT_XFERINFODATA, Unmanaged.passUnretained(deadline).toOpaque()))
        try check(carteiro_curl_set_long(curl, CURLOPT_NOPROGRESS, 0))
        try check(carteiro_curl_set_string(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps"))
        try check(carteiro_curl_set_long(curl, CURLOPT_UPLOAD, 1))
        let usesTLS = key.options.mail.requiresTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE
        try check(carteiro_curl_set_long(curl, CURLOPT_USE_SSL, Int(usesTLS.rawValue)))
        guard let login = key.options.mail.login else { return }
        try set(CURLOPT_USERNAME, login.user.exposed)
        try set(CURLOPT_PASSWORD, login.password.exposed)
    }

    private func applyConnectionOptions() throws(RequestDefect) {
        let options = key.options
        let connectTimeout = Int(min(max(options.connectTimeoutMilliseconds, 1), Int64(Int32.max)))
        try check(carteiro_curl_set_long(curl, CURLOPT_CONNECTTIMEOUT_MS, connectTimeout))
        if key.connectsOnly { try check(carteiro_curl_set_long(curl, CURLOPT_CONNECT_ONLY, 1)) }
        if key.isMail || options.addressGuard != nil { try applyGate() }
        // Empty texts shut out http_proxy, all_proxy and no_proxy of the environment. Behind a proxy nobody would see
        // which address is connected to.
        try set(CURLOPT_PROXY, options.addressGuard == nil ? options.proxy ?? "" : "")
        try set(CURLOPT_NOPROXY, "")
        if let caFile = options.caFile {
            try set(CURLOPT_CAINFO, caFile)
            // Otherwise the system's directory would be trusted beside the file.
            try check(carteiro_curl_set_string(curl, CURLOPT_CAPATH, nil))
        }
        if let certificate = options.clientCertificate { try set(CURLOPT_SSLCERT, certificate) }
        if let clientKey = options.clientKey { try set(CURLOPT_SSLKEY, clientKey) }
    }

    /// Sees every socket opened and closed, and shares no connection with another transfer.
    ///
    /// A connection in libcurl's cache may have been made without the guard, and, to a mail server, without TLS or under
    /// the authority of another file, none of which libcurl compares for SMTP.
    private func applyGate() throws(RequestDefect) {
        try check(carteiro_curl_set_open_socket_callback(curl, openSocket))
        try check(carteiro_curl_set_pointer(curl, CURLOPT_OPENSOCKETDATA, gate))
        try check(carteiro_curl_set_close_socket_callback(curl, closeSocket))
        try check(carteiro_curl_set_pointer(curl, CURLOPT_CLOSESOCKETDATA, gate))
        try check(carteiro_curl_set_long(curl, CURLOPT_FRESH_CONNECT, 1))
        try check(carteiro_curl_set_long(curl, CURLOPT_FORBID_REUSE, 1))
    }

    func set(_ option: CURLoption, _ text: String) throws(RequestDefect) {
        guard text.utf8.allSatisfy({ $0 != 0 }) else { throw RequestDefect(detail: "an option with a NUL character") }
        try check(carteiro_curl_set_string(curl, option, text))
    }
}

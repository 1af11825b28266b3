import CCurl
import Domain

/// What came of a transfer.
extension EasyHandle {
    /// What came of the transfer that libcurl ended with `code`; empties the handle for its next use.
    func finish(_ code: CURLcode) -> TransferResult {
        let response = takeResponse()
        let exchange = takeMail()
        if key.connectsOnly, code == CURLE_OK {
            return TransferResult(
                reach: .notSent, headerBytes: exchange.lines, isMail: key.isMail, peer: peer)
        }
        return key.isMail ? result(code, exchange) : result(code, response)
    }

    private var peer: String {
        var text: UnsafePointer<CChar>?
        carteiro_curl_get_text(curl, CURLINFO_PRIMARY_IP, &text)
        return text.map { String(cString: $0) } ?? ""
    }

    private func result(_ code: CURLcode, _ response: ResponseBuffer) -> TransferResult {
        let isStoppedByUs = code == CURLE_WRITE_ERROR && response.isTruncated && response.status != 0
        guard code != CURLE_OK && !isStoppedByUs else { return result(response, failure: nil, detail: "") }
        guard !response.headersExceedLimit else {
            let words = "the answer's header exceeds \(ResponseBuffer.headerLimit) bytes"
            return result(response, failure: .malformed, detail: words)
        }
        let words = words(for: code)
        let failure = TransportFailure(code, requestBegan: attempts > 0 && !key.connectsOnly, words: words)
        return result(response, failure: gate.pointee.isRefused ? .refused : failure, detail: words)
    }

    private func result(
        _ response: ResponseBuffer, failure: TransportFailure?, detail: String
    ) -> TransferResult {
        let status = response.status
        guard status != 0 else {
            let mayHaveLeft = mayHaveLeft && !key.connectsOnly && !TransportFailure.isCertificateAlert(detail)
            return TransferResult(
                reach: mayHaveLeft ? .maybeSent : .notSent, failure: failure ?? .malformed, detail: detail)
        }
        return TransferResult(
            reach: .answered, status: status, headerBytes: response.headerBytes, body: response.body,
            truncated: response.isTruncated, failure: failure, detail: detail)
    }

    /// Of a mail.
    ///
    /// The server's last code is an answer to the mail only where libcurl ends because of it; where it ends for another
    /// reason, the code is the one of the step before.
    private func result(_ code: CURLcode, _ exchange: MailExchange) -> TransferResult {
        let isRefusal = Self.endsByReply.contains(code) && exchange.code >= 400
        if code == CURLE_OK || isRefusal {
            return TransferResult(
                reach: .answered, status: code == CURLE_OK ? 250 : exchange.code, headerBytes: exchange.lines,
                body: exchange.text, isMail: true)
        }
        // The deadline is the only callback, beside the missing login, that ends a mail.
        let code = code == CURLE_ABORTED_BY_CALLBACK && !lacksLogin ? CURLE_OPERATION_TIMEDOUT : code
        let words = words(for: code)
        return TransferResult(
            reach: exchange.isHandedOver ? .maybeSent : .notSent, headerBytes: exchange.lines,
            failure: failure(code, exchange, words: words), detail: words, isMail: true)
    }

    /// A command refused; the greeting or the mail; EHLO and HELO; AUTH. Measured with libcurl 7.88.1.
    private static let endsByReply: Set<CURLcode> = [
        CURLE_SEND_ERROR, CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED, CURLE_LOGIN_DENIED,
    ]

    private func failure(_ code: CURLcode, _ exchange: MailExchange, words: String) -> TransportFailure {
        if gate.pointee.isRefused { return .refused }
        if lacksLogin || code == CURLE_LOGIN_DENIED || code == CURLE_AUTH_ERROR { return .auth }
        // Whether too much was said, or an unheard-of code.
        if exchange.exceedsLimit || (code == CURLE_SEND_ERROR && exchange.isOver) { return .malformed }
        return TransportFailure(code, requestBegan: exchange.code != 0, words: words)
    }

    private func words(for code: CURLcode) -> String {
        if gate.pointee.isRefused { return "the name leads to no address that may be connected to" }
        if lacksLogin { return "the mail server offers no login, and there is one to log in with" }
        switch code {
        case CURLE_ABORTED_BY_CALLBACK:
            return "the reused connection ended without an answer; the request is not repeated on another"
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            // The longer text could quote the URL, which may hold a token.
            return CurlLibrary.words(for: code)
        case CURLE_WEIRD_SERVER_REPLY where key.isMail:
            // The longer text is of the farewell by now.
            return CurlLibrary.words(for: code)
        default:
            guard errorText[0] != 0, let start = errorText.baseAddress else { return CurlLibrary.words(for: code) }
            return String(cString: start)
        }
    }
}

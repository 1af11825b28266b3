import CCurl
import Domain

extension TransportFailure {
    /// The failure that a libcurl error stands for (https://curl.se/libcurl/c/libcurl-errors.html).
    ///
    /// - Parameters:
    ///   - requestBegan: whether a connection was there and the request was about to be written. Some errors mean one
    ///     thing before and another after.
    ///   - words: libcurl's text, for the one case that has no code of its own.
    init(_ code: CURLcode, requestBegan: Bool, words: String) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .dns
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED:
            self = .connect
        case CURLE_OPERATION_TIMEDOUT:
            self = .timeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            self = .tls
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION,
            CURLE_NOT_BUILT_IN, CURLE_FAILED_INIT:
            self = .unusable
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_OUT_OF_MEMORY:
            // Afterwards: HTTP/0.9, that is no HTTP at all, and a header line longer than libcurl holds.
            self = requestBegan ? .malformed : .unusable
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
            self = .malformed
        case CURLE_RECV_ERROR where Self.isCertificateAlert(words):
            self = .tls
        default:
            self = requestBegan ? .reset : .connect
        }
    }

    /// Whether the peer refused our certificate.
    ///
    /// In TLS 1.3 the client has finished its handshake, and may have written its request, before the server has
    /// looked at the client's certificate (RFC 8446, 4.4.2.4 and appendix A): the refusal then comes as an alert where
    /// the answer should be. The server has dropped the connection without reading the request.
    static func isCertificateAlert(_ words: String) -> Bool {
        let alerts = [
            "alert certificate required", "alert bad certificate", "alert unsupported certificate",
            "alert certificate revoked", "alert certificate expired", "alert certificate unknown", "alert unknown ca",
        ]
        return alerts.contains { words.contains($0) }
    }
}

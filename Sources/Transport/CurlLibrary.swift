import CCurl
import Glibc

/// Why a transport could not be made.
package struct TransportSetupError: Error, Hashable, Sendable, CustomStringConvertible {
    package var detail: String

    package var description: String { "the HTTP library cannot be used: \(detail)" }
}

/// What libcurl needs once a process.
enum CurlLibrary {
    /// The outcome of the global initialisation, done at the first use.
    static let initialisation: CURLcode = {
        // Writing to a connection that the peer closed must be an error, not a signal that ends the process: with
        // CURLOPT_NOSIGNAL libcurl leaves this to the program (https://curl.se/libcurl/c/CURLOPT_NOSIGNAL.html).
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_ALL))
    }()

    /// The library's version, such as `7.88.1`.
    static var version: String { String(cString: carteiro_curl_version()) }

    static func words(for code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }

    static func words(for code: CURLMcode) -> String { String(cString: curl_multi_strerror(code)) }
}

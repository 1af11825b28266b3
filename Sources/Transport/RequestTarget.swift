/// What has to be known of a URL before libcurl gets it; libcurl checks the rest when the transfer begins.
struct RequestTarget {
    /// Whether it is `https`.
    let isEncrypted: Bool

    /// - Throws: `RequestDefect` for a URL without `http://` or `https://` and a host, for which libcurl would make a
    ///   guess, and for one with a blank or a control character, at which its text could end early.
    init(_ url: String) throws(RequestDefect) {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw RequestDefect(detail: "a URL with a blank or a control character")
        }
        let scheme = url.prefix { $0 != ":" }
        isEncrypted = String(scheme).isASCIIEqual(to: "https")
        let rest = url.utf8.dropFirst(scheme.utf8.count)
        guard isEncrypted || String(scheme).isASCIIEqual(to: "http"), rest.starts(with: "://".utf8),
            let first = rest.dropFirst(3).first, !"/?#".utf8.contains(first)
        else { throw RequestDefect(detail: "a URL that is not http:// or https:// and a host") }
    }
}

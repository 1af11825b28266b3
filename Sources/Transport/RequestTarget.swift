import Domain

/// What has to be known of a URL before libcurl gets it; libcurl checks the rest when the transfer begins.
struct RequestTarget {
    /// Whether it is `https` or `smtps`.
    let isEncrypted: Bool

    /// - Throws: `RequestDefect` for a URL without the scheme of what is to be sent and a host, for which libcurl would
    ///   make a guess, for one with a blank or a control character, at which its text could end early, and for a mail
    ///   server's with a login in it, which libcurl would use on its own terms.
    init(_ url: String, isMail: Bool) throws(RequestDefect) {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw RequestDefect(detail: "a URL with a blank or a control character")
        }
        let scheme = url.prefix { $0 != ":" }
        let rest = url.utf8.dropFirst(scheme.utf8.count)
        let names: (plain: StaticString, encrypted: StaticString) = isMail ? ("smtp", "smtps") : ("http", "https")
        isEncrypted = String(scheme).isASCIIEqual(to: names.encrypted)
        guard isEncrypted || String(scheme).isASCIIEqual(to: names.plain), rest.starts(with: "://".utf8),
            let first = rest.dropFirst(3).first, !"/?#".utf8.contains(first)
        else {
            throw RequestDefect(detail: "a URL that is not \(names.plain):// or \(names.encrypted):// and a host")
        }
        if isMail, rest.dropFirst(3).prefix(while: { !"/?#".utf8.contains($0) }).contains(UInt8(ascii: "@")) {
            throw RequestDefect(detail: "a mail server's URL with a login in it")
        }
    }
}

extension TransferRequest {
    /// Whether a mail server is spoken to. A connection alone needs no envelope, so that its URL tells.
    var isMail: Bool {
        envelope != nil || (connectsOnly && url.utf8.prefix(4).elementsEqual("smtp".utf8) { $0 | 0x20 == $1 })
    }
}

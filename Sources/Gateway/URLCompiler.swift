import Composer
import Domain

/// A request's URL, ready for values.
struct CompiledURL: Sendable {
    var fields = EncodedFields()
    var scheme: URLScheme?
    /// In small letters, without its port; empty if it is not known.
    var host = ""
    /// `https://host:port`, as far as it is written, in small letters.
    var origin: String?

    /// Whether a mail server is spoken to.
    var isMail: Bool { scheme?.isMail ?? false }
    /// Whether the host is this machine.
    var isLoopback: Bool { host == "localhost" || host == "[::1]" || host.hasPrefix("127.") }
}

/// What is spoken.
enum URLScheme: String, CaseIterable, Sendable {
    case http, https, smtp, smtps

    var isMail: Bool {
        switch self {
        case .http, .https: false
        case .smtp, .smtps: true
        }
    }
}

extension TemplateCompiler {
    /// A request's URL with its query, ready for values.
    ///
    /// What the operator wrote, `with.…` before the question mark included, stays as it is; every other value is
    /// percent-encoded and so stays within its part. Scheme, host and port are the operator's alone: a message's value
    /// in them is reported.
    mutating func compileURL(_ request: RequestDefinition, at place: String) -> CompiledURL {
        var url = CompiledURL()
        check(request.url, at: "\(place).url")
        guard let pieces = TemplatePiece.pieces(of: request.url) else {
            if request.url.uses.contains(where: { $0.kind != .value }) {
                report("\(place).url", "a URL cannot have sections")
            }
            return url
        }
        var prefix = ""
        var hasHole = false
        for piece in pieces {
            switch (piece, fold(piece)) {
            case (.hole(.secret, _), .literal(let secret)):
                url.fields.append(literal: PercentEncoding.component(secret))
                if !hasHole { prefix += PercentEncoding.component(secret) }
            case (.hole, .literal(let text)) where prefix.utf8.contains(UInt8(ascii: "?")):
                url.fields.append(literal: PercentEncoding.component(text))
            case (_, .literal(let text)):
                url.fields.append(literal: PercentEncoding.written(text))
                prefix += text
            case (_, .hole(let variable, let name)):
                if !hasHole { check(prefix: prefix, isWhole: false, of: &url, at: "\(place).url") }
                hasHole = true
                let isInPath = !prefix.utf8.contains(UInt8(ascii: "?"))
                url.fields.append(isInPath ? .pathSegment(variable, name: name) : .encoded(.pieces([piece])))
            }
        }
        if !hasHole { check(prefix: prefix, isWhole: true, of: &url, at: "\(place).url") }
        if prefix.utf8.contains(UInt8(ascii: "#")) { report("\(place).url", "a URL cannot have a fragment (#)") }
        if url.isMail { check(mailURL: prefix, hasHole: hasHole, at: "\(place).url") }
        let first = prefix.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        var names: Set<String> = []
        for field in request.query {
            if !names.insert(field.name).inserted {
                report("\(place).query.\(field.name)", "the name stands twice in one query")
            }
            url.fields.append(field, first: first, compiler: &self, place: "\(place).query")
        }
        return url
    }

    /// The part of a URL before a message's first value has to name the scheme and the host to their end.
    private mutating func check(prefix: String, isWhole: Bool, of url: inout CompiledURL, at place: String) {
        let bytes = prefix.utf8.map(\.asciiLowercased)
        let scheme = URLScheme.allCases.first { bytes.starts(with: "\($0.rawValue)://".utf8) }
        guard let scheme else {
            return report(
                place, "the URL does not begin with http://, https://, smtp:// or smtps://",
                hint: "write it out, or give `with` a url that begins with one of them"
            )
        }
        let rest = bytes.dropFirst(scheme.rawValue.utf8.count + 3)
        let host = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        if !isWhole && host.count == rest.count {
            report(place, "a message's value stands in the URL's host", hint: "put it after a slash or a question mark")
        } else if host.isEmpty {
            report(place, "the URL names no host")
        }
        url.scheme = scheme
        let place = String(decoding: host.split(separator: UInt8(ascii: "@")).last ?? [], as: UTF8.self)
        url.host = Self.name(ofHost: place)
        url.origin = "\(scheme.rawValue)://\(place)"
    }

    /// `HOST`, of `HOST:PORT`.
    private static func name(ofHost host: String) -> String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
        return String(host.prefix { $0 != ":" })
    }

    /// A mail server's URL has at most one segment, the name that we greet it with.
    private mutating func check(mailURL prefix: String, hasHole: Bool, at place: String) {
        let path = prefix.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" }.dropFirst()
        if hasHole || path.contains("/") || prefix.contains("?") {
            report(
                place, "the URL of a mail server has more than a host, a port and the name to greet it with",
                hint: "such as smtp://mail.example:587; who the mail is for stands in `mime`")
        }
    }
}

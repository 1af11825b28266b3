import Composer
import Domain

extension TemplateCompiler {
    /// A request's URL with its query, ready for values.
    ///
    /// What the operator wrote, `with.…` before the question mark included, stays as it is; every other value is
    /// percent-encoded and so stays within its part. Scheme, host and port are the operator's alone: a message's value
    /// in them is reported.
    mutating func compileURL(_ request: RequestDefinition, at place: String) -> EncodedFields {
        check(request.url, at: "\(place).url")
        guard let pieces = TemplatePiece.pieces(of: request.url) else {
            if request.url.uses.contains(where: { $0.kind != .value }) {
                report("\(place).url", "a URL cannot have sections")
            }
            return EncodedFields()
        }
        var url = EncodedFields()
        var prefix = ""
        var hasHole = false
        for piece in pieces {
            switch (piece, fold(piece)) {
            case (.hole(.secret, _), .literal(let secret)):
                url.append(literal: PercentEncoding.component(secret))
                if !hasHole { prefix += PercentEncoding.component(secret) }
            case (.hole, .literal(let text)) where prefix.utf8.contains(UInt8(ascii: "?")):
                url.append(literal: PercentEncoding.component(text))
            case (_, .literal(let text)):
                url.append(literal: PercentEncoding.written(text))
                prefix += text
            case (_, .hole(let variable, let name)):
                if !hasHole { checkPrefix(prefix, isWhole: false, at: "\(place).url") }
                hasHole = true
                let isInPath = !prefix.utf8.contains(UInt8(ascii: "?"))
                url.append(isInPath ? .pathSegment(variable, name: name) : .encoded(.pieces([piece])))
            }
        }
        if !hasHole { checkPrefix(prefix, isWhole: true, at: "\(place).url") }
        if prefix.utf8.contains(UInt8(ascii: "#")) { report("\(place).url", "a URL cannot have a fragment (#)") }
        var separator = prefix.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        for field in request.query {
            url.append(field, separator: separator, compiler: &self, place: "\(place).query")
            separator = "&"
        }
        return url
    }

    /// The part of a URL before a message's first value has to name the scheme and the host to their end.
    private mutating func checkPrefix(_ prefix: String, isWhole: Bool, at place: String) {
        let bytes = prefix.utf8.map(\.asciiLowercased)
        let scheme = ["http://", "https://"].first { bytes.starts(with: $0.utf8) }
        guard let scheme else {
            return report(
                place, "the URL does not begin with http:// or https://",
                hint: "write it out, or give `with` a url that begins with one of them"
            )
        }
        let rest = bytes.dropFirst(scheme.utf8.count)
        let host = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        if !isWhole && host.count == rest.count {
            report(place, "a message's value stands in the URL's host", hint: "put it after a slash or a question mark")
        } else if host.isEmpty {
            report(place, "the URL names no host")
        }
    }
}

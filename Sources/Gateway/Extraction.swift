/// One place where an answer or a callback may name something, such as `json:key.id`.
///
/// A place other than `text` and `smtp` may be followed by ` match EXPRESSION`, whose first group is then the value:
/// `json:id match _([^_]+)$` finds `3EB0` in `true_5511987654321@c.us_3EB0`. Without a match there is no value.
package enum Extraction: Hashable, Sendable {
    /// `json:PATH`: a string that is not empty, or a number.
    case json(JSONPath)
    /// `root:PATH`, of a callback: as `json`, but of the whole document where `json` is about one of its elements.
    case root(JSONPath)
    /// `header:Name`.
    case header(String)
    /// `query:NAME`, of a callback: a parameter of the URL that was called.
    case query(String)
    /// `form:NAME`, of a callback: a field of an URL-encoded body.
    case form(String)
    /// `text:REGEX`: the expression's first group.
    case text(Pattern)
    /// `smtp:REGEX`: the same, in a mail server's last reply.
    case smtp(Pattern)
    /// `client`: the idempotency key that was sent.
    case client
    /// What the expression's first group finds in a value of the place.
    indirect case matching(Extraction, Pattern)

    /// What is read; some kinds of place are found in one of them only.
    package enum Source: Sendable {
        case answer, callback
    }

    /// Reads the text form.
    ///
    /// - Throws: `GatewaySyntaxError` for an unknown kind, for one that the source does not have, and for a path, name
    ///   or expression that is wrong.
    package init(parsing text: String, of source: Source = .answer) throws(GatewaySyntaxError) {
        if text == "client", source == .answer {
            self = .client
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let kind = parts.first.map(String.init) ?? ""
        guard parts.count == 2 else { throw Self.noPlace(text, source) }
        if kind == "text" || kind == "smtp" && source == .answer {
            let pattern = try Self.grouped(String(parts[1]))
            self = kind == "text" ? .text(pattern) : .smtp(pattern)
            return
        }
        let (rest, expression) = Self.split(parts[1])
        let place: Extraction
        switch (kind, source) {
        case ("json", _): place = .json(try JSONPath(parsing: rest))
        case ("root", .callback): place = .root(try JSONPath(parsing: rest))
        case ("header", _): place = .header(try Self.header(rest))
        case ("query", .callback): place = .query(try Self.name(rest, of: kind))
        case ("form", .callback): place = .form(try Self.name(rest, of: kind))
        default: throw Self.noPlace(text, source)
        }
        self = if let expression { .matching(place, try Self.grouped(expression)) } else { place }
    }

    private static func noPlace(_ text: String, _ source: Source) -> GatewaySyntaxError {
        let hint =
            switch source {
            case .answer: "write json:PATH, header:NAME, text:EXPRESSION, smtp:EXPRESSION or client"
            case .callback: "write json:PATH, root:PATH, form:NAME, query:NAME, header:NAME or text:EXPRESSION"
            }
        return GatewaySyntaxError("\(quoted(text)) does not say where a value stands", hint: hint)
    }

    /// What stands before and after the first ` match ` that is in no quotation marks.
    private static func split(_ text: Substring) -> (place: String, expression: String?) {
        let word = " match "
        var rest = text.startIndex..<text.endIndex
        while let found = text[rest].firstRange(of: word) {
            let quotes = text[..<found.lowerBound].utf8.count { $0 == UInt8(ascii: "\"") }
            if quotes.isMultiple(of: 2) {
                return (String(text[..<found.lowerBound]), String(text[found.upperBound...]))
            }
            rest = found.upperBound..<text.endIndex
        }
        return (String(text), nil)
    }

    private static func header(_ name: String) throws(GatewaySyntaxError) -> String {
        guard isToken(name) else { throw GatewaySyntaxError("\(quoted(name)) is not the name of a header") }
        return name
    }

    private static func name(_ name: String, of kind: String) throws(GatewaySyntaxError) -> String {
        guard !name.isEmpty else { throw GatewaySyntaxError("\(kind): names nothing", hint: "such as \(kind):id") }
        return name
    }

    private static func grouped(_ expression: String) throws(GatewaySyntaxError) -> Pattern {
        let pattern = try Pattern(expression)
        guard pattern.hasGroup else {
            throw GatewaySyntaxError(
                "the expression \(quoted(expression)) has no group",
                hint: "put parentheses around the part that is wanted, such as text:id=([0-9]+)"
            )
        }
        return pattern
    }
}

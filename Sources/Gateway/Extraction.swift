/// One place where an answer may name something, such as `json:key.id`.
package enum Extraction: Hashable, Sendable {
    /// `json:PATH`: a string that is not empty, or a number.
    case json(JSONPath)
    /// `header:Name`.
    case header(String)
    /// `text:REGEX`: the expression's first group.
    case text(Pattern)
    /// `client`: the idempotency key that was sent.
    case client

    /// Reads the text form.
    ///
    /// - Throws: `GatewaySyntaxError` for an unknown kind and for a path, name or expression that is wrong.
    package init(parsing text: String) throws(GatewaySyntaxError) {
        if text == "client" {
            self = .client
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts.count == 2 ? String(parts[1]) : ""
        switch (parts.first.map(String.init), parts.count) {
        case ("json", 2):
            self = .json(try JSONPath(parsing: rest))
        case ("header", 2):
            guard isToken(rest) else { throw GatewaySyntaxError("\(quoted(rest)) is not the name of a header") }
            self = .header(rest)
        case ("text", 2):
            let pattern = try Pattern(rest)
            guard pattern.hasGroup else {
                throw GatewaySyntaxError(
                    "the expression \(quoted(rest)) has no group",
                    hint: "put parentheses around the part that is wanted, such as text:id=([0-9]+)"
                )
            }
            self = .text(pattern)
        default:
            throw GatewaySyntaxError(
                "\(quoted(text)) does not say where a value stands",
                hint: "write json:PATH, header:NAME, text:EXPRESSION or client"
            )
        }
    }
}

/// How long a rule wants the endpoint, or the message, to be left alone.
package enum RetryHint: Hashable, Sendable {
    /// The longest wait that is believed, in milliseconds: 7 days.
    package static let limitMilliseconds: Int64 = 7 * 86_400_000

    case fixed(milliseconds: Int64)
    /// The first source that has a value, brought between the bounds. `minMilliseconds` also holds if none has one.
    case from([RetrySource], minMilliseconds: Int64 = 0, maxMilliseconds: Int64 = RetryHint.limitMilliseconds)
}

/// One place where an answer says how long to wait, such as `header:X-RateLimit-Reset as epoch`.
package struct RetrySource: Hashable, Sendable {
    /// What the number there counts.
    package enum Unit: String, CaseIterable, Sendable {
        /// Seconds from now; a date of HTTP or RFC 3339 is understood too, as it is with the others.
        case seconds = "s"
        /// Milliseconds from now.
        case milliseconds = "ms"
        /// Unix seconds.
        case epoch
        /// Unix milliseconds.
        case epochMilliseconds = "epoch-ms"
    }

    package enum Place: Hashable, Sendable {
        case header(String)
        case json(JSONPath)
    }

    package var place: Place
    package var unit: Unit

    package init(place: Place, unit: Unit = .seconds) {
        self.place = place
        self.unit = unit
    }
}

extension RetrySource {
    /// Reads `header:NAME` or `json:PATH`, and `as s`, `as ms`, `as epoch` or `as epoch-ms` after it.
    ///
    /// - Throws: `GatewaySyntaxError` for anything else.
    package init(parsing text: String) throws(GatewaySyntaxError) {
        var place = Substring(text)
        var unit = Unit.seconds
        let words = text.split(separator: " ")
        if words.count >= 3, words[words.count - 2] == "as" {
            let name = words[words.count - 1]
            guard let named = Unit(rawValue: String(name)) else {
                throw GatewaySyntaxError("\(quoted(name)) is no unit of time", hint: "write s, ms, epoch or epoch-ms")
            }
            place = text[..<words[words.count - 3].endIndex]
            unit = named
        }
        switch try Extraction(parsing: String(place)) {
        case .header(let name): self.init(place: .header(name), unit: unit)
        case .json(let path): self.init(place: .json(path), unit: unit)
        case .text, .smtp, .client, .root, .query, .form, .matching:
            throw GatewaySyntaxError(
                "\(quoted(text)) does not say where a time to wait stands",
                hint: "write header:NAME or json:PATH, and \"as ms\" or \"as epoch\" after it where it is not seconds"
            )
        }
    }
}

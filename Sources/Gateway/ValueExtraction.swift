import Domain

extension Extraction {
    /// The longest id or address that is kept, in Unicode scalars.
    static let longestValue = 512

    /// A value as it is kept: cut off where it is too long.
    static func shortened(_ text: String, to longest: Int = longestValue) -> String {
        guard text.utf8.count > longest else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(longest)))
    }

    /// The text of a string that is not empty, or of a number.
    static func text(of json: JSON) -> String? {
        switch json {
        case .string(let text), .number(let text): text.isEmpty ? nil : text
        case .null, .bool, .array, .object: nil
        }
    }
}

extension Answer {
    /// The first value that one of the places has.
    ///
    /// - Parameter longest: what is longer is cut off, in Unicode scalars.
    mutating func firstValue(
        of places: [Extraction], clientID: String?, longest: Int = Extraction.longestValue
    ) -> String? {
        for place in places {
            if let value = value(of: place, clientID: clientID), !value.isEmpty {
                return Extraction.shortened(value, to: longest)
            }
        }
        return nil
    }

    private mutating func value(of place: Extraction, clientID: String?) -> String? {
        switch place {
        case .client: clientID
        case .header(let name): result.header(name)
        case .text(let pattern): pattern.firstGroup(in: text)
        case .smtp(let pattern): result.isMail ? pattern.firstGroup(in: text) : nil
        case .json(let path): first(at: path) { $0 }
        // The first of several values that the expression is found in.
        case .matching(.json(let path), let pattern): first(at: path) { pattern.firstGroup(in: $0) }
        case .matching(let place, let pattern):
            value(of: place, clientID: clientID).flatMap { pattern.firstGroup(in: $0) }
        // A callback's; no text of an answer's rules names them.
        case .root, .query, .form: nil
        }
    }

    private mutating func first(at path: JSONPath, _ part: (String) -> String?) -> String? {
        guard let json else { return nil }
        var found: String?
        _ = path.contains(in: json) { value in
            found = Extraction.text(of: value).flatMap(part)
            return found?.isEmpty == false
        }
        return found
    }
}

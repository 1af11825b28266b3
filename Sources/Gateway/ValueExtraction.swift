import Domain

extension Answer {
    /// The longest id or address that is kept, in Unicode scalars.
    private static let longestValue = 512

    /// The first value that one of the places has.
    mutating func firstValue(of places: [Extraction], clientID: String?) -> String? {
        for place in places {
            if let value = value(of: place, clientID: clientID), !value.isEmpty { return value }
        }
        return nil
    }

    private mutating func value(of place: Extraction, clientID: String?) -> String? {
        switch place {
        case .client:
            return clientID
        case .header(let name):
            return result.header(name).map(Self.shortened)
        case .text(let pattern):
            return pattern.firstGroup(in: text).map(Self.shortened)
        case .json(let path):
            guard let json else { return nil }
            var found: String?
            _ = path.contains(in: json) { value in
                switch value {
                case .string(let text), .number(let text): found = text.isEmpty ? nil : text
                case .null, .bool, .array, .object: break
                }
                return found != nil
            }
            return found.map(Self.shortened)
        }
    }

    private static func shortened(_ text: String) -> String {
        guard text.utf8.count > longestValue else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestValue)))
    }
}

import Domain

/// The names of the endpoint language, for hints to who mistyped one.
package enum Vocabulary {
    /// Variables with names of their own.
    package static let variables: [String] = Variable.fixed.keys.sorted()
    /// Beginnings of variables whose rest the operator or the producer chose.
    package static let variablePrefixes = ["captured.", "payload.", "secret.", "with."]
    package static let outcomes: [String] = Outcome.allCases.map(\.rawValue)
    package static let scopes: [String] = FaultScope.allCases.map(\.rawValue)
    package static let transportFailures: [String] = TransportFailure.allCases.map(\.rawValue)
    package static let bodyKinds: [String] = BodyKind.allCases.map(\.rawValue)
    package static let jsonTypes: [String] = JSONType.allCases.map(\.rawValue)
    package static let extractions = ["json:", "header:", "text:", "smtp:", "client"]

    /// The name that was probably meant: the nearest by edit distance, if it is near.
    package static func suggestion(for name: String, among names: some Sequence<String>) -> String? {
        let written = Array(name.utf8.prefix(64))
        let nearest = names.map { (name: $0, distance: distance(written, Array($0.utf8))) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let nearest, nearest.distance <= max(1, nearest.name.utf8.count / 3) else { return nil }
        return nearest.name
    }

    /// Levenshtein's distance.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (right[column] == byte ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}

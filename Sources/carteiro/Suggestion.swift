/// Helps who mistyped a name.
enum Suggestion {
    /// `unknown endpoint "gatway": did you mean gateway?`
    static func unknown(_ kind: String, _ name: String, among names: [String]) -> String {
        let start = "unknown \(kind) \(quoted(name))"
        if let nearest = nearest(to: name, among: names) { return "\(start): did you mean \(nearest)?" }
        guard !names.isEmpty else { return "\(start): there is none at all" }
        let shown = names.count > 12 ? names.prefix(12) + ["…"] : names[...]
        return "\(start): there \(names.count == 1 ? "is only" : "are") \(shown.joined(separator: ", "))"
    }

    /// A name as it was given, on one line and not endless.
    static func quoted(_ name: String) -> String {
        "\"\(name.count > 64 ? name.prefix(63) + "…" : name[...])\"".printable()
    }

    /// The name that takes the fewest changes, if those are few for its length.
    static func nearest(to name: String, among names: [String]) -> String? {
        guard name.utf8.count <= 64 else { return nil }
        return names.map { (name: $0, distance: distance(Array(name.utf8), Array($0.utf8))) }
            .filter { $0.distance <= max(1, name.utf8.count / 3) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?
            .name
    }

    /// How many bytes must be inserted, deleted or replaced (Levenshtein).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}

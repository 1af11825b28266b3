import Domain

/// Helps who mistyped a name.
enum Suggestion {
    /// `unknown endpoint "gatway": did you mean gateway?`
    static func unknown(_ kind: String, _ name: String, among names: [String]) -> String {
        let start = "unknown \(kind) \(quoted(name))"
        if let meant = nearest(to: name, among: names) { return "\(start): did you mean \(meant)?" }
        guard !names.isEmpty else { return "\(start): there is none at all" }
        let shown = names.count > 12 ? names.prefix(12) + ["…"] : names[...]
        return "\(start): there \(names.count == 1 ? "is only" : "are") \(shown.joined(separator: ", "))"
    }

    /// A name as it was given, on one line and not endless.
    static func quoted(_ name: String) -> String {
        "\"\(name.count > 64 ? name.prefix(63) + "…" : name[...])\"".printable()
    }
}

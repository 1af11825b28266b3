import Testing

/// One fault in the smallest configuration, and the problem that it must give.
struct Fault: Sendable, CustomTestStringConvertible {
    var name: String
    /// What is replaced in the smallest configuration, and by what; both empty: the whole text is `new`.
    var old: String
    var new: String
    /// `line severity: message (hint)`; a line each if it gives more than one.
    var expected: String

    init(_ name: String, _ old: String, _ new: String, _ expected: String) {
        self.name = name
        self.old = old
        self.new = new
        self.expected = expected
    }

    /// A fault in keys added to the endpoint, the first of them in line 11.
    static func endpoint(_ name: String, _ keys: String, _ expected: String) -> Fault {
        Fault(name, idLine, "\(idLine)\n    \(keys)", expected)
    }

    /// A fault in keys added at the end, the first of them in line 12.
    static func root(_ name: String, _ keys: String, _ expected: String) -> Fault {
        Fault(name, "[gateway]}\n", "[gateway]}\n\(keys)\n", expected)
    }

    private static let idLine = "    id: [json:id]"

    var yaml: String {
        old.isEmpty ? new : Fixture.smallest.replacing(old, with: new)
    }

    /// As `LoadResult.lines` has them.
    var lines: [String] { expected.split(separator: "\n").map { "carteiro.yaml:\($0)" } }

    var testDescription: String { name }
}

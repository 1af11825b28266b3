import Domain
import Foundation

/// A regular expression of an endpoint's rules, in the syntax of ICU; `(?i)` makes it ignore case.
///
/// Compiled when the configuration is read. What it is matched against is at most 64 KiB, and a search is given up,
/// as if nothing were found, after some two million steps of backtracking: a careless expression costs milliseconds,
/// never the engine.
package struct Pattern: Hashable, Sendable {
    /// The expression as it was written.
    package let source: String
    private let expression: BoundedExpression

    /// - Throws: `GatewaySyntaxError` if the expression is empty or wrong.
    package init(_ source: String) throws(GatewaySyntaxError) {
        guard !source.isEmpty else { throw GatewaySyntaxError("a regular expression is empty") }
        guard let expression = BoundedExpression(source) else {
            throw GatewaySyntaxError(
                "\(quoted(source)) is not a regular expression",
                hint: "look for a bracket or parenthesis that is not closed; a literal one is written \\( or \\["
            )
        }
        self.expression = expression
        self.source = source
    }

    /// Whether the expression has a group to extract.
    package var hasGroup: Bool { expression.groupCount > 0 }

    package func isFound(in text: String) -> Bool {
        search(text) != nil
    }

    /// What the first group matched in the first match; `nil` without a match, or if the group took no part in it.
    package func firstGroup(in text: String) -> String? {
        guard hasGroup, let match = search(text), let range = Range(match.range(at: 1), in: text) else { return nil }
        return String(text[range])
    }

    private func search(_ text: String) -> NSTextCheckingResult? {
        var patience = BoundedExpression.patience
        return expression.match(in: text, from: 0, length: text.utf16.count, patience: &patience)
    }

    package static func == (left: Pattern, right: Pattern) -> Bool {
        left.source == right.source
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(source)
    }
}

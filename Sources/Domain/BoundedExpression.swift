package import Foundation

/// A regular expression in the syntax of ICU whose searches are given up after some two million steps of backtracking,
/// so that a careless one costs milliseconds and never the caller.
package struct BoundedExpression: Sendable {
    /// How often ICU may call back during one search, which it does every ten thousand steps.
    package static let patience = 200

    private let expression: NSRegularExpression
    /// Its match is what stands before the next match of `expression`. ICU's own search calls back at every character,
    /// which cannot be told from calls after many steps; a match at a fixed place calls back only for those.
    private let approach: NSRegularExpression

    /// - Returns: `nil` for what is no regular expression.
    package init?(_ source: String, ignoresCase: Bool = false) {
        let options: NSRegularExpression.Options = ignoresCase ? .caseInsensitive : []
        guard let expression = try? NSRegularExpression(pattern: source, options: options) else { return nil }
        // An expression with (?x) may end in a comment, which a line feed ends.
        let approaches = ["(?s:.*?)(?=\(source))", "(?s:.*?)(?=\(source)\n)"]
        let compiled = approaches.lazy.compactMap { try? NSRegularExpression(pattern: $0, options: options) }
        guard let approach = compiled.first else { return nil }
        self.expression = expression
        self.approach = approach
    }

    package var groupCount: Int { expression.numberOfCaptureGroups }

    /// The first match from a position on.
    ///
    /// - Parameters:
    ///   - position: in UTF-16 code units, as `length` of the text.
    ///   - patience: what is left of it; negative, if the search was given up.
    package func match(
        in text: String, from position: Int, length: Int, patience: inout Int
    ) -> NSTextCheckingResult? {
        patience -= 1
        guard let blank = match(approach, in: text, at: position, length: length, &patience) else { return nil }
        let start = blank.range.location + blank.range.length
        return match(expression, in: text, at: start, length: length, &patience)
    }

    /// A match that begins just there.
    private func match(
        _ expression: NSRegularExpression, in text: String, at position: Int, length: Int, _ patience: inout Int
    ) -> NSTextCheckingResult? {
        guard patience >= 0 else { return nil }
        var found: NSTextCheckingResult?
        var left = patience
        let options: NSRegularExpression.MatchingOptions = [
            .anchored, .reportProgress, .withTransparentBounds, .withoutAnchoringBounds,
        ]
        let rest = NSRange(location: position, length: length - position)
        expression.enumerateMatches(in: text, options: options, range: rest) { match, _, stop in
            if let match { found = match } else { left -= 1 }
            stop.pointee = ObjCBool(match != nil || left < 0)
        }
        patience = left
        return found
    }
}

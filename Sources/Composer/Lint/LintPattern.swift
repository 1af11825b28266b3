import Domain
import Foundation

/// A regular expression of a lint rule, compiled once, in the syntax of ICU.
///
/// A search for an expression of the configuration is given up after some two million steps of backtracking: a
/// careless one costs milliseconds. Those of the standard have no unbounded repetition inside another.
struct LintPattern: Hashable, Sendable {
    /// The expression as it was written.
    let source: String
    let ignoresCase: Bool
    /// Whether it is one of the standard, written for texts without accents.
    let isStandard: Bool
    private let expression: NSRegularExpression
    private let bounded: BoundedExpression

    /// What a search found.
    struct Result {
        /// Where the matches are, in UTF-16 code units; none is empty.
        var ranges: [Range<Int>] = []
        /// Whether the search took too many steps and was given up.
        var gaveUp = false
    }

    /// An expression of the configuration.
    init(_ source: String, ignoresCase: Bool) throws(LintRuleError) {
        guard source.contains(where: { !$0.isWhitespace }) else {
            throw LintRuleError(
                "the rule's regular expression is empty",
                hint: "write the words to look for, for example último\\s+aviso")
        }
        guard let pattern = LintPattern(source, ignoresCase: ignoresCase, isStandard: false) else {
            throw LintRuleError(
                "\"\(source)\" is not a regular expression",
                hint: "look for a bracket or parenthesis that is not closed; a literal one is written \\( or \\[")
        }
        guard !pattern.findsNothing else {
            throw LintRuleError(
                "\"\(source)\" is found in every text, even an empty one",
                hint: "write + for one or more where * (none or more) stands")
        }
        self = pattern
    }

    /// An expression of the standard.
    init?(standard source: String, ignoresCase: Bool) {
        self.init(source, ignoresCase: ignoresCase, isStandard: true)
    }

    private init?(_ source: String, ignoresCase: Bool, isStandard: Bool) {
        let options: NSRegularExpression.Options = ignoresCase ? .caseInsensitive : []
        guard let expression = try? NSRegularExpression(pattern: source, options: options) else { return nil }
        guard let bounded = BoundedExpression(source, ignoresCase: ignoresCase) else { return nil }
        self.source = source
        self.ignoresCase = ignoresCase
        self.isStandard = isStandard
        self.expression = expression
        self.bounded = bounded
    }

    /// Whether the expression is content with an empty text.
    private var findsNothing: Bool {
        expression.firstMatch(in: "", range: NSRange(location: 0, length: 0)) != nil
    }

    /// Finds the expression, from the left, without overlaps.
    ///
    /// - Parameters:
    ///   - length: of the text, in UTF-16 code units.
    ///   - limit: how many matches are enough.
    func search(_ text: String, length: Int, limit: Int) -> Result {
        isStandard
            ? searchFreely(text, length: length, limit: limit)
            : searchPatiently(text, length: length, limit: limit)
    }

    private func searchFreely(_ text: String, length: Int, limit: Int) -> Result {
        var result = Result()
        expression.enumerateMatches(in: text, range: NSRange(location: 0, length: length)) { match, _, stop in
            guard let range = match?.range, range.length > 0 else { return }
            result.ranges.append(range.lowerBound..<range.upperBound)
            stop.pointee = ObjCBool(result.ranges.count >= limit)
        }
        return result
    }

    private func searchPatiently(_ text: String, length: Int, limit: Int) -> Result {
        var result = Result()
        var patience = BoundedExpression.patience
        var position = 0
        // An expression that finds nothing at many places runs out of patience too.
        while position <= length, result.ranges.count < limit,
            let found = bounded.match(in: text, from: position, length: length, patience: &patience)?.range
        {
            let end = found.location + found.length
            if found.length > 0 { result.ranges.append(found.location..<end) }
            position = found.length > 0 ? end : end + 1
        }
        result.gaveUp = patience < 0
        return result
    }

    static func == (left: LintPattern, right: LintPattern) -> Bool {
        left.source == right.source && left.ignoresCase == right.ignoresCase && left.isStandard == right.isStandard
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(source)
        hasher.combine(ignoresCase)
        hasher.combine(isStandard)
    }
}

/// A piece of a file, or a message, in the characters that the linter counts.
struct LintPassage {
    /// How many characters of a text are looked at.
    static let maximumLength = 65_536

    let scalars: [Unicode.Scalar]
    /// Number of its first line in the file.
    let firstLine: Int
    /// Whether it has tags in two braces.
    let isTemplate: Bool
    let isHTML: Bool
    /// Whether there was more of it than is looked at.
    let isCut: Bool
    /// Where each line begins.
    private let lineStarts: [Int]

    init(_ text: String, firstLine: Int, isTemplate: Bool, isHTML: Bool) {
        let scalars = Array(text.unicodeScalars.prefix(Self.maximumLength))
        self.scalars = scalars
        isCut = text.unicodeScalars.count > Self.maximumLength
        self.firstLine = firstLine
        self.isTemplate = isTemplate
        self.isHTML = isHTML
        lineStarts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
    }

    /// Number of the line a character stands in.
    func line(of position: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= position { low = middle } else { high = middle }
        }
        return firstLine + low
    }

    /// The words as they stand in the file, on one line and at most 60 characters long.
    func quotation(_ range: Range<Int>, hidingDigits: Bool) -> String {
        var text = ""
        for scalar in scalars[range.clamped(to: scalars.indices)] {
            if scalar.properties.isWhitespace {
                if !text.hasSuffix(" ") { text.append(" ") }
            } else if hidingDigits, scalar.properties.numericType != nil {
                text.append("•")
            } else if !Self.isHidden(scalar) {
                text.unicodeScalars.append(scalar)
            }
        }
        let words = text.drop { $0 == " " }
        return words.count > 60 ? words.prefix(59) + "…" : String(words)
    }

    /// Whether a character would not be seen, or would disturb what stands around it.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        default: false
        }
    }
}

import Foundation

/// Words that a customer sends to be left alone, such as PARAR.
///
/// Words and texts are compared as wholes, without accents and without regard to case; marks, blanks and emoji around
/// them do not count: `“Parár!” 🙏` is PARAR, `PARAR DE PAGAR` is not. Several blanks between two words are one.
package struct OptOutWords: Hashable, Sendable {
    /// A text with more bytes than this says more than a word.
    private static let longest = 1024

    private let words: Set<String>

    /// Words of which nothing is left, such as `!`, match nothing.
    package init(_ words: [String]) {
        self.words = Set(words.compactMap(Self.normalized))
    }

    package func matches(_ text: String) -> Bool {
        Self.normalized(text).map(words.contains) ?? false
    }

    /// The text in capitals, letters of other shapes (`ＰＡＲＡＲ`) as plain ones; `nil` if none is left, or too many.
    private static func normalized(_ text: String) -> String? {
        guard text.utf8.count <= longest else { return nil }
        let shown = text.decomposedStringWithCompatibilityMapping.unicodeScalars.filter { !isMark($0) }
        let capitals = String(String.UnicodeScalarView(shown)).uppercased().unicodeScalars
        guard let first = capitals.firstIndex(where: isOfWord), let last = capitals.lastIndex(where: isOfWord) else {
            return nil
        }
        return capitals[first...last].split { $0.properties.isWhitespace }
            .map { String($0) }.joined(separator: " ")
    }

    /// Accents, what joins emoji, and characters that are not seen.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .format: true
        default: false
        }
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            true
        default:
            false
        }
    }
}

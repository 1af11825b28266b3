/// A person's name with capitals and particles put right: `MARIA DAS DORES SILVA` is Maria das Dores Silva.
///
/// A word that is written well already (`McDonald`, `de`, `D'Ávila`) stays as it is; only words all in capitals or all
/// in small letters are changed.
package struct PersonName: Hashable, Sendable {
    /// `Maria das Dores Silva`.
    package let full: String
    /// `Maria`.
    package let first: String

    /// - Returns: `nil` if there is no letter in it.
    package init?(_ written: String) {
        var words = written.split(whereSeparator: \.isWhitespace).map { String($0) }
        guard let last = words.indices.last, written.contains(where: \.isLetter) else { return nil }
        for index in words.indices {
            words[index] = Self.corrected(words[index], isFirst: index == 0, isLast: index == last)
        }
        full = words.joined(separator: " ")
        first = words[0]
    }

    private static let particles: Set<String> = ["de", "da", "do", "das", "dos", "e"]
    private static let romanNumerals: Set<String> = [
        "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII", "XIII", "XIV", "XV", "XVI",
    ]

    private static func corrected(_ word: String, isFirst: Bool, isLast: Bool) -> String {
        let lower = word.lowercased()
        let upper = word.uppercased()
        guard word == lower || word == upper else { return word }
        if !isFirst, particles.contains(lower) { return lower }
        if !isFirst, isLast, romanNumerals.contains(upper) { return upper }
        return capitalized(lower)
    }

    /// Makes the first letter of the word, and of every piece after a hyphen or an apostrophe, a capital.
    private static func capitalized(_ lower: String) -> String {
        let pieces = lower.split(separator: "-", omittingEmptySubsequences: false)
        guard pieces.count > 1 else { return capitalizedPieces(lower[...]) }
        return pieces.enumerated()
            .map { $0 > 0 && particles.contains(String($1)) ? String($1) : capitalizedPieces($1) }
            .joined(separator: "-")
    }

    private static func capitalizedPieces(_ lower: Substring) -> String {
        var result = ""
        result.reserveCapacity(lower.utf8.count + 2)
        var startsPiece = true
        for character in lower {
            if startsPiece {
                result += character.titlecased
            } else {
                result.append(character)
            }
            startsPiece = character.isApostrophe || (startsPiece && !character.isLetter)
        }
        return result
    }
}

extension Character {
    /// The character as the first of a word: `ß` becomes `Ss`, not `SS`.
    fileprivate var titlecased: String {
        guard let first = unicodeScalars.first else { return "" }
        return first.properties.titlecaseMapping + String(unicodeScalars.dropFirst())
    }

    fileprivate var isApostrophe: Bool {
        switch self {
        case "'", "’", "‘", "´", "`": true
        default: false
        }
    }
}

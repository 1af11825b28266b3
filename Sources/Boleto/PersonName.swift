/// A person's name with capitals and particles put right: `MARIA DAS DORES SILVA` is Maria das Dores Silva.
///
/// A word that is written well already (`McDonald`, `de`, `D'Ávila`) stays as it is; only words all in capitals or all
/// in small letters are changed.
package struct PersonName: Hashable, Sendable {
    /// `Maria das Dores Silva`.
    package let full: String
    /// `Maria`; of a company (`Padaria Sol Ltda`) the full name, and without a title (`Dr. Paulo` is Paulo).
    package let first: String

    /// - Returns: `nil` if there is no letter in it.
    package init?(_ written: String) {
        if let plain = Self(plain: written) {
            self = plain
            return
        }
        self.init(general: written)
    }

    /// Any name, by Unicode's rules.
    init?(general written: String) {
        var words = written.split(whereSeparator: \.isWhitespace).map { String($0) }
        guard let last = words.indices.last, written.contains(where: \.isLetter) else { return nil }
        for index in words.indices {
            words[index] = Self.corrected(words[index], isFirst: index == 0, isLast: index == last)
        }
        full = words.joined(separator: " ")
        first = Self.first(of: words.map { $0[...] }, full: full)
    }

    /// A name of ASCII letters and single blanks, as most are stored: the same rules without Unicode's tables.
    private init?(plain written: String) {
        var bytes = Array(written.utf8)
        var firstEnd: Int?
        var start = 0
        while start < bytes.count {
            var end = start
            var capitals = 0
            while end < bytes.count, bytes[end] != UInt8(ascii: " ") {
                let lower = bytes[end] | 0x20
                guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) else { return nil }
                if bytes[end] != lower { capitals += 1 }
                end += 1
            }
            guard end > start, end + 1 != bytes.count else { return nil }
            if capitals == 0 || capitals == end - start {
                let word = String(decoding: bytes[start..<end], as: UTF8.self)
                let corrected = Self.corrected(plain: word, isFirst: start == 0, isLast: end == bytes.count)
                bytes.replaceSubrange(start..<end, with: corrected)
            }
            firstEnd = firstEnd ?? end
            start = end + 1
        }
        guard let firstEnd else { return nil }
        full = String(decoding: bytes, as: UTF8.self)
        let simple = String(decoding: bytes[..<firstEnd], as: UTF8.self)
        let isOneOfMany = firstEnd < bytes.count && (simple.utf8.count < 6 || Self.endsLikeCompany(bytes))
        first = isOneOfMany ? Self.first(of: full.split(separator: " "), full: full) : simple
    }

    /// Whether the last word may be a company's.
    private static func endsLikeCompany(_ bytes: [UInt8]) -> Bool {
        guard let blank = bytes.lastIndex(of: UInt8(ascii: " ")) else { return false }
        return bytes.count - blank <= 7
    }

    /// How somebody is spoken to.
    private static func first(of words: [Substring], full: String) -> String {
        guard let last = words.last, words.count > 1 else { return full }
        if companyEndings.contains(last.uppercased().filter { $0 != "." && $0 != "/" }) { return full }
        let name = words.first { !titles.contains($0.lowercased().filter { $0 != "." }) }
        return String(name ?? last)
    }

    private static let titles: Set<String> = ["dr", "dra", "sr", "sra", "srta", "prof", "profa", "eng", "dona", "seu"]
    private static let companyEndings: Set<String> = ["LTDA", "ME", "EPP", "EIRELI", "SA", "MEI", "SLU"]

    /// A word of ASCII letters all in capitals or all in small letters, put right.
    private static func corrected(plain word: String, isFirst: Bool, isLast: Bool) -> [UInt8] {
        var lower = word.utf8.map { $0 | 0x20 }
        if !isFirst {
            if lower.count <= 3, particles.contains(String(decoding: lower, as: UTF8.self)) { return lower }
            let upper = lower.map { $0 & 0xDF }
            if isLast, romanNumerals.contains(String(decoding: upper, as: UTF8.self)) { return upper }
        }
        lower[0] &= 0xDF
        return lower
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
            startsPiece = character.isApostrophe || character == "/" || (startsPiece && !character.isLetter)
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

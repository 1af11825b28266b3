extension LintSpelling {
    /// With letters for the digits of words such as `cal0te`; nothing, where no word has any.
    ///
    /// A word with a digit that stands for no letter is none of these: `24h`, `Wi-Fi6`.
    ///
    /// - Parameter one: what 1 stands for.
    static func lettersForDigits(_ glyphs: [LintGlyph], one: Unicode.Scalar) -> [LintGlyph] {
        var read = glyphs
        var hasChanged = false
        var start = 0
        while start < glyphs.count {
            var end = start
            while end < glyphs.count, isOfWord(glyphs[end]) { end += 1 }
            if let letters = letters(glyphs[start..<end], one: one) {
                for (index, letter) in zip(start..<end, letters) { read[index].scalar = letter }
                hasChanged = true
            }
            start = max(end, start + 1)
        }
        return hasChanged ? read : []
    }

    private static let lookalikes: [Unicode.Scalar: Unicode.Scalar] = [
        "0": "o", "3": "e", "4": "a", "5": "s", "7": "t",
    ]

    /// The letters of a word that has both letters and digits; `nil` if it is no such word.
    private static func letters(_ word: ArraySlice<LintGlyph>, one: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard word.contains(where: { isDigit($0.scalar) }), word.contains(where: { !isDigit($0.scalar) }) else {
            return nil
        }
        var letters: [Unicode.Scalar] = []
        for glyph in word {
            let isOne = glyph.scalar == "1"
            guard let letter = isDigit(glyph.scalar) ? (isOne ? one : lookalikes[glyph.scalar]) : glyph.scalar else {
                return nil
            }
            letters.append(letter)
        }
        return letters
    }

    private static func isOfWord(_ glyph: LintGlyph) -> Bool {
        !glyph.isTag && (isDigit(glyph.scalar) || glyph.scalar.properties.isAlphabetic)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}

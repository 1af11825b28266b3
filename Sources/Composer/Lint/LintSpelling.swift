import Foundation

/// Undoes what makes a phrase look different without making it read differently.
enum LintSpelling {
    /// Without marks of bold and italics, without characters that are not seen, with letters that s t a n d apart
    /// joined, and with accents and their letters as one character.
    static func cleaned(_ glyphs: [LintGlyph]) -> [LintGlyph] {
        var cleaned: [LintGlyph] = []
        cleaned.reserveCapacity(glyphs.count)
        for (index, glyph) in glyphs.enumerated() {
            if glyph.isTag {
                cleaned.append(glyph)
            } else if glyph.scalar.value >= 0x80 {
                append(glyph, to: &cleaned)
            } else if glyph.scalar == "_" {
                let isInWord = isWordCharacter(glyphs, index - 1) && isWordCharacter(glyphs, index + 1)
                if isInWord { cleaned.append(LintGlyph(" ", glyph.origin)) }
            } else if glyph.scalar != "*", glyph.scalar != "~", glyph.scalar != "`" {
                cleaned.append(glyph)
            }
        }
        return joined(cleaned)
    }

    /// Without accents, in plain letters.
    static func folded(_ glyphs: [LintGlyph]) -> [LintGlyph] {
        var folded: [LintGlyph] = []
        folded.reserveCapacity(glyphs.count)
        for glyph in glyphs {
            guard glyph.scalar.value >= 0x80, !glyph.isTag else {
                folded.append(glyph)
                continue
            }
            for scalar in plain(glyph.scalar) { folded.append(LintGlyph(scalar, glyph.origin, end: glyph.end)) }
        }
        return folded
    }

    private static func append(_ glyph: LintGlyph, to cleaned: inout [LintGlyph]) {
        let properties = glyph.scalar.properties
        if properties.isDefaultIgnorableCodePoint { return }
        if properties.generalCategory == .nonspacingMark, let last = cleaned.last, !last.isTag,
            let composed = composed(last.scalar, glyph.scalar)
        {
            cleaned[cleaned.count - 1] = LintGlyph(composed, last.origin, end: glyph.end)
        } else {
            cleaned.append(glyph)
        }
    }

    private static func composed(_ letter: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
        var text = String(letter)
        text.unicodeScalars.append(mark)
        let scalars = text.precomposedStringWithCanonicalMapping.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }

    // MARK: - Letters that stand apart

    /// Joins three or more single letters between which there is always the same space, dot or hyphen.
    private static func joined(_ glyphs: [LintGlyph]) -> [LintGlyph] {
        var joined: [LintGlyph] = []
        joined.reserveCapacity(glyphs.count)
        var index = 0
        while index < glyphs.count {
            let run = lettersApart(glyphs, from: index)
            if run.count > 2 {
                joined += run.map { glyphs[$0] }
                index = (run.last ?? index) + 1
            } else {
                joined.append(glyphs[index])
                index += 1
            }
        }
        return joined
    }

    private static func lettersApart(_ glyphs: [LintGlyph], from start: Int) -> [Int] {
        guard isLetter(glyphs, start), !isWordCharacter(glyphs, start - 1), start + 1 < glyphs.count else { return [] }
        let separator = glyphs[start + 1].scalar
        guard [" ", ".", "-", "·"].contains(separator) else { return [] }
        var letters = [start]
        while let last = letters.last, isLetter(glyphs, last + 2), glyphs[last + 1].scalar == separator,
            !isWordCharacter(glyphs, last + 3)
        {
            letters.append(last + 2)
        }
        return letters
    }

    private static func isLetter(_ glyphs: [LintGlyph], _ index: Int) -> Bool {
        glyphs.indices.contains(index) && !glyphs[index].isTag && glyphs[index].scalar.properties.isAlphabetic
    }

    private static func isWordCharacter(_ glyphs: [LintGlyph], _ index: Int) -> Bool {
        guard glyphs.indices.contains(index), !glyphs[index].isTag else { return false }
        let properties = glyphs[index].scalar.properties
        return properties.isAlphabetic || properties.numericType != nil
    }

    // MARK: - Plain letters

    /// Letters of other scripts that look like Latin ones.
    private static let doubles: [Unicode.Scalar: Unicode.Scalar] = {
        let foreign = "АВЕЅІЈКМНОРСТХаеіјорсухѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
        let latin = "ABESIJKMHOPCTXaeijopcyxsABEZHIKMNOPTYXo"
        return Dictionary(zip(foreign.unicodeScalars, latin.unicodeScalars)) { first, _ in first }
    }()

    private static func plain(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if let double = doubles[scalar] { return [double] }
        return String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars.filter {
            $0.properties.generalCategory != .nonspacingMark
        }
    }
}

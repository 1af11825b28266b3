/// Reads what a style sheet writes on the page.
enum LintCSS {
    /// The texts of `content`, each behind a gap; the strings of one declaration are one text.
    static func texts(_ css: [LintGlyph]) -> [LintGlyph] {
        var texts: [LintGlyph] = []
        var index = 0
        while index < css.count {
            guard let start = declaration(css, at: index) else {
                index += 1
                continue
            }
            texts.append(LintGlyph(LintGlyph.gap, css[index].origin))
            index = readValue(css, from: start, into: &texts)
        }
        return texts
    }

    /// Index behind the colon of the `content:` that begins there.
    private static func declaration(_ css: [LintGlyph], at start: Int) -> Int? {
        var index = start
        for expected in "content".unicodeScalars {
            guard index < css.count, !css[index].isTag, lowercase(css[index].scalar) == expected else { return nil }
            index += 1
        }
        while index < css.count, css[index].scalar.properties.isWhitespace { index += 1 }
        return index < css.count && css[index].scalar == ":" ? index + 1 : nil
    }

    /// Takes the strings of a declaration; returns the index behind it.
    private static func readValue(_ css: [LintGlyph], from start: Int, into texts: inout [LintGlyph]) -> Int {
        var quote: Unicode.Scalar?
        var index = start
        while index < css.count {
            let glyph = css[index]
            if glyph.isTag {
                if quote != nil { texts.append(glyph) }
            } else if let open = quote {
                if glyph.scalar == "\\" {
                    index = readEscape(css, at: index, into: &texts)
                    continue
                }
                if glyph.scalar == open { quote = nil } else { texts.append(glyph) }
            } else if glyph.scalar == ";" || glyph.scalar == "}" {
                return index
            } else if glyph.scalar == "\"" || glyph.scalar == "'" {
                quote = glyph.scalar
            }
            index += 1
        }
        return index
    }

    /// Takes a character written as up to six hexadecimal digits, or as itself; returns the index behind it.
    private static func readEscape(_ css: [LintGlyph], at start: Int, into texts: inout [LintGlyph]) -> Int {
        var index = start + 1
        var value: UInt32 = 0
        while index < css.count, index < start + 7, !css[index].isTag,
            let digit = Character(css[index].scalar).hexDigitValue
        {
            value = value * 16 + UInt32(digit)
            index += 1
        }
        guard index > start + 1 else {
            if index < css.count { texts.append(css[index]) }
            return index + 1
        }
        if let scalar = Unicode.Scalar(value) {
            texts.append(LintGlyph(scalar, css[start].origin, end: css[index - 1].end))
        }
        return index < css.count && css[index].scalar.properties.isWhitespace ? index + 1 : index
    }

    private static func lowercase(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
    }
}

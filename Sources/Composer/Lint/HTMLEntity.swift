/// The characters that entities stand for, as far as Portuguese texts have them.
enum HTMLEntity {
    private static let named: [String: Unicode.Scalar] = [
        "Aacute": "Á", "aacute": "á", "Agrave": "À", "agrave": "à", "Acirc": "Â", "acirc": "â", "Atilde": "Ã",
        "atilde": "ã", "Auml": "Ä", "auml": "ä", "Ccedil": "Ç", "ccedil": "ç", "Eacute": "É", "eacute": "é",
        "Egrave": "È", "egrave": "è", "Ecirc": "Ê", "ecirc": "ê", "Iacute": "Í", "iacute": "í", "Igrave": "Ì",
        "igrave": "ì", "Icirc": "Î", "icirc": "î", "Ntilde": "Ñ", "ntilde": "ñ", "Oacute": "Ó", "oacute": "ó",
        "Ograve": "Ò", "ograve": "ò", "Ocirc": "Ô", "ocirc": "ô", "Otilde": "Õ", "otilde": "õ", "Ouml": "Ö",
        "ouml": "ö", "Uacute": "Ú", "uacute": "ú", "Ugrave": "Ù", "ugrave": "ù", "Ucirc": "Û", "ucirc": "û",
        "Uuml": "Ü", "uuml": "ü", "nbsp": "\u{A0}", "ensp": "\u{2002}", "emsp": "\u{2003}", "thinsp": "\u{2009}",
        "shy": "\u{AD}", "zwnj": "\u{200C}", "zwj": "\u{200D}", "ZeroWidthSpace": "\u{200B}", "NewLine": "\n",
        "Tab": "\t", "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "ordf": "ª", "ordm": "º",
        "deg": "°", "ndash": "–", "mdash": "—", "hyphen": "‐", "hellip": "…", "laquo": "«", "raquo": "»",
        "ldquo": "“", "rdquo": "”", "lsquo": "‘", "rsquo": "’", "bull": "•", "middot": "·", "euro": "€", "dollar": "$",
        "percnt": "%", "num": "#", "excl": "!", "quest": "?", "period": ".", "comma": ",", "colon": ":", "semi": ";",
        "sol": "/", "ast": "*", "lowbar": "_", "lbrace": "{", "rbrace": "}", "lpar": "(", "rpar": ")",
    ]

    /// The longest name that is read.
    private static let longestName = 17

    /// The character of the entity that begins there, and the index behind it; `nil` if it is none, or not known.
    ///
    /// Numbers and the oldest names need no semicolon: browsers read `&uacuteltimo`.
    static func read(_ glyphs: [LintGlyph], at start: Int) -> (scalar: Unicode.Scalar, end: Int)? {
        var name = ""
        for index in (start + 1)..<max(start + 1, min(glyphs.count, start + 1 + longestName)) {
            let scalar = glyphs[index].scalar
            if scalar == ";", let character = character(of: name) { return (character, index + 1) }
            let isDigit = ("0"..."9").contains(scalar)
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            guard !glyphs[index].isTag, scalar == "#" || isDigit || isLetter else { break }
            name.unicodeScalars.append(scalar)
        }
        return unterminated(name).map { ($0.scalar, start + 1 + $0.length) }
    }

    /// The character of the longest entity that a text without semicolon begins with, and its name's length.
    private static func unterminated(_ text: String) -> (scalar: Unicode.Scalar, length: Int)? {
        if text.hasPrefix("#") {
            let isHexadecimal = text.dropFirst().first.map { "xX".contains($0) } ?? false
            let digits = text.dropFirst(isHexadecimal ? 2 : 1).prefix { isHexadecimal ? $0.isHexDigit : $0.isNumber }
            let name = text.prefix(upTo: digits.endIndex)
            return character(of: String(name)).map { ($0, name.count) }
        }
        for length in stride(from: text.count, to: 1, by: -1) {
            guard let scalar = named[String(text.prefix(length))] else { continue }
            if (0xA0...0xFF).contains(scalar.value) || "&<>\"".unicodeScalars.contains(scalar) {
                return (scalar, length)
            }
        }
        return nil
    }

    private static func character(of name: String) -> Unicode.Scalar? {
        guard name.hasPrefix("#") else { return named[name] }
        let digits = name.dropFirst()
        let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
        let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap(Unicode.Scalar.init)
    }
}

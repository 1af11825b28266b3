extension String {
    /// The text with every character replaced that could steer a terminal or turn the direction of writing: what
    /// producers and gateways wrote is shown to people, not obeyed.
    ///
    /// - Parameter multiline: whether line feeds stay and tabs become blanks (default: no).
    func printable(multiline: Bool = false) -> String {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x0A where multiline: result.append(scalar)
            case 0x09 where multiline: result.append(contentsOf: "    ".unicodeScalars)
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
                result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// How many columns of a terminal it takes.
    var columns: Int { reduce(0) { $0 + $1.columns } }

    /// The text and as many blanks as make it this wide; a wider one stays as it is.
    func padded(to width: Int, onLeft: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - columns))
        return onLeft ? blanks + self : self + blanks
    }

    /// The beginning that fits, with an ellipsis if anything is cut off.
    func shortened(to width: Int) -> String {
        guard columns > width else { return self }
        var result = ""
        var used = 1
        for character in self {
            used += character.columns
            guard used <= width else { break }
            result.append(character)
        }
        return result + "…"
    }
}

extension Character {
    /// How many columns of a terminal it takes: 2 for emoji and for wide letters, 0 for what has no width, else 1.
    var columns: Int {
        if isASCII { return 1 }
        guard let scalar = unicodeScalars.first else { return 0 }
        let properties = scalar.properties
        let isEmoji = properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}")
        if isEmoji || Self.isWide(scalar.value) { return 2 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return 1
        }
    }

    /// East Asian letters (Unicode Standard Annex 11), by block.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}

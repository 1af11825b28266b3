/// Lets a file with duplicate keys be read to its end, so that its other faults are told at the same time.
///
/// The YAML library refuses such a file as a whole and names only where the first of the equal keys stands. That one
/// gets another first letter, of the same width, and is given its own name back when the nodes are converted.
struct Disguises {
    private struct Place: Hashable {
        var line: Int
        var column: Int
    }

    /// The file's text with the disguised keys.
    private(set) var text: String
    private var letters: [Place: Unicode.Scalar] = [:]
    private var nextMask: UInt32 = 0xE000

    var count: Int { letters.count }

    init(text: String) {
        self.text = text
    }

    /// Disguises the key at a place; `false` if none of these keys stands there, so that nothing would be gained.
    mutating func hide(keys: [String], line: Int, column: Int) -> Bool {
        let place = Place(line: line, column: column)
        var scalars = text.unicodeScalars
        guard letters[place] == nil, let mask = Unicode.Scalar(nextMask),
            var index = Self.index(in: scalars, line: line, column: column)
        else { return false }
        if scalars[index] == "\"" || scalars[index] == "'" {
            index = scalars.index(after: index)
            guard index < scalars.endIndex else { return false }
        }
        let letter = scalars[index]
        guard keys.contains(where: { $0.unicodeScalars.first == letter }) else { return false }
        letters[place] = letter
        nextMask += 1
        scalars.replaceSubrange(index...index, with: CollectionOfOne(mask))
        text = String(scalars)
        return true
    }

    /// The name of the key at a place as it was written.
    func original(_ key: String, line: Int, column: Int) -> String {
        guard let letter = letters[Place(line: line, column: column)] else { return key }
        var scalars = String.UnicodeScalarView()
        scalars.append(letter)
        scalars.append(contentsOf: key.unicodeScalars.dropFirst())
        return String(scalars)
    }

    /// Lines end where YAML ends them: at LF, CR LF, CR, NEL, LS and PS.
    private static func index(
        in scalars: String.UnicodeScalarView, line: Int, column: Int
    ) -> String.UnicodeScalarView.Index? {
        var (currentLine, currentColumn) = (1, 1)
        var previous: Unicode.Scalar = " "
        for index in scalars.indices {
            let scalar = scalars[index]
            if currentLine == line, currentColumn == column { return index }
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": (currentLine, currentColumn) = (currentLine + 1, 1)
            case "\u{FEFF}" where index == scalars.startIndex: break
            default: currentColumn += 1
            }
            previous = scalar
        }
        return nil
    }
}

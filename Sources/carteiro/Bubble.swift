/// A text in a rounded frame, as it might stand on a telephone.
struct Bubble {
    /// Stands in the frame's upper side; may be `nil`.
    var title: String?
    var text: String
    /// The widest line of the text, in columns (default 60).
    var width = 60
    /// Stands in the frame's lower side, at the right, as the hour does in a chat; may be `nil`.
    var time: String?
    /// Whether a messenger's marks (`*bold*`) are shown as what they mean, where the style can (default: no).
    var readsMarks = false

    func lines(_ style: Style) -> [String] {
        let body = text.printable(multiline: true).split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { line in Self.wrap(characters(of: String(line), style), to: width) }
        let title = title.map { " \($0.printable().shortened(to: width)) " } ?? ""
        let time = time.map { " \($0.printable().shortened(to: width)) " } ?? ""
        let inner = body.map { Self.columns($0) + 2 }.reduce(max(title.columns, time.columns) + 2, max)
        let side = style.dim("│")
        return [style.dim("╭─") + title + style.dim(Self.rule(inner - title.columns - 1) + "╮")]
            + body.map { line in
                let blanks = String(repeating: " ", count: inner - 2 - Self.columns(line))
                return "\(side) \(Self.painted(line, style))\(blanks) \(side)"
            }
            + [style.dim("╰" + Self.rule(inner - time.columns - 1) + time + "─╯")]
    }

    /// Breaks a line at blanks, and within a word only where the word is too long.
    static func wrap(_ line: String, to width: Int) -> [String] {
        wrap(line.map { BubbleCharacter($0) }, to: width).map { String($0.map(\.character)) }
    }

    private static func wrap(_ line: [BubbleCharacter], to width: Int) -> [[BubbleCharacter]] {
        var lines: [[BubbleCharacter]] = []
        var current: [BubbleCharacter] = []
        var used = 0
        for (index, word) in line.split(omittingEmptySubsequences: false, whereSeparator: \.isBlank).enumerated() {
            let columns = columns(word)
            if index > 0, used + 1 + columns <= width {
                current.append(line[word.startIndex - 1])
                current += word
                used += 1 + columns
                continue
            }
            if index > 0 {
                lines.append(current)
                current = []
                used = 0
            }
            for character in word {
                if used + character.columns > width {
                    lines.append(current)
                    current = []
                    used = 0
                }
                current.append(character)
                used += character.columns
            }
        }
        return lines + [current]
    }

    /// A line's characters, without its marks where they are read and can be shown.
    private func characters(of line: String, _ style: Style) -> [BubbleCharacter] {
        guard readsMarks, style.isOn else { return line.map { BubbleCharacter($0) } }
        return MarkedText(line).runs.flatMap { run in run.text.map { BubbleCharacter($0, look: run.look) } }
    }

    private static func columns(_ line: some Sequence<BubbleCharacter>) -> Int {
        line.reduce(0) { $0 + $1.columns }
    }

    private static func rule(_ columns: Int) -> String {
        String(repeating: "─", count: max(0, columns))
    }

    private static func painted(_ line: [BubbleCharacter], _ style: Style) -> String {
        var result = ""
        var rest = line[...]
        while let look = rest.first?.look {
            let run = rest.prefix { $0.look == look }
            result += style.painted(String(run.map(\.character)), look)
            rest = rest.dropFirst(run.count)
        }
        return result
    }
}

/// One character of a bubble, in a form that every terminal draws in the same number of columns.
private struct BubbleCharacter {
    let character: Character
    let look: MarkedText.Look
    let columns: Int

    init(_ character: Character, look: MarkedText.Look = []) {
        self.character = Self.steady(character)
        self.look = look
        columns = self.character.columns
    }

    var isBlank: Bool { character == " " }

    /// Terminals draw a sign with a variation selector in one column or in two, and one with a tint or one joined from
    /// several as one or as many: they keep to the sign they begin with.
    private static func steady(_ character: Character) -> Character {
        let scalars = character.unicodeScalars
        guard scalars.count > 1, let first = scalars.first, !first.isASCII, first.properties.isEmoji else {
            return character
        }
        // A flag is two letters of its own kind.
        return (0x1F1E6...0x1F1FF).contains(first.value) ? character : Character(first)
    }
}

extension Style {
    fileprivate func painted(_ text: String, _ look: MarkedText.Look) -> String {
        var result = text
        if look.contains(.code) { result = dim(result) }
        if look.contains(.struck) { result = struck(result) }
        if look.contains(.italic) { result = italic(result) }
        if look.contains(.bold) { result = bold(result) }
        return result
    }
}

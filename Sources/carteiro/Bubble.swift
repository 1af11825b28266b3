/// A text in a rounded frame, as it might stand on a telephone.
struct Bubble {
    /// Stands in the frame's upper side; may be `nil`.
    var title: String?
    var text: String
    /// The widest line of the text, in columns (default 60).
    var width = 60

    func lines(_ style: Style) -> [String] {
        // Signs that terminals draw in one column or in two, as they like, keep to one.
        let steady = text.printable(multiline: true).unicodeScalars.filter { $0 != "\u{FE0F}" }
        let body = String(String.UnicodeScalarView(steady)).split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { Self.wrap(String($0), to: width) }
        let title = title.map { " \($0.printable().shortened(to: width)) " } ?? ""
        let inner = body.map { $0.columns + 2 }.reduce(title.columns + 2, max)
        let rest = String(repeating: "─", count: inner - title.columns - 1)
        let side = style.dim("│")
        return [style.dim("╭─") + title + style.dim(rest + "╮")]
            + body.map { "\(side) \($0.padded(to: inner - 2)) \(side)" }
            + [style.dim("╰" + String(repeating: "─", count: inner) + "╯")]
    }

    /// Breaks a line at blanks, and within a word only where the word is too long.
    static func wrap(_ line: String, to width: Int) -> [String] {
        var lines: [String] = []
        var current = ""
        var used = 0
        for (index, word) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            let columns = String(word).columns
            if index > 0, used + 1 + columns <= width {
                current += " " + word
                used += 1 + columns
                continue
            }
            if index > 0 {
                lines.append(current)
                current = ""
                used = 0
            }
            for character in word {
                if used + character.columns > width {
                    lines.append(current)
                    current = ""
                    used = 0
                }
                current.append(character)
                used += character.columns
            }
        }
        return lines + [current]
    }
}

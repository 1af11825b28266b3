/// A line of a chat message with the messenger's marks read: `*bold*`, `_italic_`, `~strike~`, `` `code` `` and
/// ` ```code``` `, and links.
///
/// The rules are WhatsApp's (https://faq.whatsapp.com/539178204879377): a mark counts where a word begins or ends, has
/// no blank on its inner side, and is closed on the same line; in a link there are none.
struct MarkedText {
    /// How a run of characters looks.
    struct Look: OptionSet, Hashable {
        let rawValue: UInt8

        static let bold = Look(rawValue: 1)
        static let italic = Look(rawValue: 2)
        static let struck = Look(rawValue: 4)
        static let code = Look(rawValue: 8)
        static let link = Look(rawValue: 16)
    }

    /// Characters that look the same; never empty.
    struct Run: Hashable {
        var text: String
        var look: Look
    }

    private(set) var runs: [Run] = []

    private let characters: [Character]
    /// For each character, whether it stands in a link.
    private let isLinked: [Bool]

    /// - Parameter line: one line, without its end.
    init(_ line: String) {
        characters = Array(line)
        isLinked = LinkFinder.find(in: characters)
        read(characters.indices, look: [])
    }

    // MARK: - Reading

    /// Reads a stretch of the line. A mark within another of its kind is never closed there, so this nests as deep as
    /// there are kinds.
    private mutating func read(_ range: Range<Int>, look: Look) {
        var unclosed: Set<Mark> = []
        var start = range.lowerBound
        var index = start
        while index < range.upperBound {
            guard let mark = opening(at: index, before: range.upperBound), !unclosed.contains(mark) else {
                index += 1
                continue
            }
            let inner = index + mark.length
            guard let end = closing(mark, from: inner + 1, to: range.upperBound) else {
                // No later one of its kind is closed in this stretch either; not to look again keeps this linear.
                unclosed.insert(mark)
                index += 1
                continue
            }
            append(start..<index, look)
            if mark.look == .code {
                append(inner..<end, look.union(.code))
            } else {
                read(inner..<end, look: look.union(mark.look))
            }
            index = end + mark.length
            start = index
        }
        append(start..<range.upperBound, look)
    }

    private func opening(at index: Int, before end: Int) -> Mark? {
        guard !isLinked[index], index == 0 || !isWord(index - 1) else { return nil }
        return Mark.allCases.first { mark in
            let inner = index + mark.length
            return inner < end && stands(mark, at: index) && !characters[inner].isWhitespace
                && characters[inner] != mark.character
        }
    }

    private func closing(_ mark: Mark, from first: Int, to end: Int) -> Int? {
        guard first + mark.length <= end else { return nil }
        return (first...end - mark.length).first { index in
            let after = index + mark.length
            return stands(mark, at: index) && !isLinked[index] && !characters[index - 1].isWhitespace
                && (after == characters.count || !isWord(after))
        }
    }

    private func stands(_ mark: Mark, at index: Int) -> Bool {
        index + mark.length <= characters.count
            && (index..<index + mark.length).allSatisfy { characters[$0] == mark.character }
    }

    private func isWord(_ index: Int) -> Bool {
        characters[index].isLetter || characters[index].isNumber
    }

    /// Adds characters, links apart from the others.
    private mutating func append(_ range: Range<Int>, _ look: Look) {
        var start = range.lowerBound
        while start < range.upperBound {
            let isLink = isLinked[start]
            let end = isLinked[start..<range.upperBound].firstIndex(of: !isLink) ?? range.upperBound
            runs.append(Run(text: String(characters[start..<end]), look: isLink ? look.union(.link) : look))
            start = end
        }
    }
}

/// The signs that make letters look different; the longer of two that begin alike comes first.
private enum Mark: CaseIterable {
    case fence, tick, star, underscore, tilde

    var character: Character {
        switch self {
        case .fence, .tick: "`"
        case .star: "*"
        case .underscore: "_"
        case .tilde: "~"
        }
    }

    var length: Int { self == .fence ? 3 : 1 }

    var look: MarkedText.Look {
        switch self {
        case .fence, .tick: .code
        case .star: .bold
        case .underscore: .italic
        case .tilde: .struck
        }
    }
}

/// Finds web addresses, which messengers show as links.
private enum LinkFinder {
    private static let beginnings = ["https://", "http://", "www."].map { Array($0) }
    /// What ends a sentence or a mark rather than an address.
    private static let tail = Set(".,;:!?)]\"'»”*_~`")

    static func find(in characters: [Character]) -> [Bool] {
        var found = [Bool](repeating: false, count: characters.count)
        var index = 0
        while index < characters.count {
            guard let beginning = beginning(at: index, in: characters) else {
                index += 1
                continue
            }
            let blank = characters[index...].firstIndex { $0.isWhitespace || $0 == "<" || $0 == ">" }
            var end = blank ?? characters.count
            while end > index, tail.contains(characters[end - 1]) { end -= 1 }
            if end > index + beginning.count {
                for position in index..<end { found[position] = true }
            }
            index = max(end, index + 1)
        }
        return found
    }

    private static func beginning(at index: Int, in characters: [Character]) -> [Character]? {
        guard index == 0 || !(characters[index - 1].isLetter || characters[index - 1].isNumber) else { return nil }
        return beginnings.first { characters[index...].starts(with: $0) { $0.lowercased() == String($1) } }
    }
}

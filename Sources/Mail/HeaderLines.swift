/// One header field, folded as it grows (RFC 5322, 2.2.3): before a word, so that lines have at most 76 bytes where the
/// words allow it.
struct HeaderLines {
    private(set) var bytes: [UInt8]
    private var column: Int
    private var hasWords = false

    private static let longest = 76

    init(_ name: String) {
        bytes = Array(name.utf8) + [UInt8(ascii: ":")]
        column = bytes.count
    }

    /// What is left of the line for a word and the blank before it.
    private var room: Int { Self.longest - column - 1 }

    /// Appends a blank and a word without blanks that may be broken at.
    mutating func append(_ word: some Collection<UInt8>) {
        // The first word stays beside the name, for those who take a line without a word for the whole field.
        if word.count > room, hasWords {
            bytes += [0x0D, 0x0A]
            column = 0
        }
        bytes.append(0x20)
        bytes += word
        column += word.count + 1
        hasWords = true
    }

    mutating func append(_ word: String) { append(Array(word.utf8)) }

    /// Appends free text, encoded if it is not plain ASCII.
    ///
    /// - Parameter longestWord: words above this length are encoded, so that they can be broken.
    mutating func append(text: String, longestWord: Int) {
        let text = text.onOneLine()
        let words = text.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
        let isPlain = words.allSatisfy { !$0.isEmpty && $0.count <= longestWord && $0.allSatisfy(\.isVisible) }
        guard isPlain, !text.contains("=?") else { return append(encoded: text) }
        for word in words { append(word) }
    }

    /// Appends a name as a phrase (RFC 5322, 3.2.5): as it is, in quotes, or encoded.
    mutating func append(phrase: String) {
        let text = phrase.onOneLine()
        let isASCII = text.utf8.allSatisfy { $0 == 0x20 || $0.isVisible }
        guard isASCII, text.utf8.count <= 60, !text.contains("=?") else { return append(encoded: text) }
        let words = text.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
        guard !words.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isAtomByte) }) else {
            for word in words { append(word) }
            return
        }
        let quoted = "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        // A string in quotes stays in one line here.
        if quoted.utf8.count <= 66 { append(quoted) } else { append(encoded: text) }
    }

    private mutating func append(encoded text: String) {
        for word in EncodedWords.words(for: text, room: max(room, 24)) { append(word) }
    }

    /// The field with its end.
    var ended: [UInt8] { bytes + [0x0D, 0x0A] }
}

extension HeaderLines {
    static func text(_ name: String, _ text: String, longestWord: Int = 60) -> HeaderLines {
        var lines = HeaderLines(name)
        lines.append(text: text, longestWord: longestWord)
        return lines
    }

    static func word(_ name: String, _ word: String) -> HeaderLines {
        var lines = HeaderLines(name)
        lines.append(word)
        return lines
    }

    static func address(_ name: String, _ address: MailAddress) -> HeaderLines {
        guard !address.name.onOneLine().isEmpty else { return .word(name, address.address) }
        var lines = HeaderLines(name)
        lines.append(phrase: address.name)
        lines.append("<\(address.address)>")
        return lines
    }

    /// A value and its parameters, such as `attachment; filename="boleto.pdf"`.
    static func parameters(_ name: String, _ value: String, _ parameters: [String]) -> HeaderLines {
        var lines = HeaderLines(name)
        let words = [value] + parameters
        for (index, word) in words.enumerated() { lines.append(index == words.count - 1 ? word : word + ";") }
        return lines
    }
}

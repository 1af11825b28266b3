/// Text that is not ASCII, in the words of RFC 2047.
///
/// Each word holds whole characters of UTF-8 and is at most 75 bytes long; between two of them stands a blank that does
/// not belong to the text. The shorter of the two encodings is used for all of them.
struct EncodedWords {
    private static let longest = 75
    /// Of `=?utf-8?q?` and `?=`.
    private static let frame = 12

    /// - Parameter room: how long the first word may be.
    static func words(for text: String, room: Int) -> [[UInt8]] {
        let usesBase64 = isShorterInBase64(text)
        var words: [[UInt8]] = []
        var content: [UInt8] = []
        var length = 0
        var limit = min(room, longest) - frame
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            let added = usesBase64 ? (content.count + bytes.count + 2) / 3 * 4 : length + quotedLength(bytes)
            if added > limit, !content.isEmpty {
                words.append(word(content, usesBase64: usesBase64))
                content = []
                length = 0
                limit = longest - frame
            }
            content += bytes
            length += quotedLength(bytes)
        }
        if !content.isEmpty { words.append(word(content, usesBase64: usesBase64)) }
        return words
    }

    private static func isShorterInBase64(_ text: String) -> Bool {
        (text.utf8.count + 2) / 3 * 4 < text.utf8.reduce(0) { $0 + quotedLength($1) }
    }

    private static func word(_ content: [UInt8], usesBase64: Bool) -> [UInt8] {
        let encoded = usesBase64 ? Base64.encode(content) : content.flatMap(quoted)
        return Array("=?utf-8?\(usesBase64 ? "b" : "q")?".utf8) + encoded + Array("?=".utf8)
    }

    /// What stands for itself in every place where a word may stand (RFC 2047, 5, rule 3).
    private static func standsForItself(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || "!*+-/".utf8.contains(byte)
    }

    private static func quoted(_ byte: UInt8) -> [UInt8] {
        if byte == 0x20 { return [UInt8(ascii: "_")] }
        return standsForItself(byte) ? [byte] : [UInt8(ascii: "=")] + byte.hexadecimal
    }

    private static func quotedLength(_ byte: UInt8) -> Int { byte == 0x20 || standsForItself(byte) ? 1 : 3 }

    private static func quotedLength(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { $0 + quotedLength($1) } }
}

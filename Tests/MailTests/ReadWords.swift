/// Reads RFC 2047's words, each of which has to be whole characters of UTF-8 and at most 75 bytes long.
enum ReadWords {
    static func decode(_ text: String) throws -> String {
        var decoded = ""
        var wasEncoded = false
        for (index, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            let isEncoded = word.hasPrefix("=?")
            // Blanks between two encoded words do not belong to the text.
            if index > 0, !(isEncoded && wasEncoded) { decoded += " " }
            decoded += isEncoded ? try decode(word: String(word)) : String(word)
            wasEncoded = isEncoded
        }
        return decoded
    }

    private static func decode(word: String) throws -> String {
        let parts = word.split(separator: "?", omittingEmptySubsequences: false)
        guard word.utf8.count <= 75, parts.count == 5, parts[0] == "=", parts[4] == "=", parts[1] == "utf-8" else {
            throw MailReadingError("no encoded word: \(word)")
        }
        let bytes: [UInt8]
        switch parts[2] {
        case "q": bytes = try quoted(Array(parts[3].utf8))
        case "b": bytes = try ReadPart.base64(Array(parts[3].utf8))
        default: throw MailReadingError("an encoding \(parts[2])")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw MailReadingError("an encoded word that ends within a character")
        }
        return text
    }

    private static func quoted(_ text: [UInt8]) throws -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "_"): decoded.append(0x20)
            case UInt8(ascii: "="):
                guard let value = ReadPart.hexadecimal(rest.prefix(2)) else { throw MailReadingError("no escape") }
                decoded.append(value)
                rest = rest.dropFirst(2)
            case 0x21...0x7E: decoded.append(byte)
            default: throw MailReadingError("a byte \(byte) in an encoded word")
            }
        }
        return decoded
    }
}

/// A value and its parameters, those of RFC 2231 put together and decoded.
struct ReadParameters {
    var value: String
    /// By name; one of RFC 2231 under its name with `*` at the end.
    var parameters: [String: String] = [:]

    init(_ field: String) throws {
        let pieces = Self.pieces(field)
        value = pieces.first ?? ""
        var segments: [String: [Int: String]] = [:]
        for piece in pieces.dropFirst() {
            guard piece.first == " ", let equals = piece.firstIndex(of: "=") else {
                throw MailReadingError("no parameter: \(piece)")
            }
            let name = String(piece[..<equals].dropFirst())
            var text = String(piece[piece.index(after: equals)...])
            if text.hasPrefix("\"") {
                guard text.count >= 2, text.hasSuffix("\""),
                    !text.dropFirst().dropLast().contains(where: { "\"\\".contains($0) })
                else { throw MailReadingError("a string that needs escapes: \(text)") }
                text = String(text.dropFirst().dropLast())
            }
            let parts = name.split(separator: "*", omittingEmptySubsequences: false)
            switch parts.count {
            case 1: parameters[name] = text
            case 2: segments[String(parts[0]), default: [:]][0] = text
            case 3:
                guard parts[2].isEmpty, let number = Int(parts[1]) else {
                    throw MailReadingError("a parameter \(name)")
                }
                segments[String(parts[0]), default: [:]][number] = text
            default: throw MailReadingError("a parameter \(name)")
            }
        }
        for (name, pieces) in segments {
            parameters[name + "*"] = try Self.joined(pieces)
        }
    }

    /// Split at semicolons, but for those in quotes.
    private static func pieces(_ field: String) -> [String] {
        var pieces = [""]
        var isQuoted = false
        for character in field {
            if character == "\"" { isQuoted.toggle() }
            if character == ";", !isQuoted { pieces.append("") } else { pieces[pieces.count - 1].append(character) }
        }
        return pieces
    }

    private static func joined(_ pieces: [Int: String]) throws -> String {
        var text = ""
        for number in 0..<pieces.count {
            guard let piece = pieces[number] else { throw MailReadingError("a piece is missing") }
            text += piece
        }
        guard text.hasPrefix("utf-8''") else { throw MailReadingError("no character set") }
        var decoded: [UInt8] = []
        var rest = Array(text.utf8.dropFirst(7))[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let value = ReadPart.hexadecimal(rest.prefix(2)) else { throw MailReadingError("no escape") }
            decoded.append(value)
            rest = rest.dropFirst(2)
        }
        guard let name = String(validating: decoded, as: UTF8.self) else { throw MailReadingError("no UTF-8") }
        return name
    }
}

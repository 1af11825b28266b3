import Domain

/// How a secret may be written where somebody repeats it: as it is, or in the spelling of what carried it.
enum SecretSpelling {
    /// Shorter pieces of base64 would be found by chance.
    private static let shortestPiece = 8

    static func all(of secret: String) -> Set<[UInt8]> {
        let json = String(decoding: JSON.string(secret).encoded.dropFirst().dropLast(), as: UTF8.self)
        let percent = PercentEncoding.component(secret)
        var spellings: Set<String> = [
            secret, json, escapingMore(json), json.replacing("/", with: "\\/"), html(secret), percent,
            lowercasedEscapes(percent), percent.replacing("%20", with: "+"), hexadecimal(secret),
            hexadecimal(secret).uppercased(),
        ]
        for base64 in pieces(secret) {
            spellings.insert(base64)
            spellings.insert(base64.replacing("+", with: "-").replacing("/", with: "_"))
        }
        return Set(spellings.filter { !$0.isEmpty }.map { Array($0.utf8) })
    }

    /// JSON as Go writes it, which is careful of pages (https://pkg.go.dev/encoding/json#HTMLEscape).
    private static func escapingMore(_ json: String) -> String {
        json.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e").replacing("&", with: "\\u0026")
    }

    private static func html(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    /// `%2f` for `%2F`.
    private static func lowercasedEscapes(_ percent: String) -> String {
        var bytes = Array(percent.utf8)
        for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
            for place in (index + 1)..<min(index + 3, bytes.count) { bytes[place] = bytes[place].asciiLowercased }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ text: String) -> String {
        guard text.utf8.count >= 4 else { return "" }
        return text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The secret in base64, alone and within a longer text: what it begins with shifts it by 0, 2 or 4 bits, and the
    /// letters at both ends that belong to what is around it are left off.
    private static func pieces(_ secret: String) -> [String] {
        let count = secret.utf8.count
        let inner = (0..<3).compactMap { shift -> String? in
            let text = Base64.encode([UInt8](repeating: 0, count: shift) + Array(secret.utf8))
            let first = (shift * 8 + 5) / 6
            let end = (shift + count) * 8 / 6
            guard end - first >= shortestPiece else { return nil }
            return String(text.prefix(end).dropFirst(first))
        }
        let whole = Base64.encode(secret.utf8)
        return [whole, String(whole.prefix { $0 != "=" })] + inner
    }
}

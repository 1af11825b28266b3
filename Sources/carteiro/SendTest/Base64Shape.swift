/// What looks like base64.
enum Base64Shape {
    /// How many bytes a text stands for; `nil` if it is not base64. `data:TYPE;base64,` may stand before it.
    static func size(of text: String) -> Int? {
        var letters = Substring(text).utf8
        if text.hasPrefix("data:"), let comma = text.utf8.prefix(200).firstIndex(of: UInt8(ascii: ",")) {
            letters = text.utf8[text.utf8.index(after: comma)...]
        }
        let count = letters.count
        guard count > 0, letters.allSatisfy({ isLetter($0) }) else { return nil }
        return letters.suffix(2).reduce(count) { $1 == UInt8(ascii: "=") ? $0 - 1 : $0 } * 3 / 4
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "+/-_=".utf8.contains(byte)
        }
    }
}

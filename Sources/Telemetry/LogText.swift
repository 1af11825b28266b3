/// Writes keys and values so that nothing in them can begin another field or another line.
///
/// Besides quotes, backslashes and the ASCII controls, the code points that a terminal obeys or a reader takes for a
/// line's end are written as `\u0085`: the C1 controls, U+2028 and U+2029, the marks of writing direction, and the
/// byte order mark. Such a text is both a JSON string and a quoted logfmt value.
enum LogText {
    /// Longest value that is written whole, in UTF-8 bytes; a longer one is cut and ends in `…`.
    static let longestValue = 2048

    /// Longest key, in bytes.
    static let longestKey = 64

    /// Appends a logfmt value: bare where it is plain ASCII without `"`, `=`, `\` and space, quoted otherwise.
    static func appendValue(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { utf8 in
            if isBare(utf8) {
                bytes.append(contentsOf: utf8)
            } else {
                appendQuoted(utf8, to: &bytes)
            }
        }
    }

    /// Appends a quoted text, a valid JSON string.
    static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { appendQuoted($0, to: &bytes) }
    }

    /// Appends a key of letters, digits, `_`, `-` and `.`; every other byte becomes `_`.
    static func appendKey(_ key: String, to bytes: inout [UInt8]) {
        var key = key
        key.withUTF8 { utf8 in
            guard !utf8.isEmpty else { return bytes.append(UInt8(ascii: "_")) }
            let kept = UnsafeBufferPointer(rebasing: utf8.prefix(longestKey))
            if kept.allSatisfy(isKeyByte) {
                bytes.append(contentsOf: kept)
            } else {
                bytes.append(contentsOf: kept.lazy.map { isKeyByte($0) ? $0 : UInt8(ascii: "_") })
            }
        }
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isBare(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !utf8.isEmpty, utf8.count <= longestValue else { return false }
        return utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "\\")
        }
    }

    private static func appendQuoted(_ utf8: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        let end = keptLength(of: utf8)
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        var index = 0
        while index < end {
            let unsafe = unsafeCodePoint(at: index, in: utf8)
            guard unsafe.length > 0 else {
                index += 1
                continue
            }
            bytes.append(contentsOf: utf8[start..<index])
            appendEscape(of: unsafe.code, to: &bytes)
            index += unsafe.length
            start = index
        }
        if start < end { bytes.append(contentsOf: utf8[start..<end]) }
        if end < utf8.count { bytes.append(contentsOf: "…".utf8) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// How much of a text is written: all, or up to a character's beginning near the limit.
    private static func keptLength(of utf8: UnsafeBufferPointer<UInt8>) -> Int {
        guard utf8.count > longestValue else { return utf8.count }
        var end = longestValue
        while end > 0, utf8[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    /// The code point that must be escaped at a place, and its length in bytes; length 0 where none must be.
    private static func unsafeCodePoint(
        at index: Int, in utf8: UnsafeBufferPointer<UInt8>
    ) -> (code: UInt16, length: Int) {
        let byte = utf8[index]
        if byte < 0x80 {
            let isSafe = byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            return isSafe ? (0, 0) : (UInt16(byte), 1)
        }
        switch byte {
        case 0xC2, 0xD8:
            guard index + 1 < utf8.count else { return (0, 0) }
            let code = UInt16(byte & 0x1F) << 6 | UInt16(utf8[index + 1] & 0x3F)
            return (0x80...0x9F).contains(code) || code == 0x061C ? (code, 2) : (0, 0)
        case 0xE2, 0xEF:
            guard index + 2 < utf8.count else { return (0, 0) }
            let code =
                UInt16(byte & 0x0F) << 12 | UInt16(utf8[index + 1] & 0x3F) << 6 | UInt16(utf8[index + 2] & 0x3F)
            return isInvisible(code) ? (code, 3) : (0, 0)
        default: return (0, 0)
        }
    }

    /// Separators and marks that change how the rest of a line is shown.
    private static func isInvisible(_ code: UInt16) -> Bool {
        switch code {
        case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    private static func appendEscape(of code: UInt16, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch code {
        case 0x22, 0x5C: bytes.append(UInt8(truncatingIfNeeded: code))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(UInt8(ascii: "u"))
            for shift in [12, 8, 4, 0] as [UInt16] {
                let digit = UInt8(truncatingIfNeeded: code >> shift & 15)
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}

extension [UInt8] {
    /// Appends a constant's bytes.
    mutating func append(constant text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    /// Appends a number in decimal.
    mutating func append(decimal value: Int64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var place = digits.count
            var rest = value.magnitude
            repeat {
                place -= 1
                digits[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                place -= 1
                digits[place] = UInt8(ascii: "-")
            }
            append(contentsOf: digits[place...])
        }
    }
}

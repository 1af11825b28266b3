/// Base64 (RFC 4648, 4), as mail wants it.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group = UInt32(bytes[start]) << 16
            if count > 1 { group |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { group |= UInt32(bytes[start + 2]) }
            for digit in 0..<4 {
                let index = Int(group >> UInt32(18 - 6 * digit)) & 63
                encoded.append(digit <= count ? alphabet[index] : UInt8(ascii: "="))
            }
        }
        return encoded
    }

    /// In lines of 76 characters (RFC 2045, 6.8), each ended by CRLF.
    ///
    /// - Parameter encoded: base64 in one line.
    static func lines(_ encoded: some RandomAccessCollection<UInt8>) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(encoded.count + encoded.count / 38 + 2)
        var rest = encoded[...]
        while !rest.isEmpty {
            lines += rest.prefix(76)
            lines += [0x0D, 0x0A]
            rest = rest.dropFirst(76)
        }
        return lines
    }

    /// Whether it is base64 of something: in groups of four, filled up only at the end.
    static func isValid(_ encoded: some RandomAccessCollection<UInt8>) -> Bool {
        guard !encoded.isEmpty, encoded.count.isMultiple(of: 4) else { return false }
        let padding = encoded.suffix(2).count { $0 == UInt8(ascii: "=") }
        return encoded.dropLast(padding).allSatisfy(isDigit)
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte.isAlphanumeric || "+/".utf8.contains(byte) }
}

/// Text in lines of at most 76 ASCII characters (RFC 2045, 6.7).
///
/// Beyond what has to be encoded, a dot and the word `From` at the beginning of a line are: both are what servers and
/// mailboxes of old have stumbled over. A character of UTF-8 is not broken over two lines.
enum QuotedPrintable {
    private static let longest = 76

    /// - Parameter text: its lines may end by LF, CR or CRLF; the last one is ended if it is not.
    static func encode(_ text: String) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count * 5 / 4)
        var line: [Unicode.Scalar] = []
        var isAfterReturn = false
        for scalar in text.unicodeScalars {
            defer { isAfterReturn = scalar == "\r" }
            switch scalar {
            case "\n" where isAfterReturn: break
            case "\n", "\r":
                append(line, to: &encoded)
                line.removeAll(keepingCapacity: true)
            default: line.append(scalar)
            }
        }
        if !line.isEmpty { append(line, to: &encoded) }
        return encoded
    }

    private static func append(_ line: [Unicode.Scalar], to encoded: inout [UInt8]) {
        var column = 0
        for (index, scalar) in line.enumerated() {
            let isLast = index == line.count - 1
            var unit = unit(scalar, isLast: isLast)
            // Unless it is the last, room for the sign that the line goes on is kept.
            if column + unit.count > (isLast ? longest : longest - 1) {
                encoded += [UInt8(ascii: "="), 0x0D, 0x0A]
                column = 0
            }
            if column == 0, isStumblingBlock(line[index...]) { unit = escaped(scalar) }
            encoded += unit
            column += unit.count
        }
        encoded += [0x0D, 0x0A]
    }

    private static func isStumblingBlock(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
        line.first == "." || line.starts(with: "From ".unicodeScalars)
    }

    private static func unit(_ scalar: Unicode.Scalar, isLast: Bool) -> [UInt8] {
        switch scalar.value {
        case 0x20, 0x09: isLast ? escaped(scalar) : [UInt8(truncatingIfNeeded: scalar.value)]
        case 0x21...0x3C, 0x3E...0x7E: [UInt8(truncatingIfNeeded: scalar.value)]
        default: escaped(scalar)
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> [UInt8] {
        String(scalar).utf8.flatMap { [UInt8(ascii: "=")] + $0.hexadecimal }
    }
}

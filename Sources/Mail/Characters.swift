// What the rules of mail say about single characters.

extension UInt8 {
    var isAlphanumeric: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    /// A character of an atom (RFC 5322, 3.2.3).
    var isAtomByte: Bool { isAlphanumeric || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self) }

    /// Visible ASCII.
    var isVisible: Bool { (0x21...0x7E).contains(self) }

    /// Two upper-case hexadecimal digits.
    var hexadecimal: [UInt8] {
        [self >> 4, self & 15].map { $0 < 10 ? 0x30 + $0 : 0x37 + $0 }
    }
}

extension Unicode.Scalar {
    /// Whether it could end a line, or make a terminal or a mail reader do something: control characters (Cc) and the
    /// separators of lines and paragraphs.
    var isControl: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        default: false
        }
    }
}

extension StringProtocol {
    func trimmingBlanks() -> String {
        // By scalars: a blank that carries an accent is one all the same.
        let start = unicodeScalars.drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(String.UnicodeScalarView(start[...last]))
    }

    /// The text on one line: each run of control characters a blank, none at the ends.
    func onOneLine() -> String {
        var line = String.UnicodeScalarView()
        var isInRun = false
        for scalar in unicodeScalars {
            if !scalar.isControl { line.append(scalar) } else if !isInRun { line.append(" ") }
            isInRun = scalar.isControl
        }
        return String(line).trimmingBlanks()
    }
}

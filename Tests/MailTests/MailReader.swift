import Domain

/// Why bytes are no mail that everyone reads the same way.
struct MailReadingError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// A mail, or a part of one, read back by the letter of RFC 5322, RFC 2045 to 2047 and RFC 2231: what is merely
/// tolerated elsewhere is an error here.
struct ReadPart {
    /// Unfolded, in their order.
    var fields: [HeaderField] = []
    /// Decoded; of a multipart nothing.
    var content: [UInt8] = []
    var parts: [ReadPart] = []

    /// - Throws: `MailReadingError`.
    init(_ bytes: [UInt8]) throws {
        try self.init(lines: try Self.lines(bytes))
    }

    private init(lines: [[UInt8]]) throws {
        let end = lines.firstIndex(of: []) ?? lines.endIndex
        for line in lines[..<end] {
            let text = String(decoding: line, as: UTF8.self)
            if text.first == " " || text.first == "\t" {
                guard !fields.isEmpty, text.contains(where: { $0 != " " && $0 != "\t" }) else {
                    throw MailReadingError("a folded line that continues nothing, or is blank")
                }
                fields[fields.count - 1].value += text
                continue
            }
            guard let colon = text.firstIndex(of: ":"), text[..<colon].utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
                colon != text.startIndex
            else { throw MailReadingError("no header field: \(text)") }
            fields.append(HeaderField(String(text[..<colon]), String(text[text.index(after: colon)...].dropFirst())))
        }
        for (name, count) in Dictionary(fields.map { ($0.name.lowercased(), 1) }, uniquingKeysWith: +) where count > 1 {
            guard name.hasPrefix("x-") else { throw MailReadingError("\(name) stands there \(count) times") }
        }
        try readContent(Array(lines[min(end + 1, lines.endIndex)...]))
    }

    private mutating func readContent(_ lines: [[UInt8]]) throws {
        let type = try contentType
        guard type.value.hasPrefix("multipart/") else {
            switch self["Content-Transfer-Encoding"] {
            case "quoted-printable": content = try Self.quotedPrintable(lines)
            case "base64": content = try Self.base64(lines)
            case let other: throw MailReadingError("an encoding \(other ?? "none")")
            }
            return
        }
        guard let boundary = type.parameters["boundary"], (1...70).contains(boundary.count), boundary.last != " " else {
            throw MailReadingError("no boundary")
        }
        let delimiter = Array("--\(boundary)".utf8)
        var part: [[UInt8]]?
        var isClosed = false
        for line in lines {
            guard line.starts(with: delimiter) else {
                guard !isClosed, part != nil else {
                    guard line.isEmpty else { throw MailReadingError("something beside the parts") }
                    continue
                }
                part?.append(line)
                continue
            }
            guard !isClosed else { throw MailReadingError("a boundary after the last") }
            if let part { parts.append(try ReadPart(lines: Array(part.dropLast()))) }
            part = []
            if line == delimiter + Array("--".utf8) {
                isClosed = true
            } else if line != delimiter {
                throw MailReadingError("a line that begins like a boundary")
            }
        }
        guard isClosed, !parts.isEmpty else { throw MailReadingError("a multipart without its end or parts") }
    }

    /// CRLF between lines and at the end, nothing but ASCII, no line above 998 bytes.
    private static func lines(_ bytes: [UInt8]) throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var isAfterReturn = false
        for byte in bytes {
            switch byte {
            case 0x0D where !isAfterReturn:
                isAfterReturn = true
                continue
            case 0x0A where isAfterReturn:
                guard line.count <= 998 else { throw MailReadingError("a line of \(line.count) bytes") }
                lines.append(line)
                line = []
            case 0x20...0x7E where !isAfterReturn, 0x09 where !isAfterReturn: line.append(byte)
            default: throw MailReadingError("a byte \(byte)")
            }
            isAfterReturn = false
        }
        guard line.isEmpty, !isAfterReturn else { throw MailReadingError("no end of the last line") }
        return lines
    }

    // MARK: - Fields

    /// The raw value of a field, unfolded.
    subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The decoded text of a field.
    func text(_ name: String) throws -> String { try ReadWords.decode(self[name] ?? "") }

    var contentType: ReadParameters {
        get throws { try ReadParameters(self["Content-Type"] ?? "") }
    }

    var disposition: ReadParameters {
        get throws { try ReadParameters(self["Content-Disposition"] ?? "") }
    }

    /// The type, and for a multipart those of its parts: `mixed(alternative(plain html) pdf)`.
    var shape: String {
        get throws {
            let type = try contentType.value.split(separator: "/").last.map(String.init) ?? ""
            return parts.isEmpty ? type : "\(type)(\(try parts.map { try $0.shape }.joined(separator: " ")))"
        }
    }

    /// All parts that are no multiparts.
    var leaves: [ReadPart] { parts.isEmpty ? [self] : parts.flatMap(\.leaves) }

    // MARK: - Encodings

    private static func quotedPrintable(_ lines: [[UInt8]]) throws -> [UInt8] {
        var decoded: [UInt8] = []
        for line in lines {
            guard line.count <= 76 else { throw MailReadingError("a quoted-printable line of \(line.count) bytes") }
            guard line.last != 0x20, line.last != 0x09 else { throw MailReadingError("a blank at a line's end") }
            var rest = line[...]
            var isSoft = false
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "=") else {
                    decoded.append(byte)
                    continue
                }
                guard !rest.isEmpty else {
                    isSoft = true
                    break
                }
                guard let value = hexadecimal(rest.prefix(2)) else { throw MailReadingError("no escape") }
                decoded.append(value)
                rest = rest.dropFirst(2)
            }
            if !isSoft { decoded += [0x0D, 0x0A] }
        }
        return decoded
    }

    static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt8? {
        guard digits.count == 2, digits.allSatisfy({ "0123456789ABCDEF".utf8.contains($0) }) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private static func base64(_ lines: [[UInt8]]) throws -> [UInt8] {
        guard lines.allSatisfy({ $0.count <= 76 }), lines.dropLast().allSatisfy({ $0.count == 76 }) else {
            throw MailReadingError("base64 in lines that are not of 76 characters")
        }
        return try base64(Array(lines.joined()))
    }

    static func base64(_ text: [UInt8]) throws -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard text.count.isMultiple(of: 4), padding <= 2 else { throw MailReadingError("base64 of a wrong length") }
        var bits: UInt32 = 0
        var decoded: [UInt8] = []
        for (index, byte) in text.enumerated() {
            let digit = index < text.count - padding ? alphabet.firstIndex(of: byte) : 0
            guard let digit else { throw MailReadingError("no base64") }
            bits = bits << 6 | UInt32(digit)
            guard index % 4 == 3 else { continue }
            decoded += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
            bits = 0
        }
        return Array(decoded.dropLast(padding))
    }
}

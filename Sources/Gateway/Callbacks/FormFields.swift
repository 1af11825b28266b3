import Domain

/// The fields of an URL-encoded form or query, in the order they stand (WHATWG URL, section 5.1). Names and values are
/// bytes: signatures are made over them.
struct FormFields: Sendable {
    /// A form with more fields than this is none that a gateway sends.
    private static let limit = 1000

    struct Field: Sendable {
        var name: [UInt8]
        var value: [UInt8]
    }

    let fields: [Field]

    /// - Returns: `nil` if there are more than 1,000 fields.
    init?(_ bytes: some Collection<UInt8>) {
        var fields: [Field] = []
        for piece in bytes.split(separator: UInt8(ascii: "&"), maxSplits: Self.limit) {
            guard fields.count < Self.limit else { return nil }
            let name = piece.prefix { $0 != UInt8(ascii: "=") }
            fields.append(Field(name: Self.decoded(name), value: Self.decoded(piece[name.endIndex...].dropFirst())))
        }
        self.fields = fields
    }

    /// The value of a name; the last of equal ones counts.
    func value(of name: String) -> String? {
        fields.last { $0.name.elementsEqual(name.utf8) }.map { Self.text($0.value) }
    }

    /// The bytes of a name's value; the last of equal ones counts.
    func bytes(of name: String) -> [UInt8]? {
        fields.last { $0.name.elementsEqual(name.utf8) }?.value
    }

    /// An object of texts.
    var json: JSON {
        .object(fields.map { JSONMember(Self.text($0.name), .string(Self.text($0.value))) })
    }

    /// The names and values one after the other, in the order of their bytes, equal fields once: what is signed with
    /// the URL.
    var sorted: [UInt8] {
        var content: [UInt8] = []
        var before: Field?
        let ordered = fields.sorted { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }
        for field in ordered {
            if let before, before.name == field.name, before.value == field.value { continue }
            content += field.name
            content += field.value
            before = field
        }
        return content
    }

    /// Old gateways write ISO 8859-1, in which every byte is a character.
    private static func text(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// With `+` as a blank; a `%` without two digits is itself.
    private static func decoded(_ text: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2).compactMap(Hexadecimal.value)
                if digits.count == 2 {
                    bytes.append(digits[0] << 4 | digits[1])
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            default:
                bytes.append(byte)
            }
        }
        return bytes
    }
}

/// Hexadecimal digits.
enum Hexadecimal {
    static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

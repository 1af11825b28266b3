import Boleto
import Domain

/// Reads the members of one object of a payload.
struct PayloadReader {
    let json: JSON
    /// The object's name in the payload; empty for the payload itself.
    let path: String

    func error(_ name: String, _ problem: PayloadError.Problem, detail: String? = nil) -> PayloadError {
        PayloadError(field: path.isEmpty ? name : "\(path).\(name)", problem: problem, detail: detail)
    }

    func wellFormed<Value>(_ value: Value?, _ name: String) throws(PayloadError) -> Value {
        guard let value else { throw error(name, .malformed) }
        return value
    }

    func object(_ name: String) throws(PayloadError) -> PayloadReader? {
        switch json[name] {
        case nil, .null: return nil
        case .object(let members)?:
            return PayloadReader(json: .object(members), path: path.isEmpty ? name : "\(path).\(name)")
        default: throw error(name, .wrongType)
        }
    }

    /// - Parameter multiline: whether line feeds and tabs may stand in it (default: no).
    func text(_ name: String, multiline: Bool = false) throws(PayloadError) -> String? {
        switch json[name] {
        case nil, .null: nil
        case .string(let text)?: try checked(text, name, multiline: multiline)
        default: throw error(name, .wrongType)
        }
    }

    /// The text of a string or a number.
    func scalar(_ name: String) throws(PayloadError) -> String? {
        switch json[name] {
        case nil, .null: nil
        case .number(let text)?: text
        case .string(let text)?: try checked(text, name, multiline: false)
        default: throw error(name, .wrongType)
        }
    }

    /// A whole number that is not negative, also written as a text.
    func count(_ name: String) throws(PayloadError) -> Int? {
        guard let text = try scalar(name) else { return nil }
        guard let count = Int(text), count >= 0 else { throw error(name, .malformed) }
        return count
    }

    /// An amount of money.
    ///
    /// - Parameter orZero: whether it may be zero, which counts as absent (default: no).
    func money(_ name: String, orZero: Bool = false) throws(PayloadError) -> Money? {
        guard let text = try scalar(name) else { return nil }
        do throws(MoneyError) {
            return try Money(parsing: text)
        } catch {
            if orZero, error == .zero { return Money(cents: 0) }
            throw self.error(name, .malformed, detail: error.message)
        }
    }

    /// An amount of money, or a percentage.
    func discount(_ name: String, until: CivilDate?) throws(PayloadError) -> Discount? {
        guard let text = try scalar(name) else { return nil }
        guard text.hasSuffix("%") else {
            return try money(name, orZero: true).map { Discount(.fixed($0), until: until) }
        }
        guard let percentage = Percentage(parsing: text) else {
            throw error(name, .malformed, detail: "write an amount such as 10.00, or a percentage such as 5%")
        }
        return Discount(.percentage(percentage), until: until)
    }

    /// A day, also one with the time that databases put after it.
    func date(_ name: String) throws(PayloadError) -> CivilDate? {
        guard let text = try text(name) else { return nil }
        guard let date = CivilDate(parsing: Self.withoutTime(text)) else {
            throw error(name, .malformed, detail: "write a day that exists, such as 2026-11-10")
        }
        return date
    }

    /// `2026-11-10` of `2026-11-10 00:00:00` and `2026-11-10T00:00`; a time with a zone may mean another day and stays.
    private static func withoutTime(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count == 16 || bytes.count == 19, bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T")
        else { return text }
        let isTime = bytes[11...].enumerated().allSatisfy { index, byte in
            index % 3 == 2 ? byte == UInt8(ascii: ":") : (0x30...0x39).contains(byte)
        }
        return isTime ? String(decoding: bytes[..<10], as: UTF8.self) : text
    }

    /// A code that a type of its own reads.
    func code<Value, Fault: Explained>(
        _ name: String, _ parse: (String) throws(Fault) -> Value
    ) throws(PayloadError) -> Value? {
        guard let text = try text(name) else { return nil }
        do throws(Fault) {
            return try parse(text)
        } catch {
            throw self.error(name, .malformed, detail: error.message)
        }
    }

    func url(_ name: String) throws(PayloadError) -> String? {
        guard let text = try text(name) else { return nil }
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), !text.utf8.contains(0x20) else {
            throw error(name, .malformed)
        }
        return text
    }

    private func checked(_ text: String, _ name: String, multiline: Bool) throws(PayloadError) -> String? {
        guard !text.hasControlCharacter(butLines: multiline) else { throw error(name, .controlCharacter) }
        guard !text.isEncodedTwice else { throw error(name, .encodedTwice) }
        let trimmed = text.trimmed
        return trimmed.isEmpty ? nil : trimmed
    }
}

extension String {
    /// Whether there is a control character (C0, DEL, C1) in it.
    ///
    /// - Parameter butLines: whether line feed and tab are let through.
    func hasControlCharacter(butLines: Bool) -> Bool {
        var previous: UInt8 = 0
        for byte in utf8 {
            switch byte {
            case 0x09, 0x0A: if !butLines { return true }
            case 0..<0x20, 0x7F: return true
            // U+0080 to U+009F are C2 80 to C2 9F.
            case 0x80..<0xA0: if previous == 0xC2 { return true }
            default: break
            }
            previous = byte
        }
        return false
    }

    /// Whether it was UTF-8 that was taken for Latin-1 and encoded once more, as in `JoÃ£o`.
    ///
    /// In no Portuguese word a capital Ã is followed by one of the signs from U+0080 to U+00BF.
    var isEncodedTwice: Bool {
        var window: (UInt8, UInt8) = (0, 0)
        for byte in utf8 {
            // U+00C3 and U+00C2 are C3 83 and C3 82; U+0080 to U+00BF are C2 80 to C2 BF.
            if byte == 0xC2, window.0 == 0xC3, window.1 == 0x83 { return true }
            window = (window.1, byte)
        }
        return false
    }

    /// The text without blanks, tabs and line ends around it.
    var trimmed: String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        guard let first = utf8.first, let last = utf8.last, isBlank(first) || isBlank(last) else { return self }
        guard let start = utf8.firstIndex(where: { !isBlank($0) }), let end = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(self[start...end])
    }
}

/// An error that tells a person what is wrong, without repeating the value.
protocol Explained: Error {
    /// In English.
    var message: String { get }
}

extension BoletoCodeError: Explained {}
extension PixCodeError: Explained {}

extension MoneyError {
    fileprivate var message: String {
        switch self {
        case .empty, .malformed: "write an amount such as 129.90 or 129,90"
        case .places: "an amount has at most two decimal places"
        case .negative: "an amount cannot be negative"
        case .zero: "an amount of zero is nothing to remind of"
        case .overflow: "the amount is too large"
        }
    }
}

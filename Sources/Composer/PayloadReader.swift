import Boleto
import Domain

/// Reads the members of one object of a payload.
struct PayloadReader {
    let json: JSON
    /// The object's name in the payload; empty for the payload itself.
    let path: String

    func error(_ name: String, _ problem: PayloadError.Problem, detail: String? = nil) -> PayloadError {
        PayloadError(field: path.appendingField(name), problem: problem, detail: detail)
    }

    func wellFormed<Value>(_ value: Value?, _ name: String) throws(PayloadError) -> Value {
        guard let value else { throw error(name, .malformed) }
        return value
    }

    func object(_ name: String) throws(PayloadError) -> PayloadReader? {
        switch json[name] {
        // PHP's json_encode makes [] of an empty array.
        case nil, .null, .array([]): return nil
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

    /// Refuses a name that stands twice: SQLite takes the first value for its own columns, others the last.
    func requireSingleNames() throws(PayloadError) {
        guard case .object(let members) = json else { return }
        for (index, member) in members.enumerated() {
            guard member.name.isPlainName, members[..<index].contains(where: { $0.name == member.name }) else {
                continue
            }
            throw error(member.name, .twice)
        }
    }

    /// A text, or a number without a point: `1001.0` is what a spreadsheet makes of a number or telephone.
    func identifier(_ name: String) throws(PayloadError) -> String? {
        if case .number(let text)? = json[name], !text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            throw error(name, .malformed, detail: "write it as a text, in quotation marks")
        }
        return try scalar(name)
    }

    /// A person's name without what is not seen, and without a messenger's marks.
    func name(_ name: String) throws(PayloadError) -> String? {
        guard let text = try text(name), text.lowercased() != "null" else { return nil }
        guard text.utf8.contains(where: { $0 >= 0x80 || "*_~`".utf8.contains($0) }) else { return text }
        let kept = text.unicodeScalars.filter { scalar in
            scalar.properties.generalCategory != .format && !"*_~`".unicodeScalars.contains(scalar)
        }
        let cleaned = String(String.UnicodeScalarView(kept)).trimmed
        return cleaned.isEmpty ? nil : cleaned
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
            let money = try Money(parsing: text)
            guard money <= .largestOfBoleto else { throw .overflow }
            return money
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
    ///
    /// - Parameter isOptional: whether MySQL's empty date counts as absent (default: yes).
    func date(_ name: String, isOptional: Bool = true) throws(PayloadError) -> CivilDate? {
        guard let text = try text(name) else { return nil }
        let day = Self.withoutTime(text)
        if isOptional, day == "0000-00-00" { return nil }
        // Nobody is reminded of what was due in another century.
        guard let date = CivilDate(parsing: day), (1990...2100).contains(date.year) else {
            throw error(name, .malformed, detail: "write a day that exists, such as 2026-11-10")
        }
        return date
    }

    /// A month, or a day of it.
    func month(_ name: String) throws(PayloadError) -> CivilMonth? {
        guard let text = try text(name) else { return nil }
        if let month = CivilMonth(parsing: text), month.year > 0 { return month }
        do throws(PayloadError) {
            return try date(name)?.monthOfYear
        } catch {
            throw self.error(name, .malformed, detail: "write a month such as 2026-11, or a day of it")
        }
    }

    /// `2026-11-10` of `2026-11-10 00:00:00` and `2026-11-10T00:00`, with fractions of a second or without; a time with
    /// a zone may mean another day and stays.
    private static func withoutTime(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count > 15, bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T") else { return text }
        let time = bytes[11...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let clock = Array(time[0])
        let isClock =
            (clock.count == 5 || clock.count == 8)
            && clock.enumerated().allSatisfy { index, byte in
                index % 3 == 2 ? byte == UInt8(ascii: ":") : (0x30...0x39).contains(byte)
            }
        let isFraction = time.count == 1 || time.count == 2 && time[1].allSatisfy { (0x30...0x39).contains($0) }
        return isClock && isFraction ? String(decoding: bytes[..<10], as: UTF8.self) : text
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
        guard text.hasPrefix("https://") || text.hasPrefix("http://"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw error(name, .malformed, detail: "write an address of ASCII characters without blanks")
        }
        return text
    }

    /// A path below a folder: it cannot lead out of it, and cannot be taken for an address.
    func path(_ name: String) throws(PayloadError) -> String? {
        guard let text = try text(name) else { return nil }
        let steps = text.split(separator: "/", omittingEmptySubsequences: false)
        guard text.utf8.count <= 1024, !text.contains("://"),
            steps.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
        else {
            throw error(name, .malformed, detail: "write a path below the folder of documents, such as 2026/0042.pdf")
        }
        return text
    }

    private func checked(_ text: String, _ name: String, multiline: Bool) throws(PayloadError) -> String? {
        let text = multiline && text.utf8.contains(0x0D) ? text.replacing("\r\n", with: "\n") : text
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

    /// Whether it was UTF-8 that was taken for Latin-1, or for Windows' own variant, and encoded once more: `JoÃ£o`,
    /// `CONCEIÃ‡ÃƒO`, `nÂº 5`.
    ///
    /// In no Portuguese word a capital Ã or Â is followed by one of these signs.
    var isEncodedTwice: Bool {
        var isSuspicious = false
        for byte in utf8 where byte == 0xC3 { isSuspicious = true }
        guard isSuspicious else { return false }
        var before: (Unicode.Scalar, Unicode.Scalar) = (" ", " ")
        for scalar in unicodeScalars {
            if before.1 == "Ã" || before.1 == "Â", scalar.isSecondByte { return true }
            // A quotation mark may follow a word: “IRMÔ. Within one it is half of a letter: ANTÃ”NIO.
            if before.0 == "Ã", before.1.isSecondByteOrPunctuation, scalar.properties.isAlphabetic { return true }
            before = (before.1, scalar)
        }
        return false
    }

    /// Whether it can be shown as the name of a field: what a producer calls its members may say anything.
    var isPlainName: Bool {
        (1...40).contains(utf8.count)
            && utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
                default: false
                }
            }
            && utf8.contains { !(0x30...0x39).contains($0) && $0 != UInt8(ascii: "-") }
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

extension Unicode.Scalar {
    /// Whether Latin-1 or Windows-1252 shows the second byte of a letter in UTF-8 as this.
    fileprivate var isSecondByte: Bool {
        switch value {
        case 0x80...0xBF: true
        case 0x20AC, 0x201A, 0x0192, 0x201E, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x017D, 0x2022,
            0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x017E, 0x0178:
            true
        default: false
        }
    }

    /// The signs of Windows-1252 that also end a sentence.
    fileprivate var isSecondByteOrPunctuation: Bool {
        switch value {
        case 0x2013, 0x2014, 0x2018...0x201D, 0x2026: true
        default: false
        }
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

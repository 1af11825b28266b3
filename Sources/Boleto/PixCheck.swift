/// Judges the fields of a Pix code.
///
/// What is missing is a fault only where the list around it could be read to its end.
struct PixCheck {
    /// `nil` if the code names nothing to pay to, or two things.
    private(set) var kind: PixCode.Kind?
    private(set) var amount: Money?

    private let fields: PixFields
    private var faults: [PixCodeError.Fault] = []

    init(_ fields: PixFields) {
        self.fields = fields
    }

    /// All that is wrong, in the order in which it is told.
    mutating func run() -> [PixCodeError.Fault] {
        if fields.hasControlCharacter { faults.append(.charset) }
        if fields.isComplete { checkChecksum() }
        if fields.fields.first.map({ $0.tag != 0 || !has($0.value, "01") }) ?? false { faults.append(.payloadFormat) }
        if let method = fields.top(1), !has(method, "11"), !has(method, "12") { faults.append(.initiationMethod) }
        checkAccount()
        require(52, .category) { check, value in value.count == 4 && check.isDigits(value) }
        require(53, .currency) { check, value in check.has(value, "986") }
        checkAmount()
        require(58, .country) { check, value in check.has(value, "BR") }
        require(59, .nameLength) { check, value in (1...25).contains(check.fields.length(value)) }
        require(60, .cityLength) { check, value in (1...15).contains(check.fields.length(value)) }
        if let txid = fields.txid, !isTxid(txid) { faults.append(.txidFormat) }
        return faults
    }

    private mutating func require(
        _ tag: Int, _ fault: PixCodeError.Fault, _ isRight: (PixCheck, Range<Int>) -> Bool
    ) {
        let isFine = fields.top(tag).map { isRight(self, $0) } ?? !fields.isComplete
        if !isFine { faults.append(fault) }
    }

    private mutating func checkChecksum() {
        guard let last = fields.fields.last, last.tag == 63 else {
            faults.append(fields.top(63) == nil ? .checksumMissing : .checksumNotLast)
            return
        }
        let checksum = PixCode.checksum(of: fields.bytes[..<last.value.lowerBound])
        let expected = stride(from: 12, through: 0, by: -4).map { shift -> UInt8 in
            let digit = UInt8(truncatingIfNeeded: checksum >> UInt16(shift) & 15)
            return digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "A") - 10)
        }
        if fields.bytes[last.value] != expected[...] { faults.append(.checksum) }
    }

    private mutating func checkAccount() {
        if fields.accounts == 0, fields.structure == nil { faults.append(.accountMissing) }
        if fields.accounts > 1 { faults.append(.accountTwice) }
        switch (fields.key, fields.url, fields.recurrenceURL) {
        case (_?, nil, _): kind = .static
        case (nil, _?, _): kind = .dynamic
        case (nil, nil, _?): kind = .composite
        case (_?, _?, _): faults.append(.keyAndURL)
        case (nil, nil, nil):
            if fields.accounts > 0, fields.structure == nil { faults.append(.keyOrURLMissing) }
        }
        if let key = fields.key, !PixKey.isPossible(fields.bytes[key]) { faults.append(.keyFormat) }
        if let institution = fields.institution, institution.count != 8 || !isDigits(institution) {
            faults.append(.institutionFormat)
        }
        for url in [fields.url, fields.recurrenceURL] {
            if let url, let fault = self.fault(ofURL: url), !faults.contains(fault) { faults.append(fault) }
        }
    }

    private func fault(ofURL range: Range<Int>) -> PixCodeError.Fault? {
        let url = fields.bytes[range]
        guard let first = url.first, first != UInt8(ascii: "/"), url.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return .urlFormat
        }
        guard let colon = url.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        return url[colon...].starts(with: "://".utf8) ? .urlWithScheme : nil
    }

    /// At most 13 characters: digits, then perhaps a point and up to two more.
    private mutating func checkAmount() {
        guard let range = fields.top(54) else { return }
        amount = Self.amount(fields.bytes[range])
        if amount == nil { faults.append(.amountFormat) }
    }

    private static func amount(_ bytes: ArraySlice<UInt8>) -> Money? {
        guard bytes.count <= 13, bytes.first?.isDigit == true else { return nil }
        var value: Int64 = 0
        var places: Int?
        for byte in bytes {
            if byte == UInt8(ascii: "."), places == nil {
                places = 0
            } else if byte.isDigit {
                value = value * 10 + Int64(byte - 0x30)
                places = places.map { $0 + 1 }
            } else {
                return nil
            }
        }
        switch places ?? 0 {
        case 0: return Money(cents: value * 100)
        case 1: return Money(cents: value * 10)
        case 2: return Money(cents: value)
        default: return nil
        }
    }

    private func isTxid(_ range: Range<Int>) -> Bool {
        has(range, "***")
            || ((1...25).contains(range.count) && fields.bytes[range].allSatisfy(\.isLetterOrDigit))
    }

    private func has(_ range: Range<Int>, _ value: StaticString) -> Bool {
        range.count == value.utf8CodeUnitCount
            && range.enumerated().allSatisfy { fields.bytes[$1] == value.utf8Start[$0] }
    }

    private func isDigits(_ range: Range<Int>) -> Bool { fields.bytes[range].allSatisfy(\.isDigit) }
}

extension UInt8 {
    var isLetterOrDigit: Bool { isDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}

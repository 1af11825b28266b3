/// The digits somebody typed, with what stood in front of them.
struct DialledNumber {
    /// Values 0 to 9.
    private var digits: [UInt8] = []
    private var isInternational = false

    init(_ text: String) throws(PhoneNumberError) {
        digits.reserveCapacity(16)
        var hasSeparator = false
        var letters = 0
        // What follows in a JID is the device and the gateway's host.
        if Self.isDecimal(text) { throw .invalidCharacter }
        let number = text.contains("@") ? text.prefix { $0 != "@" && $0 != ":" } : text[...]
        for scalar in number.unicodeScalars {
            switch scalar {
            case "0"..."9":
                if hasSeparator { throw .multipleNumbers }
                digits.append(UInt8(scalar.value - 0x30))
            case "+":
                guard digits.isEmpty else { throw .multipleNumbers }
                isInternational = true
            case "/", ";", ",", "|", "\n":
                hasSeparator = !digits.isEmpty
            case "x", "X":
                // `0xx11…`: the x stand for a carrier's code.
                letters += 1
                guard digits == [0], letters <= 2 else { throw .invalidCharacter }
            default:
                guard Self.isPunctuation(scalar) else { throw .invalidCharacter }
            }
        }
        guard !digits.isEmpty else { throw .empty }
    }

    /// `11987654321.0`, as spreadsheets write numbers: read as digits it would be somebody else's.
    private static func isDecimal(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 2 && parts[1].count < 4 && parts[0].count >= 8
            && parts.allSatisfy { $0.allSatisfy { (0x30...0x39).contains($0) } }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "-", ".", "(", ")", "\t", "\r": true
        default:
            switch scalar.properties.generalCategory {
            case .spaceSeparator, .dashPunctuation, .format: true
            default: false
            }
        }
    }

    /// The number without country code, trunk zero and carrier's code.
    func national() throws(PhoneNumberError) -> [UInt8] {
        var rest = digits[...]
        if isInternational || rest.starts(with: [0, 0]) {
            if !isInternational { rest = rest.dropFirst(2) }
            guard rest.starts(with: [5, 5]) else { throw .foreignCountry }
            rest = rest.dropFirst(2)
            guard rest.count == 10 || rest.count == 11 else { throw .length }
            return Array(rest)
        }
        if rest.first == 0 {
            guard !Self.isService(rest) else { throw .nonGeographic }
            rest = Self.withoutCarrier(rest.dropFirst())
        } else if rest.starts(with: [9, 0]), rest.count >= 12 {
            rest = Self.withoutCarrier(rest.dropFirst(2))
        }
        if rest.starts(with: [5, 5]), rest.count == 12 || rest.count == 13 { rest = rest.dropFirst(2) }
        return Array(rest)
    }

    /// 0800, 0300, 0303 and the like, which belong to companies.
    private static func isService(_ digits: ArraySlice<UInt8>) -> Bool {
        [[0, 8, 0, 0], [0, 3, 0, 0], [0, 5, 0, 0], [0, 9, 0, 0], [0, 3, 0, 3], [0, 3, 0, 4]]
            .contains { digits.starts(with: $0) }
    }

    /// After a trunk zero, two digits more than a number has are the carrier's.
    private static func withoutCarrier(_ digits: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard digits.count == 12 || digits.count == 13, let first = digits.first, let second = digits.dropFirst().first,
            carrierCodes.contains(first * 10 + second)
        else { return digits }
        return digits.dropFirst(2)
    }

    /// As libphonenumber 9.0.43 knows them.
    private static let carrierCodes: Set<UInt8> = [12, 14, 15, 21, 23, 24, 25, 31, 41, 43, 55, 65, 99]
}

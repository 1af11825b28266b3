/// An amount in Brazilian reais, counted in whole cents.
package struct Money: Hashable, Comparable, Sendable {
    package var cents: Int64

    package init(cents: Int64) {
        self.cents = cents
    }

    /// The largest amount that a boleto can carry: ten digits of cents.
    package static let largestOfBoleto = Money(cents: 9_999_999_999)

    /// Reads an amount as people and billing systems write it: `129.90`, `129,90`, `129,9`, `1234`, `1.234,56`,
    /// `R$ 1.234,56`.
    ///
    /// Dots group thousands only where a comma follows, so `1.234` is refused rather than guessed at. The text never
    /// passes through a floating-point number.
    /// - Throws: `MoneyError`.
    package init(parsing text: String) throws(MoneyError) {
        var reader = MoneyReader(text)
        cents = try reader.read()
    }

    /// `1.234,56`, without the currency; a minus sign in front of a negative amount.
    package var formatted: String {
        let magnitude = cents.magnitude
        var digits = Array(String(magnitude / 100).utf8.reversed())
        for place in stride(from: (digits.count - 1) / 3 * 3, to: 0, by: -3) {
            digits.insert(UInt8(ascii: "."), at: place)
        }
        var bytes: [UInt8] = cents < 0 ? [UInt8(ascii: "-")] : []
        bytes.append(contentsOf: digits.reversed())
        bytes.append(UInt8(ascii: ","))
        bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 100 / 10))
        bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `1234.56`, as programs read it.
    package var decimal: String {
        let magnitude = cents.magnitude
        let places = magnitude % 100
        return "\(cents < 0 ? "-" : "")\(magnitude / 100).\(places < 10 ? "0" : "")\(places)"
    }

    package static func < (left: Money, right: Money) -> Bool { left.cents < right.cents }
}

/// Why a text is no amount that can be asked for.
package enum MoneyError: String, Error, Sendable {
    case empty
    case malformed
    /// More than two decimal places.
    case places
    case negative
    case zero
    /// More cents than 64 bits hold.
    case overflow
}

/// Reads one amount, byte by byte.
private struct MoneyReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) {
        rest = Array(text.utf8)[...]
    }

    mutating func read() throws(MoneyError) -> Int64 {
        skipSpace()
        guard !rest.isEmpty else { throw .empty }
        if rest.starts(with: "R$".utf8) {
            rest.removeFirst(2)
            skipSpace()
        }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        dropTrailingSpace()
        let cents = try readCents()
        guard cents != 0 else { throw .zero }
        guard !isNegative else { throw .negative }
        return cents
    }

    private mutating func readCents() throws(MoneyError) -> Int64 {
        let comma = rest.lastIndex(of: UInt8(ascii: ","))
        let separator = comma ?? rest.lastIndex(of: UInt8(ascii: "."))
        let whole = rest[..<(separator ?? rest.endIndex)]
        var digits = try comma == nil ? Array(whole) : Self.ungrouped(whole)
        guard !digits.isEmpty else { throw .malformed }
        if let separator {
            let places = rest[(separator + 1)...]
            guard !places.isEmpty, places.allSatisfy(Self.isDigit) else { throw .malformed }
            guard places.count <= 2 else { throw .places }
            digits += places
            if places.count == 1 { digits.append(UInt8(ascii: "0")) }
        } else {
            digits += "00".utf8
        }
        return try Self.value(of: digits)
    }

    /// The digits of `1.234.567` or `1234567`.
    private static func ungrouped(_ text: ArraySlice<UInt8>) throws(MoneyError) -> [UInt8] {
        let groups = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let first = groups.first else { throw .malformed }
        if groups.count > 1 {
            guard (1...3).contains(first.count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
                throw .malformed
            }
        }
        return groups.flatMap { Array($0) }
    }

    private static func value(of digits: [UInt8]) throws(MoneyError) -> Int64 {
        var value: Int64 = 0
        var overflow = false
        for byte in digits {
            guard isDigit(byte) else { throw .malformed }
            let (product, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = product.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            overflow = overflow || first || second
            value = sum
        }
        guard !overflow else { throw .overflow }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static let noBreakSpace = Array("\u{A0}".utf8)

    private mutating func skipSpace() {
        while true {
            if rest.first == 0x20 {
                rest.removeFirst()
            } else if rest.starts(with: Self.noBreakSpace) {
                rest.removeFirst(Self.noBreakSpace.count)
            } else {
                return
            }
        }
    }

    private mutating func dropTrailingSpace() {
        while rest.last == 0x20 { rest.removeLast() }
    }
}

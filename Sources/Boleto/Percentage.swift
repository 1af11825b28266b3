/// A share in hundredths of a percent, so that 1,5 % is counted and not approximated.
package struct Percentage: Hashable, Comparable, Sendable {
    /// 200 for 2 %; 0 to 100,000.
    package let hundredths: Int

    /// The nearest of what can be held, if the number lies outside of 0 to 1000 %.
    package init(hundredths: Int) {
        self.hundredths = min(max(hundredths, 0), Self.largest)
    }

    /// Reads `2%`, `2 %`, `1,5%`, `0.33`, with at most two decimal places; `nil` for anything else, and over 1000 %.
    package init?(parsing text: String) {
        var bytes = Array(text.utf8)[...]
        if bytes.last == UInt8(ascii: "%") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        }
        var places: Int?
        var value = 0
        var digits = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
                digits += 1
                places = places.map { $0 + 1 }
                guard value <= Self.largest, places ?? 0 <= 2 else { return nil }
            case UInt8(ascii: "."), UInt8(ascii: ","):
                guard places == nil, digits > 0 else { return nil }
                places = 0
            default:
                return nil
            }
        }
        guard digits > 0, places != 0 else { return nil }
        let hundredths = value * (places == 2 ? 1 : places == 1 ? 10 : 100)
        guard hundredths <= Self.largest else { return nil }
        self.hundredths = hundredths
    }

    /// As a Brazilian writes the number, without the sign: `2`, `1,5`, `0,33`.
    package var formatted: String {
        let (whole, places) = hundredths.quotientAndRemainder(dividingBy: 100)
        guard places > 0 else { return "\(whole)" }
        guard !places.isMultiple(of: 10) else { return "\(whole),\(places / 10)" }
        return "\(whole),\(places < 10 ? "0" : "")\(places)"
    }

    package static func < (left: Percentage, right: Percentage) -> Bool { left.hundredths < right.hundredths }

    private static let largest = 100_000
}

import Domain

/// Readers of the short forms in which numbers, durations and rates are written.
enum Quantity {
    enum Reading: Equatable {
        case value(Int64)
        case malformed
        case tooLarge
    }

    static let durationHint = "write a number and a unit: 500ms, 30s, 5m, 2h or 7d"
    static let rateHint = "write how many in how long, such as 5/s, 20/min, 1/3s or 800/day"
    static let pauseHint = "write the shortest and the longest pause, such as 5s-12s"

    /// More than this (100 years) is nothing anybody means.
    private static let longestMilliseconds: Int64 = 36_500 * 86_400_000

    /// A whole number in decimal digits, with an optional minus; `1_000`, `0x10` and `1e3` are none.
    static func integer(_ text: String) -> Int? {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard (1...15).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    /// `500ms`, `30s`, `5m`, `2h`, `7d` in milliseconds.
    static func duration(_ text: String) -> Reading {
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, let unit = unit(String(text.dropFirst(digits.count)), longNames: false) else {
            return .malformed
        }
        guard let number = Int64(String(decoding: digits, as: UTF8.self)) else { return .tooLarge }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow || product > longestMilliseconds ? .tooLarge : .value(product)
    }

    private static func unit(_ word: String, longNames: Bool) -> Int64? {
        switch word {
        case "ms": 1
        case "s": 1000
        case "m": 60_000
        case "h": 3_600_000
        case "d": 86_400_000
        case "sec", "second": longNames ? 1000 : nil
        case "min", "minute": longNames ? 60_000 : nil
        case "hour": longNames ? 3_600_000 : nil
        case "day": longNames ? 86_400_000 : nil
        default: nil
        }
    }

    /// `5/s`, `20/min`, `100/hour`, `800/day`, `1/3s`; `nil` for anything else, zero and more than a million.
    static func rate(_ text: String) -> RateLimit? {
        let sides = text.split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2, let count = integer(String(sides[0])), (1...1_000_000).contains(count) else {
            return nil
        }
        let digits = sides[1].prefix { $0.isASCII && $0.isNumber }
        let number = digits.isEmpty ? 1 : integer(String(digits))
        guard let number, (1...86_400_000).contains(number),
            let unit = unit(String(sides[1].dropFirst(digits.count)), longNames: true)
        else { return nil }
        // At most 86,400,000 days: no overflow.
        let period = Int64(number) * unit
        return period <= 366 * 86_400_000 ? RateLimit(count: count, periodMilliseconds: period) : nil
    }

    /// `5s-12s`, or `5s` for a pause that is always the same; `nil` for anything else.
    static func pacing(_ text: String) -> Pacing? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(ends.count), case .value(let first) = duration(String(ends[0])),
            case .value(let last) = duration(String(ends[ends.count - 1])), first <= last, last <= 86_400_000
        else { return nil }
        return Pacing(minMilliseconds: first, maxMilliseconds: last)
    }

    /// `200MB`, `512MiB`, `1GB`, `1GiB` in bytes; `nil` for anything else, and for more than a million of them.
    static func bytes(_ text: String) -> Int64? {
        let units: [(name: String, bytes: Int64)] = [
            ("MiB", 1 << 20), ("GiB", 1 << 30), ("MB", 1_000_000), ("GB", 1_000_000_000),
        ]
        for unit in units where text.hasSuffix(unit.name) {
            guard let count = integer(String(text.dropLast(unit.name.count))), (0...1_000_000).contains(count) else {
                return nil
            }
            return Int64(count) * unit.bytes
        }
        return nil
    }

    /// The duration in the largest unit that is exact: `90s`, `2h`.
    static func text(_ milliseconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")]
        for (length, name) in units where milliseconds != 0 && milliseconds % length == 0 {
            return "\(milliseconds / length)\(name)"
        }
        return milliseconds == 0 ? "0s" : "\(milliseconds)ms"
    }
}

import Domain

/// Writes moments as RFC 3339 in UTC, `2026-11-23T18:15:41.123Z`, and keeps the text of the second it wrote last.
///
/// Moments before the year 0 or after 9999 are written as the nearest one within, since a line must stay readable
/// whatever the clock says.
struct TimestampText {
    private static let firstSecond: Int64 = -62_167_219_200
    private static let lastSecond: Int64 = 253_402_300_799

    private var second: Int64?
    private var text: [UInt8] = []

    mutating func append(_ moment: Timestamp, to bytes: inout [UInt8]) {
        let milliseconds = min(max(moment.milliseconds, Self.firstSecond * 1000), Self.lastSecond * 1000 + 999)
        let seconds = Timestamp(milliseconds: milliseconds).seconds
        if seconds != second {
            text = Self.text(ofSecond: seconds)
            second = seconds
        }
        bytes.append(contentsOf: text)
        Self.append(UInt64(milliseconds - seconds * 1000), width: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// `2026-11-23T18:15:41.`
    private static func text(ofSecond seconds: Int64) -> [UInt8] {
        let sinceFirst = UInt64(seconds - firstSecond)
        let (days, time) = sinceFirst.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = date(daysSinceYearZero: days)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20)
        append(year, width: 4, to: &bytes)
        for (mark, value) in [("-", month), ("-", day), ("T", time / 3600), (":", time / 60 % 60), (":", time % 60)] {
            bytes.append(contentsOf: mark.utf8)
            append(value, width: 2, to: &bytes)
        }
        bytes.append(UInt8(ascii: "."))
        return bytes
    }

    /// The Gregorian date so many days after 0000-01-01.
    private static func date(daysSinceYearZero days: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
        // Years are counted from March, so that the leap day is a year's last; 0000-01-01 is 60 days before March.
        // One more cycle of 400 years, 146,097 days, keeps everything positive.
        let (cycle, dayOfCycle) = (days + 146_097 - 60).quotientAndRemainder(dividingBy: 146_097)
        let leaps = dayOfCycle / 1460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
        let yearOfCycle = (dayOfCycle - leaps) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0) - 400
        return (year, month, day)
    }

    private static func append(_ value: UInt64, width: Int, to bytes: inout [UInt8]) {
        var divisor: UInt64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}

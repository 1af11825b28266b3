import Domain

/// Reads the date of an HTTP header in its three forms (RFC 9110 section 5.6.7).
enum HTTPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// - Parameters:
    ///   - text: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
    ///   - now: a year of two digits is never more than 50 years after it.
    static func parse(_ text: String, now: Timestamp) -> Timestamp? {
        guard text.utf8.count <= 64 else { return nil }
        let words = text.utf8.map(\.asciiLowercased)
            .split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "-") }
            .map { String(decoding: $0, as: UTF8.self) }
        switch words.count {
        case 6 where words[5] == "gmt" || words[5] == "utc":
            return moment(day: words[1], month: words[2], year: words[3], time: words[4], now: now)
        case 5:
            return moment(day: words[2], month: words[1], year: words[4], time: words[3], now: now)
        default:
            return nil
        }
    }

    private static func moment(day: String, month: String, year: String, time: String, now: Timestamp) -> Timestamp? {
        let clock = time.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { $0.count == 2 ? Int(digits: $0) : nil }
        guard let day = Int(digits: day.utf8), let month = months.firstIndex(of: month),
            let year = fullYear(year, now: now), (1...days(ofMonth: month, year: year)).contains(day),
            clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let seconds = (daysSinceEpoch(year: year, month: month + 1, day: day) * 24 + hour) * 60 + minute
        return Timestamp(seconds: Int64(seconds * 60 + second))
    }

    private static func fullYear(_ text: String, now: Timestamp) -> Int? {
        guard let year = Int(digits: text.utf8) else { return nil }
        switch text.utf8.count {
        case 4:
            return year
        case 2:
            let current = 1970 + Int(max(0, min(now.seconds, 200_000_000_000))) / 31_556_952
            let candidate = current - current % 100 + year
            return candidate > current + 50 ? candidate - 100 : candidate
        default:
            return nil
        }
    }

    /// - Parameter month: from 0.
    static func days(ofMonth month: Int, year: Int) -> Int {
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]
    }

    /// Days from 1970-01-01, counted in years that begin with March, so that a leap day is a year's last.
    static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let leapDays = shifted / 4 - shifted / 100 + shifted / 400
        return 365 * shifted + leapDays + dayOfYear - 719_468
    }
}

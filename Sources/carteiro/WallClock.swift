import Domain
import Foundation

/// A clock on the wall of the company.
struct WallClock {
    private let calendar: Calendar

    /// - Parameter timeZone: an IANA name; UTC stands in for one that is unknown here.
    init(timeZone: String) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: timeZone) ?? .gmt
        self.calendar = calendar
    }

    /// `2026-11-23 16:14:37`.
    func text(_ moment: Timestamp) -> String {
        let parts = components(moment)
        let time = [parts.hour, parts.minute, parts.second].map { Self.digits($0) }.joined(separator: ":")
        return "\(Self.date(parts)) \(time)"
    }

    /// `2026-11-23T16:14:37Z`, of a clock that shows UTC.
    func rfc3339(_ moment: Timestamp) -> String { text(moment).replacing(" ", with: "T") + "Z" }

    /// `2026-11-23`, some days after a moment, or before it.
    func date(_ moment: Timestamp, days: Int64 = 0) -> String {
        Self.date(components(moment.advanced(byMilliseconds: days * 86_400_000)))
    }

    /// Reads `2026-11-20`, `2026-11-20T09:30` (with a blank for the T, or with seconds, or with an offset such as `Z`
    /// or `-03:00`) or Unix seconds; a date alone is its 10 o'clock.
    func moment(_ text: String) -> Timestamp? {
        let bytes = Array(text.utf8)
        if (1...11).contains(bytes.count), let seconds = Self.number(bytes[...]) {
            return Timestamp(seconds: Int64(seconds))
        }
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), let time = Self.time(bytes[10...])
        else { return nil }
        var parts = DateComponents(
            year: year, month: month, day: day, hour: time.hour, minute: time.minute, second: time.second)
        var calendar = calendar
        if let offset = time.offset {
            guard let zone = TimeZone(secondsFromGMT: offset) else { return nil }
            calendar.timeZone = zone
        }
        parts.calendar = calendar
        guard parts.isValidDate(in: calendar), let date = calendar.date(from: parts) else { return nil }
        return Timestamp(seconds: Int64(date.timeIntervalSince1970))
    }

    private struct TimeOfDay {
        var hour = 10
        var minute = 0
        var second = 0
        /// Seconds east of Greenwich; `nil`: the clock's own zone.
        var offset: Int?
    }

    /// Reads what follows a date.
    private static func time(_ bytes: ArraySlice<UInt8>) -> TimeOfDay? {
        guard let first = bytes.first else { return TimeOfDay() }
        guard first == UInt8(ascii: "T") || first == UInt8(ascii: " ") else { return nil }
        var rest = bytes.dropFirst()
        guard let start = clock(&rest) else { return nil }
        var time = TimeOfDay(hour: start.hour, minute: start.minute)
        if rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            guard let second = number(rest.prefix(2)), rest.count >= 2 else { return nil }
            time.second = second
            rest = rest.dropFirst(2)
        }
        switch rest.first {
        case nil: return time
        case UInt8(ascii: "Z") where rest.count == 1: time.offset = 0
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let sign = rest.first == UInt8(ascii: "-") ? -1 : 1
            rest = rest.dropFirst()
            guard let offset = clock(&rest), rest.isEmpty else { return nil }
            time.offset = sign * (offset.hour * 3600 + offset.minute * 60)
        default: return nil
        }
        return time
    }

    /// Takes `09:30` from the front.
    private static func clock(_ bytes: inout ArraySlice<UInt8>) -> (hour: Int, minute: Int)? {
        let text = bytes.prefix(5)
        guard text.count == 5, text[text.startIndex + 2] == UInt8(ascii: ":"), let hour = number(text.prefix(2)),
            let minute = number(text.suffix(2)), hour < 24, minute < 60
        else { return nil }
        bytes = bytes.dropFirst(5)
        return (hour, minute)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// The far ends of time are of no calendar's concern.
    private func components(_ moment: Timestamp) -> DateComponents {
        let seconds = min(max(moment.seconds, -62_135_596_800), 253_402_300_799)
        return calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(seconds)))
    }

    private static func date(_ parts: DateComponents) -> String {
        "\(digits(parts.year, count: 4))-\(digits(parts.month))-\(digits(parts.day))"
    }

    private static func digits(_ number: Int?, count: Int = 2) -> String {
        let text = String(number ?? 0)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}

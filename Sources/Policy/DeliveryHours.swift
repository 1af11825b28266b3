extension DeliveryWindow {
    /// The hours of one day in which messages may go out.
    package struct Hours: Hashable, Sendable {
        /// Half-open, in minutes from the day's midnight, in order and apart from each other. What lies past 1440 is
        /// of the next morning.
        package let intervals: [Range<Int>]

        package static let closed = Hours(unchecked: [])
        package static let allDay = Hours(unchecked: [0..<minutesOfDay])

        /// - Parameter intervals: in any order; each begins on the day (0 to 1439) and lasts at most 24 hours.
        /// - Throws: `HoursError` if one does not, or if two overlap.
        package init(intervals: [Range<Int>]) throws(HoursError) {
            let ordered = intervals.sorted { $0.lowerBound < $1.lowerBound }
            for interval in ordered {
                guard !interval.isEmpty else { throw .empty }
                guard (0..<minutesOfDay).contains(interval.lowerBound),
                    interval.upperBound - interval.lowerBound <= minutesOfDay
                else { throw .noSuchTime }
            }
            for (earlier, later) in zip(ordered, ordered.dropFirst()) where earlier.upperBound > later.lowerBound {
                throw .overlapping
            }
            self.intervals = ordered
        }

        init(unchecked intervals: [Range<Int>]) {
            self.intervals = intervals
        }
    }

    static let minutesOfDay = 1440
}

/// Why a text names no hours.
package enum HoursError: String, Error, Sendable, CustomStringConvertible {
    case malformed
    case noSuchTime
    case empty
    case overlapping

    /// What to write instead.
    package var description: String {
        switch self {
        case .malformed: "hours are written 08:00-20:00, 08:00-12:00, 14:00-18:00, closed or all-day"
        case .noSuchTime: "there is no such time of day: 00:00 to 23:59, and 24:00 as an end"
        case .empty: "hours that end where they begin: write closed or all-day"
        case .overlapping: "hours that overlap"
        }
    }
}

extension DeliveryWindow.Hours {
    /// Reads `08:00-20:00`, several of them after each other as `08:00-12:00, 14:00-18:00`, `22:00-02:00` (until two
    /// the next morning), `closed` or `all-day`.
    package init(parsing text: String) throws(HoursError) {
        switch text {
        case "closed": self = .closed
        case "all-day": self = .allDay
        default:
            var intervals: [Range<Int>] = []
            for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                intervals.append(try Self.interval(part))
            }
            try self.init(intervals: intervals)
        }
    }

    private static func interval(_ text: Substring.UTF8View) throws(HoursError) -> Range<Int> {
        let ends = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard ends.count == 2 else { throw .malformed }
        let start = try time(ends[0])
        let end = try time(ends[1])
        guard start < DeliveryWindow.minutesOfDay else { throw .noSuchTime }
        guard start != end else { throw .empty }
        return start..<(start < end ? end : end + DeliveryWindow.minutesOfDay)
    }

    /// Minutes from midnight of `08:00` or `8:00`, up to `24:00`.
    private static func time(_ text: Substring.UTF8View) throws(HoursError) -> Int {
        let space = UInt8(ascii: " ")
        let bytes = text.drop { $0 == space }.reversed().drop { $0 == space }.reversed()
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            let hour = number(parts[0]), let minute = number(parts[1])
        else { throw .malformed }
        let time = hour * 60 + minute
        guard minute < 60, time <= DeliveryWindow.minutesOfDay else { throw .noSuchTime }
        return time
    }

    /// The value of one or two decimal digits.
    private static func number(_ digits: some Sequence<UInt8>) -> Int? {
        var value = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }
}

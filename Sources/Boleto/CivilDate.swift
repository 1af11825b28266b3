/// A day of the proleptic Gregorian calendar between the years 1 and 9999, without time or zone.
package struct CivilDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let dayNumber: Int
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int

    package static let earliest = CivilDate(dayNumber: -719_162)
    package static let latest = CivilDate(dayNumber: 2_932_896)

    /// `nil` for a day that does not exist.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Self.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        // Years begin in March, so that the leap day is the last one
        // (http://howardhinnant.github.io/date_algorithms.html#days_from_civil).
        let shiftedYear = month > 2 ? year : year - 1
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        dayNumber = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day so many days after 1970-01-01; the nearest that can be named, if it lies outside of the years 1 to 9999.
    package init(dayNumber: Int) {
        let dayNumber = min(max(dayNumber, -719_162), 2_932_896)
        let shifted = dayNumber + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        self.dayNumber = dayNumber
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Reads `2026-11-10` (ISO 8601) or `10/11/2026`; `nil` for anything else, and for a day that does not exist.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10 else { return nil }
        let parts: (year: Int?, month: Int?, day: Int?)
        if bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") {
            parts = (decimal(bytes[0..<4]), decimal(bytes[5..<7]), decimal(bytes[8..<10]))
        } else if bytes[2] == UInt8(ascii: "/"), bytes[5] == UInt8(ascii: "/") {
            parts = (decimal(bytes[6..<10]), decimal(bytes[3..<5]), decimal(bytes[0..<2]))
        } else {
            return nil
        }
        guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        Weekday.allCases[((dayNumber + 3) % 7 + 7) % 7]
    }

    package var monthOfYear: CivilMonth { CivilMonth(of: self) }

    /// The day so many days later (or earlier, if negative), kept within the years 1 to 9999.
    package func advanced(byDays days: Int) -> CivilDate {
        let (sum, overflow) = dayNumber.addingReportingOverflow(days)
        return CivilDate(dayNumber: overflow ? (days < 0 ? .min : .max) : sum)
    }

    /// Days from `earlier` to this day; negative if `earlier` lies after it.
    package func days(since earlier: CivilDate) -> Int { dayNumber - earlier.dayNumber }

    /// `10/11/2026`.
    package var formatted: String {
        decimalText([(day, 2), (month, 2), (year, 4)], separator: UInt8(ascii: "/"))
    }

    /// `2026-11-10`.
    package var iso: String {
        decimalText([(year, 4), (month, 2), (day, 2)], separator: UInt8(ascii: "-"))
    }

    package static func < (left: CivilDate, right: CivilDate) -> Bool { left.dayNumber < right.dayNumber }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// A day of the week; the raw values are ISO 8601's numbers.
package enum Weekday: Int, CaseIterable, Sendable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday

    /// `terça-feira`.
    package var portugueseName: String {
        switch self {
        case .monday: "segunda-feira"
        case .tuesday: "terça-feira"
        case .wednesday: "quarta-feira"
        case .thursday: "quinta-feira"
        case .friday: "sexta-feira"
        case .saturday: "sábado"
        case .sunday: "domingo"
        }
    }
}

/// A month of a year: what an invoice is for.
package struct CivilMonth: Hashable, Comparable, Sendable {
    package let year: Int
    /// 1 to 12.
    package let month: Int

    package init(of date: CivilDate) {
        year = date.year
        month = date.month
    }

    /// Reads `2026-11` (ISO 8601) or `11/2026`; `nil` for anything else.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 7 else { return nil }
        let parts: (year: Int?, month: Int?)
        if bytes[4] == UInt8(ascii: "-") {
            parts = (decimal(bytes[0..<4]), decimal(bytes[5..<7]))
        } else if bytes[2] == UInt8(ascii: "/") {
            parts = (decimal(bytes[3..<7]), decimal(bytes[0..<2]))
        } else {
            return nil
        }
        guard let year = parts.year, let month = parts.month, (1...9999).contains(year), (1...12).contains(month) else {
            return nil
        }
        self.year = year
        self.month = month
    }

    /// `novembro`.
    package var portugueseName: String { Self.names[month - 1] }

    /// `novembro de 2026`.
    package var text: String { "\(portugueseName) de \(year)" }

    package static func < (left: CivilMonth, right: CivilMonth) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }

    private static let names = [
        "janeiro", "fevereiro", "março", "abril", "maio", "junho",
        "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
    ]
}

/// The value of at most nine decimal digits; `nil` if there is anything else.
private func decimal(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
    }
    return value
}

/// Numbers with leading zeros and a separator between them.
private func decimalText(_ parts: [(value: Int, width: Int)], separator: UInt8) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(10)
    for (index, part) in parts.enumerated() {
        if index > 0 { bytes.append(separator) }
        var divisor = part.width == 4 ? 1000 : 10
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(part.value / divisor % 10))
            divisor /= 10
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// A holiday of a state or of a town, which the configuration names.
package struct LocalHoliday: Hashable, Sendable {
    /// When it is.
    package enum Day: Hashable, Sendable {
        case yearly(month: Int, day: Int)
        case once(CivilDate)
    }

    package var day: Day
    /// As the people there call it.
    package var name: String

    package init(day: Day, name: String) {
        self.day = day
        self.name = name
    }
}

extension LocalHoliday.Day {
    /// Reads `2026-12-08` or `08/12/2026` as a day of one year, `12-08` or `08/12` as one of every year; `nil` for
    /// anything else, and for a day that no year has.
    package init?(parsing text: String) {
        if let date = CivilDate(parsing: text) {
            self = .once(date)
            return
        }
        // A leap year has every day that there is.
        guard let date = CivilDate(parsing: "2000-\(text)") ?? CivilDate(parsing: "\(text)/2000") else { return nil }
        self = .yearly(month: date.month, day: date.day)
    }
}

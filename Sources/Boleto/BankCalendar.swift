/// The days on which banks work, and to which a due date is moved: Monday to Friday, but for holidays.
package struct BankCalendar: Hashable, Sendable {
    /// By month × 100 + day.
    private let yearly: [Int: String]
    private let once: [CivilDate: String]
    private var state: String?

    /// - Parameter local: holidays beside the national ones; of several on the same day the first gives its name.
    package init(local: [LocalHoliday] = []) {
        var yearly: [Int: String] = [:]
        var once: [CivilDate: String] = [:]
        for holiday in local {
            switch holiday.day {
            case .yearly(let month, let day):
                // Other numbers name no day, and might be taken for one.
                guard (1...12).contains(month), (1...31).contains(day) else { continue }
                yearly[month * 100 + day] = yearly[month * 100 + day] ?? holiday.name
            case .once(let date):
                once[date] = once[date] ?? holiday.name
            }
        }
        self.yearly = yearly
        self.once = once
    }

    /// The same calendar as people in a state see it: its holidays are holidays, though banks work.
    ///
    /// - Parameter uf: two letters, in capitals or not; `nil` or no state: the calendar as it is.
    package func inState(_ uf: String?) -> BankCalendar {
        var calendar = self
        calendar.state = uf?.uppercased()
        return calendar
    }

    /// The holiday's name in Portuguese, the national one first; `nil` on any other day.
    package func holiday(on date: CivilDate) -> String? {
        NationalHoliday(on: date)?.rawValue ?? localHoliday(on: date)
    }

    /// Whether banks work on that day.
    package func isBusinessDay(_ date: CivilDate) -> Bool {
        switch date.weekday {
        case .saturday, .sunday: false
        case .monday, .tuesday, .wednesday, .thursday, .friday:
            NationalHoliday(on: date) == nil && localHoliday(on: date) == nil
        }
    }

    /// Whether it is a national or a local holiday, or one of the state, on a weekend or not.
    package func isHoliday(_ date: CivilDate) -> Bool {
        NationalHoliday(on: date) != nil || localHoliday(on: date) != nil
            || state.map { StateHoliday.isHoliday(date, in: $0) } ?? false
    }

    /// The first business day from that day on: the day itself if it is one.
    ///
    /// Where a bill due on that day may be paid without addition (Lei 7.089/1983, art. 1). The day itself is given back
    /// as well if there is none within a year, or none before the end of the year 9999.
    package func nextBusinessDay(from date: CivilDate) -> CivilDate {
        var candidate = date
        for _ in 0...366 {
            if isBusinessDay(candidate) { return candidate }
            candidate = candidate.advanced(byDays: 1)
        }
        return date
    }

    /// The last business day of a year; `nil` outside of the years 1 to 9999.
    package func lastBusinessDay(ofYear year: Int) -> CivilDate? {
        guard var candidate = CivilDate(year: year, month: 12, day: 31) else { return nil }
        while candidate.year == year {
            if isBusinessDay(candidate) { return candidate }
            guard candidate > .earliest else { return nil }
            candidate = candidate.advanced(byDays: -1)
        }
        return nil
    }

    private func localHoliday(on date: CivilDate) -> String? {
        // Most calendars have none, and every message asks.
        guard !yearly.isEmpty || !once.isEmpty else { return nil }
        return once[date] ?? yearly[date.month * 100 + date.day]
    }
}

/// The four digits in a bank's boleto that stand for its due date.
///
/// They count days since 1997-10-07, from 1000 (2000-07-03) to 9999 (2025-02-21), and since 2022-05-29 for a second
/// time, from 1000 (2025-02-22) to 9999 (2049-10-13). So each names two days, 9,000 apart.
package enum DueDateFactor {
    /// What a factor means to somebody who reads it on a certain day.
    package enum Reading: Hashable, Sendable {
        case ok(CivilDate)
        /// Neither of its two days, earlier one first, is near enough.
        case outOfWindow(CivilDate, CivilDate)
        /// 0: the code carries no due date.
        case noDueDate
        /// 1 to 999, or no four digits.
        case invalid
    }

    /// The factor of a due date, 1000 to 9999; `nil` before 2000-07-03 and after 2049-10-13.
    package static func factor(of date: CivilDate) -> Int? {
        let days = date.dayNumber - firstCycle
        if range.contains(days) { return days }
        return range.contains(days - cycleLength) ? days - cycleLength : nil
    }

    /// Chooses between the two days of a factor.
    ///
    /// The day that counts lies at most 3,000 days before and 5,500 days after the day of reading, which holds for one
    /// of them at most (FEBRABAN/CENEGESC, communication 082/2012).
    package static func reading(factor: Int, on reference: CivilDate) -> Reading {
        guard factor != 0 else { return .noDueDate }
        guard range.contains(factor) else { return .invalid }
        let first = CivilDate(dayNumber: firstCycle + factor)
        let second = CivilDate(dayNumber: firstCycle + cycleLength + factor)
        let window = -3000...5500
        if window.contains(first.days(since: reference)) { return .ok(first) }
        return window.contains(second.days(since: reference)) ? .ok(second) : .outOfWindow(first, second)
    }

    /// Whether it can stand in a code: 0 or 1000 to 9999.
    static func isLegal(_ factor: Int) -> Bool { factor == 0 || range.contains(factor) }

    private static let range = 1000...9999
    /// 1997-10-07.
    private static let firstCycle = 10_141
    private static let cycleLength = 9000
}

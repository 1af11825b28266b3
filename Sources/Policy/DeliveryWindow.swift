package import Boleto
package import Domain

/// When messages may go out, by the clock on the customer's wall.
///
/// A moment is judged by what that clock shows, so a time that exists twice when clocks are set back is judged alike
/// both times. Of moments after the year 9999 and before the year 1, the nearest day of the calendar is taken.
package struct DeliveryWindow: Hashable, Sendable {
    /// What holds on holidays.
    package enum Holidays: Hashable, Sendable {
        case asWeekday
        case hours(Hours)
    }

    /// From Monday on.
    private var days: [Hours]
    package var holidays: Holidays

    /// - Parameters:
    ///   - weekdays: Monday to Friday.
    ///   - holidays: those of the calendar, on whichever day of the week.
    package init(weekdays: Hours, saturday: Hours, sunday: Hours, holidays: Holidays) {
        days = Array(repeating: weekdays, count: 5) + [saturday, sunday]
        self.holidays = holidays
    }

    /// Monday to Friday 08:00–20:00, Saturday 08:00–14:00, closed on Sundays and holidays: what Lei SP 15.426/2014
    /// sets for telephone calls.
    package static let standard = DeliveryWindow(
        weekdays: Hours(unchecked: [480..<1200]), saturday: Hours(unchecked: [480..<840]), sunday: .closed,
        holidays: .hours(.closed))

    package static let always = DeliveryWindow(
        weekdays: .allDay, saturday: .allDay, sunday: .allDay, holidays: .asWeekday)

    /// The hours of one day of the week.
    package subscript(weekday: Weekday) -> Hours {
        get { days[weekday.rawValue - 1] }
        set { days[weekday.rawValue - 1] = newValue }
    }

    /// The hours that begin on a day.
    package func hours(on date: CivilDate, calendar: BankCalendar) -> Hours {
        switch holidays {
        case .asWeekday: self[date.weekday]
        case .hours(let hours): calendar.isHoliday(date) ? hours : self[date.weekday]
        }
    }

    package func isOpen(at moment: Timestamp, clock: LocalClock, calendar: BankCalendar) -> Bool {
        let seconds = moment.seconds
        let wall = WallTime(second: seconds + clock.stretch(atSecond: seconds).offset)
        return opening(from: wall, until: wall.day, calendar) == wall
    }

    /// The first moment, from that one on, at which messages may go out: the moment itself if they may now.
    ///
    /// `nil` if there is none within 400 days, or none before the end of what a `Timestamp` holds.
    package func nextOpen(from moment: Timestamp, clock: LocalClock, calendar: BankCalendar) -> Timestamp? {
        search(from: moment, clock) { wall, lastDay in opening(from: wall, until: lastDay, calendar) }
    }

    /// The end of the open time that the moment lies in, or of the next one if it is closed then.
    ///
    /// `nil` if none opens within 400 days, or if it stays open for so long.
    package func closes(after moment: Timestamp, clock: LocalClock, calendar: BankCalendar) -> Timestamp? {
        guard let open = nextOpen(from: moment, clock: clock, calendar: calendar) else { return nil }
        return search(from: open, clock) { wall, lastDay in closing(from: wall, until: lastDay, calendar) }
    }
}

extension DeliveryWindow {
    private static let longestSearch = 400

    /// Goes from one change of the clock to the next; between two, wall time and the world's run along.
    /// - Parameter find: the first wall time that is looked for, from one on and up to the end of a day.
    private func search(
        from moment: Timestamp, _ clock: LocalClock, _ find: (_ from: WallTime, _ lastDay: Int) -> WallTime?
    ) -> Timestamp? {
        // Seconds of a timestamp in milliseconds leave room for any sum made here.
        let start = moment.seconds
        let end = start + Int64(Self.longestSearch) * 86_400
        var seconds = start
        while true {
            let stretch = clock.stretch(atSecond: seconds)
            let lastDay = WallTime(second: end + stretch.offset).day
            if let found = find(WallTime(second: seconds + stretch.offset), lastDay) {
                let result = found.second - stretch.offset
                if result == start { return moment }
                if stretch.end.map({ result < $0 }) ?? true {
                    let next = Timestamp(seconds: result)
                    return next.seconds == result ? next : nil
                }
            }
            guard let change = stretch.end, change <= end else { return nil }
            seconds = change
        }
    }

    /// The first time from `wall` on that lies in an interval.
    private func opening(from wall: WallTime, until lastDay: Int, _ calendar: BankCalendar) -> WallTime? {
        var wall = wall
        while wall.day <= lastDay {
            var first: Int?
            eachInterval(touching: wall.day, calendar) { interval in
                guard interval.upperBound > wall.secondOfDay else { return }
                let start = max(interval.lowerBound, wall.secondOfDay)
                first = min(first ?? start, start)
            }
            if let first { return WallTime(day: wall.day, secondOfDay: first) }
            wall = WallTime(day: wall.day + 1, secondOfDay: 0)
        }
        return nil
    }

    /// The first time from `wall` on that lies in no interval.
    private func closing(from wall: WallTime, until lastDay: Int, _ calendar: BankCalendar) -> WallTime? {
        var wall = wall
        while wall.day <= lastDay {
            var end = wall.secondOfDay
            eachInterval(touching: wall.day, calendar) { interval in
                if interval.contains(wall.secondOfDay) { end = max(end, interval.upperBound) }
            }
            if end == wall.secondOfDay { return wall }
            wall = WallTime(second: WallTime(day: wall.day, secondOfDay: 0).second + Int64(end))
        }
        return nil
    }

    /// Calls with those intervals, in seconds of the day, that begin on the day, and with the rest of those that began
    /// the evening before.
    private func eachInterval(touching day: Int, _ calendar: BankCalendar, _ body: (Range<Int>) -> Void) {
        for back in 0...1 {
            let shift = back * Self.minutesOfDay
            for interval in hours(on: CivilDate(dayNumber: day - back), calendar: calendar).intervals {
                let start = max(interval.lowerBound - shift, 0)
                let end = interval.upperBound - shift
                if start < end { body(start * 60..<end * 60) }
            }
        }
    }
}

package import Domain

/// How often one person is written to, over all invoices, templates and channels.
package struct FrequencyCap: Hashable, Sendable {
    /// At most so many messages in so many days on end, by the calendar at the person's place.
    package struct Limit: Hashable, Sendable {
        /// At least 1.
        package var count: Int
        /// 1 to 366; 1 is a calendar day, 7 any seven of them in a row.
        package var days: Int

        package init(count: Int, days: Int) {
            self.count = max(1, count)
            self.days = min(max(1, days), 366)
        }
    }

    package var limits: [Limit]
    /// Between two messages at least, in milliseconds (default 20 h).
    package var minGapMilliseconds: Int64

    package init(limits: [Limit], minGapMilliseconds: Int64 = 20 * 3_600_000) {
        self.limits = limits
        self.minGapMilliseconds = max(0, minGapMilliseconds)
    }

    /// One message a day, three a week, twenty hours apart.
    package static let standard = FrequencyCap(limits: [Limit(count: 1, days: 1), Limit(count: 3, days: 7)])
}

extension FrequencyCap {
    private static let dayMilliseconds: Int64 = 86_400_000

    /// How far back contacts can matter at most, in milliseconds: the longest limit and a day, or the gap.
    ///
    /// The day more is for changes of the clock, which can make calendar days longer than 24 hours.
    package var horizonMilliseconds: Int64 {
        let longest = limits.map { Int64($0.boundedDays + 1) * Self.dayMilliseconds }.max() ?? 0
        return max(longest, minGapMilliseconds)
    }

    /// The first moment, from that one on, at which a message may start, if there are no further contacts till then.
    ///
    /// A message may start when it lies after every contact by the gap at least, and when no limit's days on end hold
    /// more contacts than its count, the message included. What the contacts exceed among themselves blocks nothing.
    /// A contact more than 24 hours ahead of `moment` comes from a wrong clock and is ignored; one less far ahead is
    /// waited for. The end of what a `Timestamp` holds is returned if no such moment lies before it.
    ///
    /// - Parameters:
    ///   - contacts: when this person was written to, in any order.
    ///   - clock: the one at the person's place; a day begins at the first moment that has its date.
    package func nextAllowed(
        after contacts: [Timestamp], from moment: Timestamp, clock: LocalClock
    ) -> Timestamp {
        let furthest = moment.advanced(byMilliseconds: Self.dayMilliseconds)
        let counted = contacts.filter { $0 <= furthest }
        guard let latest = counted.max() else { return moment }
        let start = max(moment, latest.advanced(byMilliseconds: max(0, minGapMilliseconds)))
        let days = counted.map { WallTime(at: $0, clock).day }.sorted()
        var second = start.seconds
        while true {
            let stretch = clock.stretch(atSecond: second)
            let today = WallTime(second: second + stretch.offset).day
            let day = firstAllowedDay(from: today, contactDays: days)
            if day == today { return second == start.seconds ? start : Timestamp(seconds: second) }
            let result = WallTime(day: day, secondOfDay: 0).second - stretch.offset
            // After a change of the clock another day may have come, or the same one again.
            guard let change = stretch.end, change <= result else { return Timestamp(seconds: result) }
            second = change
        }
    }

    private func firstAllowedDay(from day: Int, contactDays: [Int]) -> Int {
        var day = day
        while let later = limits.lazy.compactMap({ $0.dayAfter(conflictOn: day, contactDays) }).max() { day = later }
        return day
    }
}

extension FrequencyCap.Limit {
    fileprivate var boundedDays: Int { min(max(1, days), 366) }

    /// If one more contact on that day would be too many: a later day, before which no day is better.
    ///
    /// - Parameter contacts: the days of the contacts, in order.
    fileprivate func dayAfter(conflictOn day: Int, _ contacts: [Int]) -> Int? {
        let span = boundedDays
        let oldest = contacts.count - max(1, count)
        guard oldest >= 0, let last = contacts.last else { return nil }
        if day >= last { return day - contacts[oldest] < span ? contacts[oldest] + span : nil }
        // A clock that was set back over midnight shows a day once more that lies before a contact's.
        let conflicts = (0...oldest).contains { first in
            max(contacts[first + contacts.count - oldest - 1], day) - min(contacts[first], day) < span
        }
        return conflicts ? day + 1 : nil
    }
}

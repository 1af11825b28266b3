/// How many messages a new number or sender may begin a day, so that its provider gets to know it.
package struct WarmUp: Hashable, Sendable {
    /// Of the first day on which it sends, the second, …; after them there is no cap any more.
    package var dailyLimits: [Int]

    package init(dailyLimits: [Int]) {
        self.dailyLimits = dailyLimits
    }
}

/// How far a number has been warmed up.
///
/// Only days on which something was sent count as steps of the ladder: a number that rested has not been warmed up.
/// Days are day numbers of `CivilDate`.
package struct WarmUpState: Hashable, Sendable {
    /// The day of the first message.
    package private(set) var firstDay: Int
    /// The last day on which a message was begun.
    package private(set) var day: Int
    /// How many days with messages lie before `day`: the step of the ladder, from 0.
    package private(set) var step: Int
    /// The messages begun on `day`.
    package private(set) var count: Int

    /// The state of a number that has sent nothing yet.
    package init(today: Int) {
        firstDay = today
        day = today
        step = 0
        count = 0
    }

    /// A state as it was kept in the database.
    ///
    /// A day more than one ahead of today was counted by a clock that has been corrected since. It is taken for today,
    /// so that the ladder goes on tomorrow instead of standing still till then, and gives nothing afresh today.
    package init(firstDay: Int, day: Int, step: Int, count: Int, today: Int) {
        let isFarAhead = day > today && day &- today != 1
        self.day = isFarAhead ? today : day
        self.firstDay = min(firstDay, self.day)
        self.step = max(0, step)
        self.count = max(0, count)
    }

    /// How many more messages may begin today; `nil`: there is no cap any more.
    ///
    /// On a day before the last one counted, since the clock was set back, what is left of that last one.
    package func room(_ warmUp: WarmUp, today: Int) -> Int? {
        let isNewDay = isWarmed && today > day
        let (next, overflow) = step.addingReportingOverflow(isNewDay ? 1 : 0)
        guard !overflow, warmUp.dailyLimits.indices.contains(next) else { return nil }
        let limit = max(0, warmUp.dailyLimits[next])
        return isNewDay ? limit : max(0, limit - count)
    }

    /// Counts a message that begins today.
    package mutating func take(today: Int) {
        if !isWarmed {
            firstDay = today
            day = today
        } else if today > day {
            if step < .max { step += 1 }
            day = today
            count = 0
        }
        if count < .max { count += 1 }
    }

    private var isWarmed: Bool { step > 0 || count > 0 }
}

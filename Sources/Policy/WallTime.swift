internal import Domain

/// What a clock on the wall shows, on a line without gaps or repetitions.
struct WallTime: Equatable {
    /// Days since 1970-01-01, beyond the calendar's years too.
    var day: Int
    /// 0 to 86,399.
    var secondOfDay: Int

    init(day: Int, secondOfDay: Int) {
        self.day = day
        self.secondOfDay = secondOfDay
    }

    init(second: Int64) {
        let day = second >= 0 ? second / 86_400 : (second - 86_399) / 86_400
        self.init(day: Int(day), secondOfDay: Int(second - day * 86_400))
    }

    init(at moment: Timestamp, _ clock: LocalClock) {
        // Seconds of a timestamp in milliseconds leave room for any offset.
        let seconds = moment.seconds
        self.init(second: seconds + clock.stretch(atSecond: seconds).offset)
    }

    var second: Int64 { Int64(day) * 86_400 + Int64(secondOfDay) }
}

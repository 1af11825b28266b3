internal import Boleto
internal import Composer
internal import Domain
internal import Outbox
internal import Policy

/// When a message may go out by the clock on its customer's wall.
struct Opening {
    /// The moment asked about if it may go then; otherwise a moment of its own after the next opening.
    var start: Timestamp
    /// From when on it may not go any more; `nil`: there is no such moment in sight.
    var end: Timestamp?

    init(start: Timestamp, end: Timestamp?) {
        self.start = start
        self.end = end
    }

    /// - Parameter moment: from when on it is to go.
    init(
        of row: OutboxRow, _ window: DeliveryWindow, spreadMilliseconds: Int64, clock: LocalClock,
        calendar: BankCalendar, from moment: Timestamp
    ) {
        end = window.closes(after: moment, clock: clock, calendar: calendar)
        // A window that never opens is refused with the configuration; holidays alone may close it for long.
        let opening =
            window.nextOpen(from: moment, clock: clock, calendar: calendar)
            ?? moment.advanced(byMilliseconds: 86_400_000)
        start =
            opening > moment
            ? opening.advanced(byMilliseconds: Self.delay(row, spreadMilliseconds, opening, end)) : moment
    }

    /// Spreads what was held evenly, so that not everything leaves in the window's first second. Urgent messages keep
    /// to its beginning, and none waits beyond half of the time that it has left.
    private static func delay(_ row: OutboxRow, _ spread: Int64, _ opening: Timestamp, _ end: Timestamp?) -> Int64 {
        var limit = spread / 6 * Int64(min(max(row.priority, 0), 5) + 1)
        if let notAfter = row.notAfter {
            limit = min(limit, Timestamp(seconds: notAfter).milliseconds(since: opening) / 2)
        }
        if let end { limit = min(limit, end.milliseconds(since: opening) / 2) }
        guard limit > 0 else { return 0 }
        var random = SeededGenerator(seed: UInt64(bitPattern: row.id))
        return Int64.random(in: 0..<limit, using: &random)
    }
}

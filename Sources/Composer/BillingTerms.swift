package import Boleto

/// What the configuration says about invoices: how late ones are charged, which days count, whose history is good.
package struct BillingTerms: Sendable {
    /// What a late invoice costs more (default: 2 % and 1 % a month); `nil`: nothing is computed.
    package var lateFee: LateFee?
    /// Holidays that move a due date on (default: the national ones).
    package var calendar: BankCalendar
    package var goodHistory: GoodHistory
    package var schedule: Schedule

    package init(
        lateFee: LateFee? = .legal, calendar: BankCalendar = BankCalendar(), goodHistory: GoodHistory = GoodHistory(),
        schedule: Schedule = .standard
    ) {
        self.lateFee = lateFee
        self.calendar = calendar
        self.goodHistory = goodHistory
        self.schedule = schedule
    }

    /// The last day on which an invoice may be paid without addition: a due date without banks moves on to the next
    /// business day (Lei 7.089/1983).
    func lastDay(due: CivilDate) -> CivilDate {
        lateFee?.effectiveDueDate(of: due, calendar: calendar) ?? calendar.nextBusinessDay(from: due)
    }

    /// Whether the last day has passed.
    func isOverdue(due: CivilDate, on today: CivilDate) -> Bool {
        today > due && today > lastDay(due: due)
    }

    /// The template that the schedule has for a day. Until the last day has passed it counts as the due date.
    func template(due: CivilDate, on today: CivilDate) -> String? {
        schedule.template(due: due, on: today > due && !isOverdue(due: due, on: today) ? due : today)
    }
}

/// Who is thanked for paying on time: `6 of 8` asks for six invoices paid on time, and six of every eight.
package struct GoodHistory: Hashable, Sendable {
    /// At least 1.
    package let onTime: Int
    /// At least `onTime`.
    package let total: Int
    /// Whether anybody is thanked at all.
    package let isRecognised: Bool

    package init(onTime: Int = 6, of total: Int = 8) {
        self.onTime = max(1, onTime)
        self.total = max(self.onTime, total)
        isRecognised = true
    }

    private init() {
        onTime = 1
        total = 1
        isRecognised = false
    }

    /// Nobody's history is spoken of.
    package static let never = GoodHistory()

    package func isGood(_ history: Payload.History) -> Bool {
        let (paid, overflow) = history.paidOnTime.addingReportingOverflow(history.paidLate)
        guard isRecognised, !overflow, history.paidOnTime >= onTime else { return false }
        let asked = paid.multipliedFullWidth(by: onTime)
        let given = history.paidOnTime.multipliedFullWidth(by: total)
        return (given.high, given.low) >= (asked.high, asked.low)
    }
}

/// What a bill costs on a day, part by part.
package struct LateCharge: Hashable, Sendable {
    /// The last day on which it may be paid without addition.
    package var effectiveDueDate: CivilDate
    /// For how many days interest is counted; 0 if it is not late.
    package var days: Int
    package var fine: Money
    package var interest: Money
    package var correction: Money
    /// The amount and all the parts.
    package var total: Money
}

extension LateCharge {
    init(paidInTime amount: Money, effectiveDueDate: CivilDate) {
        let nothing = Money(cents: 0)
        self.init(
            effectiveDueDate: effectiveDueDate, days: 0, fine: nothing, interest: nothing, correction: nothing,
            total: amount)
    }
}

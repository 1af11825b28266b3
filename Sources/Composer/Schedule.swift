package import Boleto

/// Which template `auto` stands for, by the days between due date and today.
package struct Schedule: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        /// Days after the due date from which on the template is used; negative: before it.
        package var day: Int
        package var template: String

        package init(day: Int, template: String) {
            self.day = day
            self.template = template
        }
    }

    /// By day, each day once.
    package let steps: [Step]

    /// Of two steps with the same day the last counts.
    package init(_ steps: [Step]) {
        let byDay = Dictionary(steps.map { ($0.day, $0) }) { _, last in last }
        self.steps = byDay.values.sorted { $0.day < $1.day }
    }

    /// The templates that are shipped, but for the formal notice: its dates bind the company, so who wants it says so.
    /// Two days pass after the due date, since banks tell of a payment on the next business day.
    package static let standard = Schedule([
        Step(day: -10, template: "due_soon"), Step(day: 0, template: "due_today"), Step(day: 3, template: "overdue"),
        Step(day: 8, template: "overdue_amounts"),
    ])

    /// The word that producers write where a template's name stands.
    package static let automatic = "auto"

    /// The template of the last step that has begun; before all of them the first. `nil` without any step.
    package func template(due: CivilDate, on today: CivilDate) -> String? {
        let day = today.days(since: due)
        return (steps.last { $0.day <= day } ?? steps.first)?.template
    }
}

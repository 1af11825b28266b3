/// A rule that the operator has silenced, with the reason.
package struct LintExemption: Hashable, Sendable {
    /// Name of the rule: `A08`.
    package var rule: String
    /// Name of the template it is silenced in (`overdue`, for every channel); `nil`: in all.
    package var template: String?
    /// For the next reader of the configuration.
    package var reason: String

    package init(rule: String, template: String? = nil, reason: String) {
        self.rule = rule
        self.template = template
        self.reason = reason
    }

    func silences(_ id: String, in name: String?) -> Bool {
        rule == id && (template == nil || template == name)
    }
}

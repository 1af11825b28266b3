/// What is wrong with what a producer sent. Carries no value of it, only the field's name.
package struct PayloadError: Error, Hashable, Sendable {
    package enum Problem: String, Sendable {
        case missing
        case wrongType = "wrong type"
        case malformed
        case controlCharacter = "control character"
    }

    /// Dotted, as in the payload: `invoice.amount`; or one of `not-utf8`, `not-json`, `not-an-object`.
    package var field: String
    package var problem: Problem

    package init(field: String, problem: Problem) {
        self.field = field
        self.problem = problem
    }

    /// What the outbox's `reason` says: `invalid-payload: invoice.amount`.
    package var reason: String { "invalid-payload: \(field)" }

    static let notUTF8 = PayloadError(field: "not-utf8", problem: .malformed)
    static let notJSON = PayloadError(field: "not-json", problem: .malformed)
    static let notAnObject = PayloadError(field: "not-an-object", problem: .wrongType)
}

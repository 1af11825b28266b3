package import Domain

/// What follows when a customer does not want messages any more.
package struct OptOutRules: Hashable, Sendable {
    /// How far it goes (default: the address, by every channel).
    package var scope: OptOutScope
    /// The template of the message that confirms it; `nil`: none is sent.
    package var confirmation: String?

    package init(scope: OptOutScope = .address, confirmation: String? = nil) {
        self.scope = scope
        self.confirmation = confirmation
    }
}

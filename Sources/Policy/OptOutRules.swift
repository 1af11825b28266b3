/// What follows when a customer does not want messages any more.
package struct OptOutRules: Hashable, Sendable {
    /// How far it goes; the raw values are words of the configuration.
    package enum Scope: String, CaseIterable, Sendable {
        /// The address, by the channel it was said on.
        case channel
        /// The address, by every channel.
        case address
        /// Every address of the customer.
        case customer
    }

    /// Default: `address`.
    package var scope: Scope
    /// The template of the message that confirms it; `nil`: none is sent.
    package var confirmation: String?

    package init(scope: Scope = .address, confirmation: String? = nil) {
        self.scope = scope
        self.confirmation = confirmation
    }
}

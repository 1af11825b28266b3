package import Domain
package import Gateway

/// Who takes the callbacks of which endpoint, by one configuration. A plain value: a reload makes another one.
package struct CallbackDesk: Sendable {
    /// Reads one call of a gateway.
    package typealias Reader = @Sendable (CallbackRequest, Timestamp) -> CallbackAnswer

    /// How gateways reach the listener, such as `https://hooks.example`, without a slash at its end: signatures over the
    /// URL are made over this and the target that was called.
    package var publicURL: String
    /// By the endpoint's name; an endpoint that takes no callbacks is not in it.
    package var readers: [String: Reader]
    /// What in a customer's own text means that messages are not wanted.
    package var optOutWords: OptOutWords

    package init(publicURL: String, readers: [String: Reader], optOutWords: OptOutWords) {
        self.publicURL = publicURL
        self.readers = readers
        self.optOutWords = optOutWords
    }

    package init(publicURL: String, plans: [String: CallbackPlan], optOutWords: OptOutWords) {
        self.init(
            publicURL: publicURL, readers: plans.mapValues { plan in { plan.answer($0, at: $1) } },
            optOutWords: optOutWords)
    }
}

/// A template that the gateway has approved, for messages out of the hours in which free text is allowed.
package struct ApprovedTemplate: Hashable, Sendable {
    /// As the gateway calls it.
    package var name: String
    /// Such as `pt_BR`.
    package var language: String
    /// The values of its placeholders, in order.
    package var parameters: [String]

    package init(name: String, language: String, parameters: [String] = []) {
        self.name = name
        self.language = language
        self.parameters = parameters
    }
}

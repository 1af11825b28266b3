import Domain

/// A template that the gateway's operator has approved, as a message template names it.
package struct ApprovedForm: Sendable {
    /// The name that it was approved under.
    package var name: String
    /// Such as `pt_BR`.
    package var language: String
    /// What its places are filled with, in their order.
    package var parameters: [StrictTemplate]
}

extension Composer {
    /// The words of the approved template that stands in for the text.
    func approved(
        _ form: ApprovedForm?, _ values: MessageValues
    ) throws(CompositionError) -> ApprovedTemplate? {
        guard let form else { return nil }
        var parameters: [String] = []
        for parameter in form.parameters {
            // A parameter is one line, whatever a value brings along.
            parameters.append(try render(parameter, values).onOneLine)
        }
        return ApprovedTemplate(name: form.name, language: form.language, parameters: parameters)
    }
}

/// Why a word of the endpoint language cannot be understood, in a sentence for the operator who wrote it.
package struct GatewaySyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String
    /// What to write instead.
    package var hint: String?

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    package var description: String { message }
}

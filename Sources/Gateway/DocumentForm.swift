/// How a gateway takes a document.
package enum DocumentForm: Sendable {
    /// By a request of its own.
    case own
    /// With the text, whose request has a place for it.
    case attached
    /// Not at all: it goes as a link in the text.
    case none
}

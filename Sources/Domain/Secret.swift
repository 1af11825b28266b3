/// A secret's value: it prints as `***` wherever it is interpolated, dumped or logged.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value itself, for the wire only.
    package let exposed: String

    package init(_ value: String) {
        exposed = value
    }

    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

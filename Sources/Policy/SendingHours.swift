package import Domain

/// When messages of an endpoint may go out, and how those that were held until then are let go.
package struct SendingHours: Hashable, Sendable {
    package var window: DeliveryWindow
    /// Windows of kinds of message that have their own.
    package var kinds: [MessageKind: DeliveryWindow]
    /// Over how long after an opening the messages that waited for it are spread, in milliseconds (default 30 min).
    package var spreadMilliseconds: Int64

    package init(
        _ window: DeliveryWindow = .standard, kinds: [MessageKind: DeliveryWindow] = [:],
        spreadMilliseconds: Int64 = 1_800_000
    ) {
        self.window = window
        self.kinds = kinds
        self.spreadMilliseconds = max(0, spreadMilliseconds)
    }

    /// Any time of day.
    package static let always = SendingHours(.always)

    package func window(for kind: MessageKind) -> DeliveryWindow { kinds[kind] ?? window }
}

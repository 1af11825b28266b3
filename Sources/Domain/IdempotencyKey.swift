/// The key that every request of a part carries: `OUTBOX-MESSAGE-PART`.
package struct IdempotencyKey: Hashable, Sendable {
    /// The random id of the outbox file.
    package var outbox: String
    package var message: Int64
    package var part: Int

    package init(outbox: String, message: Int64, part: Int) {
        self.outbox = outbox
        self.message = message
        self.part = part
    }

    /// Reads a key as a gateway hands it back; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let message = Int64(String(parts[1])), message > 0,
            let part = Int(String(parts[2])), (0..<1_000_000).contains(part)
        else { return nil }
        self.init(outbox: String(parts[0]), message: message, part: part)
    }

    package var text: String { "\(outbox)-\(message)-\(part)" }
}

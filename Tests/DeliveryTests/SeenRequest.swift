import Domain

/// What a gateway can tell of a request by looking at it.
extension TransferRequest {
    /// The message and the part that it carries, by its idempotency key.
    var messagePart: (message: Int64, part: Int)? {
        let key = headers.first { $0.name == "Idempotency-Key" }?.value.split(separator: "-") ?? []
        guard key.count == 3, let message = Int64(key[1]), let part = Int(key[2]) else { return nil }
        return (message, part)
    }

    var text: String { String(decoding: body ?? [], as: UTF8.self) }

    /// The invoices that its text names, described as `Fatura F-…`.
    var invoices: [String] {
        text.split(separator: "Fatura ").dropFirst().map {
            String($0.prefix { $0 == "F" || $0 == "-" || $0.isNumber })
        }
    }
}

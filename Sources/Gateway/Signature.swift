import Crypto
import Domain
import Foundation

/// Signs requests as Standard Webhooks asks: `v1,` and the base64 of the HMAC-SHA256 over `ID.TIMESTAMP.BODY`, once for
/// each secret, separated by blanks: while one secret replaces another, either will do.
///
/// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
struct Signature: Sendable {
    private let keys: [SymmetricKey]

    /// - Parameter secrets: each is `whsec_` and the key in base64, or the key itself.
    /// - Returns: `nil` if there is none, or one is empty, or what follows `whsec_` is no base64.
    init?(secrets: [Secret]) {
        keys = secrets.compactMap { Self.key($0.exposed) }
        guard !keys.isEmpty, keys.count == secrets.count else { return nil }
    }

    /// The key of such a secret.
    static func key(_ text: String) -> SymmetricKey? {
        guard text.hasPrefix("whsec_") else { return text.isEmpty ? nil : SymmetricKey(data: Array(text.utf8)) }
        guard let bytes = Data(base64Encoded: String(text.dropFirst(6))), !bytes.isEmpty else { return nil }
        return SymmetricKey(data: bytes)
    }

    func headers(id: String, seconds: Int64, body: [UInt8]) -> [HeaderField] {
        let timestamp = String(seconds)
        let signatures = keys.map { key in
            var hmac = HMAC<SHA256>(key: key)
            hmac.update(data: Array("\(id).\(timestamp).".utf8))
            hmac.update(data: body)
            return "v1," + Base64.encode(hmac.finalize())
        }
        return [
            HeaderField("webhook-timestamp", timestamp),
            HeaderField("webhook-signature", signatures.joined(separator: " ")),
        ]
    }
}

import Crypto
import Domain
import Foundation

/// Signs requests as Standard Webhooks asks: `v1,` and the base64 of the HMAC-SHA256 over `ID.TIMESTAMP.BODY`.
///
/// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
struct Signature: Sendable {
    private let key: SymmetricKey

    /// - Parameter secret: `whsec_` and the key in base64, or the key itself.
    /// - Returns: `nil` if the secret is empty, or what follows `whsec_` is no base64.
    init?(secret: Secret) {
        guard let key = Self.key(secret.exposed) else { return nil }
        self.key = key
    }

    /// The key of such a secret.
    static func key(_ text: String) -> SymmetricKey? {
        guard text.hasPrefix("whsec_") else { return text.isEmpty ? nil : SymmetricKey(data: Array(text.utf8)) }
        guard let bytes = Data(base64Encoded: String(text.dropFirst(6))), !bytes.isEmpty else { return nil }
        return SymmetricKey(data: bytes)
    }

    func headers(id: String, seconds: Int64, body: [UInt8]) -> [HeaderField] {
        let timestamp = String(seconds)
        var hmac = HMAC<SHA256>(key: key)
        hmac.update(data: Array("\(id).\(timestamp).".utf8))
        hmac.update(data: body)
        return [
            HeaderField("webhook-timestamp", timestamp),
            HeaderField("webhook-signature", "v1," + Base64.encode(hmac.finalize())),
        ]
    }
}

/// Base64 by RFC 4648 section 4, with padding.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ input: some Sequence<UInt8>) -> String {
        let bytes = Array(input)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let sextet = Int(bits >> UInt32(18 - 6 * place) & 63)
                text.append(place <= group.count ? alphabet[sextet] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

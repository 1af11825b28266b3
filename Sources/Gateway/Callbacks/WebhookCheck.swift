import Crypto
import Domain

/// A signature by Standard Webhooks, or by Svix, whose headers begin otherwise: any of the header's signatures by any
/// of the secrets.
///
/// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
struct WebhookCheck: Sendable {
    /// Signatures beyond these are not looked at.
    private static let mostSignatures = 16

    private let keys: [SymmetricKey]
    private let prefix: String
    private let toleranceMilliseconds: Int64

    init(keys: [SymmetricKey], prefix: String, toleranceMilliseconds: Int64) {
        self.keys = keys
        self.prefix = prefix
        self.toleranceMilliseconds = toleranceMilliseconds
    }

    /// What is wrong with a callback's signatures; `nil`: nothing.
    func shortfall(of callback: IncomingCallback, at now: Timestamp) -> String? {
        let request = callback.request
        guard let id = request.soleHeader(prefix + "id"), let timestamp = request.soleHeader(prefix + "timestamp"),
            let signatures = request.soleHeader(prefix + "signature")
        else { return "there is no signature" }
        guard Freshness.holds(timestamp, at: now, toleranceMilliseconds: toleranceMilliseconds) else {
            return "the timestamp is too far from now"
        }
        let given = signatures.utf8.split(separator: UInt8(ascii: " "), maxSplits: Self.mostSignatures)
            .prefix(Self.mostSignatures)
        var isTrue = false
        for key in keys {
            var hmac = HMAC<SHA256>(key: key)
            hmac.update(data: Array("\(id).\(timestamp).".utf8))
            hmac.update(data: request.body)
            let expected = Array(("v1," + Base64.encode(hmac.finalize())).utf8)
            for signature in given where ConstantTime.isSame(signature, expected) { isTrue = true }
        }
        return isTrue ? nil : "the signature is not true"
    }
}

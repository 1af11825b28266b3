import Composer
import Crypto
import Domain

/// One way to tell that a callback comes from the gateway, its secrets in place.
enum Verifier: Sendable {
    case none
    case header(name: String, value: [UInt8])
    /// What stands after `Basic`.
    case basic([UInt8])
    case pathSecret([UInt8])
    case signature(SignatureCheck)
    case token(TokenCheck)
    case field(Extraction, value: [UInt8])
    case webhook(WebhookCheck)

    /// What keeps a callback from being verified; `nil`: it is. Nothing of the callback is in the sentence.
    func shortfall(of callback: inout IncomingCallback, at now: Timestamp) -> String? {
        if readsBody, callback.request.body.count > IncomingCallback.longestUnverified {
            return "the body is too long to look for a proof in it"
        }
        switch self {
        case .none:
            return nil
        case .header(let name, let value):
            guard let given = callback.request.soleHeader(name) else { return "the header \(name) is missing" }
            return ConstantTime.isSame(given.utf8, value) ? nil : "the header \(name) has another value"
        case .basic(let expected):
            let given = callback.request.soleHeader("Authorization").map(Self.basicCredentials) ?? []
            guard !given.isEmpty else { return "there is no user and password" }
            return ConstantTime.isSame(given, expected) ? nil : "the user or the password is another"
        case .pathSecret(let secret):
            guard let given = callback.request.secret else { return "the path ends without a secret" }
            return ConstantTime.isSame(given.utf8, secret) ? nil : "the path's secret is another"
        case .signature(let check):
            return check.shortfall(of: &callback, at: now)
        case .token(let check):
            return check.shortfall(of: callback, at: now)
        case .field(let place, let value):
            let document = place.isInDocument ? try? callback.document.get() : .null
            let given = document.flatMap { callback.values(of: place, in: $0).first?.scalarText }
            guard let given else { return "the field with the secret is missing" }
            return ConstantTime.isSame(given.utf8, value) ? nil : "the field has another secret"
        case .webhook(let check):
            return check.shortfall(of: callback, at: now)
        }
    }

    /// Whether the body has to be read before anything is verified.
    private var readsBody: Bool {
        switch self {
        case .signature(let check): check.readsBody
        case .field(let place, _): place.isInBody
        case .none, .header, .basic, .pathSecret, .token, .webhook: false
        }
    }

    /// What stands after `Basic`, the scheme in any case (RFC 7617); empty if it is another.
    private static func basicCredentials(_ value: String) -> [UInt8] {
        let scheme = "basic "
        guard value.utf8.prefix(scheme.utf8.count).map(\.asciiLowercased).elementsEqual(scheme.utf8) else { return [] }
        return Array(value.utf8.dropFirst(scheme.utf8.count).drop { $0 == 0x20 })
    }
}

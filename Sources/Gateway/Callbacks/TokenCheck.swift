import Crypto
import Domain
import Foundation

/// A JSON Web Token signed by HS256 (RFC 7519, RFC 7515): nothing of it is believed, its own algorithm least of all,
/// before the signature holds.
struct TokenCheck: Sendable {
    /// A token with more bytes than this is none.
    private static let longest = 8192

    private let key: SymmetricKey
    private let header: String
    private let toleranceMilliseconds: Int64

    init(secret: String, header: String, toleranceMilliseconds: Int64) {
        key = SymmetricKey(data: Array(secret.utf8))
        self.header = header
        self.toleranceMilliseconds = toleranceMilliseconds
    }

    /// What is wrong with a callback's token; `nil`: nothing.
    func shortfall(of callback: IncomingCallback, at now: Timestamp) -> String? {
        guard let value = callback.request.soleHeader(header), value.utf8.count <= Self.longest else {
            return "there is no token"
        }
        let parts = Self.token(value).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Self.object(parts[0]), let claims = Self.object(parts[1]) else {
            return "the token is none"
        }
        guard head["alg"]?.string == "HS256", head["crit"] == nil else { return "the token is signed in another way" }
        var hmac = HMAC<SHA256>(key: key)
        hmac.update(data: Array(parts[0]) + [UInt8(ascii: ".")] + Array(parts[1]))
        let code = Base64.encode(hmac.finalize()).utf8.compactMap(Self.urlSafe)
        guard ConstantTime.isSame(parts[2], code) else { return "the token's signature is not true" }
        return shortfall(of: claims, at: now)
    }

    private func shortfall(of claims: JSON, at now: Timestamp) -> String? {
        guard let expiry = Self.seconds(claims["exp"]) else { return "the token does not expire" }
        let seconds = Double(now.milliseconds) / 1000
        let leeway = Double(toleranceMilliseconds) / 1000
        guard seconds < expiry + leeway else { return "the token has expired" }
        guard let start = claims["nbf"] else { return nil }
        guard let start = Self.seconds(start), seconds >= start - leeway else { return "the token is not valid yet" }
        return nil
    }

    /// A number that is finite.
    private static func seconds(_ json: JSON?) -> Double? {
        guard case .number(let text)? = json, let number = Double(text), number.isFinite else { return nil }
        return number
    }

    /// The header's value without `Bearer`.
    private static func token(_ value: String) -> Substring.UTF8View {
        let scheme = "bearer "
        let isBearer = value.utf8.prefix(scheme.utf8.count).map(\.asciiLowercased).elementsEqual(scheme.utf8)
        return (isBearer ? value.utf8.dropFirst(scheme.utf8.count) : value.utf8[...]).drop { $0 == 0x20 }[...]
    }

    /// The JSON object that stands in base64url without padding (RFC 4648 section 5).
    private static func object(_ text: Substring.UTF8View) -> JSON? {
        var standard = text.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            // Those of the other alphabet have no place here.
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): UInt8(ascii: "!")
            default: byte
            }
        }
        standard += [UInt8](repeating: UInt8(ascii: "="), count: (4 - standard.count % 4) % 4)
        guard let bytes = Data(base64Encoded: Data(standard)), let json = try? JSON.parse(Array(bytes)),
            case .object = json
        else { return nil }
        return json
    }

    /// A character of base64 as base64url has it; `nil` for padding.
    private static func urlSafe(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        case UInt8(ascii: "="): nil
        default: byte
        }
    }
}

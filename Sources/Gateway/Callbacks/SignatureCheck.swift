import Crypto
import Domain

/// An HMAC signature, its secret in place.
struct SignatureCheck: Sendable {
    private let rule: SignatureRule
    private let key: SymmetricKey

    init(_ rule: SignatureRule, secret: String) {
        self.rule = rule
        key = SymmetricKey(data: Array(secret.utf8))
    }

    /// Whether anything of the signature stands in the body, which then has to be read first.
    var readsBody: Bool {
        rule.over == .urlForm
            || [rule.signature, rule.timestamp, rule.token, rule.id].contains { $0?.isInBody ?? false }
    }

    /// What is wrong with a callback's signature; `nil`: nothing.
    func shortfall(of callback: inout IncomingCallback, at now: Timestamp) -> String? {
        guard let signature = value(of: rule.signature, &callback) else { return "there is no signature" }
        guard signature.utf8.starts(with: rule.prefix.utf8) else { return "the signature has another form" }
        let given = Array(signature.utf8.dropFirst(rule.prefix.utf8.count))
        var parts: [SignedContent.Piece: [UInt8]] = [.dot: [UInt8(ascii: ".")], .body: callback.request.body]
        if rule.over.needsTimestamp {
            guard let timestamp = rule.timestamp.flatMap({ value(of: $0, &callback) }) else {
                return "there is no timestamp"
            }
            guard Freshness.holds(timestamp, at: now, toleranceMilliseconds: rule.toleranceMilliseconds) else {
                return "the timestamp is too far from now"
            }
            parts[.timestamp] = Array(timestamp.utf8)
        }
        if rule.over.needsToken {
            guard let token = rule.token.flatMap({ value(of: $0, &callback) }) else { return "there is no token" }
            parts[.token] = Array(token.utf8)
        }
        if rule.over.needsID {
            guard let id = rule.id.flatMap({ value(of: $0, &callback) }) else { return "there is no id" }
            parts[.id] = Array(id.utf8)
        }
        guard rule.over == .urlForm else { return isTrue(given, parts) ? nil : "the signature is not true" }
        guard let form = callback.form else { return "the form has too many fields" }
        parts[.form] = form.sorted
        for url in SignedURL.forms(of: callback.request.url) {
            parts[.url] = Array(url.utf8)
            if isTrue(given, parts) { return nil }
        }
        return "the signature is not true"
    }

    /// The one value of a place. A header that stands there twice has none.
    private func value(of place: Extraction, _ callback: inout IncomingCallback) -> String? {
        if case .header(let name) = place { return callback.request.soleHeader(name) }
        if case .matching(.header(let name), _) = place, callback.request.soleHeader(name) == nil { return nil }
        let document = place.isInDocument ? try? callback.document.get() : .null
        guard let document else { return nil }
        return callback.values(of: place, in: document).first.flatMap { Extraction.text(of: $0) }
    }

    private func isTrue(_ given: [UInt8], _ parts: [SignedContent.Piece: [UInt8]]) -> Bool {
        let content = rule.over.pieces.map { parts[$0] ?? [] }
        let code: [UInt8] =
            switch rule.algorithm {
            case .sha1: Self.code(Insecure.SHA1.self, key, content)
            case .sha256: Self.code(SHA256.self, key, content)
            case .sha512: Self.code(SHA512.self, key, content)
            }
        switch rule.encoding {
        case .hex: return ConstantTime.isSame(given.map(\.asciiLowercased), Array(Hexadecimal.encode(code).utf8))
        case .base64: return ConstantTime.isSame(given, Array(Base64.encode(code).utf8))
        }
    }

    private static func code<Function: HashFunction>(
        _ function: Function.Type, _ key: SymmetricKey, _ content: [[UInt8]]
    ) -> [UInt8] {
        var hmac = HMAC<Function>(key: key)
        for piece in content { hmac.update(data: piece) }
        return Array(hmac.finalize())
    }
}

extension Extraction {
    /// Whether the place is in the body, and so is found only by reading it.
    var isInBody: Bool {
        switch self {
        case .json, .root, .form, .text: true
        case .matching(let place, _): place.isInBody
        case .header, .query, .smtp, .client: false
        }
    }

    /// Whether the place is in the decoded document.
    var isInDocument: Bool {
        switch self {
        case .json, .root: true
        case .matching(let place, _): place.isInDocument
        case .header, .query, .form, .text, .smtp, .client: false
        }
    }
}

/// Whether a signed moment is near enough to ours: an old one may be a callback that somebody plays again.
enum Freshness {
    /// - Parameter text: Unix seconds, or milliseconds where there are more than eleven digits.
    static func holds(_ text: String, at now: Timestamp, toleranceMilliseconds: Int64) -> Bool {
        let digits = text.utf8
        guard (1...15).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int64(text)
        else { return false }
        let moment = digits.count > 11 ? Timestamp(milliseconds: number) : Timestamp(seconds: number)
        return now.milliseconds(since: moment).magnitude <= UInt64(max(0, toleranceMilliseconds))
    }
}

/// The forms of a URL that signers know it by: as it is, without a port, and with the usual one written out.
enum SignedURL {
    static func forms(of url: String) -> [String] {
        guard let scheme = url.firstRange(of: "://") else { return [url] }
        let rest = url[scheme.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        var host = rest[..<end]
        let port = host.lastIndex(of: ":").map { host[host.index(after: $0)...] }
        let hasPort = port.map { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } } ?? false
        if hasPort, let colon = host.lastIndex(of: ":") { host = host[..<colon] }
        let before = url[..<scheme.upperBound]
        let bare = "\(before)\(host)\(rest[end...])"
        guard !hasPort else { return [url, bare] }
        let usual = before.lowercased() == "https://" ? 443 : 80
        return [url, "\(before)\(host):\(usual)\(rest[end...])"]
    }
}

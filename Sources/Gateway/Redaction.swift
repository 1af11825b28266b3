package import Domain

/// Masks secrets in what is kept of an answer: some gateways repeat the key they were given, or the whole request.
package struct Redaction: Sendable, CustomStringConvertible, CustomReflectable {
    private static let mask = Array("***".utf8)

    /// The values as they may stand in an answer, the longest first.
    private let values: [[UInt8]]

    /// - Parameter secrets: empty ones are ignored.
    package init(_ secrets: some Sequence<Secret>) {
        var values: Set<[UInt8]> = []
        for secret in secrets where !secret.exposed.isEmpty {
            values.formUnion(SecretSpelling.all(of: secret.exposed))
        }
        self.init(values: values)
    }

    private init(values: Set<[UInt8]>) {
        self.values = values.sorted { ($1.count, $0.description) < ($0.count, $1.description) }
    }

    /// The same, and what steps captured besides: it may be a session's token.
    ///
    /// - Parameter captured: short values, of fewer than 8 bytes, are no tokens and stay.
    package func with(captured: [String: String]) -> Redaction {
        let tokens = captured.values.filter { $0.utf8.count >= 8 }
        guard !tokens.isEmpty else { return self }
        return Redaction(values: Set(values).union(Redaction(tokens.map { Secret($0) }).values))
    }

    /// A text of ours with the secrets in it masked, such as a URL that is shown to an operator.
    package func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return String(decoding: masked(bytes, isCut: false, limit: bytes.count), as: UTF8.self)
    }

    /// The secrets of a gateway: its own, its signing key, and what is made of them.
    init(_ definition: GatewayDefinition, credentials: Secret?) {
        self.init(Array(definition.secrets.values) + definition.signing + [credentials].compactMap { $0 })
    }

    /// The beginning of an answer's body, secrets masked, for operators: valid UTF-8 on one line, control characters
    /// replaced.
    ///
    /// - Parameter limit: the longest excerpt, in bytes of UTF-8 (default 512).
    package func excerpt(of result: TransferResult, limit: Int = 512) -> String {
        excerpt(of: result.body, isCut: result.truncated, limit: limit)
    }

    /// The beginning of any text from outside, as `excerpt(of:limit:)` gives it.
    ///
    /// - Parameter isCut: whether more came than the text, so that its end may be the beginning of a secret.
    package func excerpt(of body: [UInt8], isCut: Bool = false, limit: Int = 512) -> String {
        let limit = max(0, min(limit, 65_536))
        var excerpt = String.UnicodeScalarView()
        var size = 0
        for scalar in String(decoding: masked(body, isCut: isCut, limit: limit), as: UTF8.self).unicodeScalars {
            let shown = Self.isHarmless(scalar) ? scalar : Self.replacement(of: scalar)
            size += UTF8.width(shown)
            guard size <= limit else { break }
            excerpt.append(shown)
        }
        return String(excerpt)
    }

    /// At least the first `limit` bytes of the masked body, the last character whole.
    private func masked(_ body: [UInt8], isCut: Bool, limit: Int) -> [UInt8] {
        var output: [UInt8] = []
        var rest = body[...]
        while let byte = rest.first, output.count < limit + 4 {
            if let value = values.first(where: { rest.starts(with: $0) }) {
                output.append(contentsOf: Self.mask)
                rest = rest.dropFirst(value.count)
            } else if isCut, rest.count >= 4, values.contains(where: { $0.starts(with: rest) }) {
                return output + Self.mask
            } else {
                output.append(byte)
                rest = rest.dropFirst()
            }
        }
        return output
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7F).contains(scalar.value) }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }

    private static func replacement(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar == "\n" || scalar == "\r" || scalar == "\t" ? " " : "\u{FFFD}"
    }

    package var description: String { "Redaction" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

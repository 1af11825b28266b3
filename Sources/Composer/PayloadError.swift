import Domain

/// What is wrong with what a producer sent. Carries no value of it, only the field's name.
package struct PayloadError: Error, Hashable, Sendable {
    package enum Problem: String, Sendable {
        case missing
        case wrongType = "wrong type"
        case malformed
        case controlCharacter = "control character"
        case notUTF8 = "not UTF-8"
        case latin1 = "Latin-1, not UTF-8"
        case encodedTwice = "encoded as UTF-8 twice"
        case twice = "written twice"
    }

    /// Dotted, as in the payload: `invoice.amount`; or one of `not-utf8`, `not-json`, `not-an-object`.
    package var field: String
    package var problem: Problem
    /// What exactly is wrong, or what to do about it, in English.
    package var detail: String?

    package init(field: String, problem: Problem, detail: String? = nil) {
        self.field = field
        self.problem = problem
        self.detail = detail
    }

    /// What the outbox's `reason` says: `invalid-payload: invoice.amount`.
    package var reason: String { "invalid-payload: \(field)" }

    /// For who reads a terminal: `invoice.line: malformed (the general check digit is wrong)`.
    package var message: String {
        "\(field): \(problem.rawValue)" + (hint.map { " (\($0))" } ?? "")
    }

    private var hint: String? {
        switch problem {
        case .missing, .wrongType, .malformed, .controlCharacter, .twice: detail
        case .notUTF8: "a payload is UTF-8"
        case .latin1: "convert it first, in PHP by mb_convert_encoding($text, 'UTF-8', 'ISO-8859-1')"
        case .encodedTwice: "it was UTF-8 already when it was converted"
        }
    }

    static let notJSON = PayloadError(field: "not-json", problem: .malformed)
    static let notAnObject = PayloadError(field: "not-an-object", problem: .wrongType)

    /// Names the field whose text is Latin-1, as databases of older billing systems have it.
    static func notUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> PayloadError {
        var text = String.UnicodeScalarView()
        // The bytes of Latin-1 are Unicode's first 256 code points; those of C1 mean that it is something else.
        for byte in bytes {
            if (0x80..<0xA0).contains(byte) { return PayloadError(field: "not-utf8", problem: .notUTF8) }
            text.append(Unicode.Scalar(byte))
        }
        guard let json = try? JSON.parse(String(text)), let field = json.fieldBeyondASCII(path: ""), !field.isEmpty
        else {
            return PayloadError(field: "not-utf8", problem: .notUTF8)
        }
        return PayloadError(field: field, problem: .latin1)
    }
}

extension JSON {
    /// The dotted name of the first text in it that is not ASCII.
    fileprivate func fieldBeyondASCII(path: String) -> String? {
        switch self {
        case .null, .bool, .number: return nil
        case .string(let text): return text.utf8.allSatisfy { $0 < 0x80 } ? nil : path
        case .array(let elements): return elements.lazy.compactMap { $0.fieldBeyondASCII(path: path) }.first
        case .object(let members):
            return members.lazy.compactMap { $0.value.fieldBeyondASCII(path: path.appendingField($0.name)) }.first
        }
    }
}

extension String {
    /// The path of a member. A name that is no plain one may be a person's, and is left out.
    func appendingField(_ name: String) -> String {
        guard name.isPlainName else { return self }
        return isEmpty ? name : "\(self).\(name)"
    }
}

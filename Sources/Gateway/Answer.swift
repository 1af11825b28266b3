import Domain

/// An answer whose body is read as JSON or as text when a rule first asks, and then only once.
struct Answer {
    private static let limit = 65_536

    let result: TransferResult

    init(_ result: TransferResult) {
        self.result = result
    }

    /// `nil`: the body is no JSON.
    private(set) lazy var json: JSON? = {
        guard !result.body.isEmpty else { return nil }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let hasMark = result.body.starts(with: mark)
        return try? JSON.parse(hasMark ? Array(result.body.dropFirst(mark.count)) : result.body)
    }()

    /// The first 64 KiB of the body; bytes that are no UTF-8 are replaced.
    private(set) lazy var text = String(decoding: result.body.prefix(Self.limit), as: UTF8.self)

    /// The enhanced status of a mail server's reply; `nil`: it has none.
    private(set) lazy var enhanced = result.isMail ? EnhancedStatus(reply: result.body) : nil

    /// What the body is, judged by its content.
    private(set) lazy var kind: BodyKind = {
        switch json {
        case .object, .array: return .json
        case .null, .bool, .number, .string, nil: break
        }
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        guard let start = result.body.firstIndex(where: { !blanks.contains($0) }) else { return .empty }
        if result.truncated, result.body[start] == UInt8(ascii: "{") || result.body[start] == UInt8(ascii: "[") {
            return .json
        }
        guard result.body[start] == UInt8(ascii: "<") else { return .text }
        let beginning = String(decoding: result.body[start...].prefix(1024).map(\.asciiLowercased), as: UTF8.self)
        let marks = ["<!doctype html", "<html", "<head", "<title", "<body", "<h1", "<p>", "<div", "<center"]
        return marks.contains { beginning.contains($0) } ? .html : .text
    }()

    mutating func holds(_ condition: JSONCondition) -> Bool {
        let passes = json.map { condition.path.contains(in: $0, where: condition.test.passes) } ?? false
        return passes != condition.test.isNegated
    }

    func holds(_ condition: HeaderCondition) -> Bool {
        let value = result.header(condition.name)
        switch condition.test {
        case .exists(let wanted): return (value != nil) == wanted
        case .equals(let wanted): return value.map { wanted.contains($0) } ?? false
        case .regex(let pattern): return value.map { pattern.isFound(in: $0) } ?? false
        }
    }

    /// Whether what is asked of a mail server's reply holds.
    private mutating func holds(mail when: Conditions) -> Bool {
        guard !when.smtp.isEmpty || !when.smtpEnhanced.isEmpty else { return true }
        guard result.reach == .answered, result.isMail else { return false }
        if !when.smtp.isEmpty, !when.smtp.contains(where: { $0.matches(result.status) }) { return false }
        guard !when.smtpEnhanced.isEmpty else { return true }
        guard let enhanced else { return false }
        return when.smtpEnhanced.contains { $0.matches(enhanced) }
    }

    /// Whether everything the conditions ask holds.
    mutating func holds(_ when: Conditions) -> Bool {
        if !when.transport.isEmpty {
            guard let failure = result.failure, when.transport.contains(failure) else { return false }
        }
        if let sent = when.sent {
            guard sent == (result.reach == .notSent ? .no : .maybe), result.failure != nil else { return false }
        }
        if !when.http.isEmpty {
            guard result.reach == .answered, !result.isMail, when.http.contains(where: { $0.matches(result.status) })
            else { return false }
        }
        guard holds(mail: when) else { return false }
        guard when.headers.allSatisfy({ result.reach == .answered && holds($0) }) else { return false }
        if !when.body.isEmpty {
            guard result.reach == .answered, when.body.contains(kind) else { return false }
        }
        for condition in when.json {
            guard result.reach == .answered, holds(condition) else { return false }
        }
        guard !when.text.isEmpty else { return true }
        guard result.reach == .answered else { return false }
        let text = text
        return when.text.contains { $0.isFound(in: text) }
    }
}

extension JSONCondition.Test {
    /// Whether it holds just where no value passes.
    var isNegated: Bool {
        if case .exists(false) = self { true } else { false }
    }

    /// Whether a value passes; for a negated test, whether it is there.
    func passes(_ value: JSON) -> Bool {
        switch self {
        case .exists: !value.isNull
        case .equals(let wanted): value.isEqual(to: wanted)
        case .oneOf(let wanted): wanted.contains { value.isEqual(to: $0) }
        case .range(let range): range.contains(value)
        case .ranges(let ranges): ranges.contains { $0.contains(value) }
        case .regex(let pattern): value.scalarText.map { pattern.isFound(in: $0) } ?? false
        case .type(let types): types.contains(value.type)
        }
    }
}

extension JSON {
    /// Equal in type and value; `1`, `1.0` and `10e-1` are the same number, members may stand in any order.
    func isEqual(to other: JSON) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)):
            return left == right || Double(left) == Double(right) && !(left + right).utf8.allSatisfy(Self.isInteger)
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isEqual(to: $1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.allSatisfy { member in other[member.name].map { member.value.isEqual(to: $0) } ?? false }
        default:
            return self == other
        }
    }

    /// Whole numbers are compared by their digits, since a `Double` does not hold large ones.
    private static func isInteger(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
    }

    var type: JSONType {
        switch self {
        case .null: .null
        case .bool: .boolean
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}

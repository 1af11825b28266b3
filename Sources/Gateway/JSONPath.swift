package import Domain

/// A way into a JSON value: keys joined by dots (quoted where they need it), `[n]`, `[*]` for any element and `*` for
/// any member. Nothing more: `response.message[0].exists`, `data.messages.*.id`, `"event-data".event`.
package struct JSONPath: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        case key(String)
        case index(Int)
        case anyElement
        case anyMember
    }

    /// At least one.
    package var steps: [Step]

    package init(steps: [Step]) {
        self.steps = steps
    }

    /// Reads the text form.
    ///
    /// - Throws: `GatewaySyntaxError` that says what is wrong with it.
    package init(parsing text: String) throws(GatewaySyntaxError) {
        var reader = JSONPathReader(text)
        steps = try reader.read()
    }

    /// The first value at the path, in the order written; `nil` if there is none.
    package func first(in json: JSON) -> JSON? {
        var found: JSON?
        _ = visit(json, from: 0) { value in
            found = value
            return true
        }
        return found
    }

    /// Whether a value at the path passes the test.
    package func contains(in json: JSON, where test: (JSON) -> Bool) -> Bool {
        visit(json, from: 0, test)
    }

    /// Hands the values to `isWanted` until it says yes, and returns whether it did.
    private func visit(_ json: JSON, from step: Int, _ isWanted: (JSON) -> Bool) -> Bool {
        guard step < steps.count else { return isWanted(json) }
        switch steps[step] {
        case .key(let name):
            guard let next = json[name] else { return false }
            return visit(next, from: step + 1, isWanted)
        case .index(let index):
            guard let next = json[index] else { return false }
            return visit(next, from: step + 1, isWanted)
        case .anyElement:
            guard case .array(let elements) = json else { return false }
            return elements.contains { visit($0, from: step + 1, isWanted) }
        case .anyMember:
            guard case .object(let members) = json else { return false }
            return members.contains { visit($0.value, from: step + 1, isWanted) }
        }
    }
}

/// Reads the text form of a path.
private struct JSONPathReader {
    private static let maximumSteps = 32

    private let text: String
    private let bytes: [UInt8]
    private var position = 0
    private var steps: [JSONPath.Step] = []

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    mutating func read() throws(GatewaySyntaxError) -> [JSONPath.Step] {
        guard !bytes.isEmpty else { throw GatewaySyntaxError("a JSON path is empty", hint: "name a key, such as id") }
        if bytes[0] != UInt8(ascii: "[") { try readName() }
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "."):
                position += 1
                try readName()
            case UInt8(ascii: "["):
                try readIndex()
            default:
                throw problem("has \(character) where a dot or [ is expected")
            }
            guard steps.count <= Self.maximumSteps else { throw problem("has more than \(Self.maximumSteps) steps") }
        }
        return steps
    }

    private var character: String {
        let rest = String(decoding: bytes[position...], as: UTF8.self)
        return quoted(rest.prefix(1))
    }

    private func problem(_ what: String) -> GatewaySyntaxError {
        GatewaySyntaxError(
            "the JSON path \(quoted(text)) \(what)",
            hint: "a path is keys joined by dots, [0], [*] or *; other keys in quotes: \"message-id\".value"
        )
    }

    private mutating func readName() throws(GatewaySyntaxError) {
        guard position < bytes.count else { throw problem("ends with a dot") }
        if bytes[position] == UInt8(ascii: "\"") { return try readQuotedName() }
        if bytes[position] == UInt8(ascii: "*") {
            position += 1
            return steps.append(.anyMember)
        }
        let start = position
        while position < bytes.count, Self.isPlain(bytes[position]) { position += 1 }
        guard position > start else { throw problem("has \(character) where a key is expected") }
        steps.append(.key(String(decoding: bytes[start..<position], as: UTF8.self)))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F: false
        case UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "*"): false
        case UInt8(ascii: "\\"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "?"): false
        default: true
        }
    }

    private mutating func readQuotedName() throws(GatewaySyntaxError) {
        position += 1
        var name: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            if bytes[position] == UInt8(ascii: "\\") {
                position += 1
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == 0x5C else {
                    throw problem("has a backslash that stands before neither a quotation mark nor a backslash")
                }
            }
            name.append(bytes[position])
            position += 1
        }
        guard position < bytes.count else { throw problem("has a key whose quotation mark is not closed") }
        position += 1
        steps.append(.key(String(decoding: name, as: UTF8.self)))
    }

    private mutating func readIndex() throws(GatewaySyntaxError) {
        position += 1
        guard let close = bytes[position...].firstIndex(of: UInt8(ascii: "]")) else {
            throw problem("has a [ that is not closed")
        }
        let inside = bytes[position..<close]
        if inside.elementsEqual("*".utf8) {
            steps.append(.anyElement)
        } else if let index = Int(digits: inside) {
            steps.append(.index(index))
        } else {
            throw problem("has \(quoted(String(decoding: inside, as: UTF8.self))) between brackets")
        }
        position = close + 1
    }
}

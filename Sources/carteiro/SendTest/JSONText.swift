import Domain
import Gateway

/// JSON for people: secrets masked, long texts shortened, as many lines as it needs.
struct JSONText {
    /// What fits in a line is not spread.
    private static let width = 100
    /// Longer texts are looked at whether they are base64, in bytes.
    private static let longestWhole = 200
    /// Longer texts are cut, in bytes.
    private static let longestText = 4_096

    let redaction: Redaction

    // MARK: - What may be shown

    func shown(_ value: JSON) -> JSON {
        switch value {
        case .null, .bool: value
        case .number(let text): redaction.masked(text) == text ? value : .string("***")
        case .string(let text): .string(shown(text))
        case .array(let elements): .array(elements.map(shown))
        case .object(let members): .object(members.map(shown))
        }
    }

    private func shown(_ member: JSONMember) -> JSONMember {
        let name = redaction.masked(member.name)
        if SecretName.isLikely(member.name), let text = member.value.scalarText, !text.isEmpty {
            return JSONMember(name, .string("***"))
        }
        return JSONMember(name, shown(member.value))
    }

    func shown(_ text: String) -> String {
        let count = text.utf8.count
        guard count > Self.longestWhole else { return redaction.masked(text) }
        if let size = Base64Shape.size(of: text) {
            return "\(start(of: text, 40))… (base64, \(Wording.count(size, "byte")))"
        }
        guard count > Self.longestText else { return redaction.masked(text) }
        return "\(start(of: text, Self.longestText))… (\(Wording.count(count, "byte")))"
    }

    /// Masked before it is cut: half of a secret would not be found.
    private func start(of text: String, _ limit: Int) -> String {
        redaction.excerpt(of: Array(text.utf8.prefix(8_192)), isCut: true, limit: limit)
    }

    // MARK: - Layout

    static func lines(_ value: JSON) -> [String] { lines(value, indent: "", before: "", after: "") }

    private static func lines(_ value: JSON, indent: String, before: String, after: String) -> [String] {
        let compact = indent + before + compact(value) + after
        let inner = indent + "  "
        guard compact.count > width else { return [compact] }
        switch value {
        case .null, .bool, .number, .string:
            return [compact]
        case .array(let elements):
            let rows = elements.enumerated().flatMap { index, element in
                lines(element, indent: inner, before: "", after: index + 1 < elements.count ? "," : "")
            }
            return [indent + before + "["] + rows + [indent + "]" + after]
        case .object(let members):
            let rows = members.enumerated().flatMap { index, member in
                lines(
                    member.value, indent: inner, before: JSON.string(member.name).text + ": ",
                    after: index + 1 < members.count ? "," : "")
            }
            return [indent + before + "{"] + rows + [indent + "}" + after]
        }
    }

    /// On one line, with blanks.
    private static func compact(_ value: JSON) -> String {
        switch value {
        case .null, .bool, .number, .string: value.text
        case .array(let elements): "[" + elements.map(compact).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { "\(JSON.string($0.name).text): \(compact($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}

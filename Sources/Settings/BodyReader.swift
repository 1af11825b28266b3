import Composer
import Domain
import Gateway

/// Reads a JSON body as a tree. What stands in quotation marks is a text; without them `true`, `false`, `null` and
/// JSON's numbers are themselves and all else is a text, also `yes`, `on`, `010` and `12:30`.
struct BodyReader {
    let templates: TemplateReader

    func tree(_ node: ConfigNode, at place: String) -> BodyTree? {
        templates.note(place, line: node.line)
        switch node.content {
        case .mapping(let members):
            return .object(
                members.compactMap { member in
                    tree(member.value, at: "\(place).\(member.key)").map { BodyMember(member.key, $0) }
                })
        case .sequence(let elements):
            return .array(elements.enumerated().compactMap { tree($0.element, at: "\(place)[\($0.offset)]") })
        case .scalar(let scalar):
            if let literal = Self.literal(scalar) { return .literal(literal) }
            return templates.template(scalar, line: node.line, at: place).map { .template($0) }
        }
    }

    /// The value of a scalar that is no text; `nil` for a text.
    static func literal(_ scalar: ConfigScalar) -> JSON? {
        guard scalar.isPlain else { return nil }
        if scalar.isNull { return .null }
        if let flag = scalar.boolean { return .bool(flag) }
        if let number = try? JSON.parse(scalar.text), case .number = number { return number }
        return nil
    }

    /// A scalar as a JSON value to compare with.
    static func value(_ scalar: ConfigScalar) -> JSON {
        literal(scalar) ?? .string(scalar.text)
    }
}

import Composer
import Domain
import Gateway

/// Reads a JSON body as a tree. What stands in quotation marks is a text; without them `true`, `false`, `null` and
/// JSON's numbers are themselves and all else is a text, also `yes`, `on`, `010` and `12:30`.
struct BodyReader {
    /// `{"each NAME": BODY}` stands for an array.
    private static let each = "each "
    /// `{"?": BODY}` stands for an element that may be left out.
    private static let optional = "?"

    let templates: TemplateReader

    func tree(_ node: ConfigNode, at place: String) -> BodyTree? {
        templates.note(place, line: node.line)
        switch node.content {
        case .mapping(let members):
            if members.contains(where: { $0.key.hasPrefix(Self.each) }) { return each(members, node, at: place) }
            return .object(members.compactMap { self.member($0, at: place) })
        case .sequence(let elements):
            return .array(elements.enumerated().compactMap { element($0.element, at: "\(place)[\($0.offset)]") })
        case .scalar(let scalar):
            if let literal = Self.literal(scalar) { return .literal(literal) }
            return templates.template(scalar, line: node.line, at: place).map { .template($0) }
        }
    }

    private func element(_ node: ConfigNode, at place: String) -> BodyTree? {
        guard case .mapping(let members) = node.content, members.count == 1, let member = members.first,
            member.key == Self.optional
        else { return tree(node, at: place) }
        return tree(member.value, at: place).map { .optional($0) }
    }

    private func member(_ member: ConfigMember, at place: String) -> BodyMember? {
        guard let marked = templates.marked(member, at: place) else { return nil }
        return tree(member.value, at: "\(place).\(marked.name)").map {
            BodyMember(marked.name, $0, isOptional: marked.isOptional)
        }
    }

    private func each(_ members: [ConfigMember], _ node: ConfigNode, at place: String) -> BodyTree? {
        guard members.count == 1, let member = members.first else {
            templates.report.error(
                node.line, "\(templates.name(place)) has an `each` beside other members",
                hint: "{\"each NAME\": …} stands for a whole array")
            return nil
        }
        let list = MarkedName(String(member.key.dropFirst(Self.each.count)))
        if list.isOptional {
            templates.report.error(
                member.keyLine, "\(templates.name(place)) has an `each` that ends in `?`",
                hint: "put the `?` at the name of the member that the array is the value of")
        }
        return tree(member.value, at: place).map { .each(list: list.name, $0) }
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

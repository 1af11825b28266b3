/// A piece of a template.
enum TemplateNode: Sendable {
    case literal(String)
    case variable(VariablePath, escaped: Bool)
    case section(VariablePath, inverted: Bool, body: [TemplateNode])

    /// The text of nodes among which there is nothing but text.
    static func constant(_ nodes: [TemplateNode]) -> String? {
        var text = ""
        for node in nodes {
            guard case .literal(let piece) = node else { return nil }
            text += piece
        }
        return text
    }

    static func solePlaceholder(_ nodes: [TemplateNode], wholeSource: String) -> String? {
        guard nodes.count == 1, case .variable(let path, _) = nodes[0], path.name != ".",
            wholeSource.hasPrefix("{{"), wholeSource.hasSuffix("}}"), !wholeSource.contains("{{!")
        else { return nil }
        return path.name
    }
}

/// A variable's name and its dotted parts.
struct VariablePath: Hashable, Sendable {
    let name: String
    let components: [String]

    init(_ name: String) {
        self.name = name
        components = name == "." ? ["."] : name.split(separator: ".").map(String.init)
    }

    /// The name as the library sees it. A dot would make it walk through the parts by itself, and a part it does not
    /// find there is silently empty.
    var libraryName: String { name == "." ? name : components.joined(separator: Self.librarySeparator) }

    static let librarySeparator = "*"
}

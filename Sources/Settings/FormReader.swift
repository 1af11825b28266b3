import Composer
import Gateway

/// Reads the fields of `form` and `multipart`.
struct FormReader {
    let templates: TemplateReader
    /// Whether a field may be the part's file.
    let takesFile: Bool

    private static let hint = "a field is a text, {json: …} or, in `multipart`, {file: true}"

    func fields(_ node: ConfigNode, at place: String) -> [BodyField] {
        guard case .mapping(let members) = node.content else {
            templates.report.error(
                node.line, "\(templates.name(place)) must be a mapping of names to fields, but is \(node.kind)",
                hint: Self.hint)
            return []
        }
        templates.note(place, line: node.line)
        return members.compactMap { member in
            guard let marked = templates.marked(member, at: place) else { return nil }
            return value(member.value, at: "\(place).\(marked.name)").map {
                BodyField(marked.name, $0, isOptional: marked.isOptional)
            }
        }
    }

    private func value(_ node: ConfigNode, at place: String) -> BodyField.Value? {
        guard case .mapping = node.content else { return templates.template(node, at: place).map { .text($0) } }
        templates.note(place, line: node.line)
        guard let reader = MappingReader(node, path: templates.name(place), keys: .formField, report: templates.report)
        else { return nil }
        if reader.isWritten("json") == reader.isWritten("file") {
            templates.report.error(node.line, "\(reader.path) must be one thing", hint: Self.hint)
            return nil
        }
        if let tree = reader.node("json") {
            for key in ["name", "type"] where reader.isWritten(key) {
                reader.error(key, "goes with `file` only")
            }
            return BodyReader(templates: templates).tree(tree, at: place).map { .json($0) }
        }
        return file(reader, at: place)
    }

    private func file(_ reader: MappingReader, at place: String) -> BodyField.Value? {
        guard let isFile = reader.boolean("file") else { return nil }
        if !isFile { reader.error("file", "must be true", hint: "remove the field if there is to be none") }
        if !takesFile {
            templates.report.error(
                reader.line, "\(reader.path) is a file in a `form`, which cannot carry it",
                hint: "write `multipart` instead of `form`")
            return nil
        }
        func template(_ key: String, _ standard: String) -> StrictTemplate? {
            guard let node = reader.node(key) else { return try? StrictTemplate(standard, firstLine: reader.line) }
            return templates.template(node, at: "\(place).\(key)")
        }
        guard let name = template("name", "{{file.name}}"), let type = template("type", "{{file.type}}") else {
            return nil
        }
        return .file(name: name, type: type)
    }
}

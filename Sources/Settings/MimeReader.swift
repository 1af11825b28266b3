import Composer
import Gateway

/// Reads `mime:`, a mail.
struct MimeReader {
    let templates: TemplateReader

    func read(_ node: ConfigNode, at place: String) -> MimeDefinition? {
        templates.note(place, line: node.line)
        guard let reader = MappingReader(node, path: templates.name(place), keys: .mime, report: templates.report)
        else { return nil }
        let from = reader.requiredNode("from", hint: "such as from: \"Fibra Norte <cobranca@example.com>\"")
            .flatMap { templates.template($0, at: "\(place).from") }
        let sender = reader.node("sender").flatMap { templates.template($0, at: "\(place).sender") }
        let to = template("to", "{{to.email}}", reader, place)
        let subject = template("subject", "{{subject}}", reader, place)
        let text = template("text", "{{text}}", reader, place)
        let html = optional("html", reader, place)
        let replyTo = optional("reply_to", reader, place)
        let headers = reader.node("headers").map { templates.fields($0, at: "\(place).headers") } ?? []
        let attaches = reader.boolean("attach") ?? true
        guard let from, let to, let subject, let text else { return nil }
        let standardHTML = (try? StrictTemplate("{{html}}", firstLine: reader.line)).map {
            OptionalTemplate($0, isOptional: true)
        }
        let isHTMLWritten = reader.isWritten("html") || reader.isWritten("html?")
        return MimeDefinition(
            from: from, sender: sender, to: to, subject: subject, replyTo: replyTo, text: text,
            html: isHTMLWritten ? html : standardHTML, headers: headers, attaches: attaches)
    }

    private func template(
        _ key: String, _ standard: String, _ reader: MappingReader, _ place: String
    ) -> StrictTemplate? {
        guard let node = reader.node(key) else { return try? StrictTemplate(standard, firstLine: reader.line) }
        return templates.template(node, at: "\(place).\(key)")
    }

    /// A value whose key may end in `?`.
    private func optional(_ key: String, _ reader: MappingReader, _ place: String) -> OptionalTemplate? {
        if reader.isWritten(key), reader.isWritten("\(key)?") {
            reader.error("\(key)?", "stands beside `\(key)`", hint: "keep one of them")
        }
        for (written, isOptional) in [(key, false), ("\(key)?", true)] {
            guard let node = reader.node(written) else { continue }
            return templates.template(node, at: "\(place).\(key)").map { OptionalTemplate($0, isOptional: isOptional) }
        }
        return nil
    }
}

import Composer
import Gateway

/// Reads the templates of one endpoint's requests and remembers where each stands, for what is found out later.
final class TemplateReader {
    let report: Report
    /// The endpoint's name in messages, such as `endpoints.gateway`.
    let endpointPath: String
    private var lines: [String: Int] = [:]

    init(endpointPath: String, report: Report) {
        self.endpointPath = endpointPath
        self.report = report
    }

    /// Remembers the line of a place such as `request.text.url`.
    func note(_ place: String, line: Int) {
        lines[place] = line
    }

    /// The line of a place, or of the nearest one around it.
    func line(of place: String) -> Int? {
        var place = place[...]
        while true {
            if let line = lines[String(place)] { return line }
            guard let end = place.lastIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
            place = place[..<end]
        }
    }

    /// The place where something was written, for one that a request was given it at: `request.text.headers.apikey`
    /// may stand under `request.defaults`, and the plan's `authorization` is `auth` in the file.
    func written(_ place: String) -> String {
        if lines[place] != nil { return place }
        if place.hasPrefix("authorization") { return "auth" + place.dropFirst("authorization".count) }
        let shared: String
        let steps = place.split(separator: ".", maxSplits: 2)
        if let fields = [".headers.", ".query."].compactMap({ place.firstRange(of: $0) }).first {
            shared = "request.defaults\(place[fields.lowerBound...])"
        } else if steps.count == 3, steps[0] == "request" {
            shared = "request.defaults.\(steps[2])"
        } else {
            return place
        }
        return lines[shared] == nil ? place : shared
    }

    func name(_ place: String) -> String { "\(endpointPath).\(place)" }

    /// The template that stands at a place.
    func template(_ node: ConfigNode, at place: String) -> StrictTemplate? {
        guard let scalar = node.scalar, !scalar.isNull else {
            report.error(
                node.line, "\(name(place)) must be a text, but is \(node.kind)",
                hint: "put a placeholder in quotation marks: \"{{name}}\"")
            return nil
        }
        return template(scalar, line: node.line, at: place)
    }

    func template(_ scalar: ConfigScalar, line: Int, at place: String) -> StrictTemplate? {
        note(place, line: line)
        do {
            return try StrictTemplate(scalar.text, firstLine: line + scalar.textLineOffset)
        } catch {
            report.error(
                error.line, "\(name(place)) is not a valid template: \(error.message)",
                hint: "a placeholder is written {{name}}, a section {{#name}} … {{/name}}")
            return nil
        }
    }

    /// The names and templates of a mapping, in the order written.
    func fields(_ node: ConfigNode, at place: String) -> [TemplateField] {
        guard case .mapping(let members) = node.content else {
            report.error(node.line, "\(name(place)) must be a mapping of names to texts, but is \(node.kind)")
            return []
        }
        note(place, line: node.line)
        return members.compactMap { member in
            guard let marked = marked(member, at: place) else { return nil }
            return template(member.value, at: "\(place).\(marked.name)").map {
                TemplateField(marked.name, $0, isOptional: marked.isOptional)
            }
        }
    }

    // MARK: - Secrets

    /// Whether the template shows a secret of `secrets:`.
    static func usesSecret(_ template: StrictTemplate) -> Bool {
        template.uses.contains { $0.name.hasPrefix("secret.") }
    }

    /// A template where a secret is expected: what is written out there is not repeated in the message.
    func secretTemplate(_ node: ConfigNode, at place: String) -> StrictTemplate? {
        guard let scalar = node.scalar, scalar.text.contains("{{") else {
            report.error(
                node.line, "\(name(place)) must name a secret, never hold one",
                hint: "add the secret to `secrets` and write \"{{secret.NAME}}\" here")
            return nil
        }
        guard let template = template(node, at: place) else { return nil }
        if Self.usesSecret(template) { return template }
        report.error(
            node.line, "\(name(place)) must name a secret of `secrets`", hint: "write \"{{secret.NAME}}\"")
        return nil
    }
}

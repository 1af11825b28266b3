import Domain

/// Finds uses of variables that cannot have a value.
struct VariableCheck {
    /// Path of the template's file.
    let file: String
    /// Whether the template is the HTML half of an e-mail.
    var isHTML = false

    func problems(in template: StrictTemplate) -> [Problem] {
        template.uses.compactMap(problem)
    }

    private func problem(with use: VariableUse) -> Problem? {
        if isHTML, use.isRaw {
            return Problem(
                file: file, line: use.line,
                message: "\(use.name) is put into the page as it is, so that it could change it",
                hint: "write it between two braces: {{\(use.name)}}")
        }
        if use.name == "." || isProducers(use) { return nil }
        let components = use.name.split(separator: ".").map(String.init)
        if let members = membersInScope(of: use), components.count == 1, members.contains(use.name) { return nil }
        guard let variable = components.first.flatMap(TemplateVariable.init) else { return unknown(use) }
        if components.count > 1 {
            guard components.count == 2, let members = variable.members, members.contains(components[1]) else {
                return unknown(use)
            }
            return variable.isList ? dottedList(use, variable, components[1]) : nil
        }
        if variable == .qr, !isHTML {
            return Problem(
                file: file, line: use.line, message: "qr is an image's address, for the HTML half of an e-mail only",
                hint: "to send the image by itself, add qr to parts")
        }
        guard use.kind == .value else { return nil }
        if let member = variable.members?.first {
            return Problem(
                file: file, line: use.line, message: "\(use.name) is a section and has no text of its own",
                hint: "write {{#\(use.name)}}…{{\(member)}}…{{/\(use.name)}}")
        }
        return nil
    }

    private func dottedList(_ use: VariableUse, _ variable: TemplateVariable, _ member: String) -> Problem {
        let list = variable.rawValue
        return Problem(
            file: file, line: use.line, message: "\(list) is a list, of which \(use.name) names no element",
            hint: "write {{#\(list)}}…{{\(member)}}…{{/\(list)}}")
    }

    /// Whether the name is one only the producer can know.
    private func isProducers(_ use: VariableUse) -> Bool {
        let roots = TemplateVariable.producerRoots
        let sections = use.enclosingSections + (use.kind == .value ? [] : [use.name])
        return sections.contains(where: roots.contains)
            || ([use.name] + sections).contains { name in roots.contains { name.hasPrefix("\($0).") } }
    }

    private func membersInScope(of use: VariableUse) -> [String]? {
        let members = use.enclosingSections.compactMap { TemplateVariable(rawValue: $0)?.members }.flatMap { $0 }
        return members.isEmpty ? nil : members
    }

    private func unknown(_ use: VariableUse) -> Problem {
        let names = TemplateVariable.allNames + (membersInScope(of: use) ?? [])
        let hint = nearest(to: use.name, among: names).map { "did you mean \($0)?" }
        return Problem(
            file: file, line: use.line, message: "unknown variable \(use.name)",
            hint: hint ?? "what the payload brings is under payload.… and vars.…")
    }
}

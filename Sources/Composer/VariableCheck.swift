import Domain

/// Finds uses of variables that cannot have a value.
struct VariableCheck {
    /// Path of the template's file.
    let file: String

    func problems(in template: StrictTemplate) -> [Problem] {
        template.uses.compactMap(problem)
    }

    private func problem(with use: VariableUse) -> Problem? {
        if use.name == "." || isProducers(use) { return nil }
        let components = use.name.split(separator: ".").map(String.init)
        if let members = membersInScope(of: use), components.count == 1, members.contains(use.name) { return nil }
        guard let variable = components.first.flatMap(TemplateVariable.init) else { return unknown(use) }
        if components.count > 1 {
            guard components.count == 2, variable.members?.contains(components[1]) == true else { return unknown(use) }
            return nil
        }
        guard use.kind == .value else { return nil }
        if let member = variable.members?.first {
            return Problem(
                file: file, line: use.line, message: "\(use.name) is a section and has no text of its own",
                hint: "write {{#\(use.name)}}…{{\(member)}}…{{/\(use.name)}}")
        }
        if variable.isForLater, !use.enclosingSections.contains(use.name) {
            return Problem(
                file: file, line: use.line, message: "variable \(use.name) is not available in this version",
                hint: "take it from the payload, {{vars.\(use.name)}}, or put it in a section of its name")
        }
        return nil
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
        let hint = closest(to: use.name, in: names).map { "did you mean \($0)?" }
        return Problem(
            file: file, line: use.line, message: "unknown variable \(use.name)",
            hint: hint ?? "what the payload brings is under payload.… and vars.…")
    }
}

/// The name with the fewest changes to `name`, if those are few.
func closest(to name: String, in names: [String]) -> String? {
    names.map { ($0, editDistance(Array(name.utf8), Array($0.utf8))) }
        .filter { $0.1 <= max(1, name.utf8.count / 3) }
        .min { $0.1 < $1.1 }?.0
}

/// How many bytes must be inserted, deleted or replaced (Levenshtein).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let replaced = diagonal + (byte == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}

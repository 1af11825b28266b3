import Composer

extension TemplateCompiler {
    /// Notes the variables that do not exist or have no value here. Inside of a section an unknown name may be a member
    /// of its object, and a section may ask whether there is a `with.…` or `secret.…` of a name.
    mutating func check(_ template: StrictTemplate, at place: String) {
        for use in template.uses { check(use, at: place) }
    }

    /// Notes a file where there is none, or where there may be none and its absence does harm.
    mutating func checkFile(at place: String) -> Bool {
        switch available.file {
        case .always:
            return true
        case .maybe where isOptional:
            takesFile = true
            return true
        case .maybe:
            report(place, "a file has to be there, but there may be none", hint: "let the field's name end in `?`")
        case .never:
            report(
                place, "a file stands where there is none",
                hint: "a file goes along with `request.document`, `request.qr` or the text")
        }
        return false
    }

    private mutating func check(_ use: VariableUse, at place: String) {
        guard let variable = Variable(use.name) else {
            if use.enclosingSections.isEmpty { reportUnknown(use, at: place) }
            return
        }
        let isAsked = use.kind == .value && !use.enclosingSections.contains(use.name)
        switch variable {
        case .with(let name):
            guard isAsked else { return }
            if let value = with[name] {
                if value.isEmpty { noteMissingValue() }
            } else {
                reportUnknown(use, name, among: with.keys.sorted(), kind: "with", at: place)
            }
        case .secret(let name):
            guard isAsked, secrets[name] == nil else { return }
            if isOptional, optionalSecrets.contains(name) { return noteMissingValue() }
            reportUnknown(use, name, among: secrets.keys.sorted(), kind: "secrets", at: place)
        case .item where !use.enclosingSections.isEmpty:
            // It may be a member of the section's object.
            return
        default:
            check(use, variable, isAsked: isAsked, at: place)
        }
    }

    private mutating func check(_ use: VariableUse, _ variable: Variable, isAsked: Bool, at place: String) {
        switch available.presence(of: variable) {
        case .always:
            if case .mail = variable { usesMail = true }
        case .maybe:
            if case .file = variable, isOptional, isAsked { takesFile = true }
            if case .file = variable, !isOptional { return reportUncertain(use, at: place) }
            if isAsked, !isOptional { reportUncertain(use, at: place) }
        case .never:
            reportUnavailable(use, variable, at: place)
        }
    }

    private mutating func reportUncertain(_ use: VariableUse, at place: String) {
        let reason =
            switch Variable(use.name) {
            case .file(.url): "the file may have no public address"
            case .file: "there may be no file"
            case .capturedAddress: "`precheck` may have captured nothing"
            case .captured: "its step may have been left out"
            default: "it may have no value"
            }
        report(
            place, line: use.line, "\(quoted(use.name)) is used where it has to have a value, but \(reason)",
            hint: "let the name of what it stands in end in `?`, which is left out then")
    }

    private mutating func reportUnavailable(_ use: VariableUse, _ variable: Variable, at place: String) {
        let (what, hint): (String, String) =
            switch variable {
            case .captured(let name) where available.capturedLater.contains(name):
                ("is used before the step that captures it", "steps are made in the order written")
            case .captured(let name) where available.capturedForOne.contains(name):
                ("is captured for one message only", "what is the same for all messages cannot use it")
            case .captured(let name):
                (
                    "is used, but no step before captures it",
                    Vocabulary.suggestion(for: name, among: available.captured.keys.sorted())
                        .map { "did you mean captured.\($0)?" } ?? "add it to the `capture` of a step in `before`"
                )
            case .item: ("stands outside of an `each`", "write {\"each template.parameters\": …} around it")
            case .mail: ("is used, but there is no `mime`", "describe the mail in `mime`, beside the body")
            case .templateName, .templateLanguage, .templateParameters, .templateParameter:
                ("is for the request `template` only", "the others carry a message's own text")
            case .file where available.hasMessage:
                (
                    "is used where there is no file",
                    "a file goes along with `request.document`, `request.qr` or the text"
                )
            case .capturedAddress where available.hasMessage:
                ("is used, but no `precheck` captures it", "add `capture` to `precheck`")
            default:
                ("is not known here: this is the same for all messages", "use with.…, secret.… and captured.…")
            }
        report(place, line: use.line, "\(quoted(use.name)) \(what)", hint: hint)
    }

    private mutating func reportUnknown(_ use: VariableUse, at place: String) {
        let meant = Vocabulary.suggestion(for: use.name, among: Vocabulary.variables)
        let names = Vocabulary.variables + Vocabulary.variablePrefixes.map { $0 + "…" }
        report(
            place, line: use.line, "there is no variable \(quoted(use.name))",
            hint: meant.map { "did you mean \($0)?" } ?? "there are \(names.joined(separator: ", "))"
        )
    }

    private mutating func reportUnknown(
        _ use: VariableUse, _ name: String, among names: [String], kind: String, at place: String
    ) {
        let meant = Vocabulary.suggestion(for: name, among: names)
        let isOptional = kind == "secrets" && optionalSecrets.contains(name)
        report(
            place, line: use.line, "\(quoted(use.name)) is used, but `\(kind)` has no \(quoted(name))",
            hint: isOptional
                ? "give the endpoint this secret" : meant.map { "did you mean \($0)?" } ?? "add it under `\(kind)`"
        )
    }
}

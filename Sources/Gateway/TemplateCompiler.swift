import Composer
import Domain

/// Makes templates ready for use and notes what is wrong with them.
struct TemplateCompiler {
    let with: [String: String]
    let secrets: [String: Secret]
    private(set) var problems: [GatewayProblem] = []
    /// Whether the part that is being made ready for has a file.
    var hasFile = false

    init(with: [String: String], secrets: [String: Secret]) {
        self.with = with
        self.secrets = secrets
    }

    mutating func report(_ place: String, line: Int = 0, _ message: String, hint: String? = nil) {
        problems.append(GatewayProblem(place: place, line: line, message: message, hint: hint))
    }

    /// The template with the gateway's own values in place.
    mutating func compile(_ template: StrictTemplate, at place: String) -> CompiledTemplate {
        check(template, at: place)
        guard let pieces = TemplatePiece.pieces(of: template) else { return .conditional(template) }
        return Self.join(pieces.map { fold($0) })
    }

    /// A hole whose value is the gateway's becomes a literal. A value that is missing was reported by `check`.
    func fold(_ piece: TemplatePiece) -> TemplatePiece {
        guard case .hole(let variable, _) = piece, let value = constant(variable) else { return piece }
        return .literal(value)
    }

    /// The value of `with.…` and `secret.…`.
    func constant(_ variable: Variable) -> String? {
        switch variable {
        case .with(let name): with[name]
        case .secret(let name): secrets[name]?.exposed
        default: nil
        }
    }

    private static func join(_ pieces: [TemplatePiece]) -> CompiledTemplate {
        var joined: [TemplatePiece] = []
        for piece in pieces {
            if case .literal(let text) = piece, case .literal(let before)? = joined.last {
                joined[joined.count - 1] = .literal(before + text)
            } else {
                joined.append(piece)
            }
        }
        if joined.isEmpty { return .constant("") }
        if joined.count == 1, case .literal(let text) = joined[0] { return .constant(text) }
        return .pieces(joined)
    }

    /// Notes the variables that do not exist. Inside of a section an unknown name may be a member of its object, and a
    /// section may ask whether there is a `with.…` or `secret.…` of a name.
    mutating func check(_ template: StrictTemplate, at place: String) {
        for use in template.uses {
            switch Variable(use.name) {
            case nil:
                if use.enclosingSections.isEmpty { reportUnknown(use, at: place) }
            case .with(let name):
                check(use, name, among: with.keys.sorted(), kind: "with", at: place)
            case .secret(let name):
                check(use, name, among: secrets.keys.sorted(), kind: "secrets", at: place)
            case .file where !hasFile:
                report(
                    place, line: use.line, "\(quoted(use.name)) is used where there is no file",
                    hint: "a QR code is sent by a request of its own, `request.qr`")
            default:
                break
            }
        }
    }

    private mutating func reportUnknown(_ use: VariableUse, at place: String) {
        let meant = Vocabulary.suggestion(for: use.name, among: Vocabulary.variables)
        let names = Vocabulary.variables + Vocabulary.variablePrefixes.map { $0 + "…" }
        report(
            place, line: use.line, "there is no variable \(quoted(use.name))",
            hint: meant.map { "did you mean \($0)?" } ?? "there are \(names.joined(separator: ", "))"
        )
    }

    private mutating func check(
        _ use: VariableUse, _ name: String, among names: [String], kind: String, at place: String
    ) {
        guard use.kind == .value, !names.contains(name), !use.enclosingSections.contains(use.name) else { return }
        let meant = Vocabulary.suggestion(for: name, among: names)
        report(
            place, line: use.line, "\(quoted(use.name)) is used, but `\(kind)` has no \(quoted(name))",
            hint: meant.map { "did you mean \($0)?" } ?? "add it under `\(kind)`"
        )
    }
}

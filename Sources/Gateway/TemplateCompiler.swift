import Composer
import Domain

/// Makes templates ready for use and notes what is wrong with them.
struct TemplateCompiler {
    let with: [String: String]
    let secrets: [String: Secret]
    /// Names of secrets that may be used although they are not given.
    let optionalSecrets: Set<String>
    /// Those of `with` that are whole numbers.
    let numbers: Set<String>
    private(set) var problems: [GatewayProblem] = []
    /// What the request that is made ready may use.
    var available = Availability()
    /// Whether a file would go along with what was compiled since this was last set.
    var takesFile = false
    /// Whether `mime.…` was used since this was last set.
    var usesMail = false

    /// Whether what is compiled is left out when a value is missing.
    private(set) var isOptional = false
    /// Whether something of it never has a value.
    private var lacksValue = false

    init(_ definition: GatewayDefinition) {
        with = definition.with
        secrets = definition.secrets
        optionalSecrets = definition.optionalSecrets
        numbers = definition.numbers
    }

    mutating func report(_ place: String, line: Int = 0, _ message: String, hint: String? = nil) {
        problems.append(GatewayProblem(place: place, line: line, message: message, hint: hint))
    }

    /// Compiles what may be left out as a whole.
    ///
    /// - Returns: `nil` if it is always left out: it uses an optional secret that is not given, or a parameter that is
    ///   empty.
    mutating func compile<Result>(optional: Bool, _ make: (inout TemplateCompiler) -> Result) -> Result? {
        guard optional else { return make(&self) }
        let outer = (isOptional, lacksValue)
        (isOptional, lacksValue) = (true, false)
        let result = make(&self)
        let isLeftOut = lacksValue
        (isOptional, lacksValue) = outer
        return isLeftOut ? nil : result
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

    /// Notes that something is left out wherever it is optional.
    mutating func noteMissingValue() {
        lacksValue = true
    }
}

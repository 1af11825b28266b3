import Composer
import Domain

/// A template taken apart, with what is known when the configuration is read already in place.
enum CompiledTemplate: Sendable {
    case constant(String)
    case pieces([TemplatePiece])
    /// It has sections; Composer renders it.
    case conditional(StrictTemplate)

    func render(_ values: RequestValues) throws(RequestError) -> String {
        switch self {
        case .constant(let text):
            return text
        case .pieces(let pieces):
            if pieces.count == 1, case .hole(let variable, let name) = pieces[0] {
                return try values.text(of: variable, named: name)
            }
            var text = ""
            for piece in pieces {
                switch piece {
                case .literal(let literal): text += literal
                case .hole(let variable, let name): text += try values.text(of: variable, named: name)
                }
            }
            return text
        case .conditional(let template):
            do throws(MissingVariable) {
                return try template.render(values)
            } catch {
                throw .missing(error.name)
            }
        }
    }

    var constant: String? {
        if case .constant(let text) = self { text } else { nil }
    }
}

/// A piece of a template without sections.
enum TemplatePiece: Sendable {
    case literal(String)
    case hole(Variable, name: String)

    /// The pieces of a template; `nil` if it has sections.
    static func pieces(of template: StrictTemplate) -> [TemplatePiece]? {
        if let text = template.constant { return [.literal(text)] }
        // Every name has a value here, so nothing can be missing.
        guard template.uses.allSatisfy({ $0.kind == .value }), let marked = try? template.render(MarkedNames()) else {
            return nil
        }
        var pieces: [TemplatePiece] = []
        var names: [String] = []
        let stretches = marked.unicodeScalars.split(separator: MarkedNames.open, omittingEmptySubsequences: false)
        for (index, stretch) in stretches.enumerated() {
            var literal = stretch
            if index > 0 {
                guard let close = stretch.firstIndex(of: MarkedNames.close) else { return nil }
                let name = String(stretch[..<close])
                guard let variable = Variable(name) else { return nil }
                names.append(name)
                pieces.append(.hole(variable, name: name))
                literal = stretch[stretch.index(after: close)...]
            }
            if !literal.isEmpty { pieces.append(.literal(String(literal))) }
        }
        return names == template.uses.map(\.name) ? pieces : nil
    }
}

/// Renders each variable as its own name between two private characters, so that a template shows its pieces. One that
/// has them in its own text does not come apart into the names it uses, and is rendered whole.
private struct MarkedNames: TemplateSource {
    static let open: Unicode.Scalar = "\u{10F0F0}"
    static let close: Unicode.Scalar = "\u{10F0F1}"

    func value(named path: String) -> TemplateValue? {
        .text("\(Self.open)\(path)\(Self.close)")
    }
}

/// The values of one message and of its gateway.
struct RequestValues: TemplateSource {
    let context: RequestContext
    let with: [String: String]
    let secrets: [String: Secret]
    /// The element, inside of an `each`.
    var item: JSON?
    /// The mail that `mime.…` are about.
    var mail: [UInt8]?

    func value(named path: String) -> TemplateValue? {
        Variable(path).flatMap { value(of: $0) }.flatMap { TemplateValue($0) }
    }

    func value(of variable: Variable) -> JSON? {
        switch variable {
        case .with(let name): with[name].map { .string($0) }
        case .secret(let name): secrets[name].map { .string($0.exposed) }
        case .item: item
        case .mail(.text): mail.map { .string(String(decoding: $0, as: UTF8.self)) }
        case .mail(.base64): mail.map { .string(Base64.encode($0)) }
        default: context.value(of: variable)
        }
    }

    /// The text of a value that is a string, number or boolean.
    func text(of variable: Variable, named name: String) throws(RequestError) -> String {
        guard let text = value(of: variable)?.scalarText else { throw .missing(name) }
        return text
    }
}

import Mustache

/// A Mustache template whose missing values are errors, never empty words.
///
/// The language is swift-mustache's without partials, inheritance, lambdas, transforms, pragmas and other delimiters,
/// each of which is refused when the template is read. A dotted name (`payload.invoice.id`) is one path that the
/// source resolves; inside a section of an object, the object's members are found before outer names.
///
/// Most templates are rendered directly from the pieces found while reading, which takes a fraction of the library's
/// time; the library renders lists and `{{.}}`. The tests hold both to the same text.
package struct StrictTemplate: Sendable {
    /// What happens to the characters of a value that stands between two braces.
    package enum Escaping: Sendable {
        case none
        /// `& < > " '` become entities; `{{{name}}}` and `{{&name}}` stay as they are.
        case html
    }

    /// Every tag that names a variable, in the order of the source.
    package let uses: [VariableUse]
    /// The whole text, if there is no tag in it but comments.
    package let constant: String?
    /// The name, if the whole template is exactly one `{{name}}` or `{{{name}}}`.
    package let solePlaceholder: String?

    private let nodes: [TemplateNode]
    private let escaping: Escaping
    /// For what is not rendered directly; `nil` for constants.
    private let template: MustacheTemplate?
    private let needsLibrary: Bool
    private let capacity: Int

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - source: the template's text.
    ///   - escaping: default: none.
    ///   - firstLine: the number of the source's first line in its file (default 1).
    /// - Throws: `TemplateError` for what is malformed or not supported.
    package init(_ source: String, escaping: Escaping = .none, firstLine: Int = 1) throws(TemplateError) {
        var scanner = TemplateScanner(source, firstLine: firstLine)
        nodes = try scanner.scan()
        uses = scanner.uses
        self.escaping = escaping
        constant = scanner.hasTags ? TemplateNode.constant(nodes) : source
        solePlaceholder = TemplateNode.solePlaceholder(nodes, wholeSource: source)
        template = constant == nil ? try scanner.libraryTemplate(escaping: escaping) : nil
        needsLibrary = uses.contains { $0.name == "." }
        capacity = source.utf8.count + 128
    }

    /// Whether the text is the same whatever the source.
    package var isConstant: Bool { constant != nil }

    /// Renders with the values of `source`.
    ///
    /// - Throws: `MissingVariable` with the first name that has no value (or none that is a text), outside of skipped
    ///   sections.
    package func render(_ source: some TemplateSource) throws(MissingVariable) -> String {
        if let constant { return constant }
        if !needsLibrary {
            var renderer = DirectRenderer(source: source, escaping: escaping, capacity: capacity)
            switch renderer.render(nodes) {
            case .done: return renderer.output
            case .missing(let name): throw MissingVariable(name: name)
            case .list: break
            }
        }
        return try renderWithLibrary(source)
    }

    /// The library's rendering, which the direct one must equal.
    func renderWithLibrary(_ source: some TemplateSource) throws(MissingVariable) -> String {
        guard let template else { return constant ?? "" }
        let missing = MissingNames()
        let text = template.render(LibraryRoot(source: source, missing: missing))
        if let name = missing.first { throw MissingVariable(name: name) }
        return text
    }
}

extension TemplateScanner {
    /// The library's template, after `scan`.
    fileprivate func libraryTemplate(escaping: StrictTemplate.Escaping) throws(TemplateError) -> MustacheTemplate {
        let contentType = escaping == .html ? StrictHTML.registeredName : "TEXT"
        do {
            // The pragma stands on a line of its own, so that it leaves the state of a first line behind.
            return try MustacheTemplate(string: "{{%CONTENT_TYPE:\(contentType)}}\n\(canonicalSource)")
        } catch {
            throw self.error("the template cannot be read")
        }
    }
}

/// Why a template cannot be used, and where.
package struct TemplateError: Error, Hashable, Sendable {
    /// Line in the file, from 1.
    package var line: Int
    package var message: String

    package init(line: Int, message: String) {
        self.line = line
        self.message = message
    }
}

/// A variable that has no value although the text needs one.
package struct MissingVariable: Error, Hashable, Sendable {
    /// The name as written in the template, dots included.
    package var name: String

    package init(name: String) {
        self.name = name
    }
}

/// One mention of a variable in a template.
package struct VariableUse: Hashable, Sendable {
    package enum Kind: Sendable {
        case value, section, invertedSection
    }

    /// The name as written, dots included; `.` for the current element.
    package var name: String
    /// Line in the file, from 1.
    package var line: Int
    package var kind: Kind
    /// Names of the sections around it, outermost first; inverted ones are left out.
    package var enclosingSections: [String]
    /// Whether it is a value that is put in as it is, by three braces or `&`.
    package var isRaw = false

    package init(name: String, line: Int, kind: Kind, enclosingSections: [String] = []) {
        self.name = name
        self.line = line
        self.kind = kind
        self.enclosingSections = enclosingSections
    }
}

/// Where a template's values come from.
package protocol TemplateSource {
    /// The value of a name, which may be dotted (`payload.invoice.id`); `nil` if there is none.
    func value(named path: String) -> TemplateValue?
}

/// A value a template can show, test or walk through.
package enum TemplateValue: Hashable, Sendable {
    case text(String)
    /// As a section: shown or not; as a value `true` or `false`.
    case flag(Bool)
    case object([String: TemplateValue])
    case list([TemplateValue])
}

/// Renders nodes without the library: everything but lists of anything else than objects.
struct DirectRenderer<Source: TemplateSource> {
    enum Result {
        case done
        case missing(String)
        /// A section's value is a list of a kind that is the library's business.
        case list
    }

    private(set) var output = ""
    private let source: Source
    private let escaping: StrictTemplate.Escaping
    /// The objects of the sections around, innermost last.
    private var scopes: [[String: TemplateValue]] = []

    init(source: Source, escaping: StrictTemplate.Escaping, capacity: Int) {
        self.source = source
        self.escaping = escaping
        output.reserveCapacity(capacity)
    }

    mutating func render(_ nodes: [TemplateNode]) -> Result {
        for node in nodes {
            switch node {
            case .literal(let text): output += text
            case .variable(let path, let escaped):
                guard let value = value(of: path), append(value, escaped: escaped) else { return .missing(path.name) }
            case .section(let path, let inverted, let body):
                switch renderSection(value(of: path), inverted: inverted, body) {
                case .done: continue
                case let other: return other
                }
            }
        }
        return .done
    }

    private mutating func renderSection(_ value: TemplateValue?, inverted: Bool, _ body: [TemplateNode]) -> Result {
        switch value {
        case .list(let elements): return inverted ? .list : renderList(elements, body)
        case nil, .flag(false): return inverted ? render(body) : .done
        case .text, .flag(true): return inverted ? .done : render(body)
        case .object(let members): return inverted ? .done : render(body, in: members)
        }
    }

    private mutating func render(_ body: [TemplateNode], in members: [String: TemplateValue]) -> Result {
        scopes.append(members)
        defer { scopes.removeLast() }
        return render(body)
    }

    private mutating func renderList(_ elements: [TemplateValue], _ body: [TemplateNode]) -> Result {
        for element in elements {
            guard case .object(let members) = element else { return .list }
            switch render(body, in: members) {
            case .done: continue
            case let other: return other
            }
        }
        return .done
    }

    private func value(of path: VariablePath) -> TemplateValue? {
        for members in scopes.reversed() {
            guard let value = members[path.components[0]] else { continue }
            return value.member(path.components.dropFirst())
        }
        return source.value(named: path.name)
    }

    /// Appends what can be shown; whether it can.
    private mutating func append(_ value: TemplateValue, escaped: Bool) -> Bool {
        guard let text = value.shownText else { return false }
        if escaped && escaping == .html {
            output += StrictHTML.escape(text)
        } else {
            output += text
        }
        return true
    }
}

extension TemplateValue {
    /// What stands in the text for it; `nil` for objects and lists.
    var shownText: String? {
        switch self {
        case .text(let text): text
        case .flag(let flag): flag ? "true" : "false"
        case .object, .list: nil
        }
    }

    /// The value at the end of a path of member names.
    func member(_ path: ArraySlice<String>) -> TemplateValue? {
        var value = self
        for name in path {
            guard case .object(let members) = value, let next = members[name] else { return nil }
            value = next
        }
        return value
    }
}

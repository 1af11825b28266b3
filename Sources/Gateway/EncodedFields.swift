import Domain

/// Text with percent-encoded values in it: a URL, or a form.
struct EncodedFields: Sendable {
    enum Step: Sendable {
        case literal([UInt8])
        case encoded(CompiledTemplate)
        /// As `encoded`, in a URL's path, where a value of one or two dots would mean another path.
        case pathSegment(Variable, name: String)
    }

    private var steps: [Step] = []

    mutating func append(_ step: Step) {
        if case .literal(let bytes) = step, case .literal(let before)? = steps.last {
            steps[steps.count - 1] = .literal(before + bytes)
        } else {
            steps.append(step)
        }
    }

    mutating func append(literal: String) {
        append(.literal(Array(literal.utf8)))
    }

    /// `NAME=VALUE`, with `separator` before it.
    mutating func append(_ field: TemplateField, separator: String, compiler: inout TemplateCompiler, place: String) {
        append(literal: separator + PercentEncoding.component(field.name) + "=")
        let value = compiler.compile(field.template, at: "\(place).\(field.name)")
        if let text = value.constant {
            append(literal: PercentEncoding.component(text))
        } else {
            append(.encoded(value))
        }
    }

    /// The bytes, if no value is missing in them.
    var constant: [UInt8]? {
        guard let first = steps.first else { return [] }
        if steps.count == 1, case .literal(let bytes) = first { return bytes }
        return nil
    }

    func run(_ values: RequestValues) throws(RequestError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        for step in steps {
            switch step {
            case .literal(let literal):
                bytes.append(contentsOf: literal)
            case .encoded(let template):
                PercentEncoding.append(try template.render(values), to: &bytes)
            case .pathSegment(let variable, let name):
                let text = try values.text(of: variable, named: name)
                guard text != ".", text != ".." else { throw .pathTraversal(name) }
                PercentEncoding.append(text, to: &bytes)
            }
        }
        return bytes
    }
}

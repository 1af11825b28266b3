import Domain

/// Text with percent-encoded values in it: a URL, or a form.
struct EncodedFields: Sendable {
    enum Step: Sendable {
        case literal([UInt8])
        case encoded(CompiledTemplate)
        /// JSON as text.
        case encodedJSON(BodyProgram)
        /// As `encoded`, in a URL's path, where a value of one or two dots would mean another path.
        case pathSegment(Variable, name: String)
        /// What stands before a field that is the first only if all before it were left out.
        case separator(first: [UInt8])
        /// A field that is left out when a value in it is missing; with `first` before it, or `&` if it is not the first.
        case optional(first: [UInt8], [Step])
    }

    private var steps: [Step] = []
    /// Whether a field stands there for certain.
    private var hasField = false
    /// Whether one may.
    private var mayHaveField = false

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

    /// `NAME=VALUE`.
    ///
    /// - Parameter first: what stands before it if it is the first; before any other it is `&`.
    mutating func append(
        _ field: TemplateField, first: String, compiler: inout TemplateCompiler, place: String
    ) {
        append(field.name, isOptional: field.isOptional, first: first, compiler: &compiler) { compiler in
            Self.step(compiler.compile(field.template, at: "\(place).\(field.name)"))
        }
    }

    /// As the other one, of a form.
    mutating func append(_ field: BodyField, compiler: inout TemplateCompiler, place: String) {
        let place = "\(place).\(field.name)"
        append(field.name, isOptional: field.isOptional, first: "", compiler: &compiler) { compiler in
            switch field.value {
            case .text(let template):
                return Self.step(compiler.compile(template, at: place))
            case .json(let tree):
                let program = BodyProgram(tree, omitNull: false, compiler: &compiler, place: place)
                guard let bytes = program.constant else { return .encodedJSON(program) }
                return .literal(Array(PercentEncoding.component(String(decoding: bytes, as: UTF8.self)).utf8))
            case .file:
                compiler.report(
                    place, "a file stands in a form that cannot carry it", hint: "write `multipart` instead of `form`")
                return .literal([])
            }
        }
    }

    private static func step(_ value: CompiledTemplate) -> Step {
        guard let text = value.constant else { return .encoded(value) }
        return .literal(Array(PercentEncoding.component(text).utf8))
    }

    private mutating func append(
        _ name: String, isOptional: Bool, first: String, compiler: inout TemplateCompiler,
        value: (inout TemplateCompiler) -> Step
    ) {
        guard let value = compiler.compile(optional: isOptional, value) else { return }
        let name = Step.literal(Array((PercentEncoding.component(name) + "=").utf8))
        let first = Array((hasField ? "&" : first).utf8)
        let isConstant = if case .literal = value { true } else { false }
        if isOptional, !isConstant {
            append(.optional(first: first, [name, value]))
            mayHaveField = true
        } else {
            append(mayHaveField && !hasField ? .separator(first: first) : .literal(first))
            append(name)
            append(value)
            hasField = true
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
        var hasField = false
        for step in steps {
            switch step {
            case .separator(let first):
                bytes.append(contentsOf: hasField ? [UInt8(ascii: "&")] : first)
                hasField = true
            case .optional(let first, let field):
                let start = bytes.count
                do throws(RequestError) {
                    bytes.append(contentsOf: hasField ? [UInt8(ascii: "&")] : first)
                    for step in field { try Self.run(step, values, isStrict: true, to: &bytes) }
                    hasField = true
                } catch {
                    guard case .missing = error else { throw error }
                    bytes.removeSubrange(start...)
                }
            case .literal, .encoded, .encodedJSON, .pathSegment:
                try Self.run(step, values, isStrict: false, to: &bytes)
            }
        }
        return bytes
    }

    private static func run(
        _ step: Step, _ values: RequestValues, isStrict: Bool, to bytes: inout [UInt8]
    ) throws(RequestError) {
        switch step {
        case .literal(let literal):
            bytes.append(contentsOf: literal)
        case .encoded(let template):
            PercentEncoding.append(try template.render(values), to: &bytes)
        case .encodedJSON(let program):
            let json = try program.run(values, isStrict: isStrict)
            PercentEncoding.append(String(decoding: json, as: UTF8.self), to: &bytes)
        case .pathSegment(let variable, let name):
            let text = try values.text(of: variable, named: name)
            guard text != ".", text != ".." else { throw .pathTraversal(name) }
            PercentEncoding.append(text, to: &bytes)
        case .separator, .optional:
            break
        }
    }
}

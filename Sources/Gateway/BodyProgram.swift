import Composer
import Domain

/// A JSON body as bytes that are ready and places to fill. Every value is encoded as it is written, so that none can
/// break out of its field.
struct BodyProgram: Sendable {
    enum Step: Sendable {
        case literal([UInt8])
        /// The value with its type.
        case value(Variable, name: String)
        /// The rendered text as a string.
        case string(CompiledTemplate)
        /// A comma, unless the object has no member yet, the array no element.
        case separator
        /// A member, with its name ready, that is left out when its value is null or missing.
        case optionalMember(name: [UInt8], Variable)
        /// A member, from its name on, or an element that is left out when a value in it is missing.
        case optional([Step])
        /// An array: the steps for each element of a list.
        case each(Variable, name: String, [Step])
    }

    private(set) var steps: [Step] = []
    private var fixedBytes = 0

    /// The tree made ready; what is wrong with its templates is noted by the compiler.
    init(_ tree: BodyTree, omitNull: Bool, compiler: inout TemplateCompiler, place: String) {
        append(tree, omitNull: omitNull, compiler: &compiler, place: place, depth: 0)
    }

    /// - Parameter isStrict: whether null and a list without elements count as missing.
    func run(_ values: RequestValues, isStrict: Bool = false) throws(RequestError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(fixedBytes + values.context.text.utf8.count * 9 / 8 + 128)
        try Self.run(steps, values, isStrict: isStrict, to: &bytes)
        return bytes
    }

    private static func run(
        _ steps: [Step], _ values: RequestValues, isStrict: Bool, to bytes: inout [UInt8]
    ) throws(RequestError) {
        for step in steps {
            switch step {
            case .literal(let literal):
                bytes.append(contentsOf: literal)
            case .value(let variable, let name):
                guard let value = values.value(of: variable), !isStrict || !value.isNull else { throw .missing(name) }
                value.append(to: &bytes)
            case .string(let template):
                JSON.append(try template.render(values), to: &bytes)
            case .separator:
                Self.separate(&bytes)
            case .optionalMember(let name, let variable):
                guard let value = values.value(of: variable), !value.isNull else { continue }
                if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: name)
                value.append(to: &bytes)
            case .optional(let member):
                try run(optional: member, values, to: &bytes)
            case .each(let list, let name, let element):
                try run(element, forEach: list, named: name, values, isStrict: isStrict, to: &bytes)
            }
        }
    }

    private static func separate(_ bytes: inout [UInt8]) {
        if bytes.last != UInt8(ascii: "{"), bytes.last != UInt8(ascii: "[") { bytes.append(UInt8(ascii: ",")) }
    }

    private static func run(
        optional member: [Step], _ values: RequestValues, to bytes: inout [UInt8]
    ) throws(RequestError) {
        let start = bytes.count
        do throws(RequestError) {
            separate(&bytes)
            try run(member, values, isStrict: true, to: &bytes)
        } catch {
            guard case .missing = error else { throw error }
            bytes.removeSubrange(start...)
        }
    }

    private static func run(
        _ element: [Step], forEach list: Variable, named name: String, _ values: RequestValues, isStrict: Bool,
        to bytes: inout [UInt8]
    ) throws(RequestError) {
        guard case .array(let items)? = values.value(of: list), !isStrict || !items.isEmpty else {
            throw .missing(name)
        }
        bytes.append(UInt8(ascii: "["))
        var values = values
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            values.item = item
            try run(element, values, isStrict: isStrict, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// The bytes, if they are the same for every message.
    var constant: [UInt8]? {
        guard let first = steps.first else { return [] }
        if steps.count == 1, case .literal(let bytes) = first { return bytes }
        return nil
    }
}

// MARK: - Compiling

extension BodyProgram {
    private init() {}

    private mutating func append(_ step: Step) {
        if case .literal(let bytes) = step { append(bytes) } else { steps.append(step) }
    }

    private mutating func append(_ bytes: some Sequence<UInt8>) {
        let before: [UInt8]
        if case .literal(let literal)? = steps.last {
            before = literal
            steps.removeLast()
        } else {
            before = []
        }
        let joined = before + bytes
        fixedBytes += joined.count - before.count
        steps.append(.literal(joined))
    }

    private mutating func append(
        _ tree: BodyTree, omitNull: Bool, compiler: inout TemplateCompiler, place: String, depth: Int
    ) {
        guard depth < JSON.maximumDepth else {
            return compiler.report(place, "the body is nested deeper than \(JSON.maximumDepth) levels")
        }
        switch tree {
        case .literal(let json):
            append(json.encoded)
        case .template(let template):
            append(template, compiler: &compiler, place: place)
        case .array(let elements):
            append("[".utf8)
            append(elements, omitNull: omitNull, compiler: &compiler, place: place, depth: depth)
            append("]".utf8)
        case .optional:
            compiler.report(place, "what may be left out is no element of an array")
        case .each(let list, let element):
            append(element, forEach: list, omitNull: omitNull, compiler: &compiler, place: place, depth: depth)
        case .object(let members):
            append("{".utf8)
            append(members, omitNull: omitNull, compiler: &compiler, place: place, depth: depth)
            append("}".utf8)
        }
    }

    private mutating func append(
        _ elements: [BodyTree], omitNull: Bool, compiler: inout TemplateCompiler, place: String, depth: Int
    ) {
        /// Whether an element stands there for certain.
        var hasElement = false
        /// Whether one may.
        var mayHaveElement = false
        for (index, element) in elements.enumerated() {
            let inner = "\(place)[\(index)]"
            let (tree, isOptional) = if case .optional(let tree) = element { (tree, true) } else { (element, false) }
            let program = compiler.compile(optional: isOptional) { compiler in
                var program = BodyProgram()
                program.append(tree, omitNull: omitNull, compiler: &compiler, place: inner, depth: depth + 1)
                return program
            }
            guard let program else { continue }
            if isOptional, program.constant == nil {
                steps.append(.optional(program.steps))
                mayHaveElement = true
            } else {
                if hasElement { append(",".utf8) } else if mayHaveElement { steps.append(.separator) }
                for step in program.steps { append(step) }
                hasElement = true
            }
        }
    }

    private mutating func append(
        _ element: BodyTree, forEach list: String, omitNull: Bool, compiler: inout TemplateCompiler, place: String,
        depth: Int
    ) {
        guard let variable = Variable.lists[list] else {
            return compiler.report(
                place, "there is no list \(quoted(list))",
                hint: "there are \(Variable.lists.keys.sorted().joined(separator: ", "))")
        }
        guard !compiler.available.hasItem else {
            return compiler.report(place, "an `each` stands in another one", hint: "`item` would be one of two things")
        }
        if compiler.available.presence(of: variable) == .never {
            return compiler.report(
                place, "there is no list \(quoted(list)) here", hint: "it is for the request `template` only")
        }
        compiler.available.hasItem = true
        var inner = BodyProgram()
        inner.append(element, omitNull: omitNull, compiler: &compiler, place: place, depth: depth + 1)
        compiler.available.hasItem = false
        steps.append(.each(variable, name: list, inner.steps))
    }

    private mutating func append(_ template: StrictTemplate, compiler: inout TemplateCompiler, place: String) {
        let compiled = compiler.compile(template, at: place)
        if case .with(let name)? = template.solePlaceholder.flatMap({ Variable($0) }), compiler.numbers.contains(name),
            let number = compiled.constant
        {
            append(number.utf8)
        } else if let text = compiled.constant {
            append(JSON.string(text).encoded)
        } else if case .pieces(let pieces) = compiled, pieces.count == 1, case .hole(let variable, let name) = pieces[0]
        {
            steps.append(.value(variable, name: name))
        } else {
            steps.append(.string(compiled))
        }
    }

    private mutating func append(
        _ members: [BodyMember], omitNull: Bool, compiler: inout TemplateCompiler, place: String, depth: Int
    ) {
        var names: Set<String> = []
        /// Whether a member stands there for certain.
        var hasMember = false
        /// Whether one may.
        var mayHaveMember = false
        for member in members {
            let inner = "\(place).\(member.name)"
            if !names.insert(member.name).inserted { compiler.report(inner, "the name stands twice in one object") }
            let name = JSON.string(member.name).encoded + [UInt8(ascii: ":")]
            let omission = member.isOptional ? .never : Self.omission(of: member.value, omitNull: omitNull)
            switch omission {
            case .always:
                continue
            case .ifMissing(let variable):
                steps.append(.optionalMember(name: name, variable))
                mayHaveMember = true
            case .never:
                let program = compiler.compile(optional: member.isOptional) { compiler in
                    var program = BodyProgram()
                    program.append(name)
                    program.append(
                        member.value, omitNull: omitNull, compiler: &compiler, place: inner, depth: depth + 1)
                    return program
                }
                guard let program else { continue }
                if member.isOptional, program.constant == nil {
                    steps.append(.optional(program.steps))
                    mayHaveMember = true
                } else {
                    if hasMember { append(",".utf8) } else if mayHaveMember { steps.append(.separator) }
                    for step in program.steps { append(step) }
                    hasMember = true
                }
            }
        }
    }

    private enum Omission {
        case never
        case always
        case ifMissing(Variable)
    }

    private static func omission(of tree: BodyTree, omitNull: Bool) -> Omission {
        guard omitNull else { return .never }
        switch tree {
        case .literal(.null):
            return .always
        case .template(let template):
            guard let name = template.solePlaceholder, let variable = Variable(name), !variable.isAlwaysPresent else {
                return .never
            }
            return .ifMissing(variable)
        case .literal, .array, .object, .each, .optional:
            return .never
        }
    }
}

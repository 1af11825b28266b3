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
        /// A comma, unless the object has no member yet.
        case separator
        /// A member, with its name ready, that is left out when its value is null or missing.
        case optionalMember(name: [UInt8], Variable)
    }

    private(set) var steps: [Step] = []
    private var fixedBytes = 0

    /// The tree made ready; what is wrong with its templates is noted by the compiler.
    init(_ tree: BodyTree, omitNull: Bool, compiler: inout TemplateCompiler, place: String) {
        append(tree, omitNull: omitNull, compiler: &compiler, place: place, depth: 0)
    }

    func run(_ values: RequestValues) throws(RequestError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(fixedBytes + values.context.text.utf8.count * 9 / 8 + 128)
        for step in steps {
            switch step {
            case .literal(let literal):
                bytes.append(contentsOf: literal)
            case .value(let variable, let name):
                guard let value = values.value(of: variable) else { throw .missing(name) }
                value.append(to: &bytes)
            case .string(let template):
                JSON.append(try template.render(values), to: &bytes)
            case .separator:
                if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
            case .optionalMember(let name, let variable):
                guard let value = values.value(of: variable), !value.isNull else { continue }
                if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: name)
                value.append(to: &bytes)
            }
        }
        return bytes
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
            for (index, element) in elements.enumerated() {
                if index > 0 { append(",".utf8) }
                let inner = "\(place)[\(index)]"
                append(element, omitNull: omitNull, compiler: &compiler, place: inner, depth: depth + 1)
            }
            append("]".utf8)
        case .object(let members):
            append("{".utf8)
            append(members, omitNull: omitNull, compiler: &compiler, place: place, depth: depth)
            append("}".utf8)
        }
    }

    private mutating func append(_ template: StrictTemplate, compiler: inout TemplateCompiler, place: String) {
        let compiled = compiler.compile(template, at: place)
        if let text = compiled.constant {
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
        var mayBeFirst = true
        var isFirst = true
        for member in members {
            let inner = "\(place).\(member.name)"
            if !names.insert(member.name).inserted { compiler.report(inner, "the name stands twice in one object") }
            let name = JSON.string(member.name).encoded + [UInt8(ascii: ":")]
            switch Self.omission(of: member.value, omitNull: omitNull) {
            case .always:
                continue
            case .ifMissing(let variable):
                steps.append(.optionalMember(name: name, variable))
            case .never:
                if isFirst {
                    append(name)
                } else if mayBeFirst {
                    steps.append(.separator)
                    append(name)
                } else {
                    append([UInt8(ascii: ",")] + name)
                }
                append(member.value, omitNull: omitNull, compiler: &compiler, place: inner, depth: depth + 1)
                mayBeFirst = false
            }
            isFirst = false
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
        case .literal, .array, .object:
            return .never
        }
    }
}

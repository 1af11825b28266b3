import Crypto
import Domain

/// A `multipart/form-data` body (RFC 7578).
struct Multipart: Sendable {
    private enum Value: Sendable {
        case text(CompiledTemplate)
        case json(BodyProgram)
        case file(name: CompiledTemplate, type: CompiledTemplate)
    }

    private struct Field: Sendable {
        var name: String
        var value: Value
        var isOptional: Bool
    }

    private var fields: [Field] = []

    init(_ definition: [BodyField], compiler: inout TemplateCompiler, place: String) {
        for field in definition {
            let place = "\(place).\(field.name)"
            let value = compiler.compile(optional: field.isOptional) { compiler in
                Self.compile(field.value, compiler: &compiler, place: place)
            }
            guard let value else { continue }
            fields.append(Field(name: Self.escaped(field.name), value: value, isOptional: field.isOptional))
        }
    }

    private static func compile(
        _ value: BodyField.Value, compiler: inout TemplateCompiler, place: String
    ) -> Value {
        switch value {
        case .text(let template):
            return .text(compiler.compile(template, at: place))
        case .json(let tree):
            return .json(BodyProgram(tree, omitNull: false, compiler: &compiler, place: place))
        case .file(let name, let type):
            guard compiler.checkFile(at: place) else { return .file(name: .constant(""), type: .constant("")) }
            return .file(name: compiler.compile(name, at: place), type: compiler.compile(type, at: place))
        }
    }

    /// The body and its boundary, which is made of the idempotency key: the same on every retry.
    func run(_ values: RequestValues, key: String) throws(RequestError) -> (body: [UInt8], boundary: String) {
        var parts: [(head: String, content: [UInt8])] = []
        for field in fields {
            do throws(RequestError) {
                parts.append(try part(field, values))
            } catch {
                guard field.isOptional, case .missing = error else { throw error }
            }
        }
        let boundary = Self.boundary(key: key, parts.map(\.content))
        var body: [UInt8] = []
        body.reserveCapacity(parts.reduce(64) { $0 + $1.content.count + $1.head.utf8.count + 80 })
        for part in parts {
            body.append(contentsOf: "--\(boundary)\r\nContent-Disposition: form-data; \(part.head)\r\n\r\n".utf8)
            body.append(contentsOf: part.content)
            body.append(contentsOf: "\r\n".utf8)
        }
        body.append(contentsOf: "--\(boundary)--\r\n".utf8)
        return (body, boundary)
    }

    private func part(_ field: Field, _ values: RequestValues) throws(RequestError) -> (head: String, content: [UInt8])
    {
        let name = "name=\"\(field.name)\""
        switch field.value {
        case .text(let template):
            return (name, Array(try template.render(values).utf8))
        case .json(let program):
            return (name, try program.run(values, isStrict: field.isOptional))
        case .file(let nameTemplate, let typeTemplate):
            guard let file = values.context.attachment else { throw .missing("file") }
            let fileName = Self.escaped(try nameTemplate.render(values))
            let type = try typeTemplate.render(values)
            guard isFieldValue(type) else { throw .controlCharacter(header: "Content-Type") }
            return ("\(name); filename=\"\(fileName)\"\r\nContent-Type: \(type)", file.bytes)
        }
    }

    /// A name between quotation marks as browsers write it: https://html.spec.whatwg.org/#multipart-form-data
    static func escaped(_ name: String) -> String {
        var escaped = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\"": escaped += "%22"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    // MARK: - Boundary

    /// A boundary that occurs in no content; another one is tried until that is so.
    static func boundary(key: String, _ contents: [[UInt8]]) -> String {
        var attempt = 0
        while true {
            let digest = SHA256.hash(data: Array("\(attempt) \(key)".utf8))
            let digits = digest.prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            let boundary = "carteiro-" + digits.joined()
            let needle = Array(boundary.utf8)
            guard contents.contains(where: { Self.contains(needle, in: $0) }) else { return boundary }
            attempt += 1
        }
    }

    private static func contains(_ needle: [UInt8], in content: [UInt8]) -> Bool {
        needle.withUnsafeBufferPointer { needle in
            content.withUnsafeBufferPointer { content in
                guard let first = needle.first, content.count >= needle.count else { return false }
                return content.indices.dropLast(needle.count - 1).contains { start in
                    content[start] == first && content[start..<(start + needle.count)].elementsEqual(needle)
                }
            }
        }
    }
}

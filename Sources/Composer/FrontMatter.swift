import Domain
import Yams

/// The settings at the head of a template.
struct FrontMatter {
    /// The subject's template and the line it stands in.
    var subject: (text: String, line: Int)?
    var parts: [PartRequest]?
    var kind: (value: MessageKind, line: Int)?
    /// The template of what is said to the document.
    var caption: (text: String, line: Int)?
    var approved: Approved?

    /// The approved template as it was written.
    struct Approved {
        var name: String
        var language: String
        var parameters: [(text: String, line: Int)]
    }

    /// - Parameters:
    ///   - text: YAML.
    ///   - firstLine: number of its first line in the file.
    static func read(_ text: String, firstLine: Int, file: String, problems: inout [Problem]) -> FrontMatter {
        var reader = FrontMatterReader(firstLine: firstLine, file: file)
        reader.read(text)
        problems += reader.problems
        return reader.result
    }
}

private struct FrontMatterReader {
    let firstLine: Int
    let file: String
    var result = FrontMatter()
    var problems: [Problem] = []

    init(firstLine: Int, file: String) {
        self.firstLine = firstLine
        self.file = file
    }

    mutating func read(_ text: String) {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            report(Self.line(of: error), Self.message(for: error), hint: "write key: value, one a line")
            return
        }
        guard let root else { return }
        guard case .mapping(let mapping) = root else {
            report(root.mark?.line ?? 1, "the front matter is no mapping", hint: "write key: value, one a line")
            return
        }
        for (key, value) in mapping { read(key, value) }
    }

    private mutating func read(_ key: Node, _ value: Node) {
        switch key.string {
        case "subject": result.subject = line(of: "subject", value)
        case "caption": result.caption = line(of: "caption", value)
        case "approved": readApproved(value)
        case "parts": readParts(value)
        case "kind": readKind(value)
        default:
            let name = key.string ?? "that is no text"
            let hint = nearest(to: name, among: Self.keys).map { "did you mean \($0)?" }
            report(line(key), "unknown key \(name)", hint: hint ?? "known are \(Self.keys.joined(separator: ", "))")
        }
    }

    private static let keys = ["subject", "parts", "kind", "caption", "approved"]

    private mutating func line(of key: String, _ value: Node) -> (text: String, line: Int)? {
        guard let text = scalarText(value), !text.isEmpty, !text.contains(where: \.isNewline) else {
            report(line(value), "\(key) must be one line of text")
            return nil
        }
        return (text, firstLine + line(value) - 1)
    }

    private mutating func readApproved(_ value: Node) {
        let hint = "such as {name: lembrete_1, language: pt_BR, parameters: [\"{{primeiro_nome}}\", \"{{valor}}\"]}"
        guard let mapping = value.mapping else {
            report(line(value), "approved must be a mapping", hint: hint)
            return
        }
        let known = ["name", "language", "parameters"]
        for (key, _) in mapping where !known.contains(key.string ?? "") {
            report(line(key), "unknown key approved.\(key.string ?? "that is no text")", hint: hint)
        }
        let words = ["name", "language"].map { key in mapping[key].flatMap { scalarText($0) } ?? "" }
        guard words.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isPlain) && $0.utf8.count <= 512 }) else {
            report(line(value), "approved must have a name and a language", hint: hint)
            return
        }
        var parameters: [(text: String, line: Int)] = []
        for node in mapping["parameters"]?.sequence.map(Array.init) ?? [] {
            guard let text = line(of: "a parameter of approved", node) else { return }
            parameters.append(text)
        }
        result.approved = FrontMatter.Approved(name: words[0], language: words[1], parameters: parameters)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    private mutating func readKind(_ value: Node) {
        guard let kind = scalarText(value).flatMap(MessageKind.init) else {
            report(line(value), "kind must be one of \(MessageKind.allCases.map(\.rawValue).joined(separator: ", "))")
            return
        }
        result.kind = (kind, firstLine + line(value) - 1)
    }

    private mutating func readParts(_ value: Node) {
        guard let sequence = value.sequence, !sequence.isEmpty else {
            report(
                line(value), "parts must be a list of text, line, pix, document, qr",
                hint: "for example [text, pix?, line?]")
            return
        }
        var parts: [PartRequest] = []
        for node in sequence {
            guard let part = part(node) else { continue }
            guard !parts.contains(where: { $0.kind == part.kind }) else {
                report(line(node), "part \(part.kind.rawValue) is named twice")
                continue
            }
            parts.append(part)
        }
        result.parts = parts
    }

    private mutating func part(_ node: Node) -> PartRequest? {
        let word = scalarText(node) ?? ""
        let isOptional = word.hasSuffix("?")
        guard let kind = PartKind(rawValue: isOptional ? String(word.dropLast()) : word) else {
            report(line(node), "unknown part \(word)", hint: "known are text, line, pix, document and qr")
            return nil
        }
        switch kind {
        case .text where isOptional:
            report(line(node), "part text cannot be left out", hint: "write it without a question mark")
            return nil
        case .text, .line, .pix, .qr, .document:
            return PartRequest(kind: kind, isOptional: isOptional)
        }
    }

    /// Line within the front matter, from 1.
    private static func line(of error: any Error) -> Int {
        switch error as? YamlError {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: 1
        }
    }

    private static func message(for error: any Error) -> String {
        if case .duplicatedKeysInMapping(let keys, _) = error as? YamlError {
            return "key \(keys.joined(separator: ", ")) is written twice"
        }
        return "the front matter is not YAML"
    }

    private func scalarText(_ node: Node) -> String? { node.scalar?.string }

    private func line(_ node: Node) -> Int { node.mark?.line ?? 1 }

    /// - Parameter line: within the front matter, from 1.
    private mutating func report(_ line: Int, _ message: String, hint: String? = nil) {
        problems.append(Problem(file: file, line: firstLine + max(line, 1) - 1, message: message, hint: hint))
    }
}

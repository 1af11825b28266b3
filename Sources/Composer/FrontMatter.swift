import Domain
import Yams

/// The settings at the head of a template.
struct FrontMatter {
    /// The subject's template and the line it stands in.
    var subject: (text: String, line: Int)?
    var parts: [PartRequest]?
    var kind: (value: MessageKind, line: Int)?

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
        case "subject": readSubject(value)
        case "parts": readParts(value)
        case "kind": readKind(value)
        default:
            let name = key.string ?? "that is no text"
            let hint = nearest(to: name, among: ["subject", "parts", "kind"]).map { "did you mean \($0)?" }
            report(line(key), "unknown key \(name)", hint: hint ?? "known are subject, parts and kind")
        }
    }

    private mutating func readSubject(_ value: Node) {
        guard let text = scalarText(value), !text.isEmpty, !text.contains(where: \.isNewline) else {
            report(line(value), "subject must be one line of text")
            return
        }
        result.subject = (text, firstLine + line(value) - 1)
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
            report(line(value), "parts must be a list of text, line, pix, qr", hint: "for example [text, pix?, line?]")
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
            report(line(node), "unknown part \(word)", hint: "known are text, line, pix and qr")
            return nil
        }
        switch kind {
        case .document:
            report(line(node), "part \(kind.rawValue) is not available in this version")
            return nil
        case .text where isOptional:
            report(line(node), "part text cannot be left out", hint: "write it without a question mark")
            return nil
        case .text, .line, .pix, .qr:
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

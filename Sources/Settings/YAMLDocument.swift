import Yams

/// Reads YAML text into `ConfigNode`s; aliases stand for what they name, and `<<` merges mappings as YAML 1.1 says.
struct YAMLDocument {
    /// More values than any configuration has: aliases of aliases must not become gigabytes.
    private static let maximumNodes = 50_000
    private static let maximumDepth = 40
    private static let maximumDuplicates = 100

    private let report: Report
    private let disguises: Disguises
    private var nodes = 0
    private var isTooLarge = false

    /// The document's root; `nil` if there is none, which has been reported then.
    static func read(_ text: String, into report: Report) -> ConfigNode? {
        var disguises = Disguises(text: text)
        while true {
            do {
                guard let root = try Yams.compose(yaml: disguises.text, .basic) else {
                    report.error(
                        1, "the file is empty", hint: "start from config/carteiro.yaml, which explains every key")
                    return nil
                }
                var document = YAMLDocument(report: report, disguises: disguises)
                return document.convert(root, depth: 0)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context)
                where disguises.count < maximumDuplicates
                && disguises.hide(keys: keys, line: context.mark.line, column: context.mark.column)
            {
                continue
            } catch {
                YAMLFault(error, text: text).report(to: report)
                return nil
            }
        }
    }

    private init(report: Report, disguises: Disguises) {
        self.report = report
        self.disguises = disguises
    }

    private mutating func convert(_ node: Node, depth: Int) -> ConfigNode? {
        let line = node.mark?.line ?? 1
        nodes += 1
        guard depth <= Self.maximumDepth, nodes <= Self.maximumNodes else {
            if !isTooLarge {
                report.error(line, depth > Self.maximumDepth ? "nested too deeply" : "too many values")
            }
            isTooLarge = true
            return nil
        }
        checkTag(of: node, line: line)
        switch node {
        case .scalar(let scalar): return ConfigNode(line: line, content: .scalar(convert(scalar)))
        case .sequence(let sequence):
            return ConfigNode(line: line, content: .sequence(sequence.compactMap { convert($0, depth: depth + 1) }))
        case .mapping(let mapping):
            return ConfigNode(line: line, content: .mapping(convert(mapping, depth: depth)))
        case .alias:
            report.error(line, "an alias cannot stand here")
            return nil
        }
    }

    private func convert(_ scalar: Node.Scalar) -> ConfigScalar {
        switch scalar.style {
        case .any, .plain: ConfigScalar(text: scalar.string, isPlain: true, textLineOffset: 0)
        case .singleQuoted, .doubleQuoted: ConfigScalar(text: scalar.string, isPlain: false, textLineOffset: 0)
        case .literal, .folded: ConfigScalar(text: scalar.string, isPlain: false, textLineOffset: 1)
        }
    }

    private func checkTag(of node: Node, line: Int) {
        let core = ["str", "map", "seq", "int", "float", "bool", "null"]
        guard !core.contains(where: { node.tag.description == "tag:yaml.org,2002:" + $0 }) else { return }
        report.error(
            line, "the file uses a YAML tag that means nothing here", hint: "write the value without the word after !")
    }

    // MARK: - Mappings

    private mutating func convert(_ mapping: Node.Mapping, depth: Int) -> [ConfigMember] {
        var members: [ConfigMember] = []
        var lines: [String: Int] = [:]
        var merges: [ConfigNode] = []
        for (keyNode, valueNode) in mapping {
            let value = convert(valueNode, depth: depth + 1)
            guard let key = name(of: keyNode), let value else { continue }
            let line = keyNode.mark?.line ?? 1
            if key == "<<", keyNode.scalar?.style == .plain {
                merges.append(value)
            } else if let first = lines[key] {
                report.error(
                    line, "the key \(quoted(key)) is written twice", hint: "the first one is in line \(first)")
            } else {
                lines[key] = line
                members.append(ConfigMember(key: key, keyLine: line, value: value))
            }
        }
        for merge in merges { add(merge, to: &members) }
        return members
    }

    private func name(of node: Node) -> String? {
        let line = node.mark?.line ?? 1
        guard let scalar = node.scalar else {
            report.error(
                line, "a key must be a word",
                hint: "put a placeholder in quotation marks: \"{{name}}\"")
            return nil
        }
        return disguises.original(scalar.string, line: line, column: node.mark?.column ?? 1)
    }

    /// Adds the members that are not there yet: a key written out wins over a merged one, an earlier
    /// merge over a later.
    private func add(_ merge: ConfigNode, to members: inout [ConfigMember]) {
        switch merge.content {
        case .mapping(let merged):
            let present = Set(members.map(\.key))
            members += merged.filter { !present.contains($0.key) }
        case .sequence(let mappings):
            for mapping in mappings { add(mapping, to: &members) }
        case .scalar:
            report.error(
                merge.line, "<< merges mappings only", hint: "write `<<: *name`, with &name at a mapping above")
        }
    }
}

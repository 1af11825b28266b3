import Domain

/// One mapping of the configuration, read key by key. Reading reports what is wrong and goes on with `nil`, so that
/// everything is found in one go.
struct MappingReader {
    /// The mapping's name in messages, such as `endpoints.gateway`; empty at the top.
    let path: String
    let line: Int
    let report: Report
    private var nodes: [String: ConfigNode] = [:]
    private var keyLines: [String: Int] = [:]

    /// - Returns: `nil` if the node is no mapping. Unknown keys and keys without a value are reported here.
    init?(_ node: ConfigNode, path: String, keys: KeyList, report: Report) {
        guard case .mapping(let members) = node.content else {
            report.error(
                node.line, "\(path.isEmpty ? "the configuration" : path) must be a mapping, but is \(node.kind)",
                hint: "its keys are \(alternatives(keys.known))")
            return nil
        }
        self.path = path
        self.report = report
        line = node.line
        for member in members {
            keyLines[member.key] = member.keyLine
            guard check(member, keys) else { continue }
            nodes[member.key] = member.value
        }
        // The key that was meant is not missing as well.
        for member in members where !keys.known.contains(member.key) {
            guard let meant = nearest(to: member.key, among: keys.known) else { continue }
            keyLines[meant] = keyLines[meant] ?? member.keyLine
        }
    }

    private func check(_ member: ConfigMember, _ keys: KeyList) -> Bool {
        let name = Self.join(path, member.key)
        if keys.known.contains(member.key) {
            guard member.value.isNull, !keys.nullable.contains(member.key) else { return true }
            report.error(member.keyLine, "\(name) has no value", hint: "give it one, or remove the key")
        } else if keys.later.contains(member.key) {
            report.error(
                member.keyLine, "\(name) is not available in this version yet",
                hint: "remove the key: it would have no effect")
        } else {
            let guess = nearest(to: member.key, among: keys.known)
            report.error(
                member.keyLine, "unknown key \(quoted(member.key))\(path.isEmpty ? "" : " in \(path)")",
                hint: guess.map { "did you mean \($0)?" } ?? "the keys here are \(alternatives(keys.known))")
        }
        return false
    }

    /// `endpoints` and `gateway` make `endpoints.gateway`.
    static func join(_ path: String, _ key: String) -> String {
        let shown = key.isEmpty || key.contains { $0 == "." || $0.isWhitespace } ? quoted(key) : key
        return path.isEmpty ? shown : "\(path).\(shown)"
    }

    func name(of key: String) -> String { Self.join(path, key) }

    /// Whether the key was written, be its value right or wrong.
    func isWritten(_ key: String) -> Bool { keyLines[key] != nil }

    func line(of key: String) -> Int { keyLines[key] ?? line }

    func error(_ key: String, _ what: String, hint: String? = nil) {
        report.error(nodes[key]?.line ?? line(of: key), "\(name(of: key)) \(what)", hint: hint)
    }

    // MARK: - Values

    func node(_ key: String) -> ConfigNode? { nodes[key] }

    /// The value of a key that must be there.
    func requiredNode(_ key: String, hint: String? = nil) -> ConfigNode? {
        if !isWritten(key) { report.error(line, "\(name(of: key)) is missing", hint: hint) }
        return nodes[key]
    }

    func mapping(_ key: String, _ keys: KeyList) -> MappingReader? {
        nodes[key].flatMap { MappingReader($0, path: name(of: key), keys: keys, report: report) }
    }

    func scalar(_ key: String) -> ConfigScalar? {
        guard let node = nodes[key] else { return nil }
        return scalar(node, name: name(of: key))
    }

    private func scalar(_ node: ConfigNode, name: String) -> ConfigScalar? {
        if let scalar = node.scalar, !scalar.isNull { return scalar }
        report.error(node.line, "\(name) must be a single value, but is \(node.kind)")
        return nil
    }

    /// A text of one line that is not blank, as it was written.
    func text(_ key: String) -> String? {
        guard let scalar = scalar(key) else { return nil }
        return checked(scalar.text, line: nodes[key]?.line ?? line, name: name(of: key))
    }

    func requiredText(_ key: String, hint: String? = nil) -> String? {
        requiredNode(key, hint: hint) == nil ? nil : text(key)
    }

    private func checked(_ text: String, line: Int, name: String) -> String? {
        if text.allSatisfy(\.isWhitespace) {
            report.error(line, "\(name) is empty")
        } else if text.contains(where: \.isControl) {
            report.error(line, "\(name) has a line break or another control character in it")
        } else {
            return text
        }
        return nil
    }

    /// The texts of a list with their lines; a single value counts as a list of one.
    func texts(_ key: String) -> [(text: String, line: Int)] {
        guard let node = nodes[key] else { return [] }
        let name = name(of: key)
        guard case .sequence(let elements) = node.content else {
            return scalar(node, name: name)
                .flatMap { checked($0.text, line: node.line, name: name) }
                .map { [($0, node.line)] } ?? []
        }
        if elements.isEmpty { report.error(node.line, "\(name) is an empty list") }
        return elements.compactMap { element in
            guard let scalar = scalar(element, name: "an element of \(name)"),
                let text = checked(scalar.text, line: element.line, name: "an element of \(name)")
            else { return nil }
            return (text, element.line)
        }
    }

    /// The elements of a list; a single mapping or value counts as a list of one.
    func elements(_ key: String) -> [ConfigNode] {
        guard let node = nodes[key] else { return [] }
        if case .sequence(let elements) = node.content { return elements }
        return [node]
    }

    // MARK: - Typed values

    func boolean(_ key: String) -> Bool? {
        guard let scalar = scalar(key) else { return nil }
        if scalar.boolean == nil { error(key, "must be true or false, but is \(quoted(scalar.text))") }
        return scalar.boolean
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = scalar(key)?.text else { return nil }
        guard let number = Quantity.integer(text), range.contains(number) else {
            error(
                key, "must be a whole number from \(range.lowerBound) to \(range.upperBound), but is \(quoted(text))")
            return nil
        }
        return number
    }

    /// A duration in milliseconds.
    func duration(_ key: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let text = scalar(key)?.text, let node = nodes[key] else { return nil }
        switch Quantity.duration(text) {
        case .value(let value) where range.contains(value): return value
        case .value, .tooLarge:
            error(
                key, "is \(quoted(text)), which is out of range",
                hint: "write a duration from \(Quantity.text(range.lowerBound)) to \(Quantity.text(range.upperBound))")
        case .malformed:
            report.error(
                node.line, "\(name(of: key)) must be a duration, but is \(quoted(text))", hint: Quantity.durationHint)
        }
        return nil
    }

    func choice<Word: RawRepresentable & CaseIterable>(_ key: String) -> Word? where Word.RawValue == String {
        guard let text = scalar(key)?.text else { return nil }
        return choice(of: text, line: nodes[key]?.line ?? line, name: name(of: key))
    }

    func choices<Word: RawRepresentable & CaseIterable>(_ key: String) -> [Word] where Word.RawValue == String {
        texts(key).compactMap { choice(of: $0.text, line: $0.line, name: name(of: key)) }
    }

    private func choice<Word: RawRepresentable & CaseIterable>(
        of text: String, line: Int, name: String
    ) -> Word? where Word.RawValue == String {
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue)
        let guess = nearest(to: text, among: words)
        report.error(
            line, "\(name) must be \(alternatives(words)), but is \(quoted(text))",
            hint: guess.map { "did you mean \($0)?" })
        return nil
    }
}

extension MappingReader {
    /// A size such as `512MiB`, `1GiB` or `200MB`, in bytes.
    func size(_ key: String) -> Int64? {
        guard let text = text(key) else { return nil }
        if let bytes = Quantity.bytes(text) { return bytes }
        error(key, "must be a size, but is \(quoted(text))", hint: "write a number and a unit: 200MB, 512MiB or 1GiB")
        return nil
    }
}

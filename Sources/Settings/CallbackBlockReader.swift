import Domain
import Gateway

/// Reads the blocks of `receipts`: what in a callback tells us something.
struct CallbackBlockReader {
    let report: Report
    let tables: TableReader

    private var conditions: ConditionReader { ConditionReader(report: report) }

    /// The blocks of one kind: one mapping, or a list of them.
    func all<Block>(
        _ key: String, _ reader: MappingReader, _ keys: KeyList, _ read: (MappingReader) -> Block?
    ) -> [Block] {
        let nodes = reader.elements(key)
        let name = reader.name(of: key)
        if nodes.isEmpty, reader.node(key) != nil { reader.error(key, "is an empty list") }
        return nodes.enumerated().compactMap { index, node in
            let path = nodes.count > 1 ? "\(name)[\(index)]" : name
            return MappingReader(node, path: path, keys: keys, report: report).flatMap(read)
        }
    }

    func receipt(_ reader: MappingReader) -> ReceiptBlock? {
        let words = Dictionary(uniqueKeysWithValues: ReceiptStatus.allCases.map { ($0.rawValue, $0) })
        let status = word(reader, words, hint: "such as json:data.status with a `map`, or one of its words")
        let id = places(reader, "id")
        let ref = places(reader, "ref")
        if !reader.isWritten("id"), !reader.isWritten("ref") {
            report.error(
                reader.line, "\(reader.path) names no message", hint: "add `id`, such as [json:data.id], or `ref`")
        }
        let block = (
            when: all(reader, "when"), each: each(reader), at: moments(reader), addresses: places(reader, "address"),
            rules: RuleReader(report: report, tables: tables).read(reader)
        )
        return status.map {
            ReceiptBlock(
                when: block.when, each: block.each, id: id, ref: ref, status: $0, at: block.at,
                addresses: block.addresses, rules: block.rules)
        }
    }

    func inbound(_ reader: MappingReader) -> InboundBlock? {
        for (key, hint) in [("from", "such as json:payload.from"), ("text", "such as json:payload.body")] {
            _ = reader.requiredNode(key, hint: hint)
        }
        return InboundBlock(
            when: all(reader, "when"), each: each(reader), from: places(reader, "from"), text: places(reader, "text"),
            ignore: groups(reader, "ignore"), id: places(reader, "id"), at: moments(reader))
    }

    func session(_ reader: MappingReader) -> SessionBlock? {
        let status = word(reader, ["up": true, "down": false], hint: "such as json:data.state with a `map`")
        let block = (when: all(reader, "when"), each: each(reader), at: moments(reader))
        return status.map { SessionBlock(when: block.when, each: block.each, status: $0, at: block.at) }
    }

    func optOut(_ reader: MappingReader) -> OptOutBlock? {
        if !["address", "id", "ref"].contains(where: { reader.isWritten($0) }) {
            report.error(
                reader.line, "\(reader.path) names nobody", hint: "add `address`, such as [json:email], or `id`")
        }
        return OptOutBlock(
            when: all(reader, "when"), each: each(reader), addresses: places(reader, "address"),
            id: places(reader, "id"), ref: places(reader, "ref"), at: moments(reader))
    }

    // MARK: - Parts of a block

    private func places(_ reader: MappingReader, _ key: String) -> [Extraction] {
        conditions.parsed(reader, key) { (text) throws(GatewaySyntaxError) in
            try Extraction(parsing: text, of: .callback)
        }
    }

    private func each(_ reader: MappingReader) -> JSONPath? {
        conditions.parse(reader, "each") { (text) throws(GatewaySyntaxError) in try JSONPath(parsing: text) }
    }

    private func moments(_ reader: MappingReader) -> [MomentSource] {
        conditions.parsed(reader, "at") { (text) throws(GatewaySyntaxError) in try MomentSource(parsing: text) }
    }

    /// Conditions that all have to hold.
    private func all(_ reader: MappingReader, _ key: String) -> [CallbackCondition] {
        groups(reader, key).flatMap { $0 }
    }

    /// The conditions of each mapping.
    private func groups(_ reader: MappingReader, _ key: String) -> [[CallbackCondition]] {
        let name = reader.name(of: key)
        return reader.elements(key).compactMap { node in
            guard let mapping = MappingReader(node, path: name, keys: .jsonCondition, report: report) else {
                return nil
            }
            let tests = conditions.tests(mapping)
            guard mapping.requiredNode("path", hint: "such as {path: event, equals: message}") != nil,
                let place = conditions.place(mapping, "path"), !tests.isEmpty
            else { return nil }
            return tests.map { CallbackCondition(place, $0) }
        }
    }

    // MARK: - Words

    /// `status` and `map`.
    private func word<Word: Sendable>(
        _ reader: MappingReader, _ words: [String: Word], hint: String
    ) -> WordSource<Word>? {
        let names = words.keys.sorted()
        guard reader.requiredNode("status", hint: hint) != nil else { return nil }
        let written = reader.texts("status")
        if written.count == 1, let text = written.first?.text, !text.contains(":") {
            if reader.isWritten("map") {
                reader.error("map", "has no meaning where `status` is a word", hint: "name a place: json:data.status")
            }
            return word(of: text, reader, words, names).map { .always($0) }
        }
        let places = places(reader, "status")
        guard reader.isWritten("map") else { return .mapped(places, words) }
        return map(reader, words, names).map { .mapped(places, $0) }
    }

    private func word<Word>(
        of text: String, _ reader: MappingReader, _ words: [String: Word], _ names: [String]
    ) -> Word? {
        if let word = words[text] { return word }
        reader.error(
            "status", "must be \(alternatives(names)), or a place such as json:status, but is \(quoted(text))",
            hint: nearest(to: text, among: names).map { "did you mean \($0)?" })
        return nil
    }

    /// The gateway's words and ours.
    private func map<Word>(_ reader: MappingReader, _ words: [String: Word], _ names: [String]) -> [String: Word]? {
        guard let node = reader.node("map") else { return nil }
        guard case .mapping(let members) = node.content, !members.isEmpty else {
            reader.error(
                "map", "must be a mapping of the gateway's words to ours, but is \(node.kind)",
                hint: "ours are \(alternatives(names))")
            return nil
        }
        var map: [String: Word] = [:]
        for member in members {
            let text = member.value.scalar?.text ?? ""
            guard let word = words[text] else {
                report.error(
                    member.value.line,
                    "\(MappingReader.join(reader.name(of: "map"), member.key)) must be \(alternatives(names)), "
                        + "but is \(member.value.scalar.map { quoted($0.text) } ?? member.value.kind)",
                    hint: nearest(to: text, among: names).map { "did you mean \($0)?" })
                continue
            }
            map[member.key] = word
        }
        return map
    }
}

extension ConditionReader {
    /// A place in a callback that a condition is about: a JSON path, or another place with its kind before it.
    func place(_ reader: MappingReader, _ key: String) -> Extraction? {
        parse(reader, key) { (text) throws(GatewaySyntaxError) in
            let kinds = ["json:", "root:", "form:", "query:", "header:", "text:"]
            guard kinds.contains(where: { text.hasPrefix($0) }) else { return .json(try JSONPath(parsing: text)) }
            return try Extraction(parsing: text, of: .callback)
        }
    }
}

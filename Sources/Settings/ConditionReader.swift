import Domain
import Gateway

/// Reads what `require` and `when` ask of an answer.
struct ConditionReader {
    let report: Report

    /// The tests of one JSON condition; all of them have to hold.
    func json(_ node: ConfigNode, name: String) -> [JSONCondition] {
        guard let reader = MappingReader(node, path: name, keys: .jsonCondition, report: report),
            let path = path(reader)
        else { return [] }
        return tests(reader).map { JSONCondition(path: path, test: $0) }
    }

    /// What is asked of the values at a path.
    func tests(_ reader: MappingReader) -> [JSONCondition.Test] {
        var tests: [JSONCondition.Test] = []
        if let exists = exists(reader) { tests.append(.exists(exists)) }
        if let node = reader.node("equals"), let scalar = scalar(node, name: reader.name(of: "equals")) {
            tests.append(.equals(BodyReader.value(scalar)))
        }
        let values = reader.elements("in").compactMap { scalar($0, name: "an element of \(reader.name(of: "in"))") }
        if !values.isEmpty { tests.append(.oneOf(values.map { BodyReader.value($0) })) }
        if let range = parse(reader, "range", { (text) throws(GatewaySyntaxError) in try NumberRange(parsing: text) }) {
            tests.append(.range(range))
        }
        if let regex = parse(reader, "regex", { (text) throws(GatewaySyntaxError) in try Pattern(text) }) {
            tests.append(.regex(regex))
        }
        let types: [JSONType] = reader.choices("type")
        if !types.isEmpty { tests.append(.type(types)) }
        requireTest(reader, ["exists", "absent", "equals", "in", "range", "regex", "type"])
        return tests
    }

    /// The tests of one header condition; all of them have to hold.
    func header(_ node: ConfigNode, name: String) -> [HeaderCondition] {
        guard let reader = MappingReader(node, path: name, keys: .headerCondition, report: report) else { return [] }
        let header = reader.requiredText("name", hint: "such as {name: X-Error, exists: true}")
        var tests: [HeaderCondition.Test] = []
        if let exists = exists(reader) { tests.append(.exists(exists)) }
        for key in ["equals", "in"] {
            let values = reader.texts(key).map(\.text)
            if !values.isEmpty { tests.append(.equals(values)) }
        }
        if let regex = parse(reader, "regex", { (text) throws(GatewaySyntaxError) in try Pattern(text) }) {
            tests.append(.regex(regex))
        }
        requireTest(reader, ["exists", "absent", "equals", "in", "regex"])
        return header.map { header in tests.map { HeaderCondition(name: header, test: $0) } } ?? []
    }

    /// Every element of a list that is read from its text form.
    func parsed<Value>(
        _ reader: MappingReader, _ key: String, _ parse: (String) throws(GatewaySyntaxError) -> Value
    ) -> [Value] {
        reader.texts(key).compactMap { value(of: $0.text, line: $0.line, name: reader.name(of: key), parse) }
    }

    /// A value that is read from its text form.
    func parse<Value>(
        _ reader: MappingReader, _ key: String, _ parse: (String) throws(GatewaySyntaxError) -> Value
    ) -> Value? {
        guard let text = reader.text(key), let node = reader.node(key) else { return nil }
        return value(of: text, line: node.line, name: reader.name(of: key), parse)
    }

    private func value<Value>(
        of text: String, line: Int, name: String, _ parse: (String) throws(GatewaySyntaxError) -> Value
    ) -> Value? {
        do throws(GatewaySyntaxError) {
            return try parse(text)
        } catch {
            report.error(line, "\(name): \(error.message)", hint: error.hint)
            return nil
        }
    }

    private func path(_ reader: MappingReader) -> JSONPath? {
        guard reader.requiredNode("path", hint: "such as {path: key.id, exists: true}") != nil else { return nil }
        return parse(reader, "path") { (text) throws(GatewaySyntaxError) in try JSONPath(parsing: text) }
    }

    private func exists(_ reader: MappingReader) -> Bool? {
        let absent = reader.boolean("absent").map { !$0 }
        let exists = reader.boolean("exists")
        guard let absent else { return exists }
        if let exists, exists != absent { reader.error("absent", "contradicts `exists`") }
        return absent
    }

    private func scalar(_ node: ConfigNode, name: String) -> ConfigScalar? {
        if let scalar = node.scalar { return scalar }
        report.error(node.line, "\(name) must be a single value, but is \(node.kind)")
        return nil
    }

    private func requireTest(_ reader: MappingReader, _ tests: [String]) {
        guard !tests.contains(where: { reader.isWritten($0) }) else { return }
        report.error(reader.line, "\(reader.path) asks nothing", hint: "add \(alternatives(tests))")
    }
}

import Domain
import Gateway

/// Reads what an endpoint's answers mean: `success`, `id`, `recipient`.
struct AnswerReader {
    private static let idHint =
        "write where the answer has the message's id, such as [json:id], or `optional` or `client` if it has none"

    let report: Report

    private var conditions: ConditionReader { ConditionReader(report: report) }

    func success(_ reader: MappingReader) -> SuccessRule {
        var rule = SuccessRule()
        guard let keys = reader.mapping("success", .success) else { return rule }
        let statuses = conditions.parsed(keys, "http") { (text) throws(GatewaySyntaxError) in
            try StatusPattern(parsing: text)
        }
        if !statuses.isEmpty { rule.http = statuses }
        rule.require = keys.elements("require").flatMap { conditions.json($0, name: keys.name(of: "require")) }
        return rule
    }

    /// The words `optional` and `client`, and places. There is no default: without an id a success cannot be told from
    /// a polite failure, so to do without one is the operator's decision.
    func id(_ reader: MappingReader, keyLine: Int) -> IDRule? {
        guard reader.isWritten("id") else {
            report.error(keyLine, "\(reader.name(of: "id")) is missing", hint: Self.idHint)
            return nil
        }
        let words = reader.texts("id")
        if words.map(\.text) == ["client"] { return .client }
        let isOptional = words.contains { $0.text == "optional" }
        let places = words.filter { $0.text != "optional" }.compactMap { place($0, name: reader.name(of: "id")) }
        guard isOptional || !places.isEmpty else { return nil }
        return isOptional ? .optional(places) : .required(places)
    }

    func recipient(_ reader: MappingReader) -> [Extraction] {
        reader.texts("recipient").compactMap { word in
            if word.text == "client" {
                report.error(
                    word.line, "\(reader.name(of: "recipient")) cannot be `client`", hint: "such as json:key.remoteJid")
                return nil
            }
            return place(word, name: reader.name(of: "recipient"))
        }
    }

    /// Places that stand at a value: one or a list of them, the first that has a value counts.
    func places(_ node: ConfigNode, name: String) -> [Extraction] {
        let elements: [ConfigNode] = if case .sequence(let list) = node.content { list } else { [node] }
        if elements.isEmpty { report.error(node.line, "\(name) is an empty list") }
        return elements.compactMap { element in
            guard let scalar = element.scalar, !scalar.isNull, scalar.text != "client" else {
                report.error(
                    element.line, "\(name) must say where a value stands in the answer", hint: "such as json:id")
                return nil
            }
            return place((scalar.text, element.line), name: name)
        }
    }

    private func place(_ word: (text: String, line: Int), name: String) -> Extraction? {
        do throws(GatewaySyntaxError) {
            return try Extraction(parsing: word.text)
        } catch {
            report.error(word.line, "\(name): \(error.message)", hint: error.hint)
            return nil
        }
    }
}

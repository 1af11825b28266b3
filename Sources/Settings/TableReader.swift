import Domain
import Gateway

/// What the codes of a table mean.
struct TableEntry {
    /// Each is one code, or all from one to another.
    var codes: [NumberRange]
    var outcome: Outcome
    var reason: String?
    var scope: FaultScope?
    var retry: RetryHint?
}

/// Reads tables of codes: those under `tables`, and files `NAME.table.yaml`, which are found as presets are.
final class TableReader {
    private let report: Report
    private let presets: PresetStore
    private let written: [String: (node: ConfigNode, path: String)]
    /// Those that were read, be they right or wrong.
    private var read: [String: [TableEntry]] = [:]

    /// - Parameter reader: the endpoint's keys.
    init(_ reader: MappingReader, presets: PresetStore) {
        report = reader.report
        self.presets = presets
        var written: [String: (node: ConfigNode, path: String)] = [:]
        if let node = reader.node("tables") {
            if case .mapping(let members) = node.content {
                for member in members {
                    let path = MappingReader.join(reader.name(of: "tables"), member.key)
                    if !Name.isValid(member.key) { report.error(member.keyLine, "\(path) is no name", hint: Name.hint) }
                    written[member.key] = (member.value, path)
                }
            } else {
                reader.error(
                    "tables", "must be a mapping of names to tables, but is \(node.kind)",
                    hint: "such as {codes-of-ours: [{codes: [100, 200-299], outcome: misconfigured}]}")
            }
        }
        self.written = written
    }

    /// Reads the tables that no rule uses, too: what is wrong in them is told.
    func readAll() {
        for name in written.keys.sorted() { _ = table(name, line: 0, key: "") }
    }

    /// The entries of a table; none if there is no such table or it is wrong, which has been reported.
    ///
    /// - Parameters:
    ///   - line: where it is named.
    ///   - key: the key that names it.
    func table(_ name: String, line: Int, key: String) -> [TableEntry] {
        if let entries = read[name] { return entries }
        let entries = written[name].map { table($0.node, path: $0.path) } ?? file(name, line: line, key: key)
        read[name] = entries
        return entries
    }

    private func file(_ name: String, line: Int, key: String) -> [TableEntry] {
        do throws(PresetStore.Unreadable) {
            guard let file = try presets.table(named: name) else {
                let names = (presets.tableNames + written.keys).sorted()
                report.error(
                    line, "\(key) names the table \(quoted(name)), and there is none of that name",
                    hint: nearest(to: name, among: names).map { "did you mean \($0)?" }
                        ?? "it stands under `tables`, or in a file NAME.table.yaml where presets are")
                return []
            }
            let own = Report(file: file.path)
            let root = YAMLDocument.read(file.text, into: own)
            for problem in own.problems { report.add(problem) }
            guard let root, !own.hasErrors else { return [] }
            return table(root.moved(by: report.add(source: file.path)), path: "the table \(name)")
        } catch {
            report.add(error.problem)
            return []
        }
    }

    private func table(_ node: ConfigNode, path: String) -> [TableEntry] {
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            report.error(
                node.line, "\(path) must be a list of entries, but is \(node.kind)",
                hint: "such as [{codes: [100, 200-299], outcome: misconfigured, reason: account}]")
            return []
        }
        var entries: [TableEntry] = []
        var taken: [(codes: ClosedRange<Int>, line: Int)] = []
        for (index, element) in elements.enumerated() {
            let name = "\(path)[\(index)]"
            guard let reader = MappingReader(element, path: name, keys: .tableEntry, report: report) else { continue }
            let codes = codes(reader, &taken)
            if !reader.isWritten("outcome") {
                report.error(
                    reader.line, "\(reader.name(of: "outcome")) is missing",
                    hint: "one of \(alternatives(Outcome.allCases.map(\.rawValue)))")
            }
            let rules = RuleReader(report: report)
            let (reason, retry) = (rules.reason(reader), rules.retry(reader))
            let scope: FaultScope? = reader.choice("scope")
            guard let outcome: Outcome = reader.choice("outcome"), !codes.isEmpty else { continue }
            let ranges = codes.map { NumberRange(lower: Double($0.lowerBound), upper: Double($0.upperBound)) }
            entries.append(TableEntry(codes: ranges, outcome: outcome, reason: reason, scope: scope, retry: retry))
        }
        return entries
    }

    private func codes(
        _ reader: MappingReader, _ taken: inout [(codes: ClosedRange<Int>, line: Int)]
    ) -> [ClosedRange<Int>] {
        let hint = "such as [131026, 200-299]"
        guard reader.requiredNode("codes", hint: hint) != nil else { return [] }
        var codes: [ClosedRange<Int>] = []
        for (text, line) in reader.texts("codes") {
            guard let range = Self.range(text) else {
                report.error(
                    line, "\(reader.name(of: "codes")): \(quoted(text)) is neither a code nor a range", hint: hint)
                continue
            }
            if let other = taken.first(where: { $0.codes.overlaps(range) }) {
                report.error(
                    line, "\(reader.name(of: "codes")): \(quoted(text)) is in the table already",
                    hint: "the first time in line \(report.place(other.line).line)")
            }
            taken.append((range, line))
            codes.append(range)
        }
        return codes
    }

    /// `131026` or `200-299`.
    private static func range(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Quantity.integer(String($0)) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last else {
            return nil
        }
        return first...last
    }
}

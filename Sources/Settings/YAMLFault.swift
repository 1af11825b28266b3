import Yams

/// Why a text is not YAML, in the operator's words and without a copy of the line, which may hold something private.
struct YAMLFault {
    var line: Int
    var message: String
    var hint: String?

    init(_ error: any Error, text: String) {
        guard let error = error as? YamlError else {
            self.init(line: 1, message: "not valid YAML")
            return
        }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            self.init(problem, context: context?.text, mark: mark, text: text)
        case .composer(_, let problem, let mark, _):
            self.init(problem, context: nil, mark: mark, text: text)
        case .duplicatedKeysInMapping(_, let context):
            self.init(line: context.mark.line, message: "a key is written twice in this mapping")
        case .reader(let problem, _, _, _):
            self.init(line: Self.lineOfControlCharacter(in: text), message: "not valid YAML: \(problem)")
            hint = "remove the control character; a text editor may not show it"
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self.init(line: 1, message: "not valid YAML")
        }
    }

    func report(to report: Report) {
        report.error(line, message, hint: hint)
    }

    private init(line: Int, message: String) {
        self.line = max(1, line)
        self.message = message
    }

    private init(_ problem: String, context: String?, mark: Mark, text: String) {
        let words = [context, problem].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
        self.init(line: mark.line, message: "not valid YAML (column \(mark.column)): \(words)")
        hint = Self.hint(for: problem, mark: mark, text: text)
    }

    private static func hint(for problem: String, mark: Mark, text: String) -> String? {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        let line = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : ""
        if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            return "the line is indented with a tab: YAML takes spaces only"
        }
        if problem.contains("another document") { return "the configuration is one document: remove the line ---" }
        if problem.contains("undefined alias") { return "a * stands for an anchor: quote the value if it is a text" }
        if problem.contains("cannot start any token") {
            return "quote a value that starts with @, `, % or another special character"
        }
        if problem.contains("mapping values are not allowed") {
            return "quote a value that has a colon and a blank in it, and look at the indentation"
        }
        return "look at the indentation and for a quotation mark or bracket that is not closed"
    }

    private static func lineOfControlCharacter(in text: String) -> Int {
        var line = 1
        for scalar in text.unicodeScalars {
            if scalar == "\n" { line += 1 }
            let isAllowed = scalar.value >= 0x20 && scalar.value != 0x7F || ["\n", "\r", "\t"].contains(scalar)
            if !isAllowed || (0x80..<0xA0).contains(scalar.value) && scalar != "\u{85}" { return line }
        }
        return 1
    }
}

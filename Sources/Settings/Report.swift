import Composer
import Domain

/// Collects everything that is wrong with one configuration, so that it can be told at once.
final class Report {
    /// The configuration file's path, as the operator named it.
    let file: String
    private(set) var problems: [Problem] = []

    init(file: String) {
        self.file = file
    }

    var hasErrors: Bool { problems.hasErrors }

    /// The problems by file and line, the configuration file first, without repeats.
    var sorted: [Problem] {
        var seen: Set<Problem> = []
        return problems.enumerated()
            .filter { seen.insert($0.element).inserted }
            .sorted { left, right in
                let (a, b) = (left.element, right.element)
                if a.file != b.file { return a.file == file || (b.file != file && a.file < b.file) }
                return (a.line, left.offset) < (b.line, right.offset)
            }
            .map(\.element)
    }

    func error(_ line: Int, _ message: String, hint: String? = nil) {
        add(Problem(file: file, line: line, message: message, hint: hint))
    }

    func warning(_ line: Int, _ message: String, hint: String? = nil) {
        add(Problem(file: file, line: line, severity: .warning, message: message, hint: hint))
    }

    func add(_ problem: Problem) {
        problems.append(problem)
    }
}

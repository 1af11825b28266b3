import Composer
import Domain

/// Collects everything that is wrong with one configuration, so that it can be told at once.
final class Report {
    /// The configuration file's path, as the operator named it.
    let file: String
    private(set) var problems: [Problem] = []
    /// Other files that values come from. The lines of the n-th are counted on from n times `linesOfAFile`.
    private var sources: [String] = []

    /// More lines than any file that is read has.
    private static let linesOfAFile = 1 << 24

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

    /// Another file that values come from.
    ///
    /// - Returns: by how much its lines are to be moved, so that they are told from other files' ones.
    func add(source: String) -> Int {
        sources.append(source)
        return sources.count * Self.linesOfAFile
    }

    /// The file and the line in it that a line stands for.
    func place(_ line: Int) -> (file: String, line: Int) {
        let number = line / Self.linesOfAFile
        guard number > 0, number <= sources.count else { return (file, line) }
        return (sources[number - 1], line % Self.linesOfAFile)
    }

    func error(_ line: Int, _ message: String, hint: String? = nil) {
        let place = place(line)
        add(Problem(file: place.file, line: place.line, message: message, hint: hint))
    }

    func warning(_ line: Int, _ message: String, hint: String? = nil) {
        let place = place(line)
        add(Problem(file: place.file, line: place.line, severity: .warning, message: message, hint: hint))
    }

    func add(_ problem: Problem) {
        problems.append(problem)
    }
}

import ArgumentParser
import Console
import Domain
import Outbox

/// Why a verb ends without having done all it should: what to say on standard error, and the exit status.
struct Failure: Error {
    var status: ExitStatus
    /// Complete lines.
    var lines: [String]

    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        lines = ["\(Program.name): \(message)"] + (hint.map { [Self.hintLine($0)] } ?? [])
    }

    init(_ error: OutboxError) {
        self.init(ExitStatus(error.kind), error.message)
    }

    /// A configuration that cannot be used.
    init(_ problems: [Problem]) {
        status = .configuration
        lines = problems.flatMap { Self.lines(of: $0) }
    }

    /// `FILE:LINE: error: message`, and the hint on a line of its own.
    static func lines(of problem: Problem) -> [String] {
        let place = problem.line > 0 ? "\(problem.file):\(problem.line)" : problem.file
        let line = "\(place): \(problem.severity.rawValue): \(problem.message)"
        return [line] + (problem.hint.map { [hintLine($0)] } ?? [])
    }

    private static func hintLine(_ hint: String) -> String { "    hint: \(hint)" }

    /// Tells standard error about an error, unless the argument parser does that itself.
    ///
    /// - Returns: what is to be thrown in its place, so that the program ends with the right status.
    static func report(_ error: any Error) -> any Error {
        switch error {
        case let failure as Failure: failure.say()
        case let error as OutboxError: Failure(error).say()
        case let error as ListenerError: Failure(error).say()
        case is ExitCode, is CleanExit, is ValidationError: error
        default: Failure(.internalError, "\(error)").say()
        }
    }

    private func say() -> ExitCode {
        for line in lines { Diagnostics.print(line.printable()) }
        return status.code
    }
}

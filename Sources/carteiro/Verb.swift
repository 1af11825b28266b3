import ArgumentParser

/// A verb that reads or writes the outbox and ends.
protocol Verb: ParsableCommand {
    /// Does the work. What it throws is reported, and becomes an exit status, in one place.
    ///
    /// - Parameter out: standard output, flushed afterwards, also after an error.
    func perform(_ out: Output) throws
}

extension Verb {
    func run() throws {
        let out = Output(descriptor: 1)
        do {
            let result = Result { try perform(out) }
            try out.flush()
            try result.get()
        } catch {
            throw Failure.report(error)
        }
    }
}

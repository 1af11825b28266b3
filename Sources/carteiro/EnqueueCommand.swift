import ArgumentParser
import Domain

struct EnqueueCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "enqueue",
        abstract: "Put messages into the outbox, one JSON object a line.",
        discussion: """
            Keys are the columns of the table: template and payload (an object) are required; route, dedupe_key, \
            not_before, not_after (Unix seconds) and priority (0 to 9) are not. Every valid line is stored, a thousand \
            in each durable transaction. A line that is refused is named on standard error, and the exit status is 65 \
            then. So is a line whose template or route the configuration does not know.
            """
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "Print the counts as JSON.")
    var json = false

    @Argument(help: "Files of JSON Lines; - or none for standard input.", completion: .file())
    var files: [String] = []

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        // All of them before the first message is stored: a name mistyped is found at once.
        let inputs = try (files.isEmpty ? ["-"] : files).map { try InputFile($0) }
        let outbox = try settings.openOrCreateOutbox()
        if inputs.contains(where: \.isTerminal) {
            Diagnostics.print("\(Program.name): reading JSON Lines from the keyboard; Ctrl-D ends them")
        }
        let intake = Intake(outbox: outbox, reader: MessageLineReader(plan: RoutePlan(settings)), inputs: inputs)
        do {
            for input in inputs { try intake.read(input) }
            intake.progress.clear()
        } catch {
            intake.progress.clear()
            Diagnostics.print("\(Program.name): not finished; until then \(intake.counts.sentence)")
            throw error
        }
        out.print(json ? intake.counts.json.text : intake.counts.sentence)
        if intake.counts.refused > 0 {
            throw ExitStatus.badInput.code
        }
    }
}

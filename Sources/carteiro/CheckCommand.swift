import ArgumentParser
import Composer
import Domain
import Settings

struct CheckCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration and the templates, and name all that is wrong at once.",
        discussion: "The exit status is 78 if there is an error; warnings alone leave it at 0."
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "Print one JSON document.")
    var json = false

    func perform(_ out: Output) throws {
        let result = configuration.read()
        let isSound = if case .loaded = result { true } else { false }
        if json {
            let document = JSON.object([
                JSONMember("ok", .bool(isSound)), JSONMember("problems", .array(result.problems.map(\.json))),
            ])
            out.print(document.text)
        } else {
            for problem in result.problems {
                for line in Failure.lines(of: problem) { Diagnostics.print(line) }
            }
        }
        switch result {
        case .loaded(let settings, _): if !json { out.print(summary(settings)) }
        case .failed: throw ExitStatus.configuration.code
        }
    }

    private func summary(_ settings: Settings) -> String {
        let counts = [
            Wording.count(settings.endpoints.count, "endpoint"), Wording.count(settings.routes.count, "route"),
            Wording.count(settings.templates.names.count, "template"),
        ]
        return "\(configuration.path): sound, with \(counts.joined(separator: ", "))"
    }
}

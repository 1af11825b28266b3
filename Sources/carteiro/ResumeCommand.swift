import ArgumentParser
import Domain
import Outbox
import Settings

struct ResumeCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "End the pause of an endpoint, whoever paused it.",
        discussion: "It gets one message first; if that goes well, the others follow. Its rate limits hold as before."
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The endpoint's name.")
    var endpoint: String

    @Flag(help: "Print one JSON document.")
    var json = false

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        _ = try settings.requireEndpoint(endpoint)
        let wasPaused = try settings.openOutbox().resume(endpoint: endpoint)
        let document = JSON.object([
            JSONMember("endpoint", .string(endpoint)), JSONMember("resumed", .bool(wasPaused)),
        ])
        let sentence = wasPaused ? "\(endpoint) goes on, with one message first" : "\(endpoint) was not paused"
        out.print(json ? document.text : sentence)
    }
}

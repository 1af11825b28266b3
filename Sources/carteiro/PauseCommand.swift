import ArgumentParser
import Domain
import Outbox
import Settings

struct PauseCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop sending through an endpoint until it is resumed, also over a restart."
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The endpoint's name.")
    var endpoint: String

    @Flag(help: "Print one JSON document.")
    var json = false

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        _ = try settings.requireEndpoint(endpoint)
        try settings.openOrCreateOutbox().pause(endpoint: endpoint)
        let document = JSON.object([
            JSONMember("endpoint", .string(endpoint)), JSONMember("state", .string("paused")),
        ])
        out.print(json ? document.text : "\(endpoint) is paused until it is resumed")
    }
}

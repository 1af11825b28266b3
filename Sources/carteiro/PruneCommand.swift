import ArgumentParser
import Domain
import Outbox
import Settings

struct PruneCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove and wipe what is older than the configuration's retention, now.",
        discussion: "The daemon does so by itself, a little at a time. What was sent leaves its evidence behind."
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "Print the count as JSON.")
    var json = false

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        let result = try settings.openOutbox().prune(UpkeepPlan(settings).limits(at: .now))
        let document = JSON.object([
            JSONMember("pruned", .integer(result.removed)), JSONMember("wiped", .integer(result.wiped)),
        ])
        let sentence =
            "\(Wording.count(result.removed, "message")) removed, the texts of \(Wording.grouped(result.wiped)) wiped"
        out.print(json ? document.text : sentence)
    }
}

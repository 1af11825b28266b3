import ArgumentParser
import Domain
import Outbox
import Settings

struct PruneCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove ended messages that are older than the configuration's retention, now."
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "Print the count as JSON.")
    var json = false

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        let now = Timestamp.now
        let limit = { (age: Int64?) in
            age.map { now.advanced(byMilliseconds: -$0) } ?? Timestamp(milliseconds: .min)
        }
        let count = try settings.openOutbox().prune(
            sentBefore: limit(settings.retention.sentMilliseconds),
            endedBefore: limit(settings.retention.endedMilliseconds))
        let document = JSON.object([JSONMember("pruned", .integer(count))])
        out.print(json ? document.text : "\(Wording.count(count, "message")) removed")
    }
}

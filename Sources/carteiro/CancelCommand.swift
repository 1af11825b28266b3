import ArgumentParser
import Domain
import Outbox

struct CancelCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancel messages that have not been sent.",
        discussion: "At least one option must say which; together they must all hold."
    )

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var messages: SelectionOptions

    @Flag(help: "Do not ask, however many there are.")
    var yes = false

    @Flag(help: "Print the count as JSON.")
    var json = false

    func validate() throws {
        try messages.require(for: "cancel", among: Outbox.cancellable)
    }

    func perform(_ out: Output) throws {
        let outbox = try configuration.load().openOutbox()
        let selection = messages.selection
        let found = try outbox.count(selection, among: Outbox.cancellable)
        let question = "Cancel \(Wording.count(found, "message"))?"
        let mayGoOn = Confirmation.ask(question, about: found, isGiven: yes)
        let flying = mayGoOn ? try outbox.count(selection, among: [.sending]) : 0
        let count = mayGoOn ? try outbox.cancel(selection) : 0
        out.print(
            json
                ? JSON.object([JSONMember("cancelled", .integer(count))]).text
                : "\(Wording.count(count, "message")) cancelled")
        if flying > 0, !json {
            out.print("\(Wording.count(flying, "message")) of these in flight: what is on its way may still arrive")
        }
    }
}

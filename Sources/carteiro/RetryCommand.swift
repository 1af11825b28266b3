import ArgumentParser
import Domain
import Outbox

struct RetryCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Give ended messages all their tries again.",
        discussion: """
            At least one option must say which; together they must all hold. What was accepted of a message is not \
            sent again, and a message whose invoice has been paid, or whose text has been wiped, stays as it is.
            """
    )

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var messages: SelectionOptions

    @Flag(help: "Do not ask, however many there are.")
    var yes = false

    @Flag(help: "Print the count as JSON.")
    var json = false

    func validate() throws {
        try messages.require(for: "retry", among: Outbox.retryable)
    }

    func perform(_ out: Output) throws {
        let outbox = try configuration.load().openOutbox()
        let selection = messages.selection
        let found = try outbox.count(selection, among: Outbox.retryable)
        let question = "Try \(Wording.count(found, "message")) again?"
        let mayGoOn = Confirmation.ask(question, about: found, isGiven: yes)
        let count = mayGoOn ? try outbox.retry(selection, at: .now) : 0
        out.print(
            json
                ? JSON.object([JSONMember("retried", .integer(count))]).text
                : "\(Wording.count(count, "message")) to be tried again")
        if mayGoOn, count < found, !json {
            let left = Wording.count(found - count, "message")
            out.print("\(left) left alone: the invoice has been paid, or the text wiped")
        }
    }
}

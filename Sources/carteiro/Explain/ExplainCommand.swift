import ArgumentParser
import Delivery
import Domain
import Outbox
import Settings

/// The languages of `explain`.
enum Language: String, CaseIterable, ExpressibleByArgument {
    case portuguese = "pt"
    case english = "en"
}

struct ExplainCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say in one sentence why a message has not been sent yet, or what became of it.",
        discussion: "In Portuguese, for who speaks with the customer, and in English; --language chooses one of them."
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The message's id.")
    var id: Int64

    @Option(help: "pt or en; the language of `why` and `next` in the JSON document (default: pt), and of the text.")
    var language: Language?

    @Flag(help: "Print one JSON document.")
    var json = false

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        let outbox = try settings.openOutbox()
        let now = Timestamp.now
        guard let summary = try outbox.summary(of: id),
            let situation = try Explainer(plan: DeliveryPlan(settings), outbox: outbox).situation(of: id, at: now)
        else { throw Failure(.badInput, "there is no message \(id)") }
        let clock = WallClock(timeZone: settings.timeZone)
        let explanation = { (language: Language) in
            Explanation(situation, language: language, clock: clock)
        }
        if json {
            let chosen = explanation(language ?? .portuguese)
            return out.print(
                JSON.object([
                    JSONMember("id", .integer(id)), JSONMember("state", .string(summary.state)),
                    JSONMember("why", .string(chosen.why)), JSONMember("next", .string(chosen.next)),
                ]).text)
        }
        for language in self.language.map({ [$0] }) ?? Language.allCases {
            let text = explanation(language)
            out.print(language == .portuguese ? "Mensagem \(id): \(text.line)" : "Message \(id): \(text.line)")
        }
    }
}

import ArgumentParser
import Domain
import Outbox
import Settings

struct ResolveCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Decide over a message that may or may not have arrived.",
        discussion: """
            A message in the state `uncertain` waits for a person; so may one that waits to go again after an attempt \
            without a clear answer. Messages that were merged into it share what is decided.
            """
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The message's id.")
    var id: Int64

    @Flag(help: "It arrived; parts that were still to come are not sent.")
    var sent = false

    @Flag(help: "Send it once more, letter by letter and with the same idempotency key.")
    var again = false

    @Flag(help: "Print one JSON document.")
    var json = false

    func validate() throws {
        guard sent != again else { throw ValidationError("say what is known of it: --sent or --again") }
    }

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        let result = try settings.openOutbox().resolve(
            id, as: sent ? .sent : .again, endpoints: settings.endpoints.map(\.endpoint.name), at: .now)
        switch result {
        case .sent(let others, let partsLeft):
            out.print(json ? document(.sent, others, partsLeft).text : "message \(id) counts as sent" + along(others))
            if partsLeft > 0, !json {
                out.print("\(Wording.count(partsLeft, "part")) still to come: not sent")
            }
        case .queued(let others):
            out.print(json ? document(.queued, others).text : "message \(id) is sent again" + along(others))
        case .settled(let others):
            let sentence = "message \(id) is cancelled" + along(others) + ": the invoice has been paid meanwhile"
            out.print(json ? document(.cancelled, others).text : sentence)
        case .missing:
            throw Failure(.badInput, "there is no message \(id)")
        case .notUncertain(let state):
            throw Failure(
                .badInput, "message \(id) is \(state), not uncertain: there is nothing to decide",
                hint: "`carteiro explain \(id)` says where it stands")
        case .merged(let leader):
            throw Failure(
                .badInput, "message \(id) was merged into message \(leader) and shares its fate",
                hint: "carteiro resolve \(leader) \(sent ? "--sent" : "--again")")
        case .wiped:
            throw Failure(
                .badInput, "the text of message \(id) has been wiped, so it cannot be sent again",
                hint: "if it is still needed, have the billing system queue a new one")
        }
    }

    private func document(_ state: MessageState, _ others: [Int64], _ partsLeft: Int = 0) -> JSON {
        .object([
            JSONMember("id", .integer(id)), JSONMember("state", .string(state.rawValue)),
            JSONMember("merged", .array(others.map { .integer($0) })),
            JSONMember("parts_not_sent", .integer(partsLeft)),
        ])
    }

    private func along(_ others: [Int64]) -> String {
        guard !others.isEmpty else { return "" }
        return ", with \(others.map { String($0) }.joined(separator: ", ")) that \(others.count == 1 ? "was" : "were") "
            + "merged into it"
    }
}

import ArgumentParser
import Domain
import Outbox
import Settings

struct ForgetCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Erase a customer's data, and keep the proof of what was sent.",
        discussion: """
            What waits for the customer is cancelled. Names, addresses, texts, codes and answers of all the customer's \
            messages are overwritten; the invoice's number, times, the gateway's ids and a fingerprint of each text stay. \
            Copies that were made with `backup`, or before a migration, are not touched.
            """
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The customer, as the payloads' customer.id names it.")
    var customer: String

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "Print the counts as JSON.")
    var json = false

    func validate() throws {
        guard !customer.isEmpty else { throw ValidationError("the customer's id is empty") }
    }

    func perform(_ out: Output) throws {
        let outbox = try configuration.load().openOutbox()
        let question = "Erase \(Wording.count(try outbox.messages(of: customer), "message")) of this customer for good?"
        // Even one is asked about: nothing brings it back.
        guard Confirmation.ask(question, about: .max, isGiven: yes) else {
            return report(Forgotten(), isErased: true, out)
        }
        let result = try outbox.forget(customer: customer)
        let isErased = try outbox.emptyLog()
        report(result, isErased: isErased, out)
        guard result.inFlight == 0 else {
            try out.flush()
            throw Failure(
                .tryAgain, "\(Wording.count(result.inFlight, "message")) of this customer in flight",
                hint: "run the same once more when the request has ended")
        }
    }

    private func report(_ result: Forgotten, isErased: Bool, _ out: Output) {
        guard !json else {
            return out.print(
                JSON.object([
                    JSONMember("forgotten", .integer(result.messages)),
                    JSONMember("cancelled", .integer(result.cancelled)),
                    JSONMember("in_flight", .integer(result.inFlight)), JSONMember("erased", .bool(isErased)),
                ]).text)
        }
        out.print(
            "\(Wording.count(result.messages, "message")) forgotten, \(Wording.grouped(result.cancelled)) of them "
                + "cancelled")
        if !isErased {
            out.print(
                "another program reads the outbox: what was erased stays in its write-ahead log until that has ended")
        }
    }
}

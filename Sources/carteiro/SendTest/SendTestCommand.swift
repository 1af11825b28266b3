import ArgumentParser
import Domain
import Foundation
import Gateway
import Outbox
import Settings
import Transport

struct SendTestCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "send-test",
        abstract: "Send one real message through an endpoint, and show the whole exchange.",
        discussion: """
            It goes to an address of your own, outside of the outbox: nothing is stored, and neither delivery window, \
            limits, pauses nor the list of who opted out apply. Everything that an endpoint does is done, the question \
            for the address and the steps before its request too. Secrets are masked. The exit status is 0 only if the \
            endpoint accepted the message, and 69 if it did not, or was not reached.
            """
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The endpoint's name.")
    var endpoint: String

    @Option(help: "Where it goes: a telephone number with area code, or an e-mail address, of your own.")
    var to: String

    @Option(help: "The template that it is written by (default: a sentence that says that it is a test).")
    var template: String?

    @Option(
        help:
            "A JSON file with the payload, - for standard input; who it is for is replaced (default: an invented one).",
        completion: .file())
    var payload: String?

    @Option(help: "A PDF that goes along, as the endpoint takes documents.", completion: .file(extensions: ["pdf"]))
    var pdf: String?

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "Print one JSON document.")
    var json = false

    func perform(_ out: Output) throws {
        let settings = try loadWithSecrets()
        let target = try settings.requireEndpoint(endpoint)
        let letter = try TestLetterWriter(
            settings: settings, target: target, address: to, template: template, payload: payload, pdf: pdf
        ).letter(at: .now)
        let notes = letter.notes + caution(letter, target, settings)
        if !json { for note in notes { Diagnostics.print("\(Program.name): \(note)") } }
        guard Confirmation.ask(question(letter, target), about: .max, isGiven: yes) else {
            throw Failure(.unavailable, "nothing was sent")
        }
        let delivery = TestDelivery(target, letter, transport: try CurlTransport(maximumConnections: 4))
        let page = ExchangePage(style: Style(for: out))
        let ending = try delivery.run { exchange in
            guard !json else { return }
            for line in page.lines(exchange) { out.print(line.printable()) }
            try out.flush()
        }
        if json {
            out.print(TestReport(target, letter, ending, delivery.exchanges, notes: notes).json.text)
        } else {
            out.print("")
            out.print(page.style.bold(Meaning.conclusion(ending, target).printable()))
        }
        guard ending.outcome == .sent else { throw ExitStatus.unavailable.code }
    }

    private func loadWithSecrets() throws -> Settings {
        switch configuration.read() {
        case .loaded(let settings, _): return settings
        case .failed(let problems): throw Failure(problems)
        }
    }

    private func question(_ letter: TestLetter, _ target: EndpointSettings) -> String {
        let places = target.plan.connections.first.map { " (\(target.plan.redaction.masked($0.origin)))" } ?? ""
        return "Send a real message to \(letter.recipient) through \(endpoint)\(places)?".printable()
    }

    /// What a test does not heed, and what the daemon would.
    private func caution(_ letter: TestLetter, _ target: EndpointSettings, _ settings: Settings) -> [String] {
        var notes = ["a test heeds no delivery window, no limits, no pause and no list of who opted out"]
        guard access(settings.databasePath, F_OK) == 0, let key = AddressKey(letter.address)?.text else { return notes }
        do throws(OutboxError) {
            if try Outbox.isOptedOut([key], by: target.endpoint.channel, in: settings.databasePath) {
                notes.append("warning: \(letter.recipient) is on the list of who opted out")
            }
        } catch {
            notes.append("warning: the list of who opted out cannot be read: \(error.message)")
        }
        return notes
    }
}

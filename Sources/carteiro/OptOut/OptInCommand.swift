import ArgumentParser
import Domain
import Outbox

struct OptInCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "opt-in",
        abstract: "Take addresses off the list of those who do not want messages.",
        discussion: AddressInput.discussion
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: ArgumentHelp(AddressInput.argumentHelp, valueName: "address"))
    var addresses: [String]

    @Flag(help: "Print the counts as JSON.")
    var json = false

    func validate() throws {
        guard !addresses.contains(where: \.isEmpty) else { throw ValidationError("an address is empty") }
    }

    func perform(_ out: Output) throws {
        let outbox = try configuration.load().openOutbox()
        var input = AddressInput(addresses)
        var removed = 0
        var unknown = 0
        try input.readEach { key in
            if try outbox.optIn(key) { removed += 1 } else { unknown += 1 }
        }
        let document = JSON.object([
            JSONMember("opted_in", .integer(removed)), JSONMember("unknown", .integer(unknown)),
            JSONMember("refused", .integer(input.refused)),
        ])
        let sentence =
            "\(Wording.count(removed, "opt-out")) removed, \(Wording.grouped(unknown)) not on the list"
        out.print(json ? document.text : sentence)
        if input.refused > 0 { throw ExitStatus.badInput.code }
    }
}

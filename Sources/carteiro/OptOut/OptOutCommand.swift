import ArgumentParser
import Domain
import Outbox
import Settings

struct OptOutCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "opt-out",
        abstract: "Put addresses on the list of those who do not want messages, or show it.",
        discussion: """
            \(AddressInput.discussion)
            Legal notices go out all the same.
            """
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: ArgumentHelp(AddressInput.argumentHelp, valueName: "address"))
    var addresses: [String] = []

    @Option(help: "Only messages by this channel are not wanted (default: by any).")
    var channel: Channel?

    @Flag(help: "Print the list.")
    var list = false

    @Flag(help: "Print the counts as JSON; with --list one JSON object a line.")
    var json = false

    func validate() throws {
        guard list == addresses.isEmpty else {
            throw ValidationError(list ? "--list takes no addresses" : "name an address, - or --list")
        }
        guard !list || channel == nil else { throw ValidationError("--list takes no --channel") }
        guard !addresses.contains(where: \.isEmpty) else { throw ValidationError("an address is empty") }
    }

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        if list { return try printList(settings, out) }
        let outbox = try settings.openOrCreateOutbox()
        var input = AddressInput(addresses)
        var noted = 0
        var existing = 0
        try input.readEach { key in
            let isNew = try outbox.optOut(key, channel: channel, source: "operator", at: .now)
            if isNew { noted += 1 } else { existing += 1 }
        }
        let document = JSON.object([
            JSONMember("opted_out", .integer(noted)), JSONMember("existing", .integer(existing)),
            JSONMember("refused", .integer(input.refused)),
        ])
        let sentence =
            "\(Wording.count(noted, "opt-out")) noted, \(Wording.grouped(existing)) there already"
        out.print(json ? document.text : sentence)
        if input.refused > 0 { throw ExitStatus.badInput.code }
    }

    private func printList(_ settings: Settings, _ out: Output) throws {
        let entries = try settings.openOutbox().optOuts()
        if json {
            for entry in entries { out.print(entry.json.text) }
            return
        }
        guard !entries.isEmpty else { return out.print("nobody has opted out") }
        let clock = WallClock(timeZone: settings.timeZone)
        var table = Table([.init("ADDRESS"), .init("CHANNEL"), .init("SINCE"), .init("BY")])
        for entry in entries {
            table.add([
                .init(entry.key), .init(entry.channel?.rawValue ?? "any"), .init(clock.text(entry.at)),
                .init(entry.source),
            ])
        }
        for line in table.lines(Style(for: out)) { out.print(line) }
    }
}

extension OptOut {
    /// As `opt-out --list --json` prints it.
    var json: JSON {
        .object([
            JSONMember("address", .string(key)), JSONMember("channel", channel.map { .string($0.rawValue) } ?? .null),
            JSONMember("at", .integer(Int(clamping: at.seconds))), JSONMember("source", .string(source)),
        ])
    }
}

extension Channel: ExpressibleByArgument {}

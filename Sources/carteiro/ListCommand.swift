import ArgumentParser
import Domain
import Outbox
import Settings

struct ListCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List messages, the newest last.",
        discussion: "Without an option all of them; options together must all hold."
    )

    /// How many lines a table has unless told otherwise.
    private static let standardLimit = 100

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var messages: SelectionOptions

    @Option(help: "The newest so many only; 0 for all (default: \(standardLimit), with --json all).")
    var limit: Int?

    @Flag(help: "Print one JSON object a line.")
    var json = false

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit must not be negative") }
    }

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        let outbox = try settings.openOutbox()
        if json {
            let limit = limit.flatMap { $0 > 0 ? $0 : nil }
            try outbox.list(messages.selection, limit: limit) { out.print($0.json.text) }
            return
        }
        let limit = limit ?? Self.standardLimit
        // Collected first: no reader should hold the database while a pager waits for a key.
        var found: [MessageSummary] = []
        try outbox.list(messages.selection, limit: limit > 0 ? limit : nil) { found.append($0) }
        guard !found.isEmpty else { return out.print("no messages") }
        for line in table(found, Style(for: out), at: .now).lines(Style(for: out)) { out.print(line) }
        let all = limit > 0 && found.count == limit ? try outbox.count(messages.selection, among: []) : found.count
        if all > found.count {
            let shown = "the newest \(Wording.grouped(found.count)) of \(Wording.count(all, "message"))"
            Diagnostics.print("\(shown); --limit 0 shows all")
        }
    }

    private func table(_ messages: [MessageSummary], _ style: Style, at now: Timestamp) -> Table {
        var table = Table([
            .init("ID", isNumeric: true), .init("STATE"), .init("TEMPLATE"), .init("INVOICE"), .init("CUSTOMER"),
            .init("TO"), .init("ENDPOINT"), .init("TRIES", isNumeric: true), .init("AGE", isNumeric: true),
            .init("WHY"),
        ])
        for message in messages {
            table.add([
                .init(String(message.id)), .init(message.state, paint: style.paint(state: message.state)),
                .init(message.template.shortened(to: 24)), .init(message.invoice?.shortened(to: 24)),
                .init(message.customer?.shortened(to: 24)), .init(message.maskedAddress), .init(message.endpoint),
                .init(String(message.attempts)), .init(Wording.span(now.seconds - message.createdAt)),
                .init(message.why),
            ])
        }
        return table
    }
}

extension MessageSummary {
    /// Why it is in its state, and of which message it is a copy for another endpoint.
    fileprivate var why: String? {
        let words = [reason?.shortened(to: 60), original.map { "copy of \($0)" }].compactMap { $0 }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    /// The customer's telephone number or e-mail address, masked; `nil` if the payload has neither.
    var maskedAddress: String? {
        guard let customer = (try? JSON.parse(payload))?["customer"] else { return nil }
        if let phone = customer["phone"]?.scalarText, !phone.isEmpty { return Masking.phone(phone) }
        if let email = customer["email"]?.string, !email.isEmpty { return Masking.email(email) }
        return nil
    }
}

extension Style {
    /// The colour of a state's word.
    func paint(state: String) -> ((String) -> String)? {
        switch MessageState(rawValue: state) {
        case .sent: green
        case .dead: red
        case .uncertain: yellow
        case .cancelled, .expired: dim
        case .new, .queued, .sending, nil: nil
        }
    }
}

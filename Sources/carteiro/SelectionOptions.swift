import ArgumentParser
import Domain
import Foundation
import Outbox

extension MessageState: ExpressibleByArgument {}

/// Which messages a verb means; what is given must all hold.
struct SelectionOptions: ParsableArguments {
    /// SQLite takes 32,766 values in one statement.
    private static let mostIDs = 10_000

    @Option(name: .customLong("id"), help: "The message with this id; may be repeated.")
    var ids: [Int64] = []

    @Option(help: "Messages of this invoice.")
    var invoice: String?

    @Option(help: "Messages to this customer, by the id in the payload.")
    var customer: String?

    @Option(help: "Messages in this state.")
    var state: MessageState?

    @Option(help: "Messages that this endpoint has, or had.")
    var endpoint: String?

    func validate() throws {
        for (name, value) in [("invoice", invoice), ("customer", customer), ("endpoint", endpoint)] where value == "" {
            throw ValidationError("--\(name) is empty")
        }
        guard ids.count <= Self.mostIDs else {
            throw ValidationError("--id may be given \(Wording.grouped(Self.mostIDs)) times at most")
        }
    }

    var selection: Selection {
        var selection = Selection()
        selection.ids = ids
        selection.invoice = invoice
        selection.customer = customer
        selection.state = state
        selection.endpoint = endpoint
        return selection
    }

    /// Throws unless the options name some messages that a verb can work on.
    func require(for verb: String, among states: [MessageState]) throws {
        guard !selection.isEmpty else {
            throw ValidationError("say which messages: --id, --invoice, --customer, --state or --endpoint")
        }
        if let state, !states.contains(state) {
            let words = states.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\(verb) works on messages in these states: \(words)")
        }
    }
}

/// Asks before much is changed.
enum Confirmation {
    /// Whether to go on: yes for at most one message and where nobody can be asked.
    static func ask(_ question: String, about count: Int, isGiven: Bool) -> Bool {
        guard count > 1, !isGiven, isInputTerminal else { return true }
        Diagnostics.write("\(question) [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    private static var isInputTerminal: Bool { isatty(0) == 1 }
}

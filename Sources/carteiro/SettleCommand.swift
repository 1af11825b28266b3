import ArgumentParser
import Domain
import Outbox

struct SettleCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Mark invoices as paid.",
        discussion: """
            Every reminder of them that is not sent yet is cancelled, and later ones are refused. An invoice that no \
            message names is remembered all the same.
            """
    )

    /// How many invoices are settled in one transaction.
    private static let batchSize = 1000
    /// The longest invoice number that is read from standard input, in bytes.
    private static let lineLimit = 4096

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "Print the counts as JSON.")
    var json = false

    @Argument(help: "Invoices, as the payloads' invoice.id names them; - for standard input, one a line.")
    var invoices: [String]

    func validate() throws {
        guard !invoices.contains(where: \.isEmpty) else { throw ValidationError("an invoice's number is empty") }
    }

    func perform(_ out: Output) throws {
        let outbox = try configuration.load().openOrCreateOutbox()
        let register = Register(outbox: outbox, batchSize: Self.batchSize)
        for invoice in invoices {
            if invoice == "-" {
                try readStandardInput(into: register)
            } else {
                try register.add(invoice)
            }
        }
        try register.flush()
        out.print(json ? register.json.text : register.sentence)
        if register.refused > 0 { throw ExitStatus.badInput.code }
    }

    private func readStandardInput(into register: Register) throws {
        let input = try InputFile("-")
        try LineReader(input, limit: Self.lineLimit).readLines(
            idle: { try register.flush() },
            { number, line in
                switch line {
                case .tooLong: register.refuse("\(input.name):\(number): longer than \(Self.lineLimit / 1024) KiB")
                case .text(let bytes):
                    guard let text = String(validating: bytes, as: UTF8.self) else {
                        return register.refuse("\(input.name):\(number): not UTF-8")
                    }
                    if let invoice = Self.trimmed(text) { try register.add(invoice) }
                }
            })
    }

    /// The text without white space around it; `nil` if there is nothing else.
    private static func trimmed(_ text: String) -> String? {
        let start = text.drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        return String(start[...end])
    }
}

/// Settles invoices in batches.
private final class Register {
    private let outbox: Outbox
    private let batchSize: Int
    private var batch: [String] = []
    private var settled = 0
    private var cancelled = 0
    private(set) var refused = 0

    init(outbox: Outbox, batchSize: Int) {
        self.outbox = outbox
        self.batchSize = batchSize
    }

    func add(_ invoice: String) throws {
        batch.append(invoice)
        if batch.count >= batchSize { try flush() }
    }

    func flush() throws {
        guard !batch.isEmpty else { return }
        let result = try outbox.settle(batch)
        settled += result.invoices
        cancelled += result.cancelled
        batch.removeAll(keepingCapacity: true)
    }

    func refuse(_ message: String) {
        refused += 1
        Diagnostics.print(message)
    }

    var json: JSON {
        .object([JSONMember("settled", .integer(settled)), JSONMember("cancelled", .integer(cancelled))])
    }

    var sentence: String {
        "\(Wording.count(settled, "invoice")) settled, \(Wording.count(cancelled, "message")) cancelled"
    }
}

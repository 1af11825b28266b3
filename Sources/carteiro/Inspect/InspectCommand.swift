import ArgumentParser
import Boleto
import Composer
import Domain
import Policy
import Settings

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what Carteiro makes of a value.",
        discussion: "Without --config the built-in rules hold. The exit status is 65 for a value that is not valid.",
        subcommands: [
            InspectBoleto.self, InspectPix.self, InspectPhone.self, InspectDocument.self, InspectCharge.self,
            InspectDay.self, InspectWindow.self,
        ]
    )
}

/// What is wrong with a value: stable words, and a sentence without the value in it.
struct Invalid: Error {
    /// Never empty.
    var words: [String]
    var message: String

    init(_ words: [String], _ message: String) {
        self.words = words
        self.message = message
    }

    init(_ word: String, _ message: String) {
        self.init([word], message)
    }
}

/// One kind of value that can be inspected.
protocol Inspection: Verb {
    var json: Bool { get }

    /// What the value says, name by name.
    func inspect() throws -> [JSONMember]
}

extension Inspection {
    func perform(_ out: Output) throws {
        do {
            let members = try inspect()
            if json { return out.print(JSON.object(members).text) }
            let width = members.map(\.name.count).max() ?? 0
            for member in members {
                out.print("\(member.name.padded(to: width))  \(member.value.shown)")
            }
        } catch let error as Invalid {
            if json {
                out.print(
                    JSON.object([
                        JSONMember("valid", .bool(false)), JSONMember("error", .string(error.words[0])),
                        JSONMember("errors", .array(error.words.map { .string($0) })),
                        JSONMember("message", .string(error.message)),
                    ]).text)
            } else {
                // A word may quote some of the value.
                let words = error.words.joined(separator: ", ").printable()
                Diagnostics.print("\(Program.name): not valid: \(words): \(error.message)")
            }
            throw ExitStatus.badInput.code
        }
    }
}

extension JSON {
    /// For people: a list joined by commas, a dash for nothing.
    fileprivate var shown: String {
        switch self {
        case .null: "-"
        case .bool(let flag): flag ? "yes" : "no"
        case .number(let text): text
        case .string(let text): text.printable()
        case .array(let elements): elements.map(\.shown).joined(separator: ", ")
        case .object: text
        }
    }
}

/// The options of the inspections that the configuration has a say in.
struct InspectionRules: ParsableArguments {
    @Option(
        name: .customLong("config"), help: ArgumentHelp("A configuration file (default: none).", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    /// What is said about invoices.
    ///
    /// - Throws: `Failure`, if the configuration is wrong.
    func terms() throws -> BillingTerms {
        try settings()?.composer.terms ?? BillingTerms()
    }

    /// When messages may go out, and the days that count as holidays.
    ///
    /// - Throws: as `terms`.
    func window() throws -> (DeliveryWindow, BankCalendar) {
        guard let settings = try settings() else { return (.standard, BankCalendar()) }
        return (settings.hours.window, settings.composer.terms.calendar)
    }

    private func settings() throws -> Settings? {
        try file.map { try ConfigurationOptions.parse(["--config", $0]).load() }
    }
}

extension CivilDate {
    /// Reads an argument.
    init(argument text: String, _ name: String) throws(Invalid) {
        guard let date = CivilDate(parsing: text) else {
            throw Invalid(name, "\(name) is no day that exists: write 2026-11-10 or 10/11/2026")
        }
        self = date
    }
}

import ArgumentParser
import Boleto
import Composer
import Domain
import Policy

struct InspectCharge: Inspection {
    static let configuration = CommandConfiguration(
        commandName: "charge", abstract: "What a late invoice costs: fine and interest.")

    @OptionGroup var rules: InspectionRules

    @Option(help: "The invoice's amount, such as 99.90.")
    var amount: String

    @Option(help: "The day it was due.")
    var due: String

    @Option(help: "The day it is paid.")
    var on: String

    @Flag(help: "Print one JSON document.")
    var json = false

    func inspect() throws -> [JSONMember] {
        guard let amount = try? Money(parsing: amount), amount <= .largestOfBoleto else {
            throw Invalid("amount", "amount is none that can be asked for: write 99.90 or 99,90")
        }
        let due = try CivilDate(argument: due, "due")
        let day = try CivilDate(argument: on, "on")
        let terms = try rules.terms()
        // Without a late fee nothing is added, but the due date still moves on.
        let nothing = LateFee(fine: Percentage(hundredths: 0), interest: Percentage(hundredths: 0))
        let charge = (terms.lateFee ?? nothing).charge(on: amount, due: due, paid: day, calendar: terms.calendar)
        return [
            JSONMember("days", .integer(charge.days)), JSONMember("fine", .string(charge.fine.decimal)),
            JSONMember("interest", .string(charge.interest.decimal)),
            JSONMember("total", .string(charge.total.decimal)),
            JSONMember("effective_due_date", .string(charge.effectiveDueDate.iso)),
        ]
    }
}

struct InspectDay: Inspection {
    static let configuration = CommandConfiguration(
        commandName: "day", abstract: "Whether banks work on a day.")

    @OptionGroup var rules: InspectionRules

    @Argument(help: "The day: 2026-11-10 or 10/11/2026.")
    var day: String

    @Flag(help: "Print one JSON document.")
    var json = false

    func inspect() throws -> [JSONMember] {
        let day = try CivilDate(argument: day, "day")
        let calendar = try rules.terms().calendar
        return [
            JSONMember("business_day", .bool(calendar.isBusinessDay(day))),
            JSONMember("holiday", .optional(calendar.holiday(on: day))),
            JSONMember("next_business_day", .string(calendar.nextBusinessDay(from: day).iso)),
        ]
    }
}

struct InspectWindow: Inspection {
    static let configuration = CommandConfiguration(
        commandName: "window",
        abstract: "Whether reminders may be sent at a moment.",
        discussion: """
            Without --config: Monday to Friday from 8 to 20 hours, Saturday from 8 to 14, in the customer's local \
            time, and not on national holidays.
            """)

    @OptionGroup var rules: InspectionRules

    @Option(help: "The moment: 2026-11-23T10:59:00Z, the same with -03:00, or Unix seconds.")
    var at: String

    @Option(help: "The customer's time zone, an IANA name (default: America/Sao_Paulo).")
    var timeZone: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    func inspect() throws -> [JSONMember] {
        let zone = timeZone ?? "America/Sao_Paulo"
        guard let clock = LocalClocks().clock(named: zone) else {
            throw Invalid("time_zone", "time-zone is none that is known: write America/Manaus, for instance")
        }
        guard let moment = WallClock(timeZone: zone).moment(at) else {
            throw Invalid("at", "at is no time: write 2026-11-23T10:59:00Z")
        }
        let (window, calendar) = try rules.window()
        let next = window.nextOpen(from: moment, clock: clock, calendar: calendar)
        return [
            JSONMember("open", .bool(window.isOpen(at: moment, clock: clock, calendar: calendar))),
            JSONMember("next_open", .optional(next.map { WallClock(timeZone: "UTC").rfc3339($0) })),
        ]
    }
}

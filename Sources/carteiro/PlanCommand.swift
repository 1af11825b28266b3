import ArgumentParser
import Delivery
import Domain
import Outbox
import Settings

struct PlanCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what will be sent when, with today's configuration, without sending.",
        discussion: """
            The engine itself runs, on a copy of what waits and under a clock of its own; every request counts as accepted
            after half a second, and nobody pays meanwhile. Random pauses may come out differently when it is done in
            earnest.
            """
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Option(help: "Until when: 2026-11-30, 2026-11-30T18:00, or Unix seconds (default: seven days from now).")
    var until: String?

    @Flag(help: "Print JSON Lines, one object a message.")
    var json = false

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        let clock = WallClock(timeZone: settings.timeZone)
        let now = Timestamp.now
        let end = try end(clock, now)
        let copy = try settings.openOutbox().copyOfWaiting(at: now)
        let rehearsal = Rehearsal(on: copy, plan: DeliveryPlan(settings), from: now)
        try rehearsal.run(until: end)
        var steps: [PlannedStep] = []
        try copy.planned { steps.append(PlannedStep($0)) }
        steps.sort { ($0.at ?? .max, $0.id) < ($1.at ?? .max, $1.id) }
        if json {
            for step in steps { out.print(step.json.text) }
        } else {
            for line in PlanPage(steps: steps, clock: clock, style: Style(for: out), end: end).lines { out.print(line) }
        }
    }

    private func end(_ clock: WallClock, _ now: Timestamp) throws -> Timestamp {
        guard let until else { return now.advanced(byMilliseconds: 7 * 86_400_000) }
        guard let moment = clock.moment(until) else {
            throw Failure(.usage, "--until: \(until.printable()) is no time", hint: "such as 2026-11-30T18:00")
        }
        let most = now.advanced(byMilliseconds: 400 * 86_400_000)
        guard moment > now, moment <= most else {
            throw Failure(.usage, "--until: must lie ahead, by at most 400 days")
        }
        return moment
    }
}

/// What becomes of one message in a rehearsal.
private struct PlannedStep {
    let id: Int64
    let invoice: String?
    let customer: String?
    let endpoint: String?
    /// `sent`, `merged`, `waiting`, or the state that it ends in.
    let outcome: String
    let reason: String?
    let leader: Int64?
    /// Unix seconds: when its first request starts, or when it is looked at next.
    let at: Int64?

    init(_ message: PlannedMessage) {
        let summary = message.summary
        id = summary.id
        invoice = summary.invoice
        customer = summary.customer
        endpoint = summary.endpoint
        leader = summary.leader
        let state = MessageState(rawValue: summary.state) ?? .queued
        switch state {
        case .sent: outcome = leader == nil ? "sent" : "merged"
        case .new, .queued, .sending: outcome = "waiting"
        case .dead, .cancelled, .expired, .uncertain: outcome = state.rawValue
        }
        reason = state == .sent ? nil : summary.reason
        at = message.firstAttemptAt ?? (outcome == "waiting" ? summary.nextAttemptAt : nil)
    }

    var json: JSON {
        .object([
            JSONMember("id", .integer(id)), JSONMember("invoice", .optional(invoice)),
            JSONMember("customer", .optional(customer)), JSONMember("outcome", .string(outcome)),
            JSONMember("at", .optional(at)), JSONMember("endpoint", .optional(endpoint)),
            JSONMember("reason", .optional(reason)), JSONMember("merged_into", .optional(leader)),
        ])
    }
}

/// What `plan` prints for people: the days with their counts, then the messages.
private struct PlanPage {
    private static let mostListed = 200

    let steps: [PlannedStep]
    let clock: WallClock
    let style: Style
    let end: Timestamp

    var lines: [String] {
        guard !steps.isEmpty else { return ["nothing waits"] }
        let counts = Dictionary(grouping: steps, by: \.outcome).mapValues(\.count)
        let summary = counts.sorted { $0.key < $1.key }.map { "\($0.key) \(Wording.grouped($0.value))" }
        return [style.bold("Until \(clock.text(end))") + "  " + summary.joined(separator: "   "), ""] + days + [""]
            + listing
    }

    private var days: [String] {
        var table = Table([
            .init("DAY"), .init("SENT", isNumeric: true), .init("MERGED", isNumeric: true), .init("FIRST"),
            .init("LAST"),
        ])
        let sent = steps.filter { ($0.outcome == "sent" || $0.outcome == "merged") && $0.at != nil }
        let byDay = Dictionary(grouping: sent) { clock.date(Timestamp(seconds: $0.at ?? 0)) }
        for (day, steps) in byDay.sorted(by: { $0.key < $1.key }) {
            let times = steps.compactMap(\.at)
            table.add([
                .init(day), .init(Wording.grouped(steps.count { $0.outcome == "sent" })),
                .init(Wording.grouped(steps.count { $0.outcome == "merged" })), .init(time(times.min())),
                .init(time(times.max())),
            ])
        }
        return byDay.isEmpty ? ["nothing is sent until then"] : table.lines(style)
    }

    private var listing: [String] {
        var table = Table([
            .init("AT"), .init("ID", isNumeric: true), .init("CUSTOMER"), .init("INVOICE"), .init("WHAT"), .init("WHY"),
        ])
        for step in steps.prefix(Self.mostListed) {
            table.add([
                .init(step.at.map { clock.text(Timestamp(seconds: $0)) }), .init(String(step.id)), .init(step.customer),
                .init(step.invoice), .init(step.outcome), .init(step.leader.map { "into \($0)" } ?? step.reason),
            ])
        }
        let rest = steps.count - Self.mostListed
        return table.lines(style) + (rest > 0 ? ["… and \(Wording.grouped(rest)) more; --json lists all"] : [])
    }

    private func time(_ seconds: Int64?) -> String? {
        seconds.map { String(clock.text(Timestamp(seconds: $0)).dropFirst(11)) }
    }
}

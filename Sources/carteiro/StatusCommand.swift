import ArgumentParser
import Domain
import Outbox
import Settings

struct StatusCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how many messages are in which state, and how each endpoint does."
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "Print one JSON document.")
    var json = false

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        let outbox = try settings.openOutbox()
        let now = Timestamp.now
        let status = try outbox.status(endpoints: settings.configuredEndpoints, at: now)
        if json { return out.print(status.json.text) }
        let page = StatusPage(
            path: outbox.path, status: status, style: Style(for: out), clock: WallClock(timeZone: settings.timeZone),
            now: now)
        for line in page.lines { out.print(line) }
    }
}

/// What `status` prints for people.
private struct StatusPage {
    let path: String
    let status: OutboxStatus
    let style: Style
    let clock: WallClock
    let now: Timestamp

    var lines: [String] {
        [style.bold("Outbox") + "  \(path)", "", states, due] + paid + [""] + endpoints + expiring
    }

    private var states: String {
        status.states.map { state, count in
            let text = "\(state.rawValue) \(Wording.grouped(count))"
            return count == 0 ? style.dim(text) : style.paint(state: state.rawValue)?(text) ?? text
        }.joined(separator: "   ")
    }

    private var due: String {
        guard status.due > 0 else { return "nothing is due" }
        return "\(Wording.count(status.due, "message")) due, the oldest for \(Wording.span(status.oldestDueSeconds))"
    }

    private var paid: [String] {
        guard status.stoppedByPayment > 0 else { return [] }
        return ["\(Wording.count(status.stoppedByPayment, "message")) not sent, since the invoice had been paid"]
    }

    private var expiring: [String] {
        let lines = status.endpoints.filter { $0.expiring > 0 }.map { endpoint in
            "\(endpoint.row.name): at the present rate "
                + "\(Wording.count(endpoint.expiring, "message")) will expire before the backlog is empty"
        }
        return lines.isEmpty ? [] : [""] + lines.map(style.yellow)
    }

    private var endpoints: [String] {
        var table = Table([
            .init("ENDPOINT"), .init("STATE"), .init("BACKLOG", isNumeric: true), .init("IN FLIGHT", isNumeric: true),
            .init("SENT/H", isNumeric: true), .init("FAILED/H", isNumeric: true), .init("EMPTY IN", isNumeric: true),
            .init("WHY"),
        ])
        for endpoint in status.endpoints {
            table.add([
                .init(endpoint.row.name), .init(endpoint.row.mode, paint: paint(endpoint.row.mode)),
                .init(Wording.grouped(endpoint.backlog)), .init(Wording.grouped(endpoint.inFlight)),
                .init(Wording.grouped(endpoint.sentLastHour)), .init(Wording.grouped(endpoint.failedLastHour)),
                .init(endpoint.emptyAt.map { Wording.span($0 - now.seconds) }), .init(why(endpoint)),
            ])
        }
        return table.lines(style)
    }

    private func paint(_ mode: String) -> (String) -> String {
        switch mode {
        case "open": style.green
        case "paused": style.red
        default: style.yellow
        }
    }

    private func why(_ endpoint: OutboxStatus.EndpointStatus) -> String? {
        guard let reason = endpoint.row.reason else { return nil }
        guard let until = endpoint.until else {
            return endpoint.row.mode == "paused" ? "\(reason), until resumed" : reason
        }
        guard until > now.seconds else { return reason }
        return "\(reason), until \(clock.text(Timestamp(seconds: until))) (in \(Wording.span(until - now.seconds)))"
    }
}

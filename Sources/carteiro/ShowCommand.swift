import ArgumentParser
import Domain
import Outbox
import Settings

struct ShowCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one message with its text and every attempt."
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The message's id.")
    var id: Int64

    @Flag(help: "Print one JSON document.")
    var json = false

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        guard let message = try settings.openOutbox().show(id) else {
            throw Failure(.badInput, "there is no message \(id)")
        }
        if json { return out.print(message.json.text) }
        let page = MessagePage(
            message: message, style: Style(for: out), clock: WallClock(timeZone: settings.timeZone), now: .now)
        for line in page.lines { out.print(line) }
    }
}

/// What `show` prints for people.
private struct MessagePage {
    let message: MessageDetail
    let style: Style
    let clock: WallClock
    let now: Timestamp

    var lines: [String] {
        var lines = [heading, ""] + facts
        if summary.isWiped || message.parts.isEmpty {
            lines += ["", style.dim(noText)]
        } else {
            for part in message.parts { lines += [""] + bubble(part) }
        }
        if !message.attempts.isEmpty { lines += [""] + attempts }
        if !message.receipts.isEmpty { lines += [""] + receipts }
        return lines
    }

    private var summary: MessageSummary { message.summary }

    private var heading: String {
        let state = style.paint(state: summary.state)?(summary.state) ?? summary.state
        let reason = summary.reason.map { " (\($0.printable()))" } ?? ""
        return style.bold("Message \(summary.id)") + "  \(state)\(reason)"
    }

    private var facts: [String] {
        let facts: [(name: String, value: String?)] = [
            ("template", summary.template), ("route", summary.route), ("endpoint", summary.endpoint),
            ("invoice", summary.invoice), ("customer", summary.customer), ("to", summary.maskedAddress),
            ("dedupe key", summary.dedupeKey), ("merged into", summary.leader.map { String($0) }),
            ("merged", merged), ("copy of", summary.original.map { String($0) }),
            ("attempts", String(summary.attempts)),
            ("created", time(summary.createdAt)), ("next attempt", time(summary.nextAttemptAt)),
            ("sent", time(summary.sentAt)), ("delivered", time(summary.deliveredAt)), ("read", time(summary.readAt)),
            ("evidence", message.evidence.map { "SHA-256 \($0.textSHA256)" }),
        ]
        return facts.compactMap { name, value in
            value.map { "  \(style.dim(name.padded(to: 12)))  \($0.printable())" }
        }
    }

    private var merged: String? {
        message.members.isEmpty ? nil : message.members.map { String($0) }.joined(separator: ", ")
    }

    private var noText: String {
        guard !summary.isWiped else { return "its text has been wiped" }
        let isEnd = MessageState(rawValue: summary.state)?.isEnd ?? true
        return isEnd ? "it never had a text" : "its text is made when it is first sent"
    }

    private func time(_ seconds: Int64?) -> String? {
        guard let seconds else { return nil }
        let distance = now.seconds.subtractingReportingOverflow(seconds).partialValue
        let span = distance >= 0 ? "\(Wording.span(distance)) ago" : "in \(Wording.span(-distance))"
        return "\(clock.text(Timestamp(seconds: seconds)))  (\(span))"
    }

    private func bubble(_ part: MessageDetail.PartDetail) -> [String] {
        let providerID = part.providerMessageID.map { ", \($0)" } ?? ""
        return Bubble(title: "\(part.kind) – \(part.state)\(providerID)", text: part.text).lines(style)
    }

    private var receipts: [String] {
        var table = Table([.init("RECEIPT"), .init("PART"), .init("ENDPOINT"), .init("AT"), .init("WHY")])
        for receipt in message.receipts {
            let kind = receipt.part.flatMap { message.parts.indices.contains($0) ? message.parts[$0].kind : nil }
            table.add([
                .init(receipt.status, paint: receipt.status == "failed" ? style.yellow : style.green), .init(kind),
                .init(receipt.endpoint), .init(clock.text(receipt.at)), .init(receipt.reason),
            ])
        }
        return table.lines(style)
    }

    private var attempts: [String] {
        var table = Table([
            .init("TRY", isNumeric: true), .init("PART"), .init("ENDPOINT"), .init("AT"),
            .init("TOOK", isNumeric: true), .init("OUTCOME"), .init("HTTP", isNumeric: true), .init("WHY"),
        ])
        for attempt in message.attempts {
            let kind = message.parts.indices.contains(attempt.part) ? message.parts[attempt.part].kind : nil
            table.add([
                .init(String(attempt.number)), .init(kind), .init(attempt.endpoint),
                .init(clock.text(attempt.startedAt)), .init("\(attempt.durationMilliseconds) ms"),
                .init(attempt.outcome, paint: attempt.outcome == Outcome.sent.rawValue ? style.green : style.yellow),
                .init(attempt.httpStatus.map { String($0) }), .init(attempt.reason),
            ])
        }
        let answers = message.attempts.compactMap { attempt in
            attempt.response.map { "  \(attempt.number)  \($0.printable().shortened(to: 500))" }
        }
        return table.lines(style) + (answers.isEmpty ? [] : ["", style.dim("Answers")] + answers)
    }
}

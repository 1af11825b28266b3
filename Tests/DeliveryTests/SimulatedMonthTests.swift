import Boleto
import Delivery
import Domain
import Foundation
import Outbox
import Policy
import Testing

@Suite("A simulated month")
struct SimulatedMonthTests {
    static let customers =
        ProcessInfo.processInfo.environment["CARTEIRO_MONTH"].flatMap { Int($0) } ?? 20_000

    @Test("Nobody is written to at night, too often, or after paying; and explain is right about it")
    func month() throws {
        let month = try SimulatedMonth(customers: Self.customers, seed: 1)
        try month.run()
        let record = try MonthRecord(month)
        print(record.report)
        #expect(month.network.violations.isEmpty, "\(month.network.violations.prefix(3))")
        #expect(record.outsideOfWindow.isEmpty, "\(record.outsideOfWindow.prefix(3))")
        #expect(record.tooOften.isEmpty, "\(record.tooOften.prefix(3))")
        #expect(record.afterPayment.isEmpty, "\(record.afterPayment.prefix(3))")
        #expect(record.tooFast.isEmpty, "\(record.tooFast.prefix(3))")
        #expect(record.unfinished.isEmpty, "\(record.unfinished.prefix(3))")
        #expect(record.wrongExplanations.isEmpty, "\(record.wrongExplanations.prefix(5))")
        #expect(month.samples.count >= min(1_000, Self.customers / 20))
        // Each of the rules was needed.
        #expect(record.merged > 0 && record.stopped > 0 && !month.heldByWindow.isEmpty && !month.heldByCap.isEmpty)
    }
}

/// What came of a simulated month.
struct MonthRecord {
    private let month: SimulatedMonth
    private var states: [Int64: MessageSummary] = [:]
    private var firstStart: [Int64: Int64] = [:]

    init(_ month: SimulatedMonth) throws {
        self.month = month
        var states: [Int64: MessageSummary] = [:]
        try month.producer.list(Selection(), limit: nil) { states[$0.id] = $0 }
        self.states = states
        for start in month.starts {
            firstStart[start.message] = min(firstStart[start.message] ?? .max, start.at)
        }
    }

    private func clock(_ message: Int64) -> LocalClock? {
        let customer = month.messages[message]?.customer ?? 0
        let zone = customer % 10 == 0 ? "Manaus" : customer % 10 == 1 ? "Rio_Branco" : "Sao_Paulo"
        return LocalClock(identifier: "America/\(zone)")
    }

    private func count(_ state: MessageState, reason: String? = nil) -> Int {
        states.values.count { $0.state == state.rawValue && (reason == nil || $0.reason == reason) }
    }

    var merged: Int { states.values.count { $0.state == "sent" && $0.leader != nil } }
    var stopped: Int { count(.cancelled, reason: "settled") }

    // MARK: - What must hold

    /// Judged by the words of the rule, not by the code that keeps it.
    var outsideOfWindow: [String] {
        let zones = Dictionary(grouping: month.starts) { (month.messages[$0.message]?.customer ?? 0) % 10 }
        return zones.values.flatMap { starts -> [String] in
            guard let first = starts.first, let clock = clock(first.message) else { return ["no clock"] }
            return starts.compactMap { start in
                let local = clock.time(at: Timestamp(milliseconds: start.at))
                let text = local.date.iso
                let isHoliday = text == "2026-11-02" || text == "2026-11-20"
                let hours: Range<Int> =
                    isHoliday || local.date.weekday == .sunday
                    ? 0..<0 : local.date.weekday == .saturday ? 8..<14 : 8..<20
                return hours.contains(local.hour) ? nil : "message \(start.message) on \(text) at \(local.hour)"
            }
        }
    }

    /// The first text of a message is the contact; a merged one is one.
    var tooOften: [String] {
        let contacts = month.starts.filter { $0.part == 0 && $0.isAccepted }
        return Dictionary(grouping: contacts) { month.messages[$0.message]?.customer ?? -1 }.flatMap {
            customer, starts in
            guard let clock = starts.first.flatMap({ clock($0.message) }) else { return ["no clock"] }
            var first: [Int64: Int64] = [:]
            for start in starts { first[start.message] = min(first[start.message] ?? .max, start.at) }
            let times = first.values.sorted()
            let days = times.map { clock.time(at: Timestamp(milliseconds: $0)).date.dayNumber }
            var problems: [String] = []
            for (earlier, later) in zip(days, days.dropFirst()) where earlier == later {
                problems.append("customer \(customer) twice on a day")
            }
            for index in days.indices where index >= 3 && days[index] - days[index - 3] < 7 {
                problems.append("customer \(customer) four times in a week")
            }
            // From claim to start a message may wait for a connection for as long as one request lasts.
            for (earlier, later) in zip(times, times.dropFirst())
            where later - earlier < 20 * SimulatedMonth.hour - 31_000 {
                problems.append("customer \(customer) after \((later - earlier) / 60_000) minutes")
            }
            return problems
        }
    }

    /// Of merged messages the leader's own invoice; the billing system tells at the next full hour.
    var afterPayment: [String] {
        month.starts.compactMap { start in
            guard start.part == 0, let invoice = month.messages[start.message].flatMap({ month.invoices[$0.invoice] }),
                let paid = invoice.paidAt
            else { return nil }
            let hour = SimulatedMonth.hour
            let told = SimulatedMonth.start + ((paid - SimulatedMonth.start + hour - 1) / hour) * hour
            return start.at > told + 200 ? "message \(start.message), \(start.at - told) ms after its payment" : nil
        }
    }

    var tooFast: [String] {
        zip(month.starts, month.starts.dropFirst()).compactMap { earlier, later in
            later.at - earlier.at < SimulatedMonth.gap ? "two requests in \(later.at - earlier.at) ms" : nil
        }
    }

    var unfinished: [String] {
        states.values.filter { !(MessageState(rawValue: $0.state)?.isEnd ?? false) }
            .map { "message \($0.id) is \($0.state): \($0.reason ?? "-")" }.sorted()
    }

    var wrongExplanations: [String] {
        let starts = Dictionary(grouping: month.starts, by: \.message)
        return month.samples.compactMap { sample in
            guard let end = states[sample.message] else { return "message \(sample.message) is lost" }
            let later = (starts[sample.message] ?? []).map(\.at).filter { $0 >= sample.at }
            let place = "message \(sample.message) at \(sample.at): \(sample.situation)"
            if let time = sample.situation.notSentBefore, !isResumed(sample),
                let early = later.first(where: { $0 < time.milliseconds })
            {
                return "\(place), but a request started at \(early)"
            }
            switch sample.situation {
            case .ended(let state, let reason, _), .ending(let state, let reason as String?):
                return end.state == state.rawValue && (end.reason == reason || state == .sent)
                    ? nil : "\(place), but \(end)"
            case .travelling(let leader):
                return states[leader] != nil ? nil : "\(place), but there is no such message"
            case .sending:
                let earlier = (starts[sample.message] ?? []).contains { $0.at <= sample.at + 1_000 }
                return earlier || !later.isEmpty ? nil : "\(place), but nothing was ever sent"
            case .unseen, .notBefore, .held, .retrying, .paused, .limited, .warmingUp, .inLine, .ready: return nil
            }
        }
    }

    /// A pause that a person ended says nothing about the time after.
    private func isResumed(_ sample: SimulatedMonth.Sample) -> Bool {
        if case .paused(_, _, nil) = sample.situation { return true }
        return false
    }

    // MARK: - The report

    var report: String {
        var lines = ["A simulated month, \(month.customers) customers, \(month.messages.count) messages:"]
        let sent = count(.sent)
        let waits = month.messages.compactMap { id, message in firstStart[id].map { $0 - message.at } }
        lines.append("  sent \(sent), of them merged into another \(merged), requests \(month.starts.count)")
        lines.append(
            "  held for the window \(month.heldByWindow.count), by the cap \(month.heldByCap.count), "
                + "stopped by payment \(stopped), expired \(count(.expired)), dead \(count(.dead))")
        lines.append("  longest wait \((waits.max() ?? 0) / SimulatedMonth.hour) h")
        lines.append("  explained \(month.samples.count), wrongly \(wrongExplanations.count)")
        let hours = Dictionary(grouping: month.starts) { start in
            clock(start.message)?.time(at: Timestamp(milliseconds: start.at)).hour ?? -1
        }.mapValues(\.count)
        lines.append("  requests by hour at the customer's place:")
        lines.append(
            "    " + (0..<24).filter { hours[$0] != nil }.map { "\($0)h \(hours[$0] ?? 0)" }.joined(separator: ", "))
        return lines.joined(separator: "\n")
    }
}

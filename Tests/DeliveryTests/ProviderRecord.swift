import Boleto
import Delivery
import Domain
import Outbox

/// What came of a simulated span, judged by what its gateways saw and by the words of the rules, not by the code that
/// keeps them.
struct ProviderRecord {
    let provider: SimulatedProvider
    private let span: SimulatedSpan
    private let clocks: [String: LocalClock]
    private(set) var states: [Int64: MessageSummary] = [:]
    /// Every request of a message, in order.
    private let starts: [Int64: [SimulatedProvider.Start]]
    /// Every request of an endpoint, in order.
    private let byEndpoint: [String: [SimulatedProvider.Start]]
    /// When each message of a customer was first accepted, in order.
    private let contacts: [Int: [Int64]]

    init(_ provider: SimulatedProvider) throws {
        self.provider = provider
        span = provider.span
        clocks = Dictionary(
            span.places.compactMap { place in LocalClock(identifier: place.zone).map { (place.zone, $0) } },
            uniquingKeysWith: { first, _ in first })
        var states: [Int64: MessageSummary] = [:]
        try provider.producer.list(Selection(), limit: nil) { states[$0.id] = $0 }
        self.states = states
        starts = Dictionary(grouping: provider.starts, by: \.message)
        byEndpoint = Dictionary(grouping: provider.starts, by: \.endpoint)
        var contacts: [Int: [Int64]] = [:]
        for (message, starts) in starts {
            guard let customer = provider.messages[message]?.customer,
                let first = starts.first(where: { $0.part == 0 && $0.isAccepted })
            else { continue }
            contacts[customer, default: []].append(first.at)
        }
        self.contacts = contacts.mapValues { $0.sorted() }
    }

    private func time(_ moment: Int64, of customer: Int) -> LocalTime? {
        clocks[span.place(of: customer).zone]?.time(at: Timestamp(milliseconds: moment))
    }

    private func count(_ state: MessageState, reason: String? = nil) -> Int {
        states.values.count { $0.state == state.rawValue && (reason == nil || $0.reason == reason) }
    }

    /// The requests that carried a message: those of the one that it was merged into, if it was.
    private func carrying(_ message: Int64) -> [SimulatedProvider.Start] {
        starts[states[message]?.leader ?? message] ?? []
    }

    var merged: Int { states.values.count { $0.state == "sent" && $0.leader != nil } }
    var stopped: Int { count(.cancelled, reason: "settled") }

    // MARK: - What must hold

    private func allows(_ moment: Int64, _ customer: Int) -> Bool {
        time(moment, of: customer).map { span.allows($0, to: customer) } ?? false
    }

    var outsideOfWindow: [String] {
        provider.starts.compactMap { start in
            let customer = provider.messages[start.message]?.customer ?? 0
            return allows(start.at, customer) ? nil : "message \(start.message) to \(customer) at \(start.at)"
        }
    }

    /// The first text of a message is the contact; a merged one is one.
    var tooOften: [String] {
        contacts.flatMap { customer, times -> [String] in
            let days = times.compactMap { time($0, of: customer)?.date.dayNumber }
            var problems: [String] = []
            for (earlier, later) in zip(days, days.dropFirst()) where earlier == later {
                problems.append("customer \(customer) twice on a day")
            }
            for index in days.indices where index >= 3 && days[index] - days[index - 3] < 7 {
                problems.append("customer \(customer) four times in a week")
            }
            // From claim to start a message may wait for a connection for as long as one request lasts.
            for (earlier, later) in zip(times, times.dropFirst())
            where later - earlier < 20 * SimulatedSpan.hour - 31_000 {
                problems.append("customer \(customer) after \((later - earlier) / 60_000) minutes")
            }
            return problems
        }
    }

    private func told(_ invoice: String) -> Int64? { provider.invoices[invoice].flatMap(provider.told) }

    /// Of every invoice that a text names, with those merged into it.
    var afterPayment: [String] {
        provider.starts.flatMap { start -> [String] in
            let own = provider.messages[start.message].map { [$0.invoice] } ?? []
            return Set(own + start.invoices).compactMap { invoice in
                guard provider.invoices[invoice] != nil else { return "no invoice \(invoice)" }
                guard let told = told(invoice), start.at > told + 200 else { return nil }
                return "\(invoice) in message \(start.message), \(start.at - told) ms after its payment"
            }
        }
    }

    var tooFast: [String] {
        byEndpoint.values.flatMap { starts in
            zip(starts, starts.dropFirst()).compactMap { earlier, later in
                later.at - earlier.at < span.gap ? "two requests in \(later.at - earlier.at) ms" : nil
            }
        }
    }

    var unfinished: [String] {
        states.values.filter { !(MessageState(rawValue: $0.state)?.isEnd ?? false) }
            .map { "message \($0.id) is \($0.state): \($0.reason ?? "-")" }.sorted()
    }

    // MARK: - What explain said

    var wrongExplanations: [String] {
        provider.samples.compactMap { sample in
            fault(of: sample).map { "message \(sample.message) at \(sample.at): \(sample.situation), but \($0)" }
        }
    }

    private func fault(of sample: SimulatedProvider.Sample) -> String? {
        guard let end = states[sample.message], let message = provider.messages[sample.message] else {
            return "it is lost"
        }
        let carriers = carrying(sample.message)
        let later = carriers.first { $0.at >= sample.at }
        // What is merged may go along earlier than it would go alone.
        if let time = sample.situation.notSentBefore, !isResumed(sample), end.leader == nil,
            let later, later.at < time.milliseconds
        {
            return "a request started at \(later.at)"
        }
        switch sample.situation {
        case .unseen(let then):
            // The daemon looks as soon as something is put in.
            return sample.at - message.at < 60_000 ? nil : "\(then) after \(sample.at - message.at) ms"
        case .notBefore:
            return "nobody asked for a time"
        case .held(.window, let until):
            // An opening hour is spread over half an hour.
            let isOpen = allows(sample.at, message.customer) && allows(sample.at - 1_800_000, message.customer)
            if isOpen { return "it is open" }
            return allows(until.milliseconds, message.customer) ? nil : "it is closed then"
        case .held(.cap, _):
            let week = 8 * SimulatedSpan.day
            let recent = (contacts[message.customer] ?? []) + begun(by: message.customer)
            return recent.contains { $0 <= sample.at && $0 > sample.at - week } ? nil : "nothing was sent to it lately"
        case .held(.offerLast, _), .held(.unconfirmed, _), .held(.document, _):
            return "there is no such rule here"
        case .retrying(_, let failures, _):
            let tries = carriers.count { $0.at < sample.at }
            return tries >= failures ? nil : "there were \(tries) requests"
        case .paused(let endpoint, _, _):
            let recent = (byEndpoint["http://127.0.0.1:1/\(endpoint)"] ?? []).last { $0.at < sample.at }
            return recent.map(\.isAccepted) == true ? "its last request was accepted" : nil
        case .limited(let endpoint, _):
            let recent = (byEndpoint["http://127.0.0.1:1/\(endpoint)"] ?? []).last { $0.at <= sample.at }
            return recent.map { sample.at - $0.at <= span.gap } == true ? nil : "nothing was sent just before"
        case .warmingUp:
            return "nothing is warmed up here"
        case .inLine(_, let ahead):
            let waiting = provider.messages.count { id, other in
                other.at <= sample.at && id != sample.message && !hasEnded(id, by: sample.at)
            }
            return ahead <= waiting ? nil : "\(waiting) messages waited"
        case .ready:
            let isStopped = end.state == "cancelled" && told(message.invoice) != nil
            return isStopped || later.map { $0.at - sample.at < 60_000 } == true ? nil : "it did not leave"
        case .sending:
            let earlier = carriers.contains { $0.at <= sample.at + 1_000 }
            return earlier || later != nil ? nil : "nothing was ever sent"
        case .travelling(let leader):
            let customer = provider.messages[leader]?.customer
            return customer == message.customer ? nil : "that one is for \(customer ?? -1)"
        case .ended(.sent, _, let time):
            guard end.state == "sent" else { return "it is \(end.state)" }
            let accepted = carriers.contains { $0.at <= sample.at && $0.isAccepted }
            let isTrue = time.map { moment in carriers.contains { abs($0.at - moment.milliseconds) < 60_000 } }
            return accepted && isTrue == true ? nil : "no request was accepted then"
        case .arrived:
            return "nobody tells of arrivals here"
        case .ended(let state, let reason, _), .ending(let state, let reason as String?):
            guard end.state == state.rawValue, end.reason == reason else {
                return "it is \(end.state), \(end.reason ?? "-")"
            }
            if reason == "settled" {
                return told(message.invoice).map { $0 <= sample.at } == true ? nil : "nothing was paid"
            }
            if state == .dead, reason?.hasPrefix("tries-used-up") == true {
                return carriers.count > 1 && !carriers.contains(where: \.isAccepted) ? nil : "it was not tried in vain"
            }
            if state == .expired { return carriers.contains(where: \.isAccepted) ? "it was sent" : nil }
            return "nothing here ends like that"
        }
    }

    /// When messages to a customer were begun, accepted or not: so the cap counts.
    private func begun(by customer: Int) -> [Int64] {
        provider.messages.filter { $0.value.customer == customer }.keys.compactMap { starts[$0]?.first?.at }
    }

    /// Whether a message had certainly ended at a moment.
    private func hasEnded(_ id: Int64, by moment: Int64) -> Bool {
        carrying(id).contains { $0.at < moment - 60_000 && $0.isAccepted }
            || told(provider.messages[id]?.invoice ?? "").map { $0 < moment - 60_000 } == true
    }

    /// A pause that a person ended says nothing about the time after.
    private func isResumed(_ sample: SimulatedProvider.Sample) -> Bool {
        if case .paused(_, _, nil) = sample.situation { return true }
        return false
    }

    // MARK: - The report

    var report: String {
        var lines = ["A simulated \(span.name), \(provider.customers) customers, \(provider.messages.count) messages:"]
        let waits = provider.messages.compactMap { id, message in carrying(id).first.map { $0.at - message.at } }
        lines.append(
            "  sent \(count(.sent)), of them merged into another \(merged), requests \(provider.starts.count)")
        lines.append(
            "  held for the window \(provider.heldByWindow.count), by the cap \(provider.heldByCap.count), "
                + "stopped by payment \(stopped), expired \(count(.expired)), dead \(count(.dead))")
        lines.append("  longest wait \((waits.max() ?? 0) / SimulatedSpan.hour) h")
        let kinds = Dictionary(grouping: provider.samples) { "\($0.situation)".prefix { $0.isLetter } }
            .mapValues(\.count)
        lines.append(
            "  explained \(provider.samples.count), wrongly \(wrongExplanations.count): "
                + kinds.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        let hours = Dictionary(grouping: provider.starts) { start in
            time(start.at, of: provider.messages[start.message]?.customer ?? 0)?.hour ?? -1
        }.mapValues(\.count)
        lines.append("  requests by hour at the customer's place:")
        lines.append(
            "    " + (0..<24).filter { hours[$0] != nil }.map { "\($0)h \(hours[$0] ?? 0)" }.joined(separator: ", "))
        return lines.joined(separator: "\n")
    }
}

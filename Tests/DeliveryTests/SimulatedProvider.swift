import Boleto
import Delivery
import Domain
import Foundation
import Outbox

/// An internet provider over some time: its customers, their invoices, payments, outages, bans and a restart a day, with
/// the real engine on a real file and under a virtual clock.
///
/// Due dates are the 5th, 10th and 20th of each month; everybody is reminded five days before, and who has not paid
/// three and eight days after. One customer in forty has two contracts, with one due date.
final class SimulatedProvider {
    struct Invoice {
        var customer: Int
        var id: String
        var due: CivilDate
        /// Milliseconds; `nil`: not within the month.
        var paidAt: Int64?
    }

    struct Start {
        var at: Int64
        var endpoint: String
        var message: Int64
        var part: Int
        var isAccepted: Bool
        /// The invoices that its text names.
        var invoices: [String]
    }

    /// What `explain` said of a message, and when.
    struct Sample {
        var at: Int64
        var message: Int64
        var situation: Situation
    }

    private struct Event {
        var at: Int64
        var work: () throws -> Void
    }

    let span: SimulatedSpan
    let customers: Int
    private let folder: TemporaryFolder
    private let outbox: Outbox
    let producer: Outbox
    let plan: DeliveryPlan
    let network: SimulatedNetwork
    private let wakeup = FlagWakeup()
    let sink = RecordingSink()
    private var engine: Engine
    private var random: SeededGenerator
    private var events: [Event] = []
    private(set) var starts: [Start] = []
    private(set) var samples: [Sample] = []
    private(set) var invoices: [String: Invoice] = [:]
    /// The customer and the invoice of each message, and when it was put in.
    private(set) var messages: [Int64: (customer: Int, invoice: String, at: Int64)] = [:]
    private var ids: [Int64] = []
    /// The invoices that reminders are made for on a day, and those whose payment is told of at a moment.
    private var billed: [CivilDate: [String]] = [:]
    private var payments: [Int64: [String]] = [:]
    private(set) var heldByWindow: Set<Int64> = []
    private(set) var heldByCap: Set<Int64> = []
    private var bans = 0

    init(_ span: SimulatedSpan, customers: Int, seed: UInt64) throws {
        self.span = span
        self.customers = customers
        random = SeededGenerator(seed: seed)
        folder = try TemporaryFolder()
        plan = try Plans.plan(
            endpoints: span.endpoints, routes: "{default: [a], night: [b]}",
            cap: "{per_customer: [1/day, 3/week], min_gap: 20h}", in: folder)
        outbox = try Outbox(path: folder.path + "/outbox.db", waitMilliseconds: 0, durable: false)
        producer = try Outbox(path: folder.path + "/outbox.db", waitMilliseconds: 0, durable: false)
        let network = SimulatedNetwork(now: span.start) { _ in (.failure(.reset, .maybeSent), 1, false) }
        self.network = network
        engine = Self.engine(outbox, network, plan, sink, wakeup, seed)
        network.script = { [unowned self] in fate(of: $0) }
        makeInvoices()
        arrange()
    }

    private static func engine(
        _ outbox: Outbox, _ network: SimulatedNetwork, _ plan: DeliveryPlan, _ sink: RecordingSink,
        _ wakeup: FlagWakeup, _ seed: UInt64
    ) -> Engine {
        var options = EngineOptions()
        // Whoever writes says so.
        options.safetyLookMilliseconds = SimulatedSpan.day
        return Engine(
            outbox: outbox, transport: network, plan: plan, events: sink, wakeup: wakeup, seed: seed, options: options,
            clock: { Timestamp(milliseconds: network.now) })
    }

    // MARK: - The gateway

    private func fate(of request: TransferRequest) -> (SimulatedNetwork.Fate, Int64, Bool) {
        let result = answer(at: network.now)
        if let seen = request.messagePart {
            starts.append(
                Start(
                    at: network.now, endpoint: request.url, message: seen.message, part: seen.part,
                    isAccepted: result.2, invoices: request.invoices))
        }
        return result
    }

    private func answer(at now: Int64) -> (SimulatedNetwork.Fate, Int64, Bool) {
        let quick = Int64.random(in: 300...1_500, using: &random)
        if bans > 0 { return (.answer(status: 403, headers: "", body: #"{"error":"banned"}"#), quick, false) }
        if span.refusals.contains(where: { $0.contains(now) }) {
            return (.answer(status: 503, headers: "", body: ""), quick, false)
        }
        if span.silences.contains(where: { $0.contains(now) }) {
            return (.failure(.connect, .notSent), 50, false)
        }
        switch Int.random(in: 0..<400, using: &random) {
        case 0: return (.failure(.timeout, .maybeSent), 30_000, Bool.random(using: &random))
        case 1: return (.answer(status: 500, headers: "", body: ""), quick, false)
        default: return (.answer(status: 200, headers: "", body: #"{"id":"g"}"#), quick, true)
        }
    }

    // MARK: - The provider

    /// The due dates in the span, with the day it falls on.
    private func dueDays(_ dayOfMonth: Int) -> [Int] {
        (0..<span.days).filter { span.first.advanced(byDays: $0).day == dayOfMonth }
    }

    private func makeInvoices() {
        for customer in 0..<customers {
            for (number, due) in dueDays([5, 10, 20][customer % 3]).enumerated() {
                for contract in 0..<(customer % 40 == 0 ? 2 : 1) {
                    let isLate = Int.random(in: 0..<100, using: &random) < 12
                    // Most of those who are late pay within two weeks, a few not at all.
                    let after =
                        isLate ? Double.random(in: 0.5...18, using: &random) : Double.random(in: -9...0, using: &random)
                    let id = "F-\(customer)-\(contract + 2 * number)"
                    invoices[id] = Invoice(
                        customer: customer, id: id, due: span.first.advanced(byDays: due),
                        paidAt: after > 14
                            ? nil : span.moment(due, 18) + Int64(after * Double(SimulatedSpan.day)))
                }
            }
        }
        for invoice in invoices.values {
            for offset in [-5, 3, 8] { billed[invoice.due.advanced(byDays: offset), default: []].append(invoice.id) }
            if let told = told(invoice) { payments[told, default: []].append(invoice.id) }
        }
    }

    /// When the billing system tells of a payment: at the next full hour.
    func told(_ invoice: Invoice) -> Int64? {
        let hour = SimulatedSpan.hour
        return invoice.paidAt.map { span.start + ($0 - span.start + hour - 1) / hour * hour }
    }

    private func arrange() {
        for day in 0..<span.days {
            events.append(Event(at: span.moment(day, 6)) { [unowned self] in try bill(day) })
            for hour in 0..<24 {
                let moment = span.moment(day, Double(hour))
                events.append(Event(at: moment) { [unowned self] in try settle(hour: moment) })
                events.append(
                    Event(at: span.moment(day, Double(hour) + 0.61)) { [unowned self] in try look(count: span.looks) })
            }
            events.append(Event(at: span.moment(day, Double(3 + day % 17) + 0.37)) { [unowned self] in try restart() })
        }
        for ban in span.bans {
            events.append(Event(at: ban.lowerBound) { [unowned self] in bans += 1 })
            events.append(
                Event(at: ban.upperBound) { [unowned self] in
                    bans -= 1
                    for name in ["a", "b"] { _ = try producer.resume(endpoint: name) }
                    wakeup.isSet = true
                })
        }
        events.sort { $0.at < $1.at }
    }

    /// The nightly run of the billing system.
    private func bill(_ day: Int) throws {
        let today = span.first.advanced(byDays: day)
        var batch: [(invoice: Invoice, message: NewMessage)] = []
        for id in (billed[today] ?? []).sorted() {
            guard let invoice = invoices[id], invoice.paidAt.map({ $0 > network.now }) ?? true else { continue }
            var message = NewMessage(template: "merging", payload: payload(invoice))
            message.dedupeKey = "\(id)-\(day)"
            message.notAfter = (network.now + 5 * SimulatedSpan.day) / 1_000
            if span.isNightOwl(invoice.customer) { message.route = "night" }
            batch.append((invoice, message))
            // A second run of the same billing system, of another hand: one customer in ten would be told twice.
            if today.days(since: invoice.due) > 0, invoice.customer % 10 == 3 {
                message.template = "overdue"
                message.dedupeKey = "\(id)-\(day)-again"
                batch.append((invoice, message))
            }
        }
        guard !batch.isEmpty else { return }
        for (entry, result) in zip(batch, try producer.enqueue(batch.map(\.message))) {
            guard case .queued(let id) = result else { continue }
            messages[id] = (entry.invoice.customer, entry.invoice.id, network.now)
            ids.append(id)
        }
        wakeup.isSet = true
    }

    private func payload(_ invoice: Invoice) -> String {
        let area = span.place(of: invoice.customer).areaCode
        let number = String(900_000_000 + invoice.customer)
        return #"{"customer":{"id":"C-\#(invoice.customer)","name":"ANA","phone":"\#(area)\#(number)"},"#
            + #""invoice":{"id":"\#(invoice.id)","amount":"129.90","due_date":"\#(invoice.due.iso)","#
            + #""description":"Fatura \#(invoice.id)"}}"#
    }

    /// Payments of the hour before.
    private func settle(hour: Int64) throws {
        guard let paid = payments[hour] else { return }
        _ = try producer.settle(paid.sorted())
        wakeup.isSet = true
    }

    private func restart() throws {
        network.hangUp()
        var sending = Selection()
        sending.state = .sending
        try producer.list(sending, limit: nil) { message in
            self.network.pardoned.insert(self.producer.idempotencyKey(message: message.id, part: message.part))
        }
        engine = Self.engine(outbox, network, plan, sink, wakeup, random.next())
        while try !engine.recover() {}
    }

    /// Notes what is held, and asks why some messages have not been sent.
    private func look(count: Int) throws {
        var open: [Int64] = []
        for state in [MessageState.queued, .sending] {
            var selection = Selection()
            selection.state = state
            try producer.list(selection, limit: nil) { message in
                open.append(message.id)
                if message.reason == Hold.window.rawValue { self.heldByWindow.insert(message.id) }
                if message.reason == Hold.cap.rawValue { self.heldByCap.insert(message.id) }
            }
        }
        let explainer = Explainer(plan: plan, outbox: producer)
        for turn in 0..<count {
            // One in three anywhere, the others where something is still open, if there is.
            let choice = turn % 3 == 0 || open.isEmpty ? ids : open
            guard let id = choice.randomElement(using: &random) else { continue }
            let now = Timestamp(milliseconds: network.now)
            guard let situation = try explainer.situation(of: id, at: now) else { continue }
            samples.append(Sample(at: network.now, message: id, situation: situation))
        }
    }

    // MARK: - The run

    func run() throws {
        while try !engine.recover() {}
        for event in events {
            advance(to: event.at)
            try event.work()
        }
        advance(to: span.end)
    }

    private func advance(to moment: Int64) {
        network.limit = moment
        // The wake-up ends a real wait; here nobody waits yet.
        engine.turn(mayWait: false)
        while network.now < moment { engine.turn() }
        network.limit = .max
    }
}

import Boleto
import Delivery
import Domain
import Foundation
import Outbox

/// A month of an internet provider: its customers, their invoices, payments, outages, a ban and a restart a day, with
/// the real engine on a real file and under a virtual clock.
///
/// It is November 2026: holidays on Monday the 2nd and Friday the 20th. Due dates are the 5th, 10th and 20th; everybody is
/// reminded five days before, and who has not paid three and eight days after. One customer in forty has two
/// contracts, with one due date.
final class SimulatedMonth {
    struct Invoice {
        var customer: Int
        var id: String
        var due: CivilDate
        /// Milliseconds; `nil`: not within the month.
        var paidAt: Int64?
    }

    struct Start {
        var at: Int64
        var message: Int64
        var part: Int
        var isAccepted: Bool
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

    static let hour: Int64 = 3_600_000
    static let day: Int64 = 24 * hour
    /// 2026-10-31, 00:00 in São Paulo.
    static let start: Int64 = 1_793_415_600_000
    static let end = start + 32 * day
    /// Of the rate limit, in milliseconds.
    static let gap: Int64 = 1_000

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
    private(set) var heldByWindow: Set<Int64> = []
    private(set) var heldByCap: Set<Int64> = []
    private var isBanned = false
    private(set) var recoveries: [Int64] = []

    init(customers: Int, seed: UInt64) throws {
        self.customers = customers
        random = SeededGenerator(seed: seed)
        folder = try TemporaryFolder()
        plan = try Plans.plan(
            endpoints: Plans.endpoint(
                "a",
                """
                concurrency: 4
                rate_limit: [1/1s]
                delivery_window: {weekdays: 08:00-20:00, saturday: 08:00-14:00}
                """), routes: "{default: [a]}", cap: "{per_customer: [1/day, 3/week], min_gap: 20h}", in: folder)
        outbox = try Outbox(path: folder.path + "/outbox.db", waitMilliseconds: 0, durable: false)
        producer = try Outbox(path: folder.path + "/outbox.db", waitMilliseconds: 0, durable: false)
        let network = SimulatedNetwork(now: Self.start) { _ in (.failure(.reset, .maybeSent), 1, false) }
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
        options.safetyLookMilliseconds = day
        return Engine(
            outbox: outbox, transport: network, plan: plan, events: sink, wakeup: wakeup, seed: seed, options: options,
            clock: { Timestamp(milliseconds: network.now) })
    }

    // MARK: - The gateway

    private func fate(of request: TransferRequest) -> (SimulatedNetwork.Fate, Int64, Bool) {
        let key = request.headers.first { $0.name == "Idempotency-Key" }?.value.split(separator: "-") ?? []
        let result = answer(at: network.now)
        if key.count == 3, let message = Int64(key[1]), let part = Int(key[2]) {
            starts.append(Start(at: network.now, message: message, part: part, isAccepted: result.2))
        }
        return result
    }

    private func answer(at now: Int64) -> (SimulatedNetwork.Fate, Int64, Bool) {
        let quick = Int64.random(in: 300...1_500, using: &random)
        if isBanned { return (.answer(status: 403, headers: "", body: #"{"error":"banned"}"#), quick, false) }
        switch now - Self.start {
        // The session is gone from Friday the 6th at ten until one.
        case (6 * Self.day + 10 * Self.hour)..<(6 * Self.day + 13 * Self.hour):
            return (.answer(status: 503, headers: "", body: ""), quick, false)
        // The server cannot be reached from Wednesday the 11th at nine until Thursday at eleven.
        case (11 * Self.day + 9 * Self.hour)..<(12 * Self.day + 11 * Self.hour):
            return (.failure(.connect, .notSent), 50, false)
        default: break
        }
        switch Int.random(in: 0..<400, using: &random) {
        case 0: return (.failure(.timeout, .maybeSent), 30_000, Bool.random(using: &random))
        case 1: return (.answer(status: 500, headers: "", body: ""), quick, false)
        default: return (.answer(status: 200, headers: "", body: #"{"id":"g"}"#), quick, true)
        }
    }

    // MARK: - The provider

    private func date(_ day: Int) -> CivilDate { CivilDate(dayNumber: 20_757 + day) }

    /// Milliseconds of an hour of a day of the month; the 31st of October is 0.
    private func moment(_ day: Int, _ hour: Double) -> Int64 {
        Self.start + Int64(day) * Self.day + Int64(hour * 3_600_000)
    }

    private func makeInvoices() {
        for customer in 0..<customers {
            let due = [5, 10, 20][customer % 3]
            for contract in 0..<(customer % 40 == 0 ? 2 : 1) {
                let isLate = Int.random(in: 0..<100, using: &random) < 12
                // Most of those who are late pay within two weeks, a few not at all.
                let after =
                    isLate ? Double.random(in: 0.5...18, using: &random) : Double.random(in: -9...0, using: &random)
                let id = "F-\(customer)-\(contract)"
                invoices[id] = Invoice(
                    customer: customer, id: id, due: date(due),
                    paidAt: after > 14 ? nil : moment(due, 18) + Int64(after * Double(Self.day)))
            }
        }
    }

    private func arrange() {
        for day in 0..<32 {
            events.append(Event(at: moment(day, 6)) { [unowned self] in try bill(day) })
            for hour in 0..<24 {
                events.append(
                    Event(at: moment(day, Double(hour))) { [unowned self] in try settle(hour: moment(day, Double(hour)))
                    })
            }
            events.append(Event(at: moment(day, Double(3 + day % 17) + 0.37)) { [unowned self] in try restart() })
            for hour in 0..<24 {
                events.append(Event(at: moment(day, Double(hour) + 0.61)) { [unowned self] in try look(count: 2) })
            }
        }
        events.append(Event(at: moment(23, 10.2)) { [unowned self] in isBanned = true })
        events.append(
            Event(at: moment(23, 16)) { [unowned self] in
                isBanned = false
                _ = try producer.resume(endpoint: "a")
                wakeup.isSet = true
            })
        events.sort { $0.at < $1.at }
    }

    /// The nightly run of the billing system.
    private func bill(_ day: Int) throws {
        let today = date(day)
        var batch: [(invoice: Invoice, message: NewMessage)] = []
        for id in invoices.keys.sorted() {
            guard let invoice = invoices[id], invoice.paidAt.map({ $0 > network.now }) ?? true else { continue }
            let template = "merging"
            guard [-5, 3, 8].contains(today.days(since: invoice.due)) else { continue }
            var message = NewMessage(template: template, payload: payload(invoice))
            message.dedupeKey = "\(id)-\(day)"
            message.notAfter = (network.now + 5 * Self.day) / 1_000
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
        }
        wakeup.isSet = true
    }

    private func payload(_ invoice: Invoice) -> String {
        // Eight of ten in São Paulo, one in Manaus, one in Acre.
        let area = invoice.customer % 10 == 0 ? "92" : invoice.customer % 10 == 1 ? "68" : "11"
        let number = String(900_000_000 + invoice.customer)
        return #"{"customer":{"id":"C-\#(invoice.customer)","name":"ANA","phone":"\#(area)\#(number)"},"#
            + #""invoice":{"id":"\#(invoice.id)","amount":"129.90","due_date":"\#(invoice.due.iso)","#
            + #""description":"Fatura \#(invoice.id)"}}"#
    }

    /// Payments of the hour before.
    private func settle(hour: Int64) throws {
        let paid = invoices.values.filter { $0.paidAt.map { $0 <= hour && $0 > hour - Self.hour } ?? false }
        guard !paid.isEmpty else { return }
        _ = try producer.settle(paid.map(\.id).sorted())
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
        var queued = Selection()
        queued.state = .queued
        try producer.list(queued, limit: nil) { message in
            if message.reason == Hold.window.rawValue { self.heldByWindow.insert(message.id) }
            if message.reason == Hold.cap.rawValue { self.heldByCap.insert(message.id) }
        }
        let ids = messages.keys.sorted()
        guard !ids.isEmpty else { return }
        let explainer = Explainer(plan: plan, outbox: producer)
        for _ in 0..<count {
            // Half of them anywhere, half among the youngest, where something is still open.
            let range = Bool.random(using: &random) ? ids[...] : ids.suffix(max(1, ids.count / 20))
            guard let id = range.randomElement(using: &random) else { continue }
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
        advance(to: Self.end)
    }

    private func advance(to moment: Int64) {
        network.limit = moment
        // The wake-up ends a real wait; here nobody waits yet.
        engine.turn(mayWait: false)
        while network.now < moment { engine.turn() }
        network.limit = .max
    }
}

import Composer
import Delivery
import Domain
import Foundation
import Outbox

/// One simulated life of an outbox: the real engine on a real SQLite file, under a virtual clock, with a scripted
/// network and faults that a seed decides: crashes between any two steps, a busy database, gateways that fail in
/// every way, producers and operators at work meanwhile.
final class Simulation {
    /// From here on the network behaves and nothing crashes.
    private let healing: Int64

    let seed: UInt64
    let folder: TemporaryFolder
    let network: SimulatedNetwork
    let outbox: Outbox
    let producer: Outbox
    let sink = RecordingSink()
    var random: SeededGenerator
    let plan: DeliveryPlan
    var problems: [String] = []
    private(set) var crashes = 0
    private(set) var inserted: [Int64] = []
    private var settledAt: [String: Int64] = [:]
    private var invoices: [Int64: String] = [:]
    private let limits: [String: (count: Int, milliseconds: Int64)]
    private let concurrency: [String: Int]
    private let closed: [String: [Range<Int64>]]
    private let manners: SimulatedWorld.Manners?
    private var book = SimulatedBook()
    private var hasBusyFaults = false
    private let wakeup = FlagWakeup()

    init(seed: UInt64, world: SimulatedWorld) throws {
        self.seed = seed
        random = SeededGenerator(seed: seed)
        folder = try TemporaryFolder()
        plan = world.plan
        limits = world.limits
        concurrency = world.concurrency
        closed = world.closed
        manners = world.manners
        healing = world.start + 10_000
        outbox = try Outbox(path: folder.path + "/outbox.db", waitMilliseconds: 0, durable: false)
        producer = try Outbox(path: folder.path + "/outbox.db", waitMilliseconds: 0, durable: false)
        network = SimulatedNetwork(now: world.start) { _ in (.answer(status: 200, headers: "", body: "{}"), 1, false) }
        network.script = { [unowned self] in self.fate(of: $0) }
    }

    private var now: Int64 { network.now }
    private var isHealed: Bool { now >= healing }

    private func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    // MARK: - The gateway

    private func fate(of request: TransferRequest) -> (SimulatedNetwork.Fate, Int64, Bool) {
        if let range = request.url.range(of: "/ask/") {
            let isPaid = book.paidElsewhere[String(request.url[range.upperBound...])].map { $0 <= now } ?? false
            let quick = Int64.random(in: 1...400, using: &random)
            if !isHealed, chance(20) { return (.answer(status: 502, headers: "", body: "<html>"), quick, false) }
            return (.answer(status: 200, headers: "", body: isPaid ? #"{"paid":1}"# : #"{"paid":0}"#), quick, false)
        }
        let result = answer()
        book.note(request, at: now, isAccepted: result.2)
        return result
    }

    private func answer() -> (SimulatedNetwork.Fate, Int64, Bool) {
        let quick = Int64.random(in: 1...400, using: &random)
        let ok = SimulatedNetwork.Fate.answer(status: 200, headers: "", body: #"{"id":"g\#(random.next() % 100_000)"}"#)
        guard !isHealed, chance(45) else { return (ok, quick, true) }
        switch Int.random(in: 0..<13, using: &random) {
        case 0: return (.failure(.connect, .notSent), quick, false)
        case 1: return (.failure(.dns, .notSent), quick, false)
        case 2: return (.failure(.timeout, .maybeSent), 5_000, chance(50))
        case 3: return (.failure(.reset, .maybeSent), quick, chance(50))
        case 4: return (.answer(status: 500, headers: "", body: "oops"), quick, false)
        case 5: return (.answer(status: 503, headers: "Retry-After: 7\r\n", body: ""), quick, false)
        case 6: return (.answer(status: 429, headers: "Retry-After: 3\r\n", body: ""), quick, false)
        case 7: return (.answer(status: 429, headers: "", body: ""), quick, false)
        case 8: return (.answer(status: 500, headers: "", body: "session closed"), quick, false)
        case 9: return (.answer(status: 422, headers: "", body: "{}"), quick, false)
        case 10: return (.answer(status: 410, headers: "", body: "{}"), quick, false)
        case 11: return (.answer(status: 200, headers: "", body: "<html>"), quick, false)
        default: return chance(20) ? (.answer(status: 401, headers: "", body: ""), quick, false) : (ok, 3_000, true)
        }
    }

    // MARK: - Producers and operators

    private func outsideWorld() throws {
        guard !isHealed else { return }
        if chance(30) {
            let number = inserted.count
            var message = NewMessage(template: chance(40) ? "parts" : "overdue", payload: Plans.payload(number))
            if message.template == "parts" { message.payload = Plans.payload(number, more: Plans.codes) }
            if chance(20) { message.route = "second" }
            if chance(10) { message.notBefore = now / 1000 + Int64.random(in: 0...15, using: &random) }
            if chance(10) { message.notAfter = now / 1000 + Int64.random(in: 0...20, using: &random) }
            if manners != nil {
                message.template = ["merging", "merging", "overdue", "offering", "legal"][number % 5]
                message.payload = SimulatedBook.payload(number)
            }
            if chance(4) { message.template = "missing" }
            if chance(4) { message.payload = #"{"customer":{"id":"x"}}"# }
            message.priority = Int64.random(in: 0...9, using: &random)
            for result in try producer.enqueue([message]) {
                if case .queued(let id) = result {
                    inserted.append(id)
                    invoices[id] = "F-\(number)"
                    book.templates[id] = message.template
                } else {
                    problems.append("refused: \(result)")
                }
            }
            wakeup.isSet = true
        }
        if chance(4), !inserted.isEmpty {
            let invoice = "F-\(Int.random(in: 0..<inserted.count, using: &random))"
            _ = try producer.settle([invoice])
            settledAt[invoice] = settledAt[invoice] ?? now
            wakeup.isSet = true
        }
        if manners?.asks == true, chance(8), !inserted.isEmpty {
            let invoice = "F-\(Int.random(in: 0..<inserted.count, using: &random))"
            book.paidElsewhere[invoice] = book.paidElsewhere[invoice] ?? now
        }
        if chance(2) {
            try producer.pause(endpoint: "a")
            wakeup.isSet = true
        }
        if chance(6) {
            _ = try producer.resume(endpoint: chance(50) ? "a" : "b")
            wakeup.isSet = true
        }
        if chance(2), let id = inserted.randomElement(using: &random) {
            var selection = Selection()
            selection.ids = [id]
            _ = try producer.cancel(selection)
            wakeup.isSet = true
        }
    }

    // MARK: - The run

    func run() throws {
        var engine = try startEngine()
        var turns = 0
        while now < healing || !isQuiet(engine) {
            turns += 1
            guard turns < 60_000, now < healing + (manners == nil ? 3_600_000 : 60 * 86_400_000) else {
                problems.append(
                    "no end, \(turns) turns, \((now - healing) / 1_000) s after all was well: \(try describe())")
                return
            }
            if isHealed, nextRepair <= now { try repair() }
            try outsideWorld()
            let isCrashing = !isHealed && chance(3)
            if isCrashing { arrangeCrash() } else if !isHealed, chance(3) { arrangeBusy() }
            engine.turn()
            outbox.beforeCommit = nil
            if isCrashing { engine = try restart() }
        }
        try check()
    }

    private var nextRepair: Int64 = 0

    /// An operator puts things right: every pause is lifted, and again as long as an old answer brings on a new one.
    private func repair() throws {
        // What the frequency cap holds takes days to go.
        nextRepair = now + 5_000 + (now - healing) / 10
        for name in ["a", "b"] { _ = try producer.resume(endpoint: name) }
        wakeup.isSet = true
    }

    private func isQuiet(_ engine: Engine) -> Bool {
        guard engine.isIdle, let backlog = try? producer.backlog() else { return false }
        return backlog == (0, 0)
    }

    private func startEngine() throws -> Engine {
        var options = EngineOptions()
        // Whoever writes says so; and what the cap holds takes days.
        if manners != nil { options.safetyLookMilliseconds = 3_600_000 }
        let engine = Engine(
            outbox: outbox, transport: network, plan: plan, events: sink, wakeup: wakeup, seed: random.next(),
            options: options,
            clock: { [unowned self] in Timestamp(milliseconds: self.now) })
        while try !engine.recover() {}
        return engine
    }

    private func arrangeCrash() {
        if chance(50) {
            // The transaction is not committed.
            outbox.beforeCommit = { () throws(OutboxError) in throw OutboxError(.other, "simulated crash") }
        } else {
            // It is committed, and nothing of it is sent.
            network.isDead = true
        }
    }

    private func arrangeBusy() {
        hasBusyFaults = true
        outbox.beforeCommit = { () throws(OutboxError) in throw OutboxError(.busy, "simulated lock") }
    }

    private func restart() throws -> Engine {
        crashes += 1
        network.hangUp()
        var sending = Selection()
        sending.state = .sending
        try producer.list(sending, limit: nil) { message in
            self.network.pardoned.insert(self.producer.idempotencyKey(message: message.id, part: message.part))
        }
        return try startEngine()
    }

    // MARK: - What must hold

    private func check() throws {
        problems += network.violations
        for (url, width) in concurrency where (network.largestInFlight[url] ?? 0) > width {
            problems.append("\(url): \(network.largestInFlight[url] ?? 0) in flight, \(width) allowed")
        }
        for (url, limit) in limits {
            let starts = network.starts[url] ?? []
            for (index, start) in starts.enumerated() where index >= limit.count {
                if start - starts[index - limit.count] < limit.milliseconds {
                    problems.append("\(url): more than \(limit.count) in \(limit.milliseconds) ms at \(start)")
                }
            }
        }
        for (url, times) in closed {
            for start in network.starts[url] ?? [] where times.contains(where: { $0.contains(start) }) {
                problems.append("\(url): sent outside of its window, at \(start)")
            }
        }
        if let manners { problems += book.problems(manners) }
        for id in inserted {
            guard let message = try producer.show(id) else {
                problems.append("message \(id) is lost")
                continue
            }
            check(message)
        }
    }

    private func check(_ message: MessageDetail) {
        let id = message.summary.id
        guard let state = MessageState(rawValue: message.summary.state), state.isEnd else {
            return problems.append("message \(id) never ended: \(message.summary.state)")
        }
        if state == .sent {
            for (position, part) in message.parts.enumerated()
            where network.seen[part.idempotencyKey]?.accepted ?? 0 == 0 {
                problems.append("message \(id) is sent, its part \(position) was never accepted")
            }
            if message.parts.isEmpty { problems.append("message \(id) is sent without parts") }
        }
        // Paid: nothing more starts once the engine could know, and it looks as soon as it may write.
        if !hasBusyFaults, let paid = invoices[id].flatMap({ settledAt[$0] }) {
            for part in message.parts {
                guard let last = network.seen[part.idempotencyKey]?.lastStart, last > paid + 200 else { continue }
                problems.append("message \(id) was sent \(last - paid) ms after its invoice was paid")
            }
        }
        if Set(message.attempts.map(\.number)).count != message.attempts.count {
            problems.append("message \(id): attempt numbers repeat")
        }
    }

    func describe() throws -> String {
        var lines: [String] = []
        try producer.list(Selection(), limit: nil) { message in
            guard let state = MessageState(rawValue: message.state), !state.isEnd else { return }
            lines.append("\(message.id) \(message.state) \(message.reason ?? "-") \(message.endpoint ?? "-")")
        }
        let status = try producer.status(endpoints: [("a", []), ("b", [])], at: Timestamp(milliseconds: now))
        return lines.prefix(5).joined(separator: "; ") + " | "
            + status.endpoints.map { "\($0.row)" }.joined(separator: "; ")
    }
}

/// The configuration of some simulated lives: two endpoints of different manners.
struct SimulatedWorld: Sendable {
    let plan: DeliveryPlan
    let limits: [String: (count: Int, milliseconds: Int64)]
    let concurrency: [String: Int]
    /// When nothing may be sent, by URL.
    let closed: [String: [Range<Int64>]]
    /// What it heeds beside; `nil`: customers are many, and written to as often as there is something.
    let manners: Manners?
    let start: Int64

    /// Rules that keep from writing too often.
    struct Manners: Sendable {
        /// Messages to one customer in a day.
        let daily: Int
        /// Milliseconds between two.
        let gap: Int64
        /// Whether the billing system is asked before each request.
        let asks: Bool
        /// Messages that `b` may begin on each of its first days.
        let warmUp: [Int]
    }

    private static let window =
        "delivery_window: {weekdays: [08:00-08:07, 08:09-08:10, 08:11-20:00], spread: 20s}"

    private static let question = """
        confirm:
          request: {url: "http://127.0.0.1:1/ask/{{payload.invoice.id}}"}
          owed: {json: {path: paid, equals: 0}}
          settled: {json: {path: paid, equals: 1}}
          retry: 2s
          cache: 1s
        """

    init(variant: Int) throws {
        let folder = try TemporaryFolder()
        let limit = [(1, Int64(1_000)), (3, 5_000), (20, 30_000), (2, 1_000)][variant % 4]
        let width = variant % 6 + 1
        let endpoints = """
            \(Plans.endpoint("a", """
            concurrency: \(width)
            retry: {first: 2s, max: 5s, tries: 20}
            breaker: {failures: 3, first: 1s, max: 4s}
            on_uncertain: \(variant % 5 == 0 ? "hold" : "retry")
            \(variant % 3 == 0 ? Self.window : "")
            classify:
              - {when: {http: 422}, outcome: rejected, reason: not-on-whatsapp}
              - {when: {http: 410}, outcome: opted-out}
              - {when: {http: 500, text: "session closed"}, outcome: down, reason: session}
            """))
            \(Plans.endpoint("b", """
            concurrency: 2
            rate_limit: [\(limit.0)/\(limit.1 / 1000)s]
            retry: {first: 1s, max: 5s, tries: 30}
            breaker: {failures: 3, first: 1s, max: 4s}
            """))
            """
        // A Wednesday, 08:06:54 in São Paulo: the window closes in six seconds, for two minutes and for one.
        let hasWindow = variant % 3 == 0
        start = hasWindow ? 1_795_000_014_000 : 1_795_000_000_000
        let minute: (Int64) -> Int64 = { 1_794_999_960_000 + ($0 - 6) * 60_000 }
        closed = hasWindow ? ["http://127.0.0.1:1/a": [minute(7)..<minute(9), minute(10)..<minute(11)]] : [:]
        limits = ["http://127.0.0.1:1/b": limit]
        concurrency = ["http://127.0.0.1:1/a": width, "http://127.0.0.1:1/b": 2]
        let manners =
            variant < 8
            ? nil : Manners(daily: 2, gap: 3_600_000, asks: variant % 2 == 0, warmUp: variant % 4 == 1 ? [2, 4] : [])
        self.manners = manners
        plan = try Plans.plan(
            endpoints: endpoints + (manners.map { $0.warmUp.isEmpty ? "" : "\n  warm_up: \($0.warmUp)" } ?? ""),
            routes: "{default: [a, b], second: [b]}",
            cap: manners == nil ? "none" : "{per_customer: [2/day, 10/week], min_gap: 1h}",
            more: manners?.asks == true ? Self.question : "", in: folder)
    }
}

/// A wake-up that the simulated producers set.
final class FlagWakeup: Wakeup {
    var isSet = false

    func takeEvents() -> Bool {
        defer { isSet = false }
        return isSet
    }
}

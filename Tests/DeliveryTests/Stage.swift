import Delivery
import Domain
import Foundation
import Outbox
import Policy

/// An engine on a real file under a virtual clock, with a network that does as it is told.
final class Stage {
    static let start: Int64 = 1_795_000_000_000

    let folder: TemporaryFolder
    let outbox: Outbox
    let producer: Outbox
    let network: SimulatedNetwork
    let sink = RecordingSink()
    let wakeup = FlagWakeup()
    let plan: DeliveryPlan
    private(set) var engine: Engine
    /// The answers to come, in order; afterwards every request is accepted.
    var answers: [SimulatedNetwork.Fate] = []
    /// How long each request takes, in milliseconds.
    var latency: Int64 = 10
    private(set) var bodies: [String] = []
    private(set) var urls: [String] = []

    /// - Parameters:
    ///   - endpoint: more keys of the endpoint `a`, as YAML.
    ///   - routes: as YAML; the endpoint `b` has no keys of its own.
    ///   - cap: the frequency cap, as YAML.
    ///   - more: further keys of the top level, as YAML.
    ///   - hears: whether somebody listens to what gateways tell.
    ///   - deadline: by when they have to, in milliseconds.
    ///   - third: whether there is an endpoint `c` too.
    convenience init(
        _ endpoint: String = "", routes: String = "{default: [a, b], second: [b]}", cap: String = "none",
        more: String = "", hears: Bool = false, deadline: Int64? = nil, third: Bool = false,
        optOut: OptOutRules = OptOutRules()
    ) throws {
        let folder = try TemporaryFolder()
        let endpoints =
            Plans.endpoint("a", endpoint) + "\n" + Plans.endpoint("b") + (third ? "\n" + Plans.endpoint("c") : "")
        var plan = try Plans.plan(endpoints: endpoints, routes: routes, cap: cap, more: more, in: folder)
        plan.optOut = optOut
        if hears {
            plan.targets = plan.targets.map { target in
                var endpoint = target.endpoint
                endpoint.movesOnWithoutReceipt = deadline != nil
                endpoint.receiptDeadlineMilliseconds = deadline ?? endpoint.receiptDeadlineMilliseconds
                return DeliveryPlan.Target(
                    endpoint: endpoint, gateway: target.gateway, hours: target.hours,
                    callbackURL: "http://127.0.0.1/hooks/\(endpoint.name)")
            }
        }
        try self.init(in: folder, plan: plan)
    }

    /// Puts one message into the outbox.
    func put(
        _ template: String = "overdue", customer: String, invoice: String, phone: String = "11987654321",
        due: String = "2026-11-10", more: String = "", adjust: (inout NewMessage) -> Void = { _ in }
    ) throws -> Int64 {
        var message = NewMessage(
            template: template,
            payload:
                #"{"customer":{"id":"\#(customer)","name":"ANA","phone":"\#(phone)"},"invoice":{"id":"\#(invoice)","#
                + #""amount":"129.90","due_date":"\#(due)","description":"Fatura \#(invoice)"\#(more)}}"#)
        adjust(&message)
        wakeup.isSet = true
        guard case .queued(let id)? = try producer.enqueue([message]).first else { throw CancellationError() }
        return id
    }

    /// - Parameter folder: where the plan's templates lie, and the outbox will.
    init(in folder: TemporaryFolder, plan: DeliveryPlan) throws {
        self.folder = folder
        self.plan = plan
        outbox = try Outbox(path: folder.path + "/outbox.db", waitMilliseconds: 0, durable: false)
        producer = try Outbox(path: folder.path + "/outbox.db", waitMilliseconds: 0, durable: false)
        let network = SimulatedNetwork(now: Self.start) { _ in (.failure(.reset, .maybeSent), 1, false) }
        self.network = network
        engine = Self.engine(outbox, network, plan, sink, wakeup)
        while try !engine.recover() {}
        network.script = { [unowned self] request in
            bodies.append(String(decoding: request.body ?? [], as: UTF8.self))
            urls.append(request.url)
            let accepted = SimulatedNetwork.Fate.answer(status: 200, headers: "", body: #"{"id":"g"}"#)
            let fate = answers.isEmpty ? accepted : answers.removeFirst()
            if case .answer(status: 200, _, _) = fate { return (fate, latency, true) }
            return (fate, latency, false)
        }
    }

    private static func engine(
        _ outbox: Outbox, _ network: SimulatedNetwork, _ plan: DeliveryPlan, _ sink: RecordingSink,
        _ wakeup: FlagWakeup
    ) -> Engine {
        Engine(
            outbox: outbox, transport: network, plan: plan, events: sink, wakeup: wakeup, seed: 1,
            clock: { Timestamp(milliseconds: network.now) })
    }

    /// A new life of the daemon; what was in flight is nobody's.
    func restart() throws {
        network.hangUp()
        engine = Self.engine(outbox, network, plan, sink, wakeup)
        while try !engine.recover() {}
    }

    @discardableResult
    func insert(_ count: Int = 1, template: String = "overdue", more: String = "") throws -> [Int64] {
        let first = try producer.backlog().waiting
        let messages = (0..<count).map {
            NewMessage(template: template, payload: Plans.payload(first + $0, more: more))
        }
        wakeup.isSet = true
        return try producer.enqueue(messages).compactMap { if case .queued(let id) = $0 { id } else { nil } }
    }

    /// Turns until the virtual clock has moved on by so many milliseconds.
    func run(_ milliseconds: Int64) {
        let end = network.now + milliseconds
        network.limit = end
        // The wake-up ends a real wait; here nobody waits yet.
        engine.turn(mayWait: false)
        while network.now < end, !engine.isStopped { engine.turn() }
        network.limit = .max
        engine.turn(mayWait: false)
    }

    func message(_ id: Int64) throws -> MessageDetail {
        guard let message = try producer.show(id) else { throw CancellationError() }
        return message
    }

    func state(_ id: Int64) throws -> String { try message(id).summary.state }

    func endpoint(_ name: String) throws -> EndpointRow {
        let status = try producer.status(
            endpoints: [(name, [])], at: Timestamp(milliseconds: network.now))
        return status.endpoints[0].row
    }
}

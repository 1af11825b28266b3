package import Domain
package import Outbox
internal import Policy

/// What the engine would do with a copy of an outbox, under a clock of its own and with gateways that accept everything.
///
/// It is the engine itself that runs, with the real configuration: nothing is estimated but how long a request takes,
/// and nothing is sent.
package final class Rehearsal {
    private let outbox: Outbox
    private let transport: RehearsalTransport
    private let engine: Engine
    /// How many requests were made.
    package var requests: Int { transport.requests }

    /// - Parameters:
    ///   - copy: an outbox that nobody else uses, such as `Outbox.copyOfWaiting` makes; it is changed.
    ///   - start: where the clock begins.
    ///   - latencyMilliseconds: how long each request takes.
    ///   - seed: of the jitter.
    package init(
        on copy: Outbox, plan: DeliveryPlan, from start: Timestamp, latencyMilliseconds: Int64 = 500, seed: UInt64 = 1
    ) {
        // The billing system is not asked in a rehearsal: everything counts as owed.
        var plan = plan
        plan.confirmation = nil
        outbox = copy
        let transport = RehearsalTransport(now: start, latencyMilliseconds: latencyMilliseconds)
        self.transport = transport
        var options = EngineOptions()
        // Nobody else writes, so nothing has to be looked for.
        options.safetyLookMilliseconds = 86_400_000
        options.acceptsEverything = true
        engine = Engine(
            outbox: copy, transport: transport, plan: plan, events: Silence(), seed: seed, options: options,
            clock: { transport.now })
    }

    /// Lets the engine run until a moment.
    ///
    /// - Throws: `OutboxError`.
    package func run(until end: Timestamp) throws(OutboxError) {
        while try !engine.recover() {}
        transport.limit = end
        engine.turn(mayWait: false)
        while transport.now < end {
            let before = transport.now
            engine.turn()
            // What is due at this very moment and cannot go has nothing else to wait for.
            if transport.now == before, engine.isIdle, engine.pause(at: before) > 0 { transport.skip() }
        }
    }
}

/// Gateways that accept everything after the same time.
private final class RehearsalTransport: Transport {
    private let latency: Int64
    private(set) var now: Timestamp
    private(set) var requests = 0
    var limit = Timestamp.distantFuture
    /// In the order they end.
    private var flying: [(tag: Int, endsAt: Timestamp)] = []
    private var first = 0

    init(now: Timestamp, latencyMilliseconds: Int64) {
        self.now = now
        latency = max(1, latencyMilliseconds)
    }

    func start(_ request: TransferRequest, tag: Int) {
        requests += 1
        flying.append((tag, now.advanced(byMilliseconds: latency)))
    }

    func poll(timeoutMilliseconds: Int64) -> [Completion] {
        let next = flying.first?.endsAt ?? .distantFuture
        now = max(now, min(next, limit, now.advanced(byMilliseconds: timeoutMilliseconds)))
        let count = flying.prefix { $0.endsAt <= now }.count
        let done = flying.prefix(count).map { flight in
            Completion(
                tag: flight.tag, result: TransferResult(reach: .answered, status: 200, headerBytes: [], body: []),
                durationMilliseconds: latency)
        }
        flying.removeFirst(count)
        return done
    }

    var inFlight: Int { flying.count }

    func abandon(tag: Int) { flying.removeAll { $0.tag == tag } }

    func skip() { now = min(limit, now.advanced(byMilliseconds: 1_000)) }
}

private final class Silence: EventSink {
    func record(_ event: LogEvent) {}
    func flush() {}
}

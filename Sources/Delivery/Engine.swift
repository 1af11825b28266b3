package import Domain
internal import Gateway
package import Outbox
internal import Policy

/// The engine: takes from the outbox what may go now, sends it, and writes down what came of it.
///
/// One thread owns it and everything it uses. A turn is synchronous:
///
///     poll -> judge -> one transaction { settle, intake, claim } -> start
///
/// An attempt is committed before its first byte leaves; its result and the next claims share the next transaction,
/// so that full durability costs one sync a turn.
package final class Engine {
    let outbox: Outbox
    let transport: any Transport
    let wakeup: (any Wakeup)?
    let events: any EventSink
    let clock: () -> Timestamp
    let options: EngineOptions
    var plan: DeliveryPlan
    var board: EndpointBoard
    var random: SeededGenerator
    var agenda = Agenda()
    var drain: Drain?
    /// Why nothing is claimed at present.
    package internal(set) var claimingStop: String?

    /// Claimed and composed, waiting for a free connection; by endpoint, in order.
    var ready: [String: [Flight]] = [:]
    /// In flight, by the transport's tag.
    var flights: [Int: Flight] = [:]
    /// Back and not yet settled.
    var landings: [Landing] = []
    /// Claimed, and not to start after all.
    var returns: [Return] = []
    var confirmations = Confirmations()
    var startLimits = StartLimits()
    var documents = DocumentDesk()
    var captures = KeptCaptures()
    /// Questions about the health of endpoints that are under way, by the transport's tag.
    var healthChecks: [Int: String] = [:]
    /// Endpoints that said they do not work, still to be paused again.
    var unhealthy: Set<String> = []
    /// Claimed and not yet back, by endpoint: those ready and those in flight.
    var outstanding: [String: Int] = [:]
    private var lastTag = 0
    /// How many transactions were committed: durable syncs.
    package internal(set) var transactions = 0

    /// - Parameters:
    ///   - wakeup: tells that the database's files were written; `nil`: only the safety look finds new messages.
    ///   - seed: of the jitter.
    ///   - clock: the wall clock.
    package init(
        outbox: Outbox, transport: any Transport, plan: DeliveryPlan, events: any EventSink,
        wakeup: (any Wakeup)? = nil, seed: UInt64, options: EngineOptions = EngineOptions(),
        clock: @escaping () -> Timestamp
    ) {
        self.outbox = outbox
        self.transport = transport
        self.plan = plan
        self.events = events
        self.wakeup = wakeup
        self.options = options
        self.clock = clock
        random = SeededGenerator(seed: seed)
        board = EndpointBoard(plan, rows: [], today: plan.today(at: clock()))
    }

    /// One turn: waits for the next thing to do and does it.
    ///
    /// - Parameter mayWait: whether it may wait at all.
    package func turn(mayWait: Bool = true) {
        let before = clock()
        let completions = transport.poll(timeoutMilliseconds: mayWait ? pause(at: before) : 0)
        let now = clock()
        if now < before { agenda.clockWentBack() }
        for completion in completions { land(completion, at: now) }
        askHealth(at: now)
        startReady(at: now)
        peek(at: now)
        if isTransactionDue(at: now, isTransportQuiet: completions.isEmpty) {
            transact(at: now)
            startReady(at: clock())
        }
        watchDrain(at: now)
        events.flush()
    }

    /// Whether nothing is claimed: neither ready, nor in flight, nor unsettled.
    package var isIdle: Bool {
        flights.isEmpty && landings.isEmpty && returns.isEmpty && ready.values.allSatisfy(\.isEmpty)
    }

    /// Whether no message is due that could be sent before time or an event changes something; for `run --drain`.
    package func isDrained(at now: Timestamp) -> Bool {
        isIdle && !agenda.isWanted && agenda.backlogLook == nil && agenda.hungry.isEmpty
            && agenda.due.map { $0 > now } ?? true
    }

    // MARK: - Waiting

    /// How long the next poll may wait, in milliseconds.
    package func pause(at now: Timestamp) -> Int64 {
        if agenda.retryAt == nil, !landings.isEmpty || !returns.isEmpty || isTransactionWanted(at: now) { return 0 }
        if let drain {
            // Nothing more is looked for: what becomes due meanwhile is the next start's.
            let next = min(drain.deadline, agenda.retryAt ?? .distantFuture)
            return min(max(0, next.milliseconds(since: now)), options.safetyLookMilliseconds)
        }
        var next = agenda.safetyPeek
        if let peek = agenda.peeks.first { next = min(next, peek) }
        if let retryAt = agenda.retryAt {
            next = min(next, retryAt)
        } else if claimingStop == nil {
            if let due = agenda.due { next = min(next, due) }
            if let look = agenda.backlogLook { next = min(next, look) }
            for name in agenda.hungry {
                if let opening = nextOpening(of: name, at: now) { next = min(next, opening) }
            }
        }
        // What waits for a connection is woken by the one that comes free.
        for state in board.states where isStartLimited(state.target) && freeConnections(of: state) > 0 {
            guard let first = ready[state.endpoint.name]?.first else { continue }
            let opening =
                first.inquiries.isEmpty
                ? startLimits.opening(of: state.endpoint.name, at: now) : confirmations.nextQuestion(at: now)
            if let opening { next = min(next, opening.advanced(byMilliseconds: 1)) }
        }
        return min(max(0, next.milliseconds(since: now)), options.safetyLookMilliseconds)
    }

    /// When an endpoint that has more to do can be claimed for again by time alone.
    private func nextOpening(of name: String, at now: Timestamp) -> Timestamp? {
        guard let index = board.index(of: name) else { return nil }
        let state = board.states[index]
        // A connection that comes free is an event of its own.
        guard let opening = state.nextOpening(at: now), opening > now else { return nil }
        return opening
    }

    /// A transaction is opened when there is something to do in it that need not wait for company.
    private func isTransactionDue(at now: Timestamp, isTransportQuiet: Bool) -> Bool {
        if let retryAt = agenda.retryAt, retryAt > now { return false }
        if !returns.isEmpty { return true }
        if !landings.isEmpty {
            let isStarving = ready.values.allSatisfy(\.isEmpty)
            if isTransportQuiet || isStarving || landings.count >= options.settleBatch { return true }
        }
        return isTransactionWanted(at: now)
    }

    private func isTransactionWanted(at now: Timestamp) -> Bool {
        if agenda.isWanted || drain?.isGivingBack == true { return true }
        guard drain == nil, claimingStop == nil else { return false }
        if let due = agenda.due, due <= now { return true }
        if let look = agenda.backlogLook, look <= now { return true }
        return agenda.hungry.contains { name in
            guard let index = board.index(of: name), ready[name, default: []].isEmpty else { return false }
            let state = board.states[index]
            if state.health.mode == .paused { return state.health.until.map { $0 <= now } ?? false }
            return state.allowance(at: now, outstanding: outstanding[name] ?? 0) > 0
        }
    }

    /// Looks whether somebody else has committed since the last transaction.
    private func peek(at now: Timestamp) {
        if wakeup?.takeEvents() == true {
            agenda.somethingChanged(at: now, peeks: options.peeksAfterEventMilliseconds)
        }
        guard drain == nil, agenda.takePeek(at: now, safety: options.safetyLookMilliseconds) else { return }
        do throws(OutboxError) {
            if try outbox.dataVersion() != agenda.version { agenda.isWanted = true }
        } catch {
            agenda.isWanted = true  // The transaction meets the same error, and reports it.
        }
    }

    // MARK: - Sending

    /// Starts what is ready, as far as connections are free and the endpoint is still in use.
    private func startReady(at now: Timestamp) {
        guard drain == nil else { return }
        for state in board.states {
            let name = state.endpoint.name
            guard var queue = ready[name], !queue.isEmpty else { continue }
            let free = freeConnections(of: state)
            guard free > 0 else { continue }
            // What has come too late stays behind the others, and the next transaction gives it back.
            let late = queue.filter { $0.isTooLate(at: now) }
            if !late.isEmpty {
                agenda.isWanted = true
                queue.removeAll { $0.isTooLate(at: now) }
            }
            let started = queue.prefix(free).prefix { begin($0, at: now) }.count
            queue.removeFirst(started)
            ready[name] = queue + late
        }
    }

    /// How many requests more the endpoint may have in flight; negative if it was narrowed meanwhile.
    private func freeConnections(of state: EndpointState) -> Int {
        let name = state.endpoint.name
        let inFlight = (outstanding[name] ?? 0) - (ready[name]?.count ?? 0)
        return state.health.concurrency(limit: state.endpoint.concurrency) - inFlight
    }

    func launch(_ flight: Flight, _ request: TransferRequest, at now: Timestamp) {
        let tag = nextTag()
        var flight = flight
        flight.startedAt = now
        flights[tag] = flight
        transport.start(request, tag: tag)
    }

    func nextTag() -> Int {
        lastTag += 1
        return lastTag
    }

    private func land(_ completion: Completion, at now: Timestamp) {
        // What was abandoned has no flight any more.
        guard let flight = flights.removeValue(forKey: completion.tag) else {
            return hearHealth(completion, at: now)
        }
        guard !flight.isAsking else { return hear(flight, completion.result, at: now) }
        let gateway = flight.target.gateway
        let verdict =
            options.acceptsEverything
            ? Verdict(outcome: .sent, reason: "", scope: .message, providerMessageID: flight.key)
            : gateway.judge(completion.result, now: now, clientID: flight.key)
        // Of a success the id is kept; what else a gateway said matters when something went wrong.
        let redaction = gateway.redaction.with(captured: flight.context.captured)
        let response = verdict.outcome == .sent ? "" : redaction.excerpt(of: completion.result, limit: 512)
        let landing = Landing(
            flight: flight, verdict: verdict, httpStatus: completion.result.status, response: response,
            durationMilliseconds: completion.durationMilliseconds)
        guard verdict.outcome != .recheck else { return recheck(landing, at: now) }
        settleLater(landing)
    }
}

/// Tells that a file of the database was written.
package protocol Wakeup: AnyObject {
    /// Whether anything happened since the last call.
    func takeEvents() -> Bool
}

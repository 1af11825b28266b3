internal import Domain
internal import Outbox
internal import Policy

/// What a transaction changes in memory: taken over if it commits, forgotten if it does not.
struct TurnDraft {
    var board: EndpointBoard
    var random: SeededGenerator
    /// The day that the warm-up counts by.
    let today: Int
    var events: [LogEvent] = []
    var claimed: [Flight] = []
    /// Ready flights that were given back, by message.
    var released: Set<Int64> = []
    /// Tags of flights that are to go no further once the billing system has answered.
    var stopped: [Int] = []
    /// Messages that were merged into one claimed in this transaction.
    var bound: Set<Int64> = []
    var due: Timestamp?
    var hungry: Set<String> = []
    var hasMoreNew = false
    var version: Int64 = 0
    /// More is known to wait: the next transaction follows at once.
    var isUnfinished = false
    /// Endpoints that said they do not work, and are paused again.
    var pausedUnhealthy: Set<String> = []
    /// Whether gateways have told something that may not have been applied yet.
    var hasCallbacks: Bool
    /// Whether anybody has opted out; `nil`: it has not been looked yet.
    var hasOptOuts: Bool?
}

extension Engine {
    /// One transaction: settles what came back, takes in what is new and claims what may go.
    func transact(at now: Timestamp) {
        var draft = TurnDraft(board: board, random: random, today: plan.today(at: now), hasCallbacks: false)
        measurePace(&draft.board, at: now)
        let committed: Bool?
        do throws(OutboxError) {
            committed = try outbox.turn { turn throws(OutboxError) in
                try perform(turn, &draft, at: now)
                return true
            }
        } catch {
            fail(error, at: now)
            return
        }
        guard committed != nil else {
            waitForLock(at: now)
            return
        }
        adopt(draft, at: now)
    }

    private func perform(_ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp) throws(OutboxError) {
        draft.version = try turn.dataVersion()
        draft.hasCallbacks = agenda.hasCallbacks
        if draft.version != agenda.version {
            try adoptEndpoints(turn, &draft)
            draft.hasCallbacks = true
        } else {
            draft.hasOptOuts = agenda.hasOptOuts
        }
        pauseUnhealthy(&draft, at: now)
        for index in draft.board.states.indices where draft.board.states[index].health.tick(now) {
            draft.events.append(LogEvent("endpoint.probing").with("endpoint", draft.board.states[index].endpoint.name))
        }
        for landing in landings { try settle(landing, turn, &draft, at: now) }
        try settleReturns(turn, &draft, at: now)
        try applyCallbacks(turn, &draft, at: now)
        try missReceipts(turn, &draft, at: now)
        let isComplete = try applySettlements(turn, &draft)
        try giveBack(turn, &draft, at: now)
        try expire(turn, &draft, at: now)
        // While paid invoices are still being worked through, what waits may be paid.
        if drain == nil, isComplete, claimingStop == nil {
            try intake(turn, &draft, at: now)
            try claimDue(turn, &draft, at: now)
        }
        try keepEndpoints(turn, &draft, at: now)
        try schedule(turn, &draft, at: now)
    }

    private func adopt(_ draft: TurnDraft, at now: Timestamp) {
        transactions += 1
        board = draft.board
        random = draft.random
        landings.removeAll(keepingCapacity: true)
        returns.removeAll(keepingCapacity: true)
        unhealthy.subtract(draft.pausedUnhealthy)
        agenda.hasCallbacks = draft.hasCallbacks
        agenda.hasOptOuts = draft.hasOptOuts
        if !draft.released.isEmpty {
            for (name, queue) in ready {
                let kept = queue.filter { !draft.released.contains($0.message) }
                outstanding[name, default: 0] -= queue.count - kept.count
                ready[name] = kept
            }
        }
        for tag in draft.stopped { flights[tag]?.isStopped = true }
        for flight in draft.claimed {
            ready[flight.endpoint, default: []].append(flight)
            outstanding[flight.endpoint, default: 0] += 1
        }
        for event in draft.events { events.record(event) }
        if agenda.isBusyReported || agenda.failure != nil { events.record(LogEvent("outbox.available")) }
        agenda.isBusyReported = false
        agenda.busySince = nil
        agenda.failure = nil
        agenda.retryAt = nil
        agenda.isWanted = draft.isUnfinished
        agenda.version = draft.version
        agenda.due = draft.due
        agenda.hungry = draft.hungry
        agenda.backlogLook = draft.hasMoreNew ? now.advanced(byMilliseconds: options.backlogLookMilliseconds) : nil
        agenda.lastTransaction = now
        agenda.landed.removeAll(keepingCapacity: true)
    }

    /// A busy database is waited for while transfers go on.
    private func waitForLock(at now: Timestamp) {
        let since = agenda.busySince ?? now
        agenda.busySince = since
        agenda.retryAt = now.advanced(byMilliseconds: options.busyRetryMilliseconds)
        let waited = now.milliseconds(since: since)
        guard waited >= options.busyReportMilliseconds, !agenda.isBusyReported else { return }
        agenda.isBusyReported = true
        events.record(LogEvent("outbox.busy", level: .warning).with("waited_ms", waited))
    }

    /// A database that cannot be written is tried again; what came back is kept until it can.
    private func fail(_ error: OutboxError, at now: Timestamp) {
        agenda.retryAt = now.advanced(byMilliseconds: options.failureRetryMilliseconds)
        guard agenda.failure != error.message else { return }
        agenda.failure = error.message
        events.record(LogEvent("outbox.unavailable", level: .error).with("error", error.message))
    }

    /// How fast answers come in at present: so much is claimed ahead that no connection waits for the commit.
    private func measurePace(_ board: inout EndpointBoard, at now: Timestamp) {
        guard let last = agenda.lastTransaction else { return }
        let elapsed = Double(max(1, now.milliseconds(since: last)))
        for index in board.states.indices {
            let landed = Double(agenda.landed[board.states[index].endpoint.name] ?? 0)
            let share = min(1, elapsed / 20)
            board.states[index].pace += (landed / elapsed - board.states[index].pace) * share
        }
    }

    // MARK: - Steps

    /// Takes over what the command line did to endpoints: a pause, a resumption.
    private func adoptEndpoints(_ turn: Turn, _ draft: inout TurnDraft) throws(OutboxError) {
        for row in try turn.endpoints() {
            guard let index = draft.board.index(of: row.name), draft.board.states[index].stored != row else {
                continue
            }
            let wasHeld = draft.board.states[index].health.mode == .paused
            draft.board.states[index].adopt(row, today: draft.today)
            let isHeld = row.mode == EndpointHealth.Mode.paused.rawValue
            guard wasHeld != isHeld, agenda.version != nil else { continue }
            draft.events.append(
                LogEvent(isHeld ? "endpoint.paused" : "endpoint.resumed", level: .notice)
                    .with("endpoint", row.name).with("reason", row.reason))
        }
    }

    /// - Returns: whether no invoice is left to apply.
    private func applySettlements(_ turn: Turn, _ draft: inout TurnDraft) throws(OutboxError) -> Bool {
        let applied = try turn.applySettlements(limit: options.intakeBatch)
        for id in applied.cancelled { draft.events.append(cancelled(id, reason: "settled")) }
        if !applied.isComplete { draft.isUnfinished = true }
        return applied.isComplete
    }

    /// Gives back claims that will not start: their endpoint was paused, their customer's window has closed, their
    /// invoice was paid, an operator cancelled them, or the daemon stops.
    private func giveBack(_ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp) throws(OutboxError) {
        let asking = flights.filter { $0.value.isAsking }
        guard !asking.isEmpty || ready.values.contains(where: { !$0.isEmpty }) else { return }
        let marked = try turn.marked()
        draft.stopped = asking.filter {
            marked.contains($0.value.message) || !marked.isDisjoint(with: $0.value.members)
        }
        .map(\.key)
        for queue in ready.values {
            for flight in queue {
                let isUsable =
                    draft.board.index(of: flight.endpoint).map {
                        draft.board.states[$0].health.mode != .paused && draft.board.states[$0].target === flight.target
                    } ?? false
                guard
                    drain != nil || !isUsable || flight.isTooLate(at: now) || marked.contains(flight.message)
                        || !marked.isDisjoint(with: flight.members)
                else { continue }
                try giveBack(flight, turn, &draft, at: now)
            }
        }
    }

    /// Undoes a claim whose request never started.
    func giveBack(
        _ flight: Flight, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        draft.released.insert(flight.message)
        guard flight.members.isEmpty || !flight.wasFrozen else {
            // Bound to the end: what was begun goes on with them.
            _ = try turn.carryOn(
                flight.message, attempt: flight.attempt, part: flight.part, reason: nil, due: now.roundedDown,
                charged: flight.charged, isUntried: true)
            return
        }
        let standing = try turn.release(flight.message, attempt: flight.attempt, at: now)
        if standing?.state == .cancelled {
            draft.events.append(cancelled(flight.message, reason: standing?.reason ?? ""))
        }
        for member in flight.members {
            try release(member, endpoint: flight.endpoint, nil, due: now.roundedDown, turn, &draft)
        }
        try forgetContact(flight, turn)
    }

    private func expire(_ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp) throws(OutboxError) {
        let expired = try turn.expire(at: now, limit: options.intakeBatch)
        for (id, endpoint) in expired {
            draft.events.append(
                LogEvent("message.expired", level: .notice).with("id", id).with("endpoint", endpoint)
                    .with("reason", "not-after"))
        }
        if expired.count == options.intakeBatch { draft.isUnfinished = true }
    }

    private func keepEndpoints(_ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp) throws(OutboxError) {
        for index in draft.board.states.indices {
            let state = draft.board.states[index]
            if state.row != state.stored {
                try turn.setEndpoint(state.row)
                draft.board.states[index].stored = state.row
            }
            guard state.sent > 0 || state.failed > 0 else { continue }
            try turn.tally(endpoint: state.endpoint.name, sent: state.sent, failed: state.failed, at: now)
            draft.board.states[index].sent = 0
            draft.board.states[index].failed = 0
        }
    }

    /// Finds out when the next transaction is due.
    private func schedule(_ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp) throws(OutboxError) {
        draft.due = try [turn.nextExpiry(), turn.nextReceiptDue()].compactMap { $0 }.min()
        for state in draft.board.states {
            guard let first = try turn.firstDue(endpoint: state.endpoint.name) else { continue }
            if first <= now, state.hasBegunEnough(today: draft.today) {
                // What has begun is finished today; the rest waits for tomorrow.
                let begun = try turn.firstDue(endpoint: state.endpoint.name, onlyBegun: true)
                if let begun, begun <= now { draft.hungry.insert(state.endpoint.name) }
                let later = begun.map { $0 > now ? $0 : .distantFuture } ?? .distantFuture
                draft.due = min(draft.due ?? .distantFuture, min(later, plan.nextDay(after: now)))
            } else if first <= now {
                draft.hungry.insert(state.endpoint.name)
            } else {
                draft.due = min(draft.due ?? .distantFuture, first)
            }
        }
    }

    func cancelled(_ id: Int64, reason: String) -> LogEvent { ended(id, .cancelled, reason) }

    /// The event of an end that nobody has to look after.
    func ended(_ id: Int64, _ state: MessageState, _ reason: String?) -> LogEvent {
        LogEvent("message.\(state.rawValue)", level: .notice).with("id", id).with("reason", reason)
    }
}

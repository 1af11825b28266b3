internal import Domain
internal import Gateway
package import Outbox
internal import Policy

/// A shutdown under way.
struct Drain {
    /// When what is still in flight is given up.
    var deadline: Timestamp
    /// Whether ready flights are still to be given back.
    var isGivingBack = true
    var isOver = false
}

extension Engine {
    // MARK: - Start

    /// Resolves what an earlier life left in flight, and takes back what belongs to no endpoint any more.
    ///
    /// Such a message may have arrived. By its endpoint's `on_uncertain` it is queued again at once, letter by letter
    /// and with the same idempotency key, or held for a person. The attempt is charged, so that a message that brings
    /// the daemon down cannot do so for ever.
    ///
    /// - Returns: `false` if the database was busy: nothing has happened, call again.
    /// - Throws: `OutboxError`.
    package func recover() throws(OutboxError) -> Bool {
        let now = clock()
        var draft = TurnDraft(board: board, random: random, today: plan.today(at: now), hasCallbacks: true)
        let count = try outbox.turn { turn throws(OutboxError) -> Int in
            draft.board = EndpointBoard(plan, rows: try turn.endpoints(), today: draft.today)
            resumeMisconfigured(&draft)
            var count = 0
            while true {
                let batch = try turn.interrupted(limit: 500)
                for message in batch { try resolve(message, turn, at: now) }
                count += batch.count
                guard batch.count == 500 else { break }
            }
            try adoptOrphans(turn)
            for index in draft.board.states.indices {
                try turn.setEndpoint(draft.board.states[index].row)
                draft.board.states[index].stored = draft.board.states[index].row
            }
            return count
        }
        guard let count else { return false }
        board = draft.board
        startLimits.adopt(board, delayMilliseconds: plan.confirmation?.plan.timeoutMilliseconds ?? 0, at: now)
        agenda.isWanted = true
        if count > 0 { events.record(LogEvent("daemon.recovered", level: .warning).with("interrupted", count)) }
        return true
    }

    private func resolve(_ message: InterruptedMessage, _ turn: Turn, at now: Timestamp) throws(OutboxError) {
        let endpoint = plan.target(named: message.endpoint)?.endpoint
        try turn.record(
            AttemptRecord(
                message: message.id, number: message.attempts, part: message.part, endpoint: message.endpoint,
                startedAt: message.claimedAt, durationMilliseconds: 0, outcome: .uncertain, reason: "interrupted",
                httpStatus: 0, response: "", providerMessageID: nil))
        let tries = endpoint?.retry.tries ?? RetryPolicy().tries
        let members = try turn.members(of: message.id)
        let due = now.roundedDown.advanced(byMilliseconds: endpoint?.waitForWordMilliseconds ?? 0)
        if endpoint?.onUncertain == .hold {
            _ = try turn.finish(message.id, attempt: message.attempts, .uncertain, reason: "interrupted")
            for member in members { try turn.endMerged(member.id, .uncertain, reason: "interrupted") }
        } else if message.charged + 1 >= tries {
            let reason = "tries-used-up: interrupted"
            _ = try turn.finish(message.id, attempt: message.attempts, .dead, reason: reason)
            for member in members { try turn.endMerged(member.id, .dead, reason: reason) }
        } else if !members.isEmpty {
            _ = try turn.carryOn(
                message.id, attempt: message.attempts, part: message.part, reason: "interrupted",
                due: due, charged: message.charged + 1)
        } else {
            _ = try turn.again(
                message.id, attempt: message.attempts, reason: "interrupted", endpoint: message.endpoint,
                due: due, charged: message.charged + 1, frozen: true)
        }
    }

    /// Messages queued for an endpoint that the configuration no longer has are looked at as if they were new.
    private func adoptOrphans(_ turn: Turn) throws(OutboxError) {
        var name = ""
        while let next = try turn.nextEndpoint(after: name) {
            name = next
            if plan.target(named: name) == nil { try turn.requeueAsNew(endpoint: name) }
        }
    }

    private func resumeMisconfigured(_ draft: inout TurnDraft) {
        for index in draft.board.states.indices where draft.board.states[index].health.configurationChanged() {
            draft.events.append(
                LogEvent("endpoint.probing", level: .notice)
                    .with("endpoint", draft.board.states[index].endpoint.name).with("reason", "reload"))
        }
    }

    // MARK: - Reload

    /// Takes a new configuration. What is in flight ends by the old one; what is ready is given back and composed
    /// anew; an endpoint that was paused as misconfigured is probed again.
    ///
    /// - Returns: `false` if the database was busy or failing: nothing has happened, call again.
    package func reload(_ newPlan: DeliveryPlan) -> Bool {
        let oldPlan = plan
        plan = newPlan
        captures = KeptCaptures()
        documents.forgetAll()
        var draft = TurnDraft(board: board, random: random, today: newPlan.today(at: clock()), hasCallbacks: true)
        do throws(OutboxError) {
            let done = try outbox.turn { turn throws(OutboxError) in
                var rows = try turn.endpoints()
                // What this process knows is newer than what it last wrote.
                for state in board.states where rows.first(where: { $0.name == state.stored.name }) == state.stored {
                    rows.removeAll { $0.name == state.stored.name }
                    rows.append(state.row)
                }
                draft.board = EndpointBoard(newPlan, rows: rows, today: draft.today)
                resumeMisconfigured(&draft)
                try adoptOrphans(turn)
                return true
            }
            guard done != nil else {
                plan = oldPlan
                return false
            }
        } catch {
            plan = oldPlan
            return false
        }
        board = draft.board
        startLimits.adopt(board, delayMilliseconds: 0, at: clock())
        for event in draft.events { events.record(event) }
        agenda.isWanted = true
        agenda.version = nil
        return true
    }

    // MARK: - Self-defence

    /// Stops claiming until `goOnClaiming`, since what is claimed must be written down: the disk is nearly full.
    package func stopClaiming(reason: String) {
        claimingStop = reason
    }

    package func goOnClaiming() {
        claimingStop = nil
        agenda.isWanted = true
    }

    /// Why the outbox cannot be used at present, in a few words; `nil`: it can.
    package var outboxTrouble: String? {
        if agenda.failure != nil { return "the outbox cannot be used" }
        return agenda.isBusyReported ? "the outbox is busy" : nil
    }

    // MARK: - Shutdown

    /// Stops claiming. What is in flight may finish until the limit; the rest is given back, no attempt charged.
    package func beginDrain(limitMilliseconds: Int64) {
        guard drain == nil else { return }
        drain = Drain(deadline: clock().advanced(byMilliseconds: limitMilliseconds))
        for tag in healthChecks.keys { transport.abandon(tag: tag) }
        healthChecks = [:]
        events.record(LogEvent("daemon.stopping", level: .notice).with("in_flight", flights.count))
    }

    /// Whether a shutdown has ended: nothing is in flight or unsettled.
    package var isStopped: Bool { drain?.isOver ?? false }

    func watchDrain(at now: Timestamp) {
        guard var drain else { return }
        drain.isGivingBack = ready.values.contains { !$0.isEmpty }
        if !drain.isGivingBack, flights.isEmpty, landings.isEmpty, returns.isEmpty { drain.isOver = true }
        if drain.deadline <= now, !drain.isOver {
            giveUp(at: now)
            drain.isOver = flights.isEmpty && landings.isEmpty && returns.isEmpty && !drain.isGivingBack
            // A database that stays unusable must not hold the shutdown: the next start resolves what is left.
            if !drain.isOver, drain.deadline.advanced(byMilliseconds: 2_000) <= now { drain.isOver = true }
        }
        self.drain = drain
    }

    /// Gives up what is still in flight: it may have arrived, so it goes on letter by letter, uncharged.
    private func giveUp(at now: Timestamp) {
        for (tag, flight) in flights {
            transport.abandon(tag: tag)
            flights.removeValue(forKey: tag)
            outstanding[flight.endpoint, default: 1] -= 1
            if case .recheck(let landing)? = flight.errand {
                landings.append(landing)
                continue
            }
            guard !flight.isAsking else {
                returns.append(Return(flight: flight))
                continue
            }
            let verdict = Verdict(outcome: .uncertain, reason: "shutdown", scope: .message)
            landings.append(
                Landing(
                    flight: flight, verdict: verdict, httpStatus: 0, response: "",
                    durationMilliseconds: now.milliseconds(since: flight.startedAt ?? flight.claimedAt),
                    isGivenUp: true))
        }
    }
}

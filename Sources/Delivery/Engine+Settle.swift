internal import Domain
internal import Outbox
internal import Policy

extension Engine {
    /// Lays the blame for an attempt and writes down what becomes of its message and its endpoint.
    func settle(
        _ landing: Landing, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let flight = landing.flight
        try note(flight, turn, at: now)
        let endpoint = flight.target.endpoint
        let index = draft.board.index(of: endpoint.name)
        let disposition =
            landing.isGivenUp
            ? Disposition.givenUp(landing.verdict.reason, endpoint: endpoint, at: now)
            : blame(landing, boardIndex: index, &draft, at: now)
        try turn.record(
            AttemptRecord(
                message: flight.message, number: flight.attempt, part: flight.part, endpoint: endpoint.name,
                startedAt: flight.startedAt ?? flight.claimedAt, durationMilliseconds: landing.durationMilliseconds,
                outcome: landing.verdict.outcome, reason: landing.verdict.reason, httpStatus: landing.httpStatus,
                response: landing.response, providerMessageID: landing.verdict.providerMessageID))
        try write(disposition, landing, turn, &draft, at: now)
        try learn(from: landing, turn, &draft, at: now)
        if let index { apply(disposition, toEndpointAt: index, &draft, at: now) }
    }

    private func blame(
        _ landing: Landing, boardIndex index: Int?, _ draft: inout TurnDraft, at now: Timestamp
    ) -> Disposition {
        let endpoint = landing.flight.target.endpoint
        let mayBeMessage = landing.verdict.outcome == .retry || landing.verdict.outcome == .uncertain
        let isEndpointAtFault =
            mayBeMessage
            && index.map {
                draft.board.states[$0].health.fail(
                    message: landing.flight.message, limit: endpoint.concurrency, endpoint.breaker)
            }
                ?? false
        return Disposition.decide(
            landing.verdict, charged: landing.flight.charged, endpoint: endpoint, endpointAtFault: isEndpointAtFault,
            at: now, using: &draft.random)
    }

    // MARK: - The message

    private func write(
        _ disposition: Disposition, _ landing: Landing, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let flight = landing.flight
        if !flight.members.isEmpty { return try writeMerged(disposition, landing, turn, &draft, at: now) }
        try forgetContact(landing, turn)
        switch disposition.fate {
        case .accepted:
            try accept(landing, turn, &draft, at: now)
        case .again(let due, let charged, let frozen):
            let standing = try turn.again(
                flight.message, attempt: flight.attempt, reason: disposition.reason, endpoint: flight.endpoint,
                due: due, charged: flight.charged + (charged ? 1 : 0), frozen: frozen)
            report(standing, landing, disposition.reason, endpoint: flight.endpoint, due: due, &draft, at: now)
        case .nextEndpoint where mayGoByTemplate(landing):
            let standing = try turn.again(
                flight.message, attempt: flight.attempt, reason: disposition.reason, endpoint: flight.endpoint,
                due: now, charged: flight.charged, frozen: false, byTemplate: true)
            report(standing, landing, disposition.reason, endpoint: flight.endpoint, due: now, &draft, at: now)
        case .nextEndpoint:
            // After a part was accepted the customer has the message; another endpoint would send it again.
            guard flight.part == 0, let next = plan.target(after: flight.endpoint, in: flight.route) else {
                return try finish(landing, .dead, disposition.reason, turn, &draft)
            }
            let standing = try turn.again(
                flight.message, attempt: flight.attempt, reason: disposition.reason, endpoint: next.endpoint.name,
                due: now, charged: 0, frozen: false, byTemplate: false)
            report(standing, landing, disposition.reason, endpoint: next.endpoint.name, due: now, &draft, at: now)
        case .dead:
            try finish(landing, .dead, disposition.reason, turn, &draft)
        case .cancelled:
            try finish(landing, .cancelled, disposition.reason, turn, &draft)
        case .held:
            try finish(landing, .uncertain, disposition.reason, turn, &draft)
        }
    }

    private func accept(
        _ landing: Landing, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let flight = landing.flight
        let id = landing.verdict.providerMessageID
        guard flight.part + 1 < flight.partCount else {
            let isCurrent = try turn.accept(
                flight.message, attempt: flight.attempt, parts: flight.partCount, providerMessageID: id,
                receiptDue: flight.target.receiptDue(at: now), at: now)
            guard isCurrent else { return draft.events.append(stale(flight)) }
            draft.events.append(sent(flight.message, landing))
            return
        }
        let standing = try turn.advance(
            flight.message, attempt: flight.attempt, nextPart: flight.part + 1, providerMessageID: id, at: now)
        guard let standing else { return draft.events.append(stale(flight)) }
        draft.events.append(
            LogEvent("message.part_sent", level: .debug).with("id", flight.message)
                .with("endpoint", flight.endpoint).with("part", flight.part))
        if standing.state == .cancelled { draft.events.append(cancelled(flight.message, reason: standing.reason)) }
    }

    func sent(_ id: Int64, _ landing: Landing) -> LogEvent {
        LogEvent("message.sent").with("id", id).with("endpoint", landing.flight.endpoint)
            .with("attempt", landing.flight.attempt).with("duration_ms", landing.durationMilliseconds)
            .with("provider_id", landing.verdict.providerMessageID)
    }

    /// What has surely reached nobody does not count as a contact.
    func forgetContact(_ landing: Landing, _ turn: Turn) throws(OutboxError) {
        guard landing.verdict.outcome != .sent, landing.verdict.outcome != .uncertain else { return }
        try forgetContact(landing.flight, turn)
    }

    /// An attempt that came to nothing does not count, unless one before it does.
    func forgetContact(_ flight: Flight, _ turn: Turn) throws(OutboxError) {
        // A copy of it may have reached the customer by another endpoint.
        guard !flight.wasFrozen, flight.origin == nil else { return }
        for person in flight.persons { try turn.dropContact(person, message: flight.message) }
    }

    private func finish(
        _ landing: Landing, _ state: MessageState, _ reason: String, _ turn: Turn, _ draft: inout TurnDraft
    ) throws(OutboxError) {
        let flight = landing.flight
        guard try turn.finish(flight.message, attempt: flight.attempt, state, reason: reason) else {
            return draft.events.append(stale(flight))
        }
        let level: LogEvent.Level = state == .cancelled ? .notice : .warning
        draft.events.append(
            LogEvent("message.\(state.rawValue)", level: level).with("id", flight.message)
                .with("endpoint", flight.endpoint).with("attempt", flight.attempt).with("reason", reason)
                .with("http", landing.httpStatus == 0 ? nil : landing.httpStatus))
    }

    func report(
        _ standing: EndedMessage?, _ landing: Landing, _ reason: String, endpoint: String, due: Timestamp,
        _ draft: inout TurnDraft, at now: Timestamp
    ) {
        let flight = landing.flight
        guard let standing else { return draft.events.append(stale(flight)) }
        guard standing.state != .cancelled else {
            return draft.events.append(cancelled(flight.message, reason: standing.reason))
        }
        let wait = max(0, due.milliseconds(since: now))
        draft.events.append(
            LogEvent("message.retry", level: .notice).with("id", flight.message).with("endpoint", endpoint)
                .with("attempt", flight.attempt).with("reason", reason)
                .with("http", landing.httpStatus == 0 ? nil : landing.httpStatus).with("wait_ms", wait))
    }

    /// A result for a message that is no longer this attempt's: it changed nothing.
    func stale(_ flight: Flight) -> LogEvent {
        LogEvent("message.stale_result", level: .warning).with("id", flight.message).with("attempt", flight.attempt)
    }

    // MARK: - The endpoint

    private func apply(
        _ disposition: Disposition, toEndpointAt index: Int, _ draft: inout TurnDraft, at now: Timestamp
    ) {
        let endpoint = draft.board.states[index].endpoint
        switch disposition.fate {
        case .accepted: draft.board.states[index].sent += 1
        case .again, .nextEndpoint, .dead, .cancelled, .held: draft.board.states[index].failed += 1
        }
        switch disposition.effect {
        case .none, .failure:
            return
        case .success:
            guard draft.board.states[index].health.succeed(limit: endpoint.concurrency) else { return }
            draft.events.append(LogEvent("endpoint.resumed", level: .notice).with("endpoint", endpoint.name))
        case .pause(let floor):
            pause(index, reason: disposition.reason, floor: floor, &draft, at: now)
        case .hold:
            hold(index, reason: disposition.reason, &draft)
        }
    }
}

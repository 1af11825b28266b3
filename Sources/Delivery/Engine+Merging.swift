internal import Domain
internal import Outbox
internal import Policy

/// What becomes of a message that others were merged into, and of those others.
///
/// What was accepted or may have arrived they share to the end. A claim that surely came to nothing is undone for all of
/// them: each waits on its own again, and they meet anew at the next claim, if they still belong together then.
extension Engine {
    func writeMerged(
        _ disposition: Disposition, _ landing: Landing, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let flight = landing.flight
        try forgetContact(landing, turn)
        switch disposition.fate {
        case .accepted:
            try acceptMerged(landing, turn, &draft, at: now)
        case .again(let due, let charged, let frozen):
            guard frozen || flight.wasFrozen else {
                return try parted(disposition, landing, endpoint: flight.endpoint, due, charged, turn, &draft, at: now)
            }
            let isOurs = try turn.carryOn(
                flight.message, attempt: flight.attempt, part: flight.part, reason: disposition.reason, due: due,
                charged: flight.charged + (charged ? 1 : 0))
            let standing = EndedMessage(id: flight.message, state: .queued, reason: disposition.reason)
            report(
                isOurs ? standing : nil, landing, disposition.reason, endpoint: flight.endpoint, due: due, &draft,
                at: now)
        case .nextEndpoint:
            guard !flight.wasFrozen, let next = plan.target(after: flight.endpoint, in: flight.route) else {
                return try end(landing, .dead, disposition.reason, turn, &draft, at: now)
            }
            try parted(disposition, landing, endpoint: next.endpoint.name, now, false, turn, &draft, at: now)
        case .dead:
            try end(landing, .dead, disposition.reason, turn, &draft, at: now)
        case .cancelled:
            try end(landing, .cancelled, disposition.reason, turn, &draft, at: now)
        case .held:
            try end(landing, .uncertain, disposition.reason, turn, &draft, at: now)
        }
    }

    /// The next part goes if anybody aboard needs it still; otherwise everybody has arrived.
    private func acceptMerged(
        _ landing: Landing, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let flight = landing.flight
        guard let carriage = try turn.carriage(of: flight.message) else { return draft.events.append(stale(flight)) }
        if let next = carriage.nextPart(from: flight.part + 1, at: now) {
            let isOurs = try turn.carryOn(
                flight.message, attempt: flight.attempt, part: next, reason: nil, due: now.roundedDown, charged: 0,
                providerMessageID: landing.verdict.providerMessageID)
            draft.events.append(
                isOurs
                    ? LogEvent("message.part_sent", level: .debug).with("id", flight.message)
                        .with("endpoint", flight.endpoint).with("part", flight.part)
                    : stale(flight))
            return
        }
        let providerID = carriage.providerMessageID ?? landing.verdict.providerMessageID
        // The last part may have been the text itself: whoever was aboard when it left has been sent.
        let isText = flight.part == 0
        let ends = try disembark(carriage, providerMessageID: providerID, turn, at: now) {
            isText ? (.sent, nil) : $0.end(at: now)
        }
        draft.events += ends.map { passenger, state, reason in
            state == .sent
                ? sent(passenger, landing).with("merged_into", passenger == flight.message ? nil : flight.message)
                : ended(passenger, state, reason)
        }
    }

    /// Ends everybody aboard, each by its own standing.
    ///
    /// - Returns: their ids, the leader's first, with what became of each.
    func disembark(
        _ carriage: Carriage, providerMessageID: String?, _ turn: Turn, at now: Timestamp,
        _ end: (Carriage.Passenger) -> (state: MessageState, reason: String?)
    ) throws(OutboxError) -> [(id: Int64, state: MessageState, reason: String?)] {
        var ends: [(id: Int64, state: MessageState, reason: String?)] = []
        for passenger in carriage.passengers {
            let (state, reason) = end(passenger)
            try turn.endMerged(
                passenger.id, state, reason: reason ?? (passenger.id == carriage.leader.id ? nil : "merged"),
                providerMessageID: providerMessageID, sentAt: state == .sent ? now : nil)
            ends.append((passenger.id, state, reason))
        }
        return ends
    }

    /// All of them end alike.
    private func end(
        _ landing: Landing, _ state: MessageState, _ reason: String, _ turn: Turn, _ draft: inout TurnDraft,
        at now: Timestamp
    ) throws(OutboxError) {
        let flight = landing.flight
        let hasArrived = flight.wasFrozen || state != .dead
        guard try turn.finish(flight.message, attempt: flight.attempt, state, reason: reason) else {
            return draft.events.append(stale(flight))
        }
        for id in [flight.message] + flight.members {
            if id != flight.message {
                guard hasArrived else {
                    try release(id, endpoint: flight.endpoint, reason, due: now, turn, &draft)
                    continue
                }
                try turn.endMerged(id, state, reason: reason)
            }
            draft.events.append(
                LogEvent("message.\(state.rawValue)", level: state == .cancelled ? .notice : .warning).with("id", id)
                    .with("endpoint", flight.endpoint).with("attempt", flight.attempt).with("reason", reason)
                    .with("http", landing.httpStatus == 0 ? nil : landing.httpStatus))
        }
    }

    /// Nothing arrived: each of them waits on its own again.
    private func parted(
        _ disposition: Disposition, _ landing: Landing, endpoint: String, _ due: Timestamp, _ charged: Bool,
        _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let flight = landing.flight
        let isNext = endpoint != flight.endpoint
        let standing = try turn.again(
            flight.message, attempt: flight.attempt, reason: disposition.reason, endpoint: endpoint, due: due,
            charged: isNext ? 0 : flight.charged + (charged ? 1 : 0), frozen: false)
        report(standing, landing, disposition.reason, endpoint: endpoint, due: due, &draft, at: now)
        for member in flight.members {
            try release(member, endpoint: endpoint, disposition.reason, due: due, turn, &draft)
        }
    }

    /// A message that was taken along waits on its own again.
    func release(
        _ member: Int64, endpoint: String, _ reason: String?, due: Timestamp, _ turn: Turn, _ draft: inout TurnDraft
    ) throws(OutboxError) {
        let standing = try turn.unbind(member, endpoint: endpoint, reason: reason, due: due)
        if standing?.state == .cancelled {
            draft.events.append(cancelled(member, reason: standing?.reason ?? ""))
        }
    }

    /// A text that may have arrived, and is to be sent again, names an invoice that has been paid since: nobody is
    /// reminded of what is paid, so it is written anew without it.
    ///
    /// - Returns: the rest, under the leader's key still; `nil`: it was the leader's own invoice, and each of the others
    ///   waits on its own again.
    func composeWithout(
        _ carriage: Carriage, _ letter: Letter, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) -> Load? {
        let aboard = carriage.passengers.filter { $0.isAboard(at: now) }
        for passenger in carriage.passengers where !passenger.isAboard(at: now) {
            let (state, reason) = passenger.end(at: now)
            try turn.endMerged(passenger.id, state, reason: reason)
            draft.events.append(ended(passenger.id, state, reason))
        }
        let load = try aboard.first?.id == carriage.leader.id ? self.load(letter, with: aboard, turn, at: now) : nil
        let going = Set([carriage.leader.id] + (load?.members ?? []))
        for passenger in aboard where !going.contains(passenger.id) {
            try release(passenger.id, endpoint: letter.target.endpoint.name, nil, due: now.roundedDown, turn, &draft)
        }
        return load
    }

    /// A leader and who is still aboard with it, as one text.
    private func load(
        _ letter: Letter, with aboard: [Carriage.Passenger], _ turn: Turn, at now: Timestamp
    ) throws(OutboxError) -> Load {
        var others: [Letter] = []
        for passenger in aboard where passenger.id != letter.row.id {
            guard let row = try turn.message(passenger.id),
                case .success(let other) = Admission.letter(row, letter.target, plan, at: now)
            else { continue }
            others.append(other)
        }
        return Load(letter, with: others, plan, at: now)
    }
}

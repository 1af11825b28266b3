internal import Composer
internal import Domain
internal import Gateway
internal import Outbox
internal import Policy

extension Engine {
    // MARK: - New messages

    /// Looks at new messages, route by route: as many as their endpoint can take go at once, the rest is queued when
    /// there is time for it.
    func intake(_ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp) throws(OutboxError) {
        let mayTakeBacklog = agenda.backlogLook.map { $0 <= now } ?? true
        var route: [UInt8] = []
        while let next = try turn.nextRoute(after: route) {
            route = next
            let target = plan.firstTarget(of: String(decoding: route, as: UTF8.self))
            let index = target.flatMap { draft.board.index(of: $0.endpoint.name) }
            var room = 0
            if let index, let target {
                // What is queued already comes first; new messages then wait in the same queue, by their priority.
                let hasDue = try turn.hasDue(endpoint: target.endpoint.name, at: now)
                room = hasDue ? 0 : allowance(index, draft, at: now)
            }
            guard room > 0 || mayTakeBacklog || target == nil else {
                noteMoreNew(target, &draft)
                continue
            }
            let limit = room > 0 ? room : options.intakeBatch
            let rows = try turn.takeNew(route: route, limit: limit)
            for row in rows { try admit(row, turn, &draft, mayClaim: room > 0, at: now) }
            if rows.count == limit { noteMoreNew(target, &draft) }
        }
    }

    private func noteMoreNew(_ target: DeliveryPlan.Target?, _ draft: inout TurnDraft) {
        draft.hasMoreNew = true
        if let target { draft.hungry.insert(target.endpoint.name) }
    }

    private func admit(
        _ row: OutboxRow, _ turn: Turn, _ draft: inout TurnDraft, mayClaim: Bool, at now: Timestamp
    ) throws(OutboxError) {
        switch Admission.admit(row, plan, at: now) {
        case .end(let state, let reason):
            try end(row, state, reason, turn, &draft)
        case .later(let due, let target):
            try turn.queue(row.id, endpoint: target.endpoint.name, urgency: urgency(of: row), due: due)
        case .ready(let letter):
            guard mayClaim else {
                let name = letter.target.endpoint.name
                return try turn.queue(row.id, endpoint: name, urgency: urgency(of: row), due: now.roundedDown)
            }
            try claim(letter, turn, &draft, at: now)
        }
    }

    private func urgency(of row: OutboxRow) -> Int { row.part > 0 ? -1 : row.priority }

    // MARK: - Queued messages

    /// Claims queued messages that are due, as far as their endpoints allow.
    func claimDue(_ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp) throws(OutboxError) {
        for index in draft.board.states.indices {
            let target = draft.board.states[index].target
            var room = allowance(index, draft, at: now)
            while room > 0 {
                let rows = try turn.takeDue(endpoint: target.endpoint.name, at: now, limit: room)
                for row in rows { try claimQueued(row, target, turn, &draft, at: now) }
                guard rows.count == room else { break }
                // Those that turned out unfit have left room.
                room = allowance(index, draft, at: now)
            }
        }
    }

    private func claimQueued(
        _ row: OutboxRow, _ target: DeliveryPlan.Target, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        if let notAfter = row.notAfter, notAfter < now.seconds {
            return try end(row, .expired, "not-after", turn, &draft)
        }
        switch Admission.letter(row, target, plan, at: now) {
        case .success(let letter):
            let start = plan.opening(of: row, letter, from: now).start
            guard start > now else { return try claim(letter, turn, &draft, at: now) }
            if let notAfter = row.notAfter, notAfter < start.seconds {
                return try end(row, .expired, "not-after", turn, &draft)
            }
            try turn.postpone(row.id, until: start)
        case .failure(let unfit): try end(row, .dead, unfit.reason, turn, &draft)
        }
    }

    // MARK: - Claiming

    /// How many more messages an endpoint may be given, with those claimed in this transaction counted.
    private func allowance(_ index: Int, _ draft: TurnDraft, at now: Timestamp) -> Int {
        let state = draft.board.states[index]
        let name = state.endpoint.name
        let claimed = draft.claimed.count { $0.endpoint == name }
        let released = ready[name, default: []].count { draft.released.contains($0.message) }
        return state.allowance(at: now, outstanding: (outstanding[name] ?? 0) + claimed - released)
    }

    private func claim(
        _ letter: Letter, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let row = letter.row
        let name = letter.target.endpoint.name
        guard let index = draft.board.index(of: name) else { return }
        var composition = letter.composition
        if row.isFrozen {
            let stored = try turn.parts(of: row.id)
            if !stored.isEmpty {
                composition = Composition(
                    parts: stored.map { Part(kind: $0.kind, text: $0.text) }, subject: stored.first?.subject,
                    html: stored.first?.html)
            }
        }
        guard row.part < composition.parts.count else {
            return try end(row, .dead, "no-such-part", turn, &draft)
        }
        let key = "\(outbox.outboxID)-\(row.id)-\(row.part)"
        let request: TransferRequest
        do {
            request = try self.request(composition, letter, key: key, at: now)
        } catch {
            return try end(row, .dead, error.reason, turn, &draft)
        }
        try turn.claim(
            row.id, endpoint: name, number: row.attempts + 1, composition: row.isFrozen ? nil : composition, at: now)
        if row.attempts == 0 {
            draft.events += composition.warnings.map {
                LogEvent("message.suspicious", level: .warning).with("id", row.id).with("reason", $0)
            }
        }
        draft.board.states[index].take(at: now, using: &draft.random)
        draft.claimed.append(
            Flight(
                message: row.id, attempt: row.attempts + 1, part: row.part, partCount: composition.parts.count,
                charged: row.charged, route: row.route, key: key, target: letter.target, request: request,
                claimedAt: now, closesAt: plan.opening(of: row, letter, from: now).end))
    }

    private func request(
        _ composition: Composition, _ letter: Letter, key: String, at now: Timestamp
    ) throws(Unfit) -> TransferRequest {
        let part = composition.parts[letter.row.part]
        let context = RequestContext(
            to: letter.address, part: part.kind, text: part.text, subject: composition.subject, html: composition.html,
            messageID: letter.row.id, key: key, notAfterSeconds: letter.row.notAfter, payload: letter.payload.json,
            now: now)
        do {
            return try letter.target.gateway.request(for: part.kind, context)
        } catch {
            throw Unfit(reason: error.reason)
        }
    }

    private func end(
        _ row: OutboxRow, _ state: MessageState, _ reason: String, _ turn: Turn, _ draft: inout TurnDraft
    ) throws(OutboxError) {
        try turn.end(row.id, state, reason: reason)
        let level: LogEvent.Level = state == .dead ? .warning : .notice
        draft.events.append(
            LogEvent("message.\(state.rawValue)", level: level).with("id", row.id).with("reason", reason))
    }
}

extension Timestamp {
    /// The second it lies in, so that what is queued for now is due in this very transaction.
    var roundedDown: Timestamp { Timestamp(seconds: seconds) }
}

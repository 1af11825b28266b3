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
                room = hasDue ? 0 : beginnings(index, draft, at: now)
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
        guard let target, let index = draft.board.index(of: target.endpoint.name) else { return }
        // One that may begin nothing more today has no hunger that a turn could still: they are queued in their time.
        guard !draft.board.states[index].hasBegunEnough(today: draft.today) else { return }
        draft.hungry.insert(target.endpoint.name)
    }

    private func admit(
        _ row: OutboxRow, _ turn: Turn, _ draft: inout TurnDraft, mayClaim: Bool, at now: Timestamp
    ) throws(OutboxError) {
        // It may have been taken along with one before it.
        guard !draft.bound.contains(row.id) else { return }
        // One that had begun, and whose endpoint is gone from the configuration.
        let carriage = row.isFrozen ? try turn.carriage(of: row.id) : nil
        switch Admission.admit(row, plan, at: now) {
        case .end(let state, let reason):
            try end(row, with: carriage, state, reason, turn, &draft)
        case .sound(let letter, let due):
            if try isSilenced(letter, turn, &draft) {
                return try end(row, with: carriage, .cancelled, Self.optedOut, turn, &draft)
            }
            if row.origin == nil, let others = plan.copies[row.route] {
                try turn.copy(row.id, toRoutes: others)
                draft.isUnfinished = true
            }
            let permit = try Deliberation(plan: plan, turn: turn).permit(letter, from: due)
            let name = letter.target.endpoint.name
            // Waiting would take it past its end: that is certain now.
            if carriage == nil, Admission.isTooLate(row, at: permit.start) { return try expire(row, turn, &draft) }
            guard permit.start <= now, mayClaim else {
                return try turn.queue(
                    row.id, endpoint: name, urgency: urgency(of: row),
                    due: permit.start > now ? permit.start : now.roundedDown,
                    reason: permit.hold?.rawValue)
            }
            try claim(letter, permit, carriage: carriage, turn, &draft, at: now)
        }
    }

    private func expire(_ row: OutboxRow, _ turn: Turn, _ draft: inout TurnDraft) throws(OutboxError) {
        try end(row, .expired, "not-after", turn, &draft)
    }

    private func urgency(of row: OutboxRow) -> Int { row.part > 0 ? -1 : row.priority * 2 + (row.attempts > 0 ? 1 : 0) }

    // MARK: - Queued messages

    /// Claims queued messages that are due, as far as their endpoints allow.
    func claimDue(_ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp) throws(OutboxError) {
        for index in draft.board.states.indices {
            let target = draft.board.states[index].target
            let name = target.endpoint.name
            var room = allowance(index, draft, at: now)
            if room > 0, !draft.board.states[index].hasBegunEnough(today: draft.today) {
                // What would be too late soon has half of the places, whatever its priority.
                let deadline = now.advanced(byMilliseconds: options.pressingMilliseconds)
                let limit = (beginnings(index, draft, at: now) + 1) / 2
                let rows = try turn.takePressing(endpoint: name, before: deadline, at: now, limit: limit)
                for row in rows { try claimQueued(row, target, turn, &draft, at: now) }
                if !rows.isEmpty { room = allowance(index, draft, at: now) }
            }
            while room > 0 {
                let onlyBegun = draft.board.states[index].hasBegunEnough(today: draft.today)
                let limit = onlyBegun ? room : beginnings(index, draft, at: now)
                let rows = try turn.takeDue(
                    endpoint: name, at: now, limit: limit, triedFirst: draft.board.states[index].triedFirst,
                    onlyBegun: onlyBegun)
                if rows.count % 2 == 1 { draft.board.states[index].triedFirst.toggle() }
                for row in rows { try claimQueued(row, target, turn, &draft, at: now) }
                guard rows.count == limit else { break }
                // Those that turned out unfit have left room.
                room = allowance(index, draft, at: now)
            }
        }
    }

    private func claimQueued(
        _ row: OutboxRow, _ target: DeliveryPlan.Target, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        guard !draft.bound.contains(row.id) else { return }
        let carriage = row.isFrozen ? try turn.carriage(of: row.id) : nil
        if carriage == nil, Admission.isTooLate(row, at: now) { return try expire(row, turn, &draft) }
        switch Admission.letter(row, target, plan, at: now) {
        case .success(let letter):
            if try isSilenced(letter, turn, &draft) {
                return try end(row, with: carriage, .cancelled, Self.optedOut, turn, &draft)
            }
            let permit = try Deliberation(plan: plan, turn: turn).permit(letter, from: now)
            guard let hold = permit.hold else {
                return try claim(letter, permit, carriage: carriage, turn, &draft, at: now)
            }
            if carriage == nil, Admission.isTooLate(row, at: permit.start) { return try expire(row, turn, &draft) }
            try turn.postpone(row.id, until: permit.start, reason: hold.rawValue)
        case .failure(let unfit):
            try end(row, with: carriage, .dead, unfit.reason, turn, &draft)
        }
    }

    // MARK: - Claiming

    /// How many more messages an endpoint may begin.
    private func beginnings(_ index: Int, _ draft: TurnDraft, at now: Timestamp) -> Int {
        let room = allowance(index, draft, at: now)
        return min(room, draft.board.states[index].warmUpRoom(today: draft.today) ?? room)
    }

    /// How many more messages an endpoint may be given, with those claimed in this transaction counted.
    private func allowance(_ index: Int, _ draft: TurnDraft, at now: Timestamp) -> Int {
        let state = draft.board.states[index]
        let name = state.endpoint.name
        let claimed = draft.claimed.count { $0.endpoint == name }
        let released = ready[name, default: []].count { draft.released.contains($0.message) }
        return state.allowance(at: now, outstanding: (outstanding[name] ?? 0) + claimed - released)
    }

    private func claim(
        _ letter: Letter, _ permit: Permit, carriage: Carriage? = nil, _ turn: Turn, _ draft: inout TurnDraft,
        at now: Timestamp
    ) throws(OutboxError) {
        let row = letter.row
        let name = letter.target.endpoint.name
        guard let index = draft.board.index(of: name) else { return }
        let load: Load
        if row.isFrozen, row.part == 0, let carriage, !carriage.isComplete(at: now) {
            guard let rest = try composeWithout(carriage, letter, turn, &draft, at: now) else { return }
            load = rest
        } else if row.isFrozen {
            guard let next = carriage.map({ $0.nextPart(from: row.part, at: now) }) ?? row.part else {
                return try arrive(carriage, turn, &draft, at: now)
            }
            load = Load(letter, stored: try turn.parts(of: row.id), part: next, members: carriage?.members ?? [])
        } else {
            load = Load(
                letter, with: try Deliberation(plan: plan, turn: turn).companions(of: letter, at: now), plan, at: now)
        }
        guard load.part < load.composition.parts.count else {
            return try end(row, with: carriage, .dead, "no-such-part", turn, &draft)
        }
        let key = outbox.idempotencyKey(message: row.id, part: load.part)
        let part = load.composition.parts[load.part]
        let preparations = preparations(part, letter.target, byTemplate: row.goesByTemplate)
        let context = context(load, letter, key: key, at: now)
        var request: TransferRequest?
        do throws(RequestError) {
            // What is prepared first may give it values.
            if preparations.isEmpty {
                request = try letter.target.gateway.request(for: part.kind, byTemplate: row.goesByTemplate, context)
            }
        } catch {
            return try end(row, with: carriage, .dead, error.reason, turn, &draft)
        }
        try turn.claim(
            row.id, endpoint: name, number: row.attempts + 1, part: load.part,
            composition: load.isStored ? nil : load.composition, owners: load.owners,
            template: "\(load.template.name)@\(load.template.version)", at: now)
        if !row.isFrozen {
            for member in load.members {
                try turn.bind(member, to: row.id, endpoint: name, at: now)
                draft.bound.insert(member)
            }
        }
        let persons = plan.frequencyCap != nil && row.part == 0 ? letter.persons : []
        for person in persons { try turn.noteContact(person, message: row.origin ?? row.id, at: now) }
        if row.attempts == 0 {
            draft.events += load.composition.warnings.map {
                LogEvent("message.suspicious", level: .warning).with("id", row.id).with("reason", $0)
            }
        }
        let address = AddressKey(letter.address)?.text
        draft.board.states[index].take(begins: row.part == 0, at: now, today: draft.today, using: &draft.random)
        draft.claimed.append(
            Flight(
                message: row.id, attempt: row.attempts + 1, part: load.part,
                partCount: load.composition.parts.count, charged: row.charged, route: row.route, key: key,
                target: letter.target, context: context, request: request, byTemplate: row.goesByTemplate,
                address: address, customer: letter.payload.customer.id, origin: row.origin, claimedAt: now,
                members: load.members, persons: persons, wasFrozen: row.isFrozen,
                inquiries: try inquiries(letter, load, carriage, turn, at: now), preparations: preparations,
                recipient: try recipient(address, letter.target, turn), closesAt: permit.closesAt))
    }

    /// What is known of an address, where the gateway would otherwise be asked for it.
    private func recipient(
        _ address: String?, _ target: DeliveryPlan.Target, _ turn: Turn
    ) throws(OutboxError) -> Recipient? {
        guard let address, target.gateway.precheck != nil else { return nil }
        return try turn.recipient(address, endpoint: target.endpoint.name)
    }

    /// What was merged has nothing more to send: whoever had codes left does not need them any more.
    private func arrive(
        _ carriage: Carriage?, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        guard let carriage else { return }
        for (passenger, state, reason) in try disembark(
            carriage, providerMessageID: carriage.providerMessageID, turn, at: now, { $0.end(at: now) })
        {
            draft.events.append(ended(passenger, state, reason))
        }
    }

    private func context(_ load: Load, _ letter: Letter, key: String, at now: Timestamp) -> RequestContext {
        let composition = load.composition
        let part = composition.parts[load.part]
        return RequestContext(
            to: letter.address, part: part.kind, text: part.text, subject: composition.subject, html: composition.html,
            messageID: letter.row.id, key: key, notAfterSeconds: letter.row.notAfter, payload: letter.payload.json,
            now: now, approved: composition.approved, callbackURL: letter.target.callbackURL)
    }

    /// Ends a message, and those that are sent along with it.
    private func end(
        _ row: OutboxRow, with carriage: Carriage? = nil, _ state: MessageState, _ reason: String, _ turn: Turn,
        _ draft: inout TurnDraft
    ) throws(OutboxError) {
        try turn.end(row.id, state, reason: reason)
        let members = carriage?.members.map(\.id) ?? []
        for member in members { try turn.endMerged(member, state, reason: reason) }
        let level: LogEvent.Level = state == .dead ? .warning : .notice
        draft.events += ([row.id] + members).map {
            LogEvent("message.\(state.rawValue)", level: level).with("id", $0).with("reason", reason)
        }
    }
}

extension Timestamp {
    /// The second it lies in, so that what is queued for now is due in this very transaction.
    var roundedDown: Timestamp { Timestamp(seconds: seconds) }
}

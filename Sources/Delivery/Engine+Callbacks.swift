internal import Domain
internal import Gateway
internal import Outbox
internal import Policy

/// What gateways tell of messages, after they took them.
///
/// The listener writes it down, and here it is applied, with the results and the claims of the same transaction. Word may
/// come twice, late, in any order, before the answer that has the id it is about, and of messages that nobody knows.
extension Engine {
    func applyCallbacks(_ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp) throws(OutboxError) {
        guard draft.hasCallbacks else { return }
        let callbacks = try turn.callbacks(limit: options.intakeBatch)
        for callback in callbacks {
            switch callback.record.kind {
            case .receipt: try applyReceipt(callback, turn, &draft, at: now)
            case .optOut: try applyOptOut(callback, turn, &draft, at: now)
            case .session: try applySession(callback, turn, &draft, at: now)
            }
        }
        draft.hasCallbacks = callbacks.count == options.intakeBatch
        if draft.hasCallbacks { draft.isUnfinished = true }
    }

    // MARK: - Receipts

    private func applyReceipt(
        _ callback: WaitingCallback, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let record = callback.record
        guard let (message, part) = try subject(of: record, turn), let head = try turn.letterhead(message) else {
            // Its answer may still be on its way.
            return try turn.settle(callback.id, message: nil)
        }
        try turn.settle(callback.id, message: message, part: part)
        guard record.status != "failed" else {
            return try fail(message, part, head, record, turn, &draft, at: now)
        }
        let isDelivered = record.status == "delivered" || record.status == "read"
        try turn.receive(
            message, deliveredAt: isDelivered ? record.at : nil, readAt: record.status == "read" ? record.at : nil)
        try arrive(message, part, head, record, turn, &draft, at: now)
        draft.events.append(
            LogEvent("message.receipt", level: .debug).with("id", message).with("endpoint", record.endpoint)
                .with("status", record.status).with("part", part))
    }

    /// Which part of which message it is about: by our own key if the gateway hands it back, else by its id.
    private func subject(of record: CallbackRecord, _ turn: Turn) throws(OutboxError) -> (Int64, Int)? {
        if let ref = record.ref, let key = IdempotencyKey(ref), key.outbox == outbox.outboxID {
            return (key.message, key.part)
        }
        guard let id = record.providerID else { return nil }
        return try turn.attempt(providerID: id, endpoint: record.endpoint).map { ($0.message, $0.part) }
    }

    /// A part has arrived of which that was not known: what waits for word of it goes on, or has been sent.
    private func arrive(
        _ message: Int64, _ part: Int, _ head: Letterhead, _ record: CallbackRecord, _ turn: Turn,
        _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        guard head.state == .uncertain || head.state == .queued, head.cancel == nil else { return }
        let wasElsewhere = head.endpoint != record.endpoint
        if wasElsewhere {
            // It was about to go by another endpoint, since nothing had been heard of it.
            guard record.status != "accepted", head.part == 0, !head.isFrozen else { return }
        } else {
            guard head.isFrozen || head.state == .uncertain, head.part == part else { return }
        }
        let parts = try turn.parts(of: message).count
        if !wasElsewhere, part + 1 < parts {
            guard try turn.goOn(message, after: part, at: now) else { return }
            draft.isUnfinished = true
            return
        }
        guard try turn.countAsSent(message, endpoint: record.endpoint, at: record.at) else { return }
        draft.events.append(
            LogEvent("message.sent").with("id", message).with("endpoint", record.endpoint)
                .with("reason", "receipt"))
    }

    /// A message that was taken could not be delivered. What was delivered before stays delivered.
    private func fail(
        _ message: Int64, _ part: Int, _ head: Letterhead, _ record: CallbackRecord, _ turn: Turn,
        _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let verdict = record.verdict ?? Verdict(outcome: .rejected, reason: "failed", scope: .recipient)
        let target = plan.target(named: record.endpoint)
        draft.events.append(
            LogEvent("message.receipt_failed", level: .warning).with("id", message).with("endpoint", record.endpoint)
                .with("part", part).with("reason", verdict.reason))
        guard let target, head.endpoint == record.endpoint, !head.isDelivered, head.leader == nil,
            head.state == .sent || (head.state == .queued && head.part > 0)
        else { return }
        let disposition = Disposition.decide(
            verdict, charged: head.charged, endpoint: target.endpoint, endpointAtFault: false, at: now,
            using: &draft.random)
        // What the customer has of a message does not go again because its codes did not arrive.
        guard part == 0 else { return apply(disposition, of: target, &draft, at: now) }
        try act(on: disposition, verdict, message, head, target, turn, &draft, at: now)
        apply(disposition, of: target, &draft, at: now)
    }

    private func act(
        on disposition: Disposition, _ verdict: Verdict, _ message: Int64, _ head: Letterhead,
        _ target: DeliveryPlan.Target, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let name = target.endpoint.name
        switch disposition.fate {
        case .accepted:
            return
        case .again(let due, let charged, _):
            try reopen(
                message,
                Reopening(
                    endpoint: name, due: due, reason: disposition.reason, charged: head.charged + (charged ? 1 : 0),
                    byTemplate: head.goesByTemplate), turn, &draft, at: now)
        case .nextEndpoint:
            if verdict.outcome == .needsTemplate, target.gateway.hasTemplateRequest, !head.goesByTemplate,
                try turn.parts(of: message).first?.approved != nil
            {
                return try reopen(
                    message,
                    Reopening(
                        endpoint: name, due: now, reason: disposition.reason, charged: head.charged, byTemplate: true),
                    turn, &draft, at: now)
            }
            guard let next = plan.target(after: name, in: head.route) else {
                return try end(message, .dead, disposition.reason, turn, &draft)
            }
            try reopen(
                message, Reopening(endpoint: next.endpoint.name, due: now, reason: disposition.reason), turn, &draft,
                at: now)
        case .dead:
            try end(message, .dead, disposition.reason, turn, &draft)
        case .cancelled:
            try end(message, .cancelled, disposition.reason, turn, &draft)
            guard let address = try address(of: message, target, turn, at: now) else { return }
            try optOut(address, at: target, customer: head.customer, turn, &draft, at: now)
        case .held:
            try end(message, .uncertain, disposition.reason, turn, &draft)
        }
    }

    private func address(
        of message: Int64, _ target: DeliveryPlan.Target, _ turn: Turn, at now: Timestamp
    ) throws(OutboxError) -> String? {
        guard let row = try turn.message(message),
            case .success(let letter) = Admission.letter(row, target, plan, at: now)
        else { return nil }
        return AddressKey(letter.address)?.text
    }

    /// Has a message that counted as sent go again, and with it each of those that were merged into it.
    private func reopen(
        _ message: Int64, _ reopening: Reopening, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let members = try turn.sentMembers(of: message)
        for id in [message] + members where try turn.reopen(id, reopening) {
            draft.events.append(
                LogEvent("message.retry", level: .notice).with("id", id).with("endpoint", reopening.endpoint)
                    .with("reason", reopening.reason).with("wait_ms", max(0, reopening.due.milliseconds(since: now))))
        }
        draft.isUnfinished = true
    }

    private func end(
        _ message: Int64, _ state: MessageState, _ reason: String, _ turn: Turn, _ draft: inout TurnDraft
    ) throws(OutboxError) {
        let members = try turn.sentMembers(of: message)
        for id in [message] + members where try turn.endSent(id, state, reason: reason) {
            draft.events.append(
                LogEvent("message.\(state.rawValue)", level: state == .cancelled ? .notice : .warning).with("id", id)
                    .with("reason", reason))
        }
    }

    private func apply(
        _ disposition: Disposition, of target: DeliveryPlan.Target, _ draft: inout TurnDraft, at now: Timestamp
    ) {
        guard let index = draft.board.index(of: target.endpoint.name) else { return }
        switch disposition.effect {
        case .none, .success, .failure: return
        case .pause(let floor): pause(index, reason: disposition.reason, floor: floor, &draft, at: now)
        case .hold: hold(index, reason: disposition.reason, &draft)
        }
    }

    // MARK: - Silence

    /// Messages that were accepted and of which no word has come in time go to the next endpoint of their route.
    func missReceipts(_ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp) throws(OutboxError) {
        guard drain == nil else { return }
        let missed = try turn.missedReceipts(at: now, limit: options.intakeBatch)
        for (id, endpoint, route) in missed {
            try turn.clearReceiptDue(id)
            guard let endpoint, let next = plan.target(after: endpoint, in: route) else {
                draft.events.append(
                    LogEvent("message.no_receipt", level: .warning).with("id", id).with("endpoint", endpoint))
                continue
            }
            try reopen(
                id, Reopening(endpoint: next.endpoint.name, due: now, reason: "no-receipt"), turn, &draft, at: now)
        }
        if missed.count == options.intakeBatch { draft.isUnfinished = true }
    }

    // MARK: - People and sessions

    private func applyOptOut(
        _ callback: WaitingCallback, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        try turn.settleForGood(callback.id)
        let record = callback.record
        guard let target = plan.target(named: record.endpoint) else { return }
        var address: String?
        if let written = record.address { address = try turn.address(aliased: written) ?? written }
        var customer: String?
        if let (message, _) = try subject(of: record, turn), let head = try turn.letterhead(message) {
            customer = head.customer
            if address == nil { address = try self.address(of: message, target, turn, at: now) }
        }
        guard let address else { return }
        try optOut(address, at: target, customer: customer, turn, &draft, at: now)
    }

    /// The gateway's own connection went, or came back.
    private func applySession(
        _ callback: WaitingCallback, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        try turn.settleForGood(callback.id)
        guard let index = draft.board.index(of: callback.record.endpoint) else { return }
        if callback.record.status == "up" {
            guard draft.board.states[index].health.serviceIsBack() else { return }
            draft.board.states[index].isFoundHealthy = false
            draft.events.append(
                LogEvent("endpoint.probing", level: .notice).with("endpoint", callback.record.endpoint)
                    .with("reason", "session-up"))
            draft.isUnfinished = true
        } else {
            pause(index, reason: "session-down", floor: nil, &draft, at: now)
        }
    }
}

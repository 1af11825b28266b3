package import Domain
package import Outbox
internal import Policy

/// Finds out where a message stands, by the rules that the engine itself goes by.
package struct Explainer {
    private let plan: DeliveryPlan
    private let outbox: Outbox

    package init(plan: DeliveryPlan, outbox: Outbox) {
        self.plan = plan
        self.outbox = outbox
    }

    /// - Returns: `nil` if there is no message of that id.
    /// - Throws: `OutboxError`.
    package func situation(of id: Int64, at now: Timestamp) throws(OutboxError) -> Situation? {
        guard let detail = try outbox.summary(of: id), let state = MessageState(rawValue: detail.state) else {
            return nil
        }
        return try outbox.look { turn throws(OutboxError) in
            switch state {
            case .sent where detail.deliveredAt != nil:
                let time = { (seconds: Int64?) in seconds.map { Timestamp(seconds: $0) } }
                return .arrived(
                    sentAt: time(detail.sentAt), deliveredAt: Timestamp(seconds: detail.deliveredAt ?? 0),
                    readAt: time(detail.readAt))
            case .sent, .dead, .cancelled, .expired, .uncertain:
                return .ended(state, reason: detail.reason, at: detail.sentAt.map { Timestamp(seconds: $0) })
            case .sending:
                if let leader = detail.leader { return .travelling(with: leader) }
                let parts = try turn.parts(of: id).count
                return .sending(endpoint: detail.endpoint ?? "", part: detail.part, parts: max(parts, detail.part + 1))
            case .new:
                guard let row = try turn.message(id) else { return .ended(state, reason: nil, at: nil) }
                return .unseen(then: try new(row, turn, at: now))
            case .queued:
                guard let row = try turn.message(id) else { return .ended(state, reason: nil, at: nil) }
                return try queued(row, detail, turn, at: now)
            }
        }
    }

    private func new(_ row: OutboxRow, _ turn: Turn, at now: Timestamp) throws(OutboxError) -> Situation {
        switch Admission.admit(row, plan, at: now) {
        case .end(let state, let reason):
            return .ending(state, reason: reason)
        case .sound(let letter, let due):
            return try considered(letter, from: due, turn, at: now)
        }
    }

    private func queued(
        _ row: OutboxRow, _ detail: MessageSummary, _ turn: Turn, at now: Timestamp
    ) throws(OutboxError) -> Situation {
        if row.isSettled { return .ending(.cancelled, reason: "settled") }
        if Admission.isTooLate(row, at: now) { return .ending(.expired, reason: "not-after") }
        guard let name = detail.endpoint, let target = plan.target(named: name) else {
            return .unseen(then: try new(row, turn, at: now))
        }
        let due = Timestamp(seconds: detail.nextAttemptAt ?? now.seconds)
        if due > now {
            if let hold = detail.reason.flatMap(Hold.init(rawValue:)) { return .held(hold, until: due) }
            if row.attempts == 0 { return .notBefore(due) }
            return .retrying(reason: detail.reason ?? "", failures: row.attempts, at: due)
        }
        switch Admission.letter(row, target, plan, at: now) {
        case .failure(let unfit):
            return .ending(.dead, reason: unfit.reason)
        case .success(let letter):
            // A paused endpoint is given nothing, so nobody has asked yet whether its customer's hours allow it.
            let state = try endpointState(target, turn, at: now)
            if let pause = pause(state, target, at: now) { return pause }
            return try considered(letter, from: now, turn, at: now)
        }
    }

    /// It is sound: when it may go.
    private func considered(
        _ letter: Letter, from moment: Timestamp, _ turn: Turn, at now: Timestamp
    ) throws(OutboxError) -> Situation {
        let deliberation = Deliberation(plan: plan, turn: turn)
        if try deliberation.isSilenced(letter) { return .ending(.cancelled, reason: Engine.optedOut) }
        let permit = try deliberation.permit(letter, from: moment)
        if Admission.isTooLate(letter.row, at: permit.start) { return .ending(.expired, reason: "not-after") }
        if let hold = permit.hold { return .held(hold, until: permit.start) }
        if permit.start > now { return .notBefore(permit.start) }
        return try due(letter, turn, at: now)
    }

    /// It may go: what its endpoint says to that.
    private func due(_ letter: Letter, _ turn: Turn, at now: Timestamp) throws(OutboxError) -> Situation {
        let name = letter.target.endpoint.name
        let state = try endpointState(letter.target, turn, at: now)
        if let pause = pause(state, letter.target, at: now) { return pause }
        if letter.row.part == 0, state.hasBegunEnough(today: plan.today(at: now)) {
            return .warmingUp(endpoint: name, until: plan.nextDay(after: now))
        }
        let ahead = try turn.countAhead(of: letter.row.id, endpoint: name, at: now)
        if ahead > 0 { return .inLine(endpoint: name, ahead: ahead) }
        if let opening = state.nextOpening(at: now), opening > now { return .limited(endpoint: name, until: opening) }
        let companions = try Deliberation(plan: plan, turn: turn).companions(of: letter, at: now)
        return .ready(endpoint: name, invoices: companions.count + 1)
    }
    private func endpointState(
        _ target: DeliveryPlan.Target, _ turn: Turn, at now: Timestamp
    ) throws(OutboxError) -> EndpointState {
        let row = try turn.endpoints().first { $0.name == target.endpoint.name }
        return EndpointState(target, row: row, today: plan.today(at: now))
    }

    private func pause(_ state: EndpointState, _ target: DeliveryPlan.Target, at now: Timestamp) -> Situation? {
        guard state.health.mode == .paused, state.health.until.map({ $0 > now }) ?? true else { return nil }
        return .paused(endpoint: target.endpoint.name, reason: state.health.reason, until: state.health.until)
    }
}

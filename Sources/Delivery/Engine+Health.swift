internal import Domain
internal import Gateway
internal import Outbox
internal import Policy

/// An endpoint that was paused is asked whether it works, where there is a way to ask, before a message is risked.
extension Engine {
    func askHealth(at now: Timestamp) {
        guard drain == nil, !options.acceptsEverything else { return }
        for state in board.states where state.needsHealth {
            let name = state.endpoint.name
            guard !unhealthy.contains(name), !healthChecks.values.contains(name),
                let health = state.target.gateway.health,
                let request = try? health.request(at: now)
            else { continue }
            let tag = nextTag()
            healthChecks[tag] = name
            transport.start(request, tag: tag)
        }
    }

    func hearHealth(_ completion: Completion, at now: Timestamp) {
        // What was abandoned has nobody any more.
        guard let name = healthChecks.removeValue(forKey: completion.tag), let index = board.index(of: name),
            let health = board.states[index].target.gateway.health, board.states[index].needsHealth
        else { return }
        if health.isHealthy(completion.result) {
            board.states[index].isFoundHealthy = true
        } else {
            unhealthy.insert(name)
        }
        agenda.isWanted = true
    }

    /// Pauses again what said that it does not work.
    func pauseUnhealthy(_ draft: inout TurnDraft, at now: Timestamp) {
        for name in unhealthy {
            guard let index = draft.board.index(of: name), draft.board.states[index].needsHealth else { continue }
            pause(index, reason: draft.board.states[index].health.reason ?? "unhealthy", floor: nil, &draft, at: now)
        }
        draft.pausedUnhealthy = unhealthy
    }

    /// Pauses an endpoint for a while, and says so if it was in use.
    func pause(_ index: Int, reason: String, floor: Int64?, _ draft: inout TurnDraft, at now: Timestamp) {
        let endpoint = draft.board.states[index].endpoint
        let wasUsed = draft.board.states[index].health.pause(
            reason: reason, floor: floor, endpoint.breaker, at: now, using: &draft.random)
        guard wasUsed else { return }
        draft.board.states[index].isFoundHealthy = false
        let until = draft.board.states[index].health.until
        draft.events.append(
            LogEvent("endpoint.paused", level: .warning).with("endpoint", endpoint.name).with("reason", reason)
                .with("for_ms", until.map { $0.milliseconds(since: now) }))
    }

    /// Pauses an endpoint until somebody resumes it, and says so if that is news.
    func hold(_ index: Int, reason: String, _ draft: inout TurnDraft) {
        guard draft.board.states[index].health.pauseUntilResumed(reason: reason) else { return }
        draft.board.states[index].isFoundHealthy = false
        draft.events.append(
            LogEvent("endpoint.paused", level: .error).with("endpoint", draft.board.states[index].endpoint.name)
                .with("reason", reason)
                .with("hint", "correct the endpoint's configuration and reload, or run: carteiro resume"))
    }
}

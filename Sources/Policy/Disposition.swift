package import Domain

/// What becomes of a message after an attempt.
package enum Fate: Hashable, Sendable {
    /// This part was accepted.
    case accepted
    /// Tried again at that time; `charged`: one of its tries is used up; `frozen`: it may have arrived, so it must
    /// be repeated letter by letter.
    case again(at: Timestamp, charged: Bool, frozen: Bool)
    /// The next endpoint of its route, or dead if there is none.
    case nextEndpoint
    case dead
    case cancelled
    /// It waits for a person, since it may have arrived.
    case held
}

/// What an attempt says about its endpoint.
package enum EndpointEffect: Hashable, Sendable {
    case none
    case success
    /// A failure that may be the message's fault; enough of them open the breaker.
    case failure
    /// Paused for a while, at least `floor` milliseconds if given.
    case pause(floor: Int64?)
    /// Paused until an operator or a reload resumes it.
    case hold
}

/// The blame for an attempt, laid where it belongs.
package struct Disposition: Hashable, Sendable {
    package var fate: Fate
    package var effect: EndpointEffect
    /// The stable word for the message's `reason` column.
    package var reason: String

    /// Decides by the table of outcomes of the endpoint language.
    ///
    /// What is the endpoint's fault charges no attempt: such a message is tried again as soon as the endpoint works.
    /// A failure that could be the message's own is charged, unless the endpoint is failing for everybody.
    ///
    /// - Parameters:
    ///   - charged: the tries used up before this attempt.
    ///   - endpointAtFault: whether the breaker blames the endpoint for a failure that could be the message's.
    package static func decide(
        _ verdict: Verdict, charged: Int, endpoint: Endpoint, endpointAtFault: Bool, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Disposition {
        switch verdict.outcome {
        case .sent:
            return Disposition(fate: .accepted, effect: .success, reason: "")
        case .down:
            return uncharged(verdict, .pause(floor: verdict.retryAfterMilliseconds), at: now)
        case .throttled where verdict.scope == .endpoint:
            return uncharged(verdict, .pause(floor: verdict.retryAfterMilliseconds), at: now)
        case .throttled:
            let wait = verdict.retryAfterMilliseconds ?? endpoint.retry.firstMilliseconds
            return uncharged(verdict, .none, at: now.advanced(byMilliseconds: wait))
        case .misconfigured:
            return uncharged(verdict, .hold, at: now)
        case .rejected, .needsTemplate:
            return Disposition(fate: .nextEndpoint, effect: .none, reason: verdict.reason)
        case .optedOut:
            return Disposition(fate: .cancelled, effect: .none, reason: verdict.reason)
        case .retry:
            let effect = effect(of: verdict, endpointAtFault)
            guard effect == .failure, verdict.scope != .endpoint else {
                // Behind the others, so that one bad message is not the only one to probe with.
                let wait = Backoff.wait(afterAttempt: attempt(after: charged), endpoint.retry, using: &random)
                return uncharged(verdict, effect, at: now.advanced(byMilliseconds: wait))
            }
            return again(verdict, charged, endpoint, effect, frozen: false, at: now, using: &random)
        // Until it has been asked again, what may have arrived may have arrived.
        case .uncertain, .recheck:
            let effect = effect(of: verdict, endpointAtFault)
            guard endpoint.onUncertain != .hold else {
                return Disposition(fate: .held, effect: effect, reason: verdict.reason)
            }
            return again(
                verdict, charged, endpoint, effect, frozen: true, floor: endpoint.waitForWordMilliseconds, at: now,
                using: &random)
        }
    }

    /// What becomes of a request that the daemon itself gave up because it stops: nobody's fault, so nothing is charged,
    /// but it may have arrived.
    package static func givenUp(_ reason: String, endpoint: Endpoint, at now: Timestamp) -> Disposition {
        let fate: Fate =
            switch endpoint.onUncertain {
            case .retry, .wait:
                .again(
                    at: now.advanced(byMilliseconds: endpoint.waitForWordMilliseconds), charged: false, frozen: true)
            case .hold: .held
            }
        return Disposition(fate: fate, effect: .none, reason: reason)
    }

    /// A wait that the gateway asked for is a wait of the whole endpoint, unless it was for one recipient.
    private static func effect(of verdict: Verdict, _ endpointAtFault: Bool) -> EndpointEffect {
        if let floor = verdict.retryAfterMilliseconds, verdict.scope != .recipient { return .pause(floor: floor) }
        return endpointAtFault ? .pause(floor: nil) : .failure
    }

    /// Saturating: the count comes from a file that others write.
    private static func attempt(after charged: Int) -> Int { charged < .max ? charged + 1 : charged }

    private static func uncharged(_ verdict: Verdict, _ effect: EndpointEffect, at time: Timestamp) -> Disposition {
        Disposition(
            fate: .again(at: time, charged: false, frozen: false), effect: effect, reason: verdict.reason)
    }

    private static func again(
        _ verdict: Verdict, _ charged: Int, _ endpoint: Endpoint, _ effect: EndpointEffect, frozen: Bool,
        floor: Int64 = 0, at now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> Disposition {
        let attempt = attempt(after: charged)
        guard attempt < endpoint.retry.tries else {
            return Disposition(fate: .dead, effect: effect, reason: "tries-used-up: \(verdict.reason)")
        }
        let wait = Backoff.wait(afterAttempt: attempt, endpoint.retry, using: &random)
        let at = now.advanced(byMilliseconds: max(wait, floor, verdict.retryAfterMilliseconds ?? 0))
        return Disposition(
            fate: .again(at: at, charged: true, frozen: frozen), effect: effect, reason: verdict.reason)
    }
}

import Domain

/// Decides what an answer means.
///
/// The order is: rules that name the status of an answer which could be a success; success; all rules as they stand;
/// what is built in. A rule overturns a success only if its `http` names the status, since a rule without one, such as
/// a `text` that also occurs in an echo of our own message, would have an accepted message sent again.
struct Judge: Sendable {
    private let success: SuccessRule
    private let id: IDRule
    private let recipient: [Extraction]
    private let rules: [ClassifyRule]
    /// Those of `rules` that may overturn a success.
    private let overturning: [ClassifyRule]

    init(_ definition: GatewayDefinition) {
        success = definition.success
        id = definition.id
        recipient = definition.recipient
        rules = definition.rules
        overturning = definition.rules.filter { rule in
            rule.when.http.contains { pattern in
                definition.success.http.contains { $0.statuses.overlaps(pattern.statuses) }
            } || rule.when.smtp.contains { $0.statuses.overlaps(StatusPattern.success.statuses) }
        }
    }

    func verdict(on result: TransferResult, now: Timestamp, clientID: String?) -> Verdict {
        var answer = Answer(result)
        var shortfall: String?
        if result.reach == .answered, result.failure == nil, isSuccess(result) {
            for rule in overturning where answer.holds(rule.when) {
                return verdict(by: rule, &answer, now: now, clientID: clientID)
            }
            switch acceptance(of: &answer, clientID: clientID) {
            case .accepted(let id): return sent(&answer, id: id, clientID: clientID)
            case .short(let reason): shortfall = reason
            }
        }
        for rule in rules where answer.holds(rule.when) {
            return verdict(by: rule, &answer, now: now, clientID: clientID)
        }
        let fallback = Fallback(result, shortfall: shortfall)
        return Verdict(
            outcome: fallback.outcome, reason: fallback.reason,
            scope: fallback.scope ?? Self.scope(of: fallback.outcome, reach: result.reach),
            retryAfterMilliseconds: fallback.waitMilliseconds ?? answer.retryAfter(now: now)
        )
    }

    /// Whether the status is one of success. `success` has none of a mail server's: it takes a mail by 2xx.
    private func isSuccess(_ result: TransferResult) -> Bool {
        (result.isMail ? [.success] : success.http).contains { $0.matches(result.status) }
    }

    /// What a failure means of a request that is not the message's own: the message has not been sent, and so neither
    /// arrived nor may have.
    ///
    /// - Parameter shortfall: what a status of success lacked, if it was one.
    func setback(_ result: TransferResult, shortfall: String? = nil, now: Timestamp) -> Verdict {
        var answer = Answer(result)
        let rule = rules.first { answer.holds($0.when) }
        let fallback = Fallback(result, shortfall: shortfall)
        let outcome = rule?.outcome ?? fallback.outcome
        let isOfMessage = outcome == .sent || outcome == .uncertain || outcome == .recheck
        return Verdict(
            outcome: isOfMessage ? .retry : outcome,
            reason: rule.map { $0.reason ?? Fallback.word(for: result) } ?? fallback.reason,
            scope: rule?.scope ?? Self.scope(of: isOfMessage ? .retry : outcome, reach: result.reach),
            retryAfterMilliseconds: answer.wait(rule?.retry, now: now))
    }

    // MARK: - Success

    private enum Acceptance {
        case accepted(id: String?)
        /// The word for what is missing.
        case short(String)
    }

    private func acceptance(of answer: inout Answer, clientID: String?) -> Acceptance {
        for condition in success.require {
            guard answer.holds(condition) else { return .short(answer.result.truncated ? "truncated" : "unconfirmed") }
        }
        switch id {
        case .client:
            return .accepted(id: clientID)
        case .optional(let places):
            return .accepted(id: answer.firstValue(of: places, clientID: clientID))
        case .required(let places):
            if let value = answer.firstValue(of: places, clientID: clientID) { return .accepted(id: value) }
            // Without a key at hand the id is still the one that was sent.
            if places.contains(.client) { return .accepted(id: nil) }
            return .short(answer.result.truncated ? "truncated" : "no-id")
        }
    }

    private func sent(_ answer: inout Answer, id: String?, clientID: String?) -> Verdict {
        Verdict(
            outcome: .sent, reason: "", scope: .message, providerMessageID: id,
            recipient: answer.firstValue(of: recipient, clientID: nil)
        )
    }

    // MARK: - Rules

    private func verdict(by rule: ClassifyRule, _ answer: inout Answer, now: Timestamp, clientID: String?) -> Verdict {
        if rule.outcome == .sent {
            switch id {
            case .client:
                return sent(&answer, id: clientID, clientID: clientID)
            case .required(let places), .optional(let places):
                return sent(&answer, id: answer.firstValue(of: places, clientID: clientID), clientID: clientID)
            }
        }
        return Verdict(
            outcome: rule.outcome, reason: rule.reason ?? Fallback.word(for: answer.result),
            scope: rule.scope ?? Self.scope(of: rule.outcome, reach: answer.result.reach),
            retryAfterMilliseconds: answer.wait(rule.retry, now: now)
        )
    }

    /// What is slowed by an outcome unless its rule says otherwise.
    static func scope(of outcome: Outcome, reach: Reach) -> FaultScope {
        switch outcome {
        case .throttled, .down, .misconfigured: .endpoint
        case .rejected, .optedOut, .needsTemplate, .recheck: .recipient
        case .retry: reach == .notSent ? .endpoint : .message
        case .sent, .uncertain: .message
        }
    }
}

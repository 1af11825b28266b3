import Domain

/// What an answer means that no rule matches.
///
/// An unknown 4xx is never `rejected`: a wrong preset must not write off a whole customer base.
struct Fallback {
    var outcome: Outcome
    var reason: String
    /// `nil`: the outcome's usual one.
    var scope: FaultScope?
    /// How long the message waits at least.
    var waitMilliseconds: Int64?

    /// - Parameter shortfall: what a status of success lacked, if the status was one.
    init(_ result: TransferResult, shortfall: String?) {
        switch result.reach {
        case .notSent:
            outcome = Self.isLasting(result.failure) ? .misconfigured : .retry
            reason = Self.word(for: result)
        case .maybeSent:
            outcome = .uncertain
            reason = Self.word(for: result)
        case .answered where result.isMail:
            self = MailReply(result).meaning(shortfall: shortfall)
        case .answered:
            (outcome, reason) = Self.judge(result, shortfall: shortfall)
        }
    }

    init(_ outcome: Outcome, _ reason: String, scope: FaultScope? = nil, waitMilliseconds: Int64? = nil) {
        self.outcome = outcome
        self.reason = reason
        self.scope = scope
        self.waitMilliseconds = waitMilliseconds
    }

    /// What stays so until an operator changes it.
    private static func isLasting(_ failure: TransportFailure?) -> Bool {
        switch failure {
        case .unusable, .auth, .refused: true
        case .dns, .connect, .tls, .timeout, .reset, .malformed, nil: false
        }
    }

    private static func judge(_ result: TransferResult, shortfall: String?) -> (Outcome, String) {
        let status = result.status
        switch status {
        case 200...299:
            if let failure = result.failure { return (.uncertain, failure.rawValue) }
            return (.uncertain, shortfall ?? "unmatched-\(status)")
        case 300...399:
            return (.misconfigured, "redirect")
        case 408, 425, 429:
            return (.throttled, "http-\(status)")
        case 401, 403:
            return (.misconfigured, "http-\(status)")
        case 400...499:
            return (.misconfigured, shortfall ?? "unmatched-\(status)")
        case 500...599:
            return (.retry, "http-\(status)")
        default:
            return (.uncertain, TransportFailure.malformed.rawValue)
        }
    }

    /// The plain word for how a transfer ended: its failure, or its status.
    static func word(for result: TransferResult) -> String {
        switch result.reach {
        case .answered:
            guard (200...299).contains(result.status), let failure = result.failure else {
                return "\(result.isMail ? "smtp" : "http")-\(result.status)"
            }
            return failure.rawValue
        case .notSent, .maybeSent:
            return (result.failure ?? .reset).rawValue
        }
    }
}

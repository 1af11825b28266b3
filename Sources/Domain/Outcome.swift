/// What an attempt came to; the raw values are the words of the endpoint language.
package enum Outcome: String, CaseIterable, Sendable {
    case sent, retry, throttled, down, rejected, misconfigured, uncertain
    case optedOut = "opted-out"
    case needsTemplate = "needs-template"
    /// Whether the address exists is asked again, and the answer decides.
    case recheck
}

/// Whose fault a failure is, and so what is slowed by it.
package enum FaultScope: String, CaseIterable, Sendable {
    case message, recipient, endpoint
}

/// A judged answer.
package struct Verdict: Hashable, Sendable {
    package var outcome: Outcome
    /// A stable word, such as `not-on-whatsapp` or `http-503`; empty for `sent`.
    package var reason: String
    package var scope: FaultScope
    /// How long the gateway asked to be left alone, in milliseconds; a floor, never undercut.
    package var retryAfterMilliseconds: Int64?
    /// The gateway's id for what it accepted.
    package var providerMessageID: String?
    /// The address the gateway really used.
    package var recipient: String?

    package init(
        outcome: Outcome, reason: String, scope: FaultScope, retryAfterMilliseconds: Int64? = nil,
        providerMessageID: String? = nil, recipient: String? = nil
    ) {
        self.outcome = outcome
        self.reason = reason
        self.scope = scope
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.providerMessageID = providerMessageID
        self.recipient = recipient
    }
}

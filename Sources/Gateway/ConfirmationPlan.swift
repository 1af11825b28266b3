package import Domain

/// What the billing system says about an invoice.
package enum Confirmation: Hashable, Sendable {
    case owed, settled
    /// It could not be asked, or answered something that no rule knows.
    case unknown
}

/// How the billing system is asked whether an invoice is still owed.
package struct ConfirmationPlan: Sendable {
    private let gateway: GatewayPlan
    private let owed: [Conditions]
    private let settled: [Conditions]

    /// - Parameters:
    ///   - definition: the question, as its `text` request.
    ///   - owed: any of these says that it is owed.
    ///   - settled: any of these says that it is paid; asked first.
    /// - Throws: `GatewayProblems`, as for a gateway.
    package init(
        _ definition: GatewayDefinition, owed: [Conditions], settled: [Conditions], version: String
    ) throws(GatewayProblems) {
        gateway = try GatewayPlan(definition, version: version)
        self.owed = owed
        self.settled = settled
    }

    /// How long an answer is waited for.
    package var timeoutMilliseconds: Int64 { gateway.timeoutMilliseconds }

    /// The places that the question goes to.
    package var connections: [ConnectionProbe] { gateway.connections }
    /// Masks its secrets.
    package var redaction: Redaction { gateway.redaction }

    /// The question about one message's invoice.
    ///
    /// - Throws: `RequestError` if the message has no value for a variable, or one that cannot be sent.
    package func request(_ context: RequestContext) throws(RequestError) -> TransferRequest {
        try gateway.request(for: .text, context)
    }

    /// What the answer says. Only a complete one says anything.
    package func judge(_ result: TransferResult) -> Confirmation {
        guard result.reach == .answered, result.failure == nil else { return .unknown }
        var answer = Answer(result)
        if settled.contains(where: { answer.holds($0) }) { return .settled }
        return owed.contains(where: { answer.holds($0) }) ? .owed : .unknown
    }
}

/// How the billing system is asked, just before a request starts, whether its invoice is still owed.
package struct Confirming: Sendable {
    package var plan: ConfirmationPlan
    /// Whether a message waits when the billing system does not know, or goes all the same.
    package var unknownWaits: Bool
    /// When it is asked again after it did not know, in milliseconds.
    package var retryMilliseconds: Int64
    /// For how long an answer holds, in milliseconds.
    package var cacheMilliseconds: Int64
    package var rateLimits: [RateLimit]

    package init(
        plan: ConfirmationPlan, unknownWaits: Bool, retryMilliseconds: Int64, cacheMilliseconds: Int64,
        rateLimits: [RateLimit]
    ) {
        self.plan = plan
        self.unknownWaits = unknownWaits
        self.retryMilliseconds = retryMilliseconds
        self.cacheMilliseconds = cacheMilliseconds
        self.rateLimits = rateLimits
    }
}

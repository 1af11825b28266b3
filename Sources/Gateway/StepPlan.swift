package import Domain

/// One step that is made before a request, such as an upload or a login.
package struct StepPlan: Sendable {
    package let name: String
    /// For how long its captures hold for the whole endpoint, in milliseconds; 0: for this one request.
    package let cacheMilliseconds: Int64

    private let plan: RequestPlan
    private let maker: RequestMaker

    /// The step's request; what earlier steps captured is in the context.
    ///
    /// - Throws: `RequestError` as for the request itself.
    package func request(_ context: RequestContext) throws(RequestError) -> TransferRequest {
        try maker.request(plan, context)
    }

    package func outcome(of result: TransferResult, now: Timestamp) -> StepOutcome {
        .captured([:])
    }
}

/// What came of a step.
package enum StepOutcome: Hashable, Sendable {
    /// Values by name, for `RequestContext.captured`.
    case captured([String: String])
    /// Never `sent`, `uncertain` or `recheck`: the message itself was not sent yet.
    case failed(Verdict)
}

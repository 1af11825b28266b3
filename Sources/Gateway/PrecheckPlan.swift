package import Domain

/// How a gateway is asked whether an address exists, before a message goes there.
package struct PrecheckPlan: Sendable {
    /// For how long an answer holds, in milliseconds.
    package let cacheMilliseconds: Int64

    private let plan: RequestPlan
    private let maker: RequestMaker

    /// The question about a message's address.
    ///
    /// - Throws: `RequestError` as for the request itself.
    package func request(_ context: RequestContext) throws(RequestError) -> TransferRequest {
        try maker.request(plan, context)
    }

    package func outcome(of result: TransferResult, now: Timestamp) -> PrecheckOutcome {
        .unknown
    }
}

/// What a gateway says of an address.
package enum PrecheckOutcome: Hashable, Sendable {
    /// With the gateway's own form of the address, for `RequestContext.capturedAddress`.
    case exists(address: String?)
    case missing
    /// It answered something else: the message goes.
    case unknown
    /// There was no complete answer. Never `sent`, `uncertain` or `recheck`.
    case failed(Verdict)
}

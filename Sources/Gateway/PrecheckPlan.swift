package import Domain

/// How a gateway is asked whether an address exists, before a message goes there.
package struct PrecheckPlan: Sendable {
    /// For how long an answer holds, in milliseconds.
    package let cacheMilliseconds: Int64

    private let exists: [Conditions]
    private let missing: [Conditions]
    private let capture: [Extraction]
    private let plan: RequestPlan
    private let maker: RequestMaker
    private let judge: Judge

    init(_ definition: PrecheckDefinition, plan: RequestPlan, _ maker: RequestMaker, _ judge: Judge) {
        cacheMilliseconds = definition.cacheMilliseconds
        exists = definition.exists
        missing = definition.missing
        capture = definition.capture
        self.plan = plan
        self.maker = maker
        self.judge = judge
    }

    /// The question about a message's address.
    ///
    /// - Throws: `RequestError` as for the request itself.
    package func request(_ context: RequestContext) throws(RequestError) -> TransferRequest {
        try maker.request(plan, context, question: "precheck")
    }

    package func outcome(of result: TransferResult, now: Timestamp) -> PrecheckOutcome {
        guard result.reach == .answered, result.failure == nil else {
            return .failed(judge.setback(result, now: now))
        }
        var answer = Answer(result)
        if exists.contains(where: { answer.holds($0) }) {
            return .exists(address: answer.firstValue(of: capture, clientID: nil))
        }
        return missing.contains(where: { answer.holds($0) }) ? .missing : .unknown
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

package import Domain

/// One step that is made before a request, such as an upload or a login.
package struct StepPlan: Sendable {
    package let name: String
    /// For how long its captures hold for the whole endpoint, in milliseconds; 0: for this one request.
    package let cacheMilliseconds: Int64
    /// Whether the step is left out, with nothing captured, when its request throws `RequestError.missing`.
    package let isOptional: Bool

    /// A session's token may be longer than an id.
    private static let longestValue = 16_384

    private let capture: [(name: String, places: [Extraction])]
    private let plan: RequestPlan
    private let maker: RequestMaker
    private let judge: Judge

    init(_ step: RequestSequence.Step, _ maker: RequestMaker, _ judge: Judge) {
        name = step.definition.name
        cacheMilliseconds = step.definition.cacheMilliseconds
        isOptional = step.definition.isOptional
        capture = step.definition.capture
        plan = step.plan
        self.maker = maker
        self.judge = judge
    }

    /// The step's request; what earlier steps captured is in the context.
    ///
    /// - Throws: `RequestError` as for the request itself.
    package func request(_ context: RequestContext) throws(RequestError) -> TransferRequest {
        try maker.request(plan, context, question: name)
    }

    /// What came of it: a complete answer of success with every value that is to be captured, or a failure.
    package func outcome(of result: TransferResult, now: Timestamp) -> StepOutcome {
        guard result.reach == .answered, result.failure == nil, StatusPattern.success.matches(result.status) else {
            return .failed(judge.setback(result, now: now))
        }
        var answer = Answer(result)
        var captured: [String: String] = [:]
        for (name, places) in capture {
            guard let value = answer.firstValue(of: places, clientID: nil, longest: Self.longestValue) else {
                return .failed(judge.setback(result, shortfall: "no-\(name)", now: now))
            }
            captured[name] = value
        }
        return .captured(captured)
    }
}

/// What came of a step.
package enum StepOutcome: Hashable, Sendable {
    /// Values by name, for `RequestContext.captured`.
    case captured([String: String])
    /// Never `sent`, `uncertain` or `recheck`: the message itself was not sent yet.
    case failed(Verdict)
}

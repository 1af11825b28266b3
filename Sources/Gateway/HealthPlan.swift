package import Domain

/// How a gateway is asked whether it works again, before a message probes it.
package struct HealthPlan: Sendable {
    private let ok: [Conditions]
    private let plan: RequestPlan
    private let maker: RequestMaker

    init(_ definition: HealthDefinition, plan: RequestPlan, _ maker: RequestMaker) {
        ok = definition.ok
        self.plan = plan
        self.maker = maker
    }

    /// - Throws: `RequestError` for a header that cannot be sent; no value can be missing.
    package func request(at now: Timestamp) throws(RequestError) -> TransferRequest {
        let context = RequestContext(
            to: Address(), text: "", messageID: 0, key: String(now.milliseconds), payload: .null, now: now)
        return try maker.request(plan, context, question: "health")
    }

    /// Whether the answer says so; without conditions, any status of success does.
    package func isHealthy(_ result: TransferResult) -> Bool {
        guard result.reach == .answered, result.failure == nil else { return false }
        guard !ok.isEmpty else { return StatusPattern.success.matches(result.status) }
        var answer = Answer(result)
        return ok.contains { answer.holds($0) }
    }
}

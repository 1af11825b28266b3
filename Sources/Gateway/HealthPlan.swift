package import Domain

/// How a gateway is asked whether it works again, before a message probes it.
package struct HealthPlan: Sendable {
    private let plan: RequestPlan
    private let maker: RequestMaker

    /// - Throws: `RequestError` as for a message's request.
    package func request(at now: Timestamp) throws(RequestError) -> TransferRequest {
        let context = RequestContext(
            to: Address(), text: "", messageID: 0, key: "health-\(now.milliseconds)", payload: .null, now: now)
        return try maker.request(plan, context)
    }

    package func isHealthy(_ result: TransferResult) -> Bool {
        result.reach == .answered && result.failure == nil
    }
}

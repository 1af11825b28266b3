import Domain

/// What all requests of a gateway have in common.
struct RequestMaker: Sendable {
    let with: [String: String]
    let secrets: [String: Secret]
    let signature: Signature?
    let timeoutMilliseconds: Int64
    let options: ConnectionOptions

    /// - Parameter question: for a request that is not the message's own, and so has a key of its own: what it asks.
    func request(
        _ plan: RequestPlan, _ context: RequestContext, question: String? = nil
    ) throws(RequestError) -> TransferRequest {
        try plan.request(
            RequestValues(context: context, with: with, secrets: secrets),
            key: question.map { "\(context.key).\($0)" } ?? context.key, signature: signature,
            timeoutMilliseconds: timeoutMilliseconds, options: options
        )
    }
}

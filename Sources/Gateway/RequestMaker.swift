import Domain

/// What all requests of a gateway have in common.
struct RequestMaker: Sendable {
    let with: [String: String]
    let secrets: [String: Secret]
    let signature: Signature?
    let timeoutMilliseconds: Int64
    let options: ConnectionOptions

    func request(_ plan: RequestPlan, _ context: RequestContext) throws(RequestError) -> TransferRequest {
        try plan.request(
            RequestValues(context: context, with: with, secrets: secrets), signature: signature,
            timeoutMilliseconds: timeoutMilliseconds, options: options
        )
    }
}

package import Domain

/// A place that requests go to, and how it is seen whether a connection to it can be made.
package struct ConnectionProbe: Sendable {
    /// Scheme, host and, where it is written, port: `https://gateway.example:8443`.
    package let origin: String
    /// Connects and ends there: nothing of a message goes along, and to a mail server nothing but the login.
    package let request: TransferRequest

    /// The places of some requests, each once.
    static func all(of plans: [RequestPlan], _ maker: RequestMaker) -> [ConnectionProbe] {
        var seen: Set<String> = []
        return plans.compactMap { plan in
            guard let origin = plan.origin, seen.insert(origin).inserted else { return nil }
            var options = maker.options
            // There is nothing to sign.
            options.aws = nil
            if let mail = plan.mail { options.mail = mail }
            // A mail server's URL may have the name that it is greeted with.
            let url = plan.mail == nil ? origin : plan.constantURL ?? origin
            return ConnectionProbe(
                origin: origin,
                request: TransferRequest(
                    method: "GET", url: url, timeoutMilliseconds: maker.timeoutMilliseconds, options: options,
                    connectsOnly: true))
        }
    }
}

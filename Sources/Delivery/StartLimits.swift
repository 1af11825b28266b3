internal import Domain
internal import Policy

/// The rate limits of the endpoints once more, counted when a request starts.
///
/// A claim is counted when it is written down. While the billing system is asked, time goes by between that and the
/// start, a different one each time, and what was claimed a second apart would start closer together.
struct StartLimits {
    private var limiters: [String: [RateLimiter]] = [:]

    /// Takes over what the endpoints' limits have counted.
    ///
    /// - Parameter delayMilliseconds: by how much the last starts may have come after their claims, in a life of the
    ///   daemon of which nothing else is known; 0: not at all.
    mutating func adopt(_ board: EndpointBoard, delayMilliseconds: Int64, at now: Timestamp) {
        var adopted: [String: [RateLimiter]] = [:]
        for state in board.states where !state.limiters.isEmpty {
            let known = limiters[state.endpoint.name] ?? []
            adopted[state.endpoint.name] = state.limiters.map { limiter in
                known.first { $0.limit == limiter.limit } ?? limiter.delayed(by: delayMilliseconds, at: now)
            }
        }
        limiters = adopted
    }

    /// When the endpoint's next request may start; `nil`: it has no limits.
    func opening(of endpoint: String, at now: Timestamp) -> Timestamp? {
        limiters[endpoint]?.map { $0.nextAllowed(at: now) }.max()
    }

    /// Counts a start, if one may be now.
    mutating func start(at endpoint: String, _ now: Timestamp) -> Bool {
        guard var all = limiters.removeValue(forKey: endpoint) else { return true }
        let isAllowed = all.allSatisfy { $0.allowance(at: now, most: 1) > 0 }
        if isAllowed { for index in all.indices { all[index].take(1, at: now) } }
        limiters[endpoint] = all
        return isAllowed
    }
}

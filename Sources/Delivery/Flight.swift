internal import Domain

/// One claimed part on its way: ready to start, in flight, or back and not yet settled.
struct Flight {
    var message: Int64
    /// The attempt's number: the fence of every later write.
    var attempt: Int
    var part: Int
    var partCount: Int
    /// Tries used up before this attempt.
    var charged: Int
    var route: String
    /// The part's idempotency key: the same on every retry.
    var key: String
    var target: DeliveryPlan.Target
    var request: TransferRequest
    var claimedAt: Timestamp
    /// From when on it may not start any more, since the customer's window has closed.
    var closesAt: Timestamp?
    /// When the request started; `nil` while it is ready.
    var startedAt: Timestamp?

    var endpoint: String { target.endpoint.name }

    func isTooLate(at now: Timestamp) -> Bool { closesAt.map { $0 <= now } ?? false }
}

/// A flight that came back, judged.
struct Landing {
    var flight: Flight
    var verdict: Verdict
    var httpStatus: Int
    var response: String
    var durationMilliseconds: Int64
    /// Whether it did not come back at all: the daemon stops and gave it up.
    var isGivenUp = false
}

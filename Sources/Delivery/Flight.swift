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
    /// The messages that were merged into this one.
    var members: [Int64] = []
    /// Under which names the frequency cap counts it; empty if it does not, or if it counted before this attempt.
    var persons: [String] = []
    /// Whether some of it may have arrived before this attempt.
    var wasFrozen = false
    /// What the billing system has to be asked before it starts.
    var inquiries: [Inquiry] = []
    /// Whether the billing system is being asked just now.
    var isAsking = false
    /// Whether it was to go no further while the billing system was being asked.
    var isStopped = false
    /// From when on it may not start any more, since the customer's window has closed.
    var closesAt: Timestamp?
    /// When the request started; `nil` while it is ready.
    var startedAt: Timestamp?

    var endpoint: String { target.endpoint.name }

    func isTooLate(at now: Timestamp) -> Bool { isStopped || closesAt.map { $0 <= now } ?? false }
}

/// A question to the billing system: is this invoice still owed?
struct Inquiry {
    var invoice: String
    var request: TransferRequest
}

/// A flight that never started, and why.
struct Return {
    var flight: Flight
    /// The invoice that turned out to be paid.
    var settled: String?
    /// When the billing system is asked again.
    var until: Timestamp?
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

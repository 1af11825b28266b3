internal import Domain
internal import Gateway
internal import Outbox

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
    /// The values of its request; what is prepared is added to them.
    var context: RequestContext
    /// Its request; `nil`: it is made when everything is prepared.
    var request: TransferRequest?
    /// Whether it goes by the request for approved templates.
    var byTemplate = false
    /// The canonical key of its address, and whose it is.
    var address: String?
    var customer: String?
    /// The message that the producer wrote, of one that is a copy of it or was copied.
    var origin: Int64?
    var claimedAt: Timestamp
    /// The messages that were merged into this one.
    var members: [Int64] = []
    /// Under which names the frequency cap counts it; empty if it does not, or if it counted before this attempt.
    var persons: [String] = []
    /// Whether some of it may have arrived before this attempt.
    var wasFrozen = false
    /// What the billing system has to be asked before it starts.
    var inquiries: [Inquiry] = []
    /// What has to be done before that.
    var preparations: [Preparation] = []
    /// What is known of its address at the endpoint, and what has been found out.
    var recipient: Recipient?
    var check: AddressCheck?
    /// Whether a step's captures came from an earlier request.
    var usedKeptCaptures = false
    /// What is under way in place of its own request.
    var errand: Errand?
    /// Whether it was to go no further while something else was under way.
    var isStopped = false
    /// From when on it may not start any more, since the customer's window has closed.
    var closesAt: Timestamp?
    /// When the request started; `nil` while it is ready.
    var startedAt: Timestamp?

    var endpoint: String { target.endpoint.name }
    /// Whether something else is under way, and nothing of the message itself.
    var isAsking: Bool { errand != nil }

    func isTooLate(at now: Timestamp) -> Bool { isStopped || closesAt.map { $0 <= now } ?? false }
}

/// A question to the billing system: is this invoice still owed?
struct Inquiry {
    var invoice: String
    var request: TransferRequest
}

/// What is done before a request.
enum Preparation {
    /// The document is got; a message that goes without it too goes on if it cannot be had.
    case document(source: String, isOptional: Bool)
    /// The gateway is asked for the address.
    case precheck(PrecheckPlan)
    case step(StepPlan)
}

/// A request that is made for a message and is not its own.
indirect enum Errand {
    /// The billing system is asked.
    case inquiry
    /// The first of its preparations.
    case preparation
    /// The gateway is asked for the address again, since its answer to the request could mean that.
    case recheck(Landing)
}

/// What a gateway said of an address.
struct AddressCheck: Hashable {
    var isKnown: Bool
    var captured: String?
}

/// A flight that never started, and why.
struct Return {
    var flight: Flight
    /// The invoice that turned out to be paid.
    var settled: String?
    /// When it is tried again, and what it waits for.
    var until: Timestamp?
    var hold = Hold.unconfirmed
}

/// A flight that came back, judged. It may not have started at all: what was to be prepared could not be.
struct Landing {
    var flight: Flight
    var verdict: Verdict
    var httpStatus: Int
    var response: String
    var durationMilliseconds: Int64
    /// Whether it did not come back at all: the daemon stops and gave it up.
    var isGivenUp = false
}

import Domain

/// A network that is scripted by a seed: slow, failing, resetting, lying, under a virtual clock.
///
/// It keeps what a real one would: a log of every request it has seen, by idempotency key.
final class SimulatedNetwork: Transport {
    /// What becomes of a request.
    enum Fate {
        case answer(status: Int, headers: String, body: String)
        case failure(TransportFailure, Reach)
    }

    /// A request on its way.
    private struct Flying {
        var tag: Int
        var key: String
        var url: String
        var fate: Fate
        var startedAt: Int64
        var endsAt: Int64
    }

    /// What the gateway has seen of one part.
    struct Seen {
        var count = 0
        /// When the last request of it started.
        var lastStart: Int64 = 0
        var accepted = 0
        var texts: Set<String> = []
    }

    var now: Int64
    /// A moment the clock does not pass.
    var limit = Int64.max
    private(set) var seen: [String: Seen] = [:]
    /// When each request started, by endpoint path.
    private(set) var starts: [String: [Int64]] = [:]
    /// Requests in flight at once, by key: never more than one.
    private(set) var violations: [String] = []
    private var flying: [Flying] = []
    /// Keys that may be repeated: in flight at a crash, or accepted with the answer lost.
    var pardoned: Set<String> = []
    /// While set, requests get nowhere: the process dies between its commit and its first byte.
    var isDead = false
    /// Decides the fate of a request, how long it takes in milliseconds, and whether the gateway acts on it.
    var script: (TransferRequest) -> (fate: Fate, milliseconds: Int64, isAccepted: Bool)
    /// Called before a poll's waiting ends: a producer's moment.
    var meanwhile: (Int64) -> Void = { _ in }
    var largestInFlight: [String: Int] = [:]

    init(now: Int64, script: @escaping (TransferRequest) -> (Fate, Int64, Bool)) {
        self.now = now
        self.script = script
    }

    var inFlight: Int { flying.count }

    func start(_ request: TransferRequest, tag: Int) {
        guard !isDead else { return }
        let key = request.headers.first { $0.name == "Idempotency-Key" }?.value ?? ""
        if flying.contains(where: { $0.key == key }) { violations.append("two requests of \(key) at once") }
        let (fate, milliseconds, isAccepted) = script(request)
        var record = seen[key] ?? Seen()
        record.count += 1
        record.lastStart = now
        if record.accepted > 0, isAccepted, !pardoned.contains(key) { violations.append("\(key) accepted twice") }
        if isAccepted { record.accepted += 1 }
        // An answer that got lost may rightly lead to a repetition with the same key.
        if isAccepted, case .failure = fate { pardoned.insert(key) }
        record.texts.insert(String(decoding: request.body ?? [], as: UTF8.self))
        seen[key] = record
        starts[request.url, default: []].append(now)
        flying.append(
            Flying(tag: tag, key: key, url: request.url, fate: fate, startedAt: now, endsAt: now + milliseconds))
        let together = flying.count { $0.url == request.url }
        largestInFlight[request.url] = max(largestInFlight[request.url] ?? 0, together)
    }

    func poll(timeoutMilliseconds: Int64) -> [Completion] {
        if flying.allSatisfy({ $0.endsAt > now }) {
            let next = flying.map(\.endsAt).min() ?? .max
            let target = min(next, now + timeoutMilliseconds, limit)
            if target > now {
                now = target
                meanwhile(now)
            }
        }
        let done = flying.filter { $0.endsAt <= now }
        flying.removeAll { $0.endsAt <= now }
        return done.map { flight in
            Completion(
                tag: flight.tag, result: Self.result(of: flight.fate), durationMilliseconds: now - flight.startedAt)
        }
    }

    func abandon(tag: Int) {
        flying.removeAll { $0.tag == tag }
    }

    /// The process has died: what was in flight is nobody's any more.
    func hangUp() {
        flying.removeAll()
        isDead = false
    }

    private static func result(of fate: Fate) -> TransferResult {
        switch fate {
        case .answer(let status, let headers, let body):
            TransferResult(
                reach: .answered, status: status, headerBytes: Array(headers.utf8), body: Array(body.utf8))
        case .failure(let failure, let reach):
            TransferResult(reach: reach, failure: failure, detail: "simulated")
        }
    }
}

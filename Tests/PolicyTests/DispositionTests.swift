import Domain
import Policy
import Testing

@Suite("The blame for an attempt")
struct DispositionTests {
    static let now = Timestamp(milliseconds: 1_790_000_000_000)

    static func endpoint(tries: Int = 8, onUncertain: UncertainPolicy = .retry) -> Endpoint {
        Endpoint(name: "gateway", channel: .whatsapp, retry: RetryPolicy(tries: tries), onUncertain: onUncertain)
    }

    static func verdict(_ outcome: Outcome, _ scope: FaultScope, retryAfter: Int64? = nil) -> Verdict {
        Verdict(outcome: outcome, reason: "word", scope: scope, retryAfterMilliseconds: retryAfter)
    }

    static func decide(
        _ verdict: Verdict, charged: Int = 0, _ endpoint: Endpoint = endpoint(), endpointAtFault: Bool = false,
        seed: UInt64 = 1
    ) -> Disposition {
        var random = SeededGenerator(seed: seed)
        return Disposition.decide(
            verdict, charged: charged, endpoint: endpoint, endpointAtFault: endpointAtFault, at: now, using: &random)
    }

    /// What a fate is, apart from its time.
    enum Kind: Equatable {
        case accepted, charged, uncharged, frozen, nextEndpoint, dead, cancelled, held

        init(_ fate: Fate) {
            switch fate {
            case .accepted: self = .accepted
            case .again(_, charged: true, frozen: true): self = .frozen
            case .again(_, charged: true, frozen: false): self = .charged
            case .again(_, charged: false, _): self = .uncharged
            case .nextEndpoint: self = .nextEndpoint
            case .dead: self = .dead
            case .cancelled: self = .cancelled
            case .held: self = .held
            }
        }
    }

    struct Row: Sendable {
        var outcome: Outcome
        var scope: FaultScope
        var retryAfter: Int64?
        var isEndpointAtFault = false
        var kind: Kind
        var effect: EndpointEffect
    }

    static let table = [
        Row(outcome: .sent, scope: .message, kind: .accepted, effect: .success),
        Row(outcome: .retry, scope: .message, kind: .charged, effect: .failure),
        Row(outcome: .retry, scope: .recipient, kind: .charged, effect: .failure),
        Row(outcome: .retry, scope: .recipient, retryAfter: 60_000, kind: .charged, effect: .failure),
        // What is the endpoint's fault charges no attempt.
        Row(outcome: .retry, scope: .endpoint, kind: .uncharged, effect: .failure),
        Row(outcome: .retry, scope: .message, isEndpointAtFault: true, kind: .uncharged, effect: .pause(floor: nil)),
        Row(outcome: .retry, scope: .endpoint, isEndpointAtFault: true, kind: .uncharged, effect: .pause(floor: nil)),
        // A Retry-After is a floor for the whole endpoint, whatever came with it.
        Row(outcome: .retry, scope: .message, retryAfter: 90_000, kind: .uncharged, effect: .pause(floor: 90_000)),
        Row(outcome: .retry, scope: .endpoint, retryAfter: 90_000, kind: .uncharged, effect: .pause(floor: 90_000)),
        Row(outcome: .uncertain, scope: .message, retryAfter: 90_000, kind: .frozen, effect: .pause(floor: 90_000)),
        Row(outcome: .throttled, scope: .endpoint, kind: .uncharged, effect: .pause(floor: nil)),
        Row(outcome: .throttled, scope: .endpoint, retryAfter: 7_000, kind: .uncharged, effect: .pause(floor: 7_000)),
        // Too fast for one recipient: only that one waits.
        Row(outcome: .throttled, scope: .recipient, kind: .uncharged, effect: .none),
        Row(outcome: .throttled, scope: .recipient, retryAfter: 7_000, kind: .uncharged, effect: .none),
        Row(outcome: .throttled, scope: .message, kind: .uncharged, effect: .none),
        Row(outcome: .down, scope: .endpoint, kind: .uncharged, effect: .pause(floor: nil)),
        Row(outcome: .down, scope: .endpoint, retryAfter: 5_000, kind: .uncharged, effect: .pause(floor: 5_000)),
        Row(outcome: .rejected, scope: .recipient, kind: .nextEndpoint, effect: .none),
        Row(outcome: .needsTemplate, scope: .recipient, kind: .nextEndpoint, effect: .none),
        Row(outcome: .optedOut, scope: .recipient, kind: .cancelled, effect: .none),
        Row(outcome: .misconfigured, scope: .endpoint, kind: .uncharged, effect: .hold),
        Row(outcome: .uncertain, scope: .message, kind: .frozen, effect: .failure),
        Row(outcome: .uncertain, scope: .message, isEndpointAtFault: true, kind: .frozen, effect: .pause(floor: nil)),
        Row(outcome: .recheck, scope: .recipient, kind: .frozen, effect: .failure),
    ]

    @Test("Each outcome does what the table of outcomes says", arguments: table)
    func outcomes(row: Row) {
        let verdict = Self.verdict(row.outcome, row.scope, retryAfter: row.retryAfter)
        let disposition = Self.decide(verdict, endpointAtFault: row.isEndpointAtFault)
        #expect(Kind(disposition.fate) == row.kind)
        #expect(disposition.effect == row.effect)
        #expect(disposition.reason == (row.outcome == .sent ? "" : "word"))
    }

    @Test("The table above has every outcome", arguments: Outcome.allCases)
    func complete(outcome: Outcome) {
        // A recheck has become another outcome by then.
        #expect(Self.table.contains { $0.outcome == outcome } || outcome == .recheck)
    }

    @Test("What charges no attempt never ends a message", arguments: table.filter { $0.kind == .uncharged })
    func unchargedNeverEnds(row: Row) {
        let verdict = Self.verdict(row.outcome, row.scope, retryAfter: row.retryAfter)
        for charged in [0, 7, 1_000, Int.max] {
            let disposition = Self.decide(verdict, charged: charged, endpointAtFault: row.isEndpointAtFault)
            #expect(Kind(disposition.fate) == .uncharged)
        }
    }

    @Test("A message that uses up its tries is dead, with the last reason", arguments: [Outcome.retry, .uncertain])
    func triesUsedUp(outcome: Outcome) {
        let verdict = Self.verdict(outcome, .message)
        for charged in 0..<7 {
            let kind = Kind(Self.decide(verdict, charged: charged).fate)
            #expect(kind == (outcome == .retry ? .charged : .frozen), "after \(charged)")
        }
        for charged in [7, 8, Int.max] {
            let last = Self.decide(verdict, charged: charged)
            #expect(last.fate == .dead)
            #expect(last.reason == "tries-used-up: word")
            #expect(last.effect == .failure)
        }
    }

    @Test("Word of a message is waited for before it goes again, or longer if its backoff is")
    func waitsForWord() {
        var endpoint = Self.endpoint(onUncertain: .wait)
        endpoint.receiptDeadlineMilliseconds = 7_200_000
        let uncertain = Self.decide(Self.verdict(.uncertain, .message), endpoint)
        #expect(
            uncertain.fate == .again(at: Self.now.advanced(byMilliseconds: 7_200_000), charged: true, frozen: true))
        guard case .again(let at, _, _) = Self.decide(Self.verdict(.retry, .message), endpoint).fate else {
            Issue.record("a plain failure is not tried again")
            return
        }
        #expect(at < Self.now.advanced(byMilliseconds: 7_200_000))
        endpoint.receiptDeadlineMilliseconds = .max
        #expect(Kind(Self.decide(Self.verdict(.uncertain, .message), endpoint).fate) == .frozen)
    }

    @Test("A policy of one try or less gives one", arguments: [1, 0, -1, Int.min])
    func oneTry(tries: Int) {
        #expect(Self.decide(Self.verdict(.retry, .message), Self.endpoint(tries: tries)).fate == .dead)
    }

    @Test("What may have arrived is held where the endpoint says so, whatever was charged", arguments: [0, 7, Int.max])
    func held(charged: Int) {
        let endpoint = Self.endpoint(onUncertain: .hold)
        let plain = Self.decide(Self.verdict(.uncertain, .message), charged: charged, endpoint)
        #expect(plain.fate == .held && plain.effect == .failure && plain.reason == "word")
        let blamed = Self.decide(
            Self.verdict(.uncertain, .message), charged: charged, endpoint, endpointAtFault: true)
        #expect(blamed.fate == .held && blamed.effect == .pause(floor: nil) && blamed.reason == "word")
        let retried = Self.decide(Self.verdict(.retry, .message), endpoint)
        #expect(Kind(retried.fate) == .charged)
    }

    @Test("The wait grows with what was charged, and is random", arguments: [UInt64](1...20))
    func waits(seed: UInt64) {
        for (charged, bound) in [(0, 30_000), (1, 60_000), (2, 120_000), (6, 1_920_000)] as [(Int, Int64)] {
            for outcome in [Outcome.retry, .uncertain] {
                let disposition = Self.decide(Self.verdict(outcome, .message), charged: charged, seed: seed)
                guard case .again(let at, _, _) = disposition.fate else {
                    Issue.record("seed \(seed): \(disposition.fate)")
                    return
                }
                #expect((0...bound).contains(at.milliseconds(since: Self.now)), "seed \(seed)")
            }
        }
        let first = Self.decide(Self.verdict(.retry, .message), charged: 5, seed: seed)
        let second = Self.decide(Self.verdict(.retry, .message), charged: 5, seed: seed + 1)
        #expect(first != second, "seed \(seed)")
    }

    @Test("A wait that the gateway asks for one recipient is a floor for its message", arguments: [UInt64](1...20))
    func recipientFloor(seed: UInt64) {
        let verdict = Self.verdict(.retry, .recipient, retryAfter: 20_000)
        guard case .again(let at, _, _) = Self.decide(verdict, seed: seed).fate else {
            Issue.record("seed \(seed): not tried again")
            return
        }
        #expect((20_000...30_000).contains(at.milliseconds(since: Self.now)), "seed \(seed)")
    }

    @Test("A throttled recipient waits as long as asked, or the first wait")
    func throttledRecipient() {
        let asked = Self.decide(Self.verdict(.throttled, .recipient, retryAfter: 7_000))
        #expect(asked.fate == .again(at: Self.now.advanced(byMilliseconds: 7_000), charged: false, frozen: false))
        let unasked = Self.decide(Self.verdict(.throttled, .recipient))
        #expect(unasked.fate == .again(at: Self.now.advanced(byMilliseconds: 30_000), charged: false, frozen: false))
    }

    @Test(
        "A message whose endpoint is paused may go as soon as it is resumed", arguments: [Outcome.down, .misconfigured])
    func readyAtOnce(outcome: Outcome) {
        let disposition = Self.decide(Self.verdict(outcome, .endpoint))
        #expect(disposition.fate == .again(at: Self.now, charged: false, frozen: false))
    }

    @Test(
        "What the daemon gave up charges nothing and blames nobody, but may have arrived",
        arguments: UncertainPolicy.allCases)
    func givenUp(policy: UncertainPolicy) {
        let disposition = Disposition.givenUp("shutdown", endpoint: Self.endpoint(onUncertain: policy), at: Self.now)
        let later = Self.now.advanced(byMilliseconds: policy == .wait ? 1_800_000 : 0)
        #expect(disposition.fate == (policy == .hold ? .held : .again(at: later, charged: false, frozen: true)))
        #expect(disposition.effect == .none)
        #expect(disposition.reason == "shutdown")
    }

    @Test("A Retry-After of any size never traps", arguments: [Int64.min, -1, 0, .max])
    func extremeRetryAfter(floor: Int64) {
        for outcome in Outcome.allCases {
            for scope in FaultScope.allCases {
                let disposition = Self.decide(Self.verdict(outcome, scope, retryAfter: floor), charged: 3)
                guard case .again(let at, _, _) = disposition.fate, outcome == .retry else { continue }
                #expect(at >= Self.now)
            }
        }
    }
}

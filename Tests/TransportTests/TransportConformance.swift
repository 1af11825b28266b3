import Domain
import Testing

/// What every `Transport` keeps to, whatever it stands on; run it with a transport and with requests that bring the
/// situations about.
struct TransportConformance {
    /// What becomes of a request.
    enum Situation: Hashable, CaseIterable, Sendable {
        /// Answered by 200 with the body `{"id":"m1"}` and a header field `X-Answer: yes`.
        case accepted
        /// Answered by 503.
        case unavailable
        /// Taken and never answered: times out.
        case silence
        /// Refused at the door.
        case refused
        /// Impossible to send.
        case unusable
    }

    let transport: any Transport
    /// A request that ends in the situation, with a timeout of its own of at most a second.
    let request: (Situation) -> TransferRequest

    func run() throws {
        try checkIdle()
        for situation in Situation.allCases { try checkAlone(situation) }
        try checkTogether()
        try checkAbandoned()
        try checkIdle()
    }

    private func checkIdle() throws {
        #expect(transport.inFlight == 0)
        #expect(transport.poll(timeoutMilliseconds: 0).isEmpty)
        transport.abandon(tag: 12_345)
        #expect(transport.inFlight == 0)
    }

    private func checkAlone(_ situation: Situation) throws {
        transport.start(request(situation), tag: 7)
        #expect(transport.inFlight == 1)
        let completions = finish(transport)
        let completion = try #require(completions.first)
        #expect(completions.count == 1)
        #expect(completion.tag == 7)
        #expect(completion.durationMilliseconds >= 0)
        check(completion.result, situation)
        #expect(transport.inFlight == 0)
    }

    private func checkTogether() throws {
        let situations = (0..<4).flatMap { _ in Situation.allCases }
        for (tag, situation) in situations.enumerated() { transport.start(request(situation), tag: tag) }
        #expect(transport.inFlight == situations.count)
        let completions = finish(transport, count: situations.count)
        #expect(completions.map(\.tag).sorted() == Array(situations.indices))
        for completion in completions where situations.indices.contains(completion.tag) {
            check(completion.result, situations[completion.tag])
        }
    }

    private func checkAbandoned() throws {
        for (tag, situation) in Situation.allCases.enumerated() { transport.start(request(situation), tag: tag) }
        for tag in Situation.allCases.indices.dropFirst() { transport.abandon(tag: tag) }
        #expect(transport.inFlight == 1)
        #expect(finish(transport).map(\.tag) == [0])
        #expect(transport.poll(timeoutMilliseconds: 0).isEmpty)
    }

    private func check(_ result: TransferResult, _ situation: Situation) {
        #expect((result.status != 0) == (result.reach == .answered))
        #expect(result.detail.isEmpty == (result.failure == nil))
        switch situation {
        case .accepted:
            #expect(result.status == 200)
            #expect(result.failure == nil)
            #expect(result.body == Array(#"{"id":"m1"}"#.utf8))
            #expect(result.header("x-answer") == "yes")
        case .unavailable:
            #expect(result.status == 503)
            #expect(result.failure == nil)
        case .silence:
            #expect(result.reach == .maybeSent)
            #expect(result.failure == .timeout)
        case .refused:
            #expect(result.reach == .notSent)
            #expect(result.failure == .connect)
        case .unusable:
            #expect(result.reach == .notSent)
            #expect(result.failure == .unusable)
        }
    }
}

import Domain
import Testing

@testable import Gateway

@Suite("What no rule matches")
struct FallbackTests {
    @Test(
        "A failed transfer is tried again, unless something may have been sent",
        arguments: [
            (.notSent, .dns, .retry, .endpoint), (.notSent, .connect, .retry, .endpoint),
            (.notSent, .tls, .retry, .endpoint), (.notSent, .timeout, .retry, .endpoint),
            (.notSent, .reset, .retry, .endpoint), (.notSent, .unusable, .misconfigured, .endpoint),
            (.maybeSent, .timeout, .uncertain, .message), (.maybeSent, .reset, .uncertain, .message),
            (.maybeSent, .malformed, .uncertain, .message), (.maybeSent, .tls, .uncertain, .message),
        ] as [(Reach, TransportFailure, Outcome, FaultScope)])
    func transport(reach: Reach, failure: TransportFailure, outcome: Outcome, scope: FaultScope) throws {
        let verdict = try judge().judge(TransferResult(reach: reach, failure: failure), now: now)
        #expect(verdict == Verdict(outcome: outcome, reason: failure.rawValue, scope: scope))
    }

    @Test(
        "A status means what it says, and an unknown 4xx is never the recipient's fault",
        arguments: [
            (200, .uncertain, "no-id", .message), (201, .uncertain, "no-id", .message),
            (204, .uncertain, "no-id", .message),
            (301, .misconfigured, "redirect", .endpoint), (302, .misconfigured, "redirect", .endpoint),
            (304, .misconfigured, "redirect", .endpoint), (308, .misconfigured, "redirect", .endpoint),
            (400, .misconfigured, "unmatched-400", .endpoint), (401, .misconfigured, "http-401", .endpoint),
            (402, .misconfigured, "unmatched-402", .endpoint), (403, .misconfigured, "http-403", .endpoint),
            (404, .misconfigured, "unmatched-404", .endpoint), (408, .throttled, "http-408", .endpoint),
            (409, .misconfigured, "unmatched-409", .endpoint), (410, .misconfigured, "unmatched-410", .endpoint),
            (422, .misconfigured, "unmatched-422", .endpoint), (425, .throttled, "http-425", .endpoint),
            (429, .throttled, "http-429", .endpoint), (499, .misconfigured, "unmatched-499", .endpoint),
            (500, .retry, "http-500", .message), (502, .retry, "http-502", .message),
            (503, .retry, "http-503", .message), (504, .retry, "http-504", .message),
            (599, .retry, "http-599", .message),
            (0, .uncertain, "malformed", .message), (101, .uncertain, "malformed", .message),
            (600, .uncertain, "malformed", .message), (-1, .uncertain, "malformed", .message),
        ] as [(Int, Outcome, String, FaultScope)])
    func status(status: Int, outcome: Outcome, reason: String, scope: FaultScope) throws {
        let verdict = try judge().judge(answer(status, "<html>x</html>"), now: now)
        #expect(verdict == Verdict(outcome: outcome, reason: reason, scope: scope))
    }

    @Test(
        "An answer that broke off after a 2xx is uncertain; another status still counts",
        arguments: [
            (200, .uncertain, "reset", .message), (201, .uncertain, "reset", .message),
            (404, .misconfigured, "unmatched-404", .endpoint), (429, .throttled, "http-429", .endpoint),
            (500, .retry, "http-500", .message), (302, .misconfigured, "redirect", .endpoint),
        ] as [(Int, Outcome, String, FaultScope)])
    func brokenOff(status: Int, outcome: Outcome, reason: String, scope: FaultScope) throws {
        var result = answer(status, "{\"id\":\"A1\"}")
        result.failure = .reset
        let verdict = try judge().judge(result, now: now)
        #expect(verdict == Verdict(outcome: outcome, reason: reason, scope: scope))
    }

    @Test("A 2xx outside of `success` is uncertain")
    func unexpectedSuccess() throws {
        let plan = try judge(success: SuccessRule(http: [StatusPattern(200...200)]))
        #expect(plan.judge(answer(202, "{\"id\":1}"), now: now).reason == "unmatched-202")
        #expect(plan.judge(answer(202, "{\"id\":1}"), now: now).outcome == .uncertain)
    }

    @Test("A body cut at its limit is named as the reason")
    func truncated() throws {
        var result = answer(200, "{\"list\":[")
        result.truncated = true
        #expect(try judge().judge(result, now: now).reason == "truncated")
    }
}

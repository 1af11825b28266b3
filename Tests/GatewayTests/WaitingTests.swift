import Domain
import Testing

@testable import Gateway

@Suite("How long to wait")
struct WaitingTests {
    static let week: Int64 = 604_800_000

    @Test(
        "`Retry-After` is seconds or a date, held to between nothing and 7 days",
        arguments: [
            ("3", 3000), ("0", 0), ("-5", 0), ("  7 ", 7000), ("1.5", 1500), ("0.0001", 1), ("604800", week),
            ("604801", week), ("99999999999999999999999999", week), ("-99999999999999999999999999", 0),
            ("", nil), ("soon", nil), ("3s", nil), ("1e3", nil), ("0x10", nil), ("nan", nil), ("inf", nil), ("-", nil),
            ("1.", nil), (".5", nil), ("1.2.3", nil), ("--1", nil), ("+5", nil), ("٣", nil),
            ("Mon, 21 Sep 2026 14:13:25 GMT", 5000), ("Mon, 21 Sep 2026 14:13:20 GMT", 0),
            ("Mon, 21 Sep 2026 14:13:15 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
            ("Monday, 21-Sep-26 14:14:20 GMT", 60_000), ("Mon Sep 21 15:13:20 2026", 3_600_000),
            ("Fri, 31 Dec 9999 23:59:59 GMT", week), ("Mon, 31 Feb 2026 14:13:25 GMT", nil),
            ("Mon, 21 Sep 2026 25:13:25 GMT", nil), ("Mon, 21 Sep 2026 14:13 GMT", nil),
            ("Mon, 21 Set 2026 14:13:25 GMT", nil), ("Mon, 21 Sep 2026 14:13:25 BRT", nil),
        ] as [(String, Int64?)])
    func retryAfter(value: String, expected: Int64?) throws {
        for status in [404, 429, 503] {
            let verdict = try judge().judge(answer(status, headers: ["Retry-After: \(value)"]), now: now)
            #expect(verdict.retryAfterMilliseconds == expected)
        }
    }

    @Test("It counts on every answer but an acceptance, also where a rule decides")
    func everywhere() throws {
        let header = ["retry-after: 9"]
        #expect(try judge().judge(answer(200, "x", headers: header), now: now).retryAfterMilliseconds == 9000)
        #expect(try judge().judge(answer(200, "{\"id\":1}", headers: header), now: now).retryAfterMilliseconds == nil)
        let rule = ClassifyRule(when: Conditions(http: [StatusPattern(503...503)]), outcome: .down)
        #expect(try judge(rules: [rule]).judge(answer(503, headers: header), now: now).retryAfterMilliseconds == 9000)
        #expect(try judge().judge(answer(429), now: now).retryAfterMilliseconds == nil)
        #expect(
            try judge().judge(TransferResult(reach: .notSent, failure: .connect), now: now).retryAfterMilliseconds
                == nil)
    }

    @Test(
        "A date is read in its three forms",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799),
            ("Tue, 29 Feb 2028 00:00:00 GMT", 1_835_395_200), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Tuesday, 10-Nov-26 12:00:00 GMT", 1_794_312_000),
        ] as [(String, Int64)])
    func dates(text: String, seconds: Int64) {
        #expect(HTTPDate.parse(text, now: now) == Timestamp(seconds: seconds))
    }

    @Test(
        "A hint reads its sources in order",
        arguments: [
            (["X-RateLimit-Reset: 1790000030"], "", 30_000), (["X-RateLimit-Reset: 1789999000"], "", 5000),
            (["X-RateLimit-Reset: soon"], "{\"error\":{\"retry_after\":8000}}", 8000),
            ([], "{\"error\":{\"retry_after\":\"8000.2\"}}", 8001), ([], "{\"error\":{\"retry_after\":null}}", 5000),
            ([], "{\"error\":{\"retry_after\":99999999999}}", 21_600_000), ([], "<html>", 5000),
            (["Retry-After: 60", "X-RateLimit-Reset: 1790000030"], "", 60_000),
            (["Retry-After: 86400"], "", 21_600_000),
        ] as [([String], String, Int64)])
    func sources(headers: [String], body: String, expected: Int64) throws {
        let hint = RetryHint.from(
            [
                try RetrySource(parsing: "header:X-RateLimit-Reset as epoch"),
                try RetrySource(parsing: "json:error.retry_after as ms"),
            ], minMilliseconds: 5000, maxMilliseconds: 21_600_000)
        let rule = ClassifyRule(when: Conditions(http: [StatusPattern(429...429)]), outcome: .throttled, retry: hint)
        let verdict = try judge(rules: [rule]).judge(answer(429, body, headers: headers), now: now)
        #expect(verdict.retryAfterMilliseconds == expected)
    }

    @Test("A fixed wait is never below `Retry-After`, and without bounds nothing found is no hint")
    func fixed() throws {
        let http = Conditions(http: [StatusPattern(429...429)])
        let fixed = ClassifyRule(when: http, outcome: .throttled, retry: .fixed(milliseconds: 30_000))
        #expect(try judge(rules: [fixed]).judge(answer(429), now: now).retryAfterMilliseconds == 30_000)
        #expect(
            try judge(rules: [fixed]).judge(answer(429, headers: ["Retry-After: 90"]), now: now).retryAfterMilliseconds
                == 90_000)
        let source = try RetrySource(parsing: "header:X-Wait as epoch-ms")
        let open = ClassifyRule(when: http, outcome: .throttled, retry: .from([source]))
        #expect(try judge(rules: [open]).judge(answer(429), now: now).retryAfterMilliseconds == nil)
        let header = ["X-Wait: 1790000000250"]
        #expect(try judge(rules: [open]).judge(answer(429, headers: header), now: now).retryAfterMilliseconds == 250)
        let absurd = ClassifyRule(when: http, outcome: .throttled, retry: .fixed(milliseconds: .max))
        #expect(try judge(rules: [absurd]).judge(answer(429), now: now).retryAfterMilliseconds == Self.week)
    }
}

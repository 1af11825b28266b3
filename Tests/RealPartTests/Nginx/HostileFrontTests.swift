import FakeGateway
import Foundation
import Outbox
import Testing

@Suite("nginx as a hostile front", .onItsOwnThread)
struct HostileFrontTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("What it does is understood, and nothing is sent twice", arguments: AnswerCase.all)
    func answers(_ test: AnswerCase) throws {
        let nginx = try Nginx(test.server)
        // `{"id":"g-1"}`, for those who send it compressed.
        let compressed = Data(base64Encoded: "H4sIAAAAAAACA6tWykxRslJK1zVUqgUAIwlB9AwAAAA=")
        try #require(compressed).write(to: URL(filePath: nginx.folder.path + "/answer.gz"))
        let engine = try LiveEngine(endpoints: plainEndpoint(nginx.url), in: folder)
        let message = try engine.put()
        let detail = try engine.run(message)
        try engine.runDry()

        let attempt = try #require(detail.attempts.first)
        #expect(attempt.outcome == test.outcome)
        #expect(attempt.reason == test.reason)
        #expect(attempt.httpStatus == test.status)
        #expect(detail.summary.state == test.state)
        #expect(detail.summary.reason == test.reason)
        let endpoint = try engine.endpoint()
        switch test.pause {
        case .none: #expect(endpoint.mode == "open")
        case .passing: #expect(endpoint.mode == "paused" && endpoint.untilMilliseconds != nil)
        case .held: #expect(endpoint.mode == "paused" && endpoint.untilMilliseconds == nil)
        }
        // Nothing followed the redirect either.
        #expect(try nginx.seen(1).map(\.line) == ["POST /send"])
    }

    @Test("A Retry-After is never undercut, and the wait is the whole endpoint's")
    func retryAfter() throws {
        let nginx = try Nginx(
            """
            limit_req zone=gate;
            limit_req_status 429;
            location / { add_header Retry-After 2 always; try_files /none @answer; }
            location @answer { return 200 '{"id":"g"}'; }
            """, http: "limit_req_zone $binary_remote_addr zone=gate:64k rate=60r/m;")
        let engine = try LiveEngine(endpoints: plainEndpoint(nginx.url), in: folder)
        let messages = try (0..<2).map { _ in try engine.put() }
        for message in messages { try engine.run(message, attempts: 3) }
        let seen = try nginx.seen(3)
        #expect(seen.map(\.status) == [200, 429, 200])
        #expect(Set(seen.map(\.key)).count == 2 && seen.first?.key != seen.last?.key)
        try #require(seen.count == 3)
        #expect(seen[2].time - seen[1].time >= 2)
        #expect(try engine.show(messages[1]).attempts.map(\.outcome) == ["throttled", "sent"])
        #expect(try engine.endpoint().mode == "open")
    }

    @Test("What got no answer goes again with the key it had")
    func again() throws {
        let nginx = try Nginx(#"location / { if (!-f open) { return 444; } return 200 '{"id":"g-1"}'; }"#)
        let engine = try LiveEngine(
            endpoints: plainEndpoint(nginx.url, "retry: {first: 1s, max: 1s}"), in: folder)
        let message = try engine.put()
        try engine.run(message)
        try nginx.folder.write("", to: "open")
        let detail = try engine.run(message, attempts: 2)
        #expect(detail.attempts.map(\.outcome) == ["uncertain", "sent"])
        let seen = try nginx.seen(2)
        #expect(seen.map(\.status) == [444, 200])
        #expect(seen.first?.key == seen.last?.key)
    }

    @Test("What got no answer waits for a person where that is wanted")
    func held() throws {
        let nginx = try Nginx("location / { return 444; }")
        let engine = try LiveEngine(endpoints: plainEndpoint(nginx.url, "on_uncertain: hold"), in: folder)
        let detail = try engine.run(try engine.put())
        try engine.runDry()
        #expect(detail.summary.state == "uncertain")
        #expect(try nginx.seen(1).count == 1)
    }

    @Test("Connections that end after each third request cost nothing and double nothing")
    func shortConnections() throws {
        let nginx = try Nginx(#"keepalive_requests 3; location / { return 200 '{"id":"g"}'; }"#)
        let engine = try LiveEngine(endpoints: plainEndpoint(nginx.url, "concurrency: 4"), in: folder)
        let messages = try (0..<60).map { _ in try engine.put() }
        for message in messages { #expect(try engine.run(message).attempts.map(\.outcome) == ["sent"]) }
        let seen = try nginx.seen(60)
        #expect(seen.count == 60)
        #expect(Set(seen.map(\.key)).count == 60)
    }

    @Test("An answer that comes too slowly may have been an acceptance")
    func slow() throws {
        let nginx = try Nginx(
            """
            error_page 404 =200 /long;
            root .;
            location = /long { internal; limit_rate 1; }
            """)
        try nginx.folder.write(#"{"id":"g-1"}"# + String(repeating: " ", count: 1000), to: "long")
        let engine = try LiveEngine(endpoints: plainEndpoint(nginx.url, "timeout: 1s"), in: folder)
        let detail = try engine.run(try engine.put())
        #expect(detail.attempts.map(\.outcome) == ["uncertain"])
        #expect(detail.attempts.map(\.reason) == ["timeout"])
        #expect(try engine.endpoint().mode == "open")
    }

    @Test("An answer that is cut off in the middle may have been an acceptance")
    func cutOff() throws {
        let origin = try FakeGateway { _, _ in .partialBody(#"{"id":"g"#, of: 100).closing() }
        let nginx = try Nginx("location / { proxy_pass \(origin.url); }")
        let engine = try LiveEngine(endpoints: plainEndpoint(nginx.url), in: folder)
        let detail = try engine.run(try engine.put())
        #expect(detail.attempts.map(\.outcome) == ["uncertain"])
        #expect(detail.attempts.map(\.reason) == ["reset"])
        #expect(try nginx.seen(1).count == 1)
    }
}

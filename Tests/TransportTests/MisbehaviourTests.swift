import Domain
import FakeGateway
import Testing
import Transport

/// A way of answering and what the transport should make of it.
struct Misbehaviour: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var reply: Reply
    var reach: Reach
    var status: Int
    var failure: TransportFailure?
    var timeoutMilliseconds: Int64 = 5000

    init(
        _ name: String, _ reply: Reply, _ reach: Reach, status: Int = 0, _ failure: TransportFailure? = nil,
        timeoutMilliseconds: Int64 = 5000
    ) {
        testDescription = name
        self.reply = reply
        self.reach = reach
        self.status = status
        self.failure = failure
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    private static func raw(_ text: String) -> Reply { Reply([.send(Array(text.utf8)), .close]) }

    static let all: [Misbehaviour] = [
        // Answers.
        Misbehaviour("accepted", .accepted(id: "m1"), .answered, status: 200),
        Misbehaviour("500", .answer(500), .answered, status: 500),
        Misbehaviour("429", .tooManyRequests(retryAfterSeconds: 7), .answered, status: 429),
        Misbehaviour("204", Reply([.send(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8))]), .answered, status: 204),
        Misbehaviour("late", .accepted(id: "m1").delayed(byMilliseconds: 60), .answered, status: 200),
        Misbehaviour("byte by byte", .accepted(id: "m1").dripping(everyMilliseconds: 0), .answered, status: 200),
        Misbehaviour("redirect", .answer(302, headers: [HeaderField("Location", "/b")]), .answered, status: 302),
        Misbehaviour("after 100", .accepted(id: "m1").after(informational: 100), .answered, status: 200),
        Misbehaviour("chunked", .chunked(200, chunks: ["{\"id\":", "\"m1\"}"]), .answered, status: 200),
        Misbehaviour("closing", .accepted(id: "m1").closing(), .answered, status: 200),
        Misbehaviour("HTTP/1.0 until close", raw("HTTP/1.0 200 OK\r\n\r\nbody"), .answered, status: 200),
        Misbehaviour("odd status", .answer(799), .answered, status: 799),
        Misbehaviour("huge body", .hugeBody(), .answered, status: 200),
        // No answers.
        Misbehaviour("closed without a word", .close, .maybeSent, .reset),
        Misbehaviour("reset", .reset, .maybeSent, .reset),
        Misbehaviour("silence", .silence, .maybeSent, .timeout, timeoutMilliseconds: 150),
        Misbehaviour("no HTTP", .garbage, .maybeSent, .malformed),
        Misbehaviour(
            "100 and no more", Reply([]).after(informational: 100).silent, .maybeSent, .timeout,
            timeoutMilliseconds: 150),
        Misbehaviour("100 and closed", Reply([.close]).after(informational: 100), .maybeSent, .reset),
        // Answers that break off.
        Misbehaviour(
            "status line, then silence", .statusLine(200).silent, .answered, status: 200, .timeout,
            timeoutMilliseconds: 150),
        Misbehaviour("status line, then reset", .statusLine(200).resetting(), .answered, status: 200, .reset),
        Misbehaviour(
            "half a body, then silence", .partialBody("half", of: 100).silent, .answered, status: 200, .timeout,
            timeoutMilliseconds: 150),
        Misbehaviour(
            "half a body, then closed", .partialBody("half", of: 100).closing(), .answered, status: 200, .reset),
        Misbehaviour(
            "half a body, then reset", .partialBody("half", of: 100).resetting(), .answered, status: 200, .reset),
        Misbehaviour(
            "headers of 1 MB", .hugeHeaders(), .answered, status: 200, .malformed),
        Misbehaviour(
            "one header of 1 MB", .hugeHeaders(fieldLength: 1_000_000), .answered, status: 200, .malformed),
    ]
}

@Suite("What comes back")
struct MisbehaviourTests {
    @Test("Every manner of the gateway is told apart", arguments: Misbehaviour.all)
    func table(misbehaviour: Misbehaviour) throws {
        let gateway = try FakeGateway { _, _ in misbehaviour.reply }
        let result = try carryOut(.post(gateway.url, timeoutMilliseconds: misbehaviour.timeoutMilliseconds))
        #expect(result.reach == misbehaviour.reach)
        #expect(result.status == misbehaviour.status)
        #expect(result.failure == misbehaviour.failure)
        #expect(result.detail.isEmpty == (misbehaviour.failure == nil))
        #expect(gateway.received.count == 1)
    }

    @Test("The final header block is kept, without the status line and what came before")
    func headers() throws {
        let gateway = try FakeGateway { _, _ in
            .tooManyRequests(retryAfterSeconds: 7)
                .after(informational: 103, headers: [HeaderField("Link", "</a>"), HeaderField("X-Early", "1")])
                .after(informational: 100)
        }
        let result = try carryOut(.post(gateway.url))
        #expect(result.status == 429)
        #expect(result.header("retry-after") == "7")
        #expect(result.header("link") == nil)
        #expect(
            String(decoding: result.headerBytes, as: UTF8.self)
                == "Content-Type: application/json\r\nRetry-After: 7\r\nContent-Length: 29\r\n")
        #expect(result.text == #"{"error":"too many requests"}"#)
    }

    @Test("Trailers are not taken for headers")
    func trailers() throws {
        let gateway = try FakeGateway { _, _ in
            .chunked(200, chunks: ["ab", "c"], trailers: [HeaderField("X-Late", "1")])
        }
        let result = try carryOut(.post(gateway.url))
        #expect(result.text == "abc")
        #expect(result.header("x-late") == nil)
        #expect(result.failure == nil)
    }

    @Test("A compressed answer is neither asked for nor decoded")
    func noDecoding() throws {
        let gateway = try FakeGateway { _, _ in
            .answer(200, headers: [HeaderField("Content-Encoding", "gzip")], body: "plain")
        }
        #expect(try carryOut(.post(gateway.url)).text == "plain")
        #expect(gateway.received.first?.header("Accept-Encoding") == nil)
    }

    @Test(
        "The first 64 KiB of a body are kept",
        arguments: [(65_535, false), (65_536, false), (65_537, true), (10_000_000, true)])
    func bodyLimit(byteCount: Int, isTruncated: Bool) throws {
        let gateway = try FakeGateway { _, _ in .hugeBody(byteCount: byteCount) }
        let result = try carryOut(.post(gateway.url))
        #expect(result.status == 200)
        #expect(result.failure == nil)
        #expect(result.truncated == isTruncated)
        #expect(result.body.count == min(byteCount, 65_536))
        #expect(result.body.allSatisfy { $0 == UInt8(ascii: "x") })
    }

    @Test(
        "A request can ask for more of a body, or for less",
        arguments: [
            (10_000_000, 10_000_000, false), (9_999_999, 10_000_000, false), (10_000_000, 9_999_999, true),
            (1, 0, true),
            (5, 4, true), (0, 0, false), (3, -7, true),
        ])
    func askedLimit(byteCount: Int, limit: Int, isTruncated: Bool) throws {
        let gateway = try FakeGateway { _, _ in .hugeBody(byteCount: byteCount) }
        let transport = try CurlTransport()
        var request = TransferRequest.post(gateway.url, timeoutMilliseconds: 25_000)
        request.responseLimit = limit
        let result = try carryOut(request, on: transport)
        #expect(result.status == 200)
        #expect(result.failure == nil)
        #expect(result.truncated == isTruncated)
        #expect(result.body.count == max(0, min(byteCount, limit)))
        // The limit is the request's, not the handle's.
        #expect(try carryOut(.post(gateway.url), on: transport).body.count == min(byteCount, 65_536))
    }

    @Test("A body without end is given up, not waited for")
    func endlessBody() throws {
        let piece = Reply.Step.send([UInt8](repeating: 120, count: 100_000))
        let start = Reply.Step.send(Array("HTTP/1.1 200 OK\r\n\r\n".utf8))
        let gateway = try FakeGateway { _, _ in Reply([start, piece, .silence]) }
        let result = try carryOut(.post(gateway.url, timeoutMilliseconds: 60_000))
        #expect(result.truncated)
        #expect(result.failure == nil)
    }

    @Test("A header block of nearly 64 KiB is kept whole")
    func headerLimit() throws {
        let gateway = try FakeGateway { _, _ in .hugeHeaders(byteCount: 60_000) }
        let result = try carryOut(.post(gateway.url))
        #expect(result.failure == nil)
        #expect(result.header("X-Filler-59")?.count == 1000)
    }

    @Test("Of a header block above 64 KiB no more than that is kept")
    func headerBytesLimit() throws {
        let gateway = try FakeGateway { _, _ in .hugeHeaders(byteCount: 100_000) }
        let result = try carryOut(.post(gateway.url))
        #expect(result.failure == .malformed)
        #expect((60_000...65_536).contains(result.headerBytes.count))
    }

    @Test("Trailers and informational answers without end are given up")
    func endlessHeaders() throws {
        let trailers = (0..<500).map { HeaderField("X-\($0)", String(repeating: "t", count: 1000)) }
        let late = try FakeGateway { _, _ in .chunked(200, chunks: ["a"], trailers: trailers) }
        #expect(try carryOut(.post(late.url)).failure == .malformed)
        let field = [HeaderField("X", String(repeating: "t", count: 1000))]
        let early = try FakeGateway { _, _ in
            (0..<500).reduce(Reply.silence) { reply, _ in reply.after(informational: 103, headers: field) }
        }
        let result = try carryOut(.post(early.url))
        #expect(result.failure == .malformed)
        #expect(result.reach == .maybeSent)
    }
}

@Suite("What does not arrive")
struct UnreachableTests {
    /// A port on which nobody listens.
    private func closedPort() throws -> UInt16 {
        let gateway = try FakeGateway { _, _ in .close }
        gateway.stop()
        return gateway.port
    }

    @Test("A refused connection sent nothing")
    func refused() throws {
        let result = try carryOut(.post("http://127.0.0.1:\(try closedPort())/"))
        #expect(result.reach == .notSent)
        #expect(result.failure == .connect)
        #expect(!result.detail.isEmpty)
    }

    @Test("A proxy that refuses is a connection that fails")
    func refusedProxy() throws {
        var request = TransferRequest.post("http://gateway.invalid/")
        request.options.proxy = "http://127.0.0.1:\(try closedPort())"
        let result = try carryOut(request)
        #expect(result.reach == .notSent)
        #expect(result.failure == .connect)
    }

    @Test("A proxy that denies the tunnel sent nothing, and its answer is not the gateway's")
    func deniedTunnel() throws {
        let proxy = try FakeGateway { _, _ in .answer(407) }
        var request = TransferRequest.post("https://gateway.invalid/")
        request.options.proxy = proxy.url
        let result = try carryOut(request)
        #expect(result.reach == .notSent)
        #expect(result.failure == .connect)
        #expect(result.status == 0)
        #expect(proxy.received.map(\.method) == ["CONNECT"])
    }

    @Test("An unknown name sent nothing")
    func unknownName() throws {
        let result = try carryOut(.post("http://nonexistent.invalid/", timeoutMilliseconds: 25_000))
        #expect(result.reach == .notSent)
        #expect(result.failure == .dns)
    }

    @Test("TLS against a gateway that does not speak it sent nothing")
    func plainPeer() throws {
        let gateway = try FakeGateway { _, _ in .garbage }
        let url = "https://127.0.0.1:\(gateway.port)/"
        let result = try carryOut(.post(url))
        #expect(result.reach == .notSent)
        #expect(result.failure == .tls)
        #expect(gateway.received.isEmpty)
    }
}

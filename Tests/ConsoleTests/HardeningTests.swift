import Console
import Domain
import Testing

@Suite("What the listener does not put up with")
struct HardeningTests {
    private static let small = ListenerLimits(bodyBytes: 1000, headBytes: 4096, headerFields: 20)

    private func status(_ text: String, limits: ListenerLimits = HardeningTests.small) async throws -> [Int] {
        try await withListener(limits: limits) { (listener) async throws in
            try await listener.connected { client in
                client.send(text)
                return try client.untilClosed().map(\.status)
            }
        }
    }

    // MARK: - Size

    @Test("A body of a mebibyte is taken, one byte more is not")
    func largestBody() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            let line = "receipt A-1\n"
            let body = line + String(repeating: "\n", count: (1 << 20) - line.utf8.count)
            #expect(try await listener.ask(post("/hooks/one", body))?.status == 200)
            let statuses = try await listener.connected { client in
                client.send(post("/hooks/one", body + "\n"))
                return try client.untilClosed().map(\.status)
            }
            #expect(statuses == [413])
        }
        #expect(sink.ids == ["A-1"])
    }

    @Test("A body in pieces is counted as it comes")
    func chunkedBody() async throws {
        let head = "POST /hooks/one HTTP/1.1\r\nHost: a\r\nX-Key: sesame\r\nTransfer-Encoding: chunked\r\n\r\n"
        let piece = "1F4\r\n" + String(repeating: "\n", count: 500) + "\r\n"
        #expect(try await status(head + piece + piece + piece) == [413])
        try await withListener(limits: Self.small) { (listener) async throws in
            #expect(try await listener.ask(head + piece + piece + "0\r\n\r\n")?.status == 200)
        }
    }

    @Test("A length that no machine has is no request")
    func absurdLength() async throws {
        let head = "POST /hooks/one HTTP/1.1\r\nHost: a\r\nContent-Length: "
        #expect(try await status(head + "99999999999999999999999\r\n\r\n") == [400])
        #expect(try await status(head + "9223372036854775807\r\n\r\n") == [413])
        #expect(try await status(head + "-1\r\n\r\n") == [400])
        #expect(try await status(head + "5\r\nContent-Length: 6\r\n\r\nhello") == [400])
    }

    @Test("A head that is too long is answered 431")
    func longHead() async throws {
        let field = "X-Long: " + String(repeating: "a", count: 5000)
        #expect(try await status(get("/healthz", headers: [field])) == [431])
        #expect(try await status(get("/" + String(repeating: "a", count: 5000))) == [431])
        let fields = (1...30).map { "X-\($0): a" }
        #expect(try await status(get("/healthz", headers: fields)) == [431])
    }

    // MARK: - Form

    @Test(
        "What is no HTTP, or can be read in two ways, is answered 400",
        arguments: [
            "POST /hooks/one HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /hooks/one HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /hooks/one HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n",
            "POST /hooks/one HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "POST /hooks/one HTTP/1.1\r\nHost : a\r\n\r\n", "POST /hooks/one HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
            "POST /hooks/one HTTP/1.1\r\nX-\u{0}: a\r\n\r\n", "hello\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}",
            "POST hooks/one HTTP/1.1\r\nHost: a\r\n\r\n", "NONSENSE /hooks/one HTTP/1.1\r\nHost: a\r\n\r\n",
        ])
    func malformed(_ text: String) async throws {
        #expect(try await status(text) == [400])
    }

    @Test("Another version of HTTP is answered 505", arguments: ["HTTP/2.0", "HTTP/3.0"])
    func otherVersion(_ version: String) async throws {
        let statuses = try await status("GET /healthz \(version)\r\nHost: a\r\n\r\n")
        #expect(statuses == [505] || statuses == [400])
    }

    @Test("A body that breaks off is never taken for a whole one")
    func brokenOff() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            let whole = post("/hooks/one", "receipt A-1\nreceipt A-2")
            _ = try await listener.connected { client in
                client.send(String(whole.dropLast(12)))
                client.endSending()
                return try client.untilClosed().map(\.status)
            }
        }
        #expect(sink.records.current == [])
    }

    // MARK: - Time

    private static let hasty = ListenerLimits(readMilliseconds: 300, lingerMilliseconds: 100)

    @Test(
        "Who says nothing, or only half a head, is cut off",
        arguments: ["", "POST /hooks/one HTT", "GET /healthz HTTP/1.1\r\nX: "])
    func slowHead(_ text: String) async throws {
        #expect(try await status(text, limits: Self.hasty) == [])
    }

    @Test("Who drops byte after byte of a head is cut off all the same")
    func dripping() async throws {
        try await withListener(limits: Self.hasty) { (listener) async throws in
            let statuses = try await listener.connected { client in
                client.send("GET /healthz HTTP/1.1\r\n")
                // Ends as soon as the listener has closed, which it does though something comes all the time.
                for _ in 0..<600 {
                    client.send("X-A: b\r\n")
                    guard client.isOpen(waitMilliseconds: 20) else { break }
                }
                return try client.untilClosed().map(\.status)
            }
            #expect(statuses == [] || statuses == [431])
        }
    }

    @Test("Who keeps its body back is answered 408")
    func slowBody() async throws {
        let head = "POST /hooks/one HTTP/1.1\r\nHost: a\r\nX-Key: sesame\r\nContent-Length: 30\r\n\r\n"
        #expect(try await status(head + "receipt", limits: Self.hasty) == [408])
    }

    @Test("A connection that lies idle after an answer is closed")
    func idle() async throws {
        #expect(try await status(get("/healthz"), limits: Self.hasty) == [200])
    }

    // MARK: - Connections

    @Test("Several requests on one connection are answered in their order")
    func pipelining() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            let statuses = try await listener.connected { client in
                client.send(
                    post("/hooks/one", "receipt A-1") + get("/nowhere") + post("/hooks/two", "receipt A-2")
                        + get("/healthz", headers: ["Connection: close"]))
                return try client.untilClosed().map(\.status)
            }
            #expect(statuses == [200, 404, 200, 200])
        }
        #expect(sink.ids == ["A-1", "A-2"])
    }

    @Test("What is wrong after a good request is told after its answer")
    func wrongAfterGood() async throws {
        #expect(try await status(post("/hooks/one", "receipt A-1") + "nonsense\r\n\r\n") == [200, 400])
        let large = "POST /hooks/one HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n"
        #expect(try await status(post("/hooks/one", "receipt A-1") + large) == [200, 413])
    }

    @Test("Many requests at once on one connection are all answered")
    func longPipeline() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            let count = try await listener.connected { client in
                client.send((1...500).map { post("/hooks/one", "receipt A-\($0)") }.joined())
                client.endSending()
                return try client.untilClosed().filter { $0.status == 200 }.count
            }
            #expect(count == 500)
        }
        #expect(sink.ids == (1...500).map { "A-\($0)" })
    }

    @Test("Who asks whether to go on is told so, and then answered")
    func expectContinue() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            let statuses = try await listener.connected { client in
                let call = post("/hooks/one", "receipt A-1", headers: ["X-Key: sesame", "Expect: 100-continue"])
                client.send(String(call.dropLast(11)))
                let first = try client.answer()?.status
                client.send(String(call.suffix(11)))
                return [first, try client.answer()?.status]
            }
            #expect(statuses == [100, 200])
        }
        #expect(sink.ids == ["A-1"])
    }

    @Test("Who asks whether to go on with too much is told 413 at once")
    func expectTooMuch() async throws {
        let head = "POST /hooks/one HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n"
        #expect(try await status(head) == [413])
    }

    @Test("Another protocol is not taken up: the request is answered as it is, and the connection ends")
    func upgrade() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            let answers = try await listener.connected { client in
                let headers = [
                    "X-Key: sesame", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AA",
                ]
                client.send(post("/hooks/one", "receipt A-1", headers: headers) + post("/hooks/one", "receipt A-2"))
                return try client.untilClosed()
            }
            #expect(answers.map(\.status) == [200])
            #expect(answers.first?.headers["connection"] == "close")
        }
        #expect(sink.ids == ["A-1"])
    }

    @Test("A client of HTTP/1.0 is answered, and its connection ends, unless it asks otherwise")
    func oldVersion() async throws {
        try await withListener { (listener) async throws in
            let old = try await listener.connected { client in
                client.send("GET /healthz HTTP/1.0\r\n\r\n")
                return try client.untilClosed()
            }
            #expect(old.map(\.status) == [200])
            #expect(old.first?.headers["connection"] == "close")
            let kept = try await listener.connected { client in
                client.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let first = try client.answer()
                client.send("GET /healthz HTTP/1.0\r\n\r\n")
                return [first] + (try client.untilClosed())
            }
            #expect(kept.map { $0?.status } == [200, 200])
        }
    }

    @Test("A client that ends its side still gets its answer")
    func halfClosed() async throws {
        try await withListener { (listener) async throws in
            let statuses = try await listener.connected { client in
                client.send(post("/hooks/one", "receipt A-1"))
                client.endSending()
                return try client.untilClosed().map(\.status)
            }
            #expect(statuses == [200])
        }
    }

    @Test("More connections than there may be wait until one ends")
    func connections() async throws {
        try await withListener(limits: ListenerLimits(readMilliseconds: 200, connections: 2)) {
            (listener) async throws in
            let port = listener.port
            let statuses = try await onThread {
                // They say nothing, and are cut off after a while.
                let silent = try (1...20).map { _ in try RawClient(port: port) }
                let client = try RawClient(port: port)
                client.send(get("/healthz"))
                let status = try client.answer()?.status
                return withExtendedLifetime(silent) { status }
            }
            #expect(statuses == 200)
        }
    }

    @Test("Nothing of a request reaches the log but how many there were")
    func log() async throws {
        try await withListener { (listener) async throws in
            for _ in 1...3 {
                _ = try await listener.ask(
                    post("/hooks/one?planted-7f3a", "planted-7f3a", headers: ["X-Key: planted-7f3a"]))
                _ = try await listener.ask(post("/hooks/planted-7f3a/planted-7f3a", "planted-7f3a"))
                _ = try await listener.ask(post("/hooks/one", "text 5511987654321 planted-7f3a"))
                _ = try await listener.ask("planted-7f3a\r\n\r\n")
            }
            let refused = listener.log.events.current.filter { $0.name == "callback.refused" }
            #expect(refused.count == 2)
            #expect(!listener.log.text.contains("planted"))
            #expect(!listener.log.text.contains("98765"))
        }
    }
}

import Console
import Domain
import Gateway
import Logging
import Outbox
import Testing

@Suite("What the listener answers")
struct RouteTests {
    @Test("A call that is verified is answered 200 without a word, and what it told is stored")
    func call() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            let answer = try #require(try await listener.ask(post("/hooks/one", "receipt A-1\nsession up")))
            #expect(answer.status == 200)
            #expect(answer.headers == ["content-length": "0"])
        }
        #expect(sink.records.current.map(\.endpoint) == ["one", "one"])
        #expect(sink.records.current.map(\.kind) == [.receipt, .session])
        #expect(sink.records.current.map(\.status) == ["delivered", "up"])
        #expect(sink.ids == ["A-1"])
    }

    @Test("A gateway sees the URL that it called, its query, its headers and its body as they came")
    func whatIsSeen() async throws {
        let seen = Locked<[CallbackRequest]>([])
        try await withListener(desk: Invented.desk("one", seen: seen)) { (listener) async throws in
            _ = try await listener.ask(
                post(
                    "/hooks/one?a=%41&b=c+d", "receipt A-1",
                    headers: ["X-Key: sesame", "X-Odd:  two  words ", "X-odd: 3"]))
            _ = try await listener.ask(get("/hooks/one", headers: ["X-Key: sesame"]))
        }
        let calls = seen.current
        try #require(calls.count == 2)
        #expect(calls[0].method == "POST")
        #expect(calls[0].url == "https://hooks.example/in/hooks/one?a=%41&b=c+d")
        #expect(calls[0].query == "a=%41&b=c+d")
        #expect(calls[0].secret == nil)
        #expect(calls[0].body == Array("receipt A-1".utf8))
        let fields = calls[0].headers.map { "\($0.name.lowercased()): \($0.value)" }
        #expect(fields.contains("host: hooks.example"))
        #expect(fields.filter { $0.hasPrefix("x-odd") } == ["x-odd: two  words", "x-odd: 3"])
        #expect(calls[1].method == "GET")
        #expect(calls[1].body == [])
    }

    @Test("A secret in the path is handed over with its encoding undone")
    func pathSecret() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            let call = post("/hooks/one/sesame%2F%C3%A7%C3%A3o", "receipt A-1", headers: [])
            #expect(try await listener.ask(call)?.status == 200)
            let wrong = post("/hooks/one/sesame", "receipt A-2", headers: [])
            #expect(try await listener.ask(wrong)?.status == 401)
        }
        #expect(sink.ids == ["A-1"])
    }

    @Test("A challenge is given back as plain text that no browser takes for anything else")
    func challenge() async throws {
        try await withListener { (listener) async throws in
            let answer = try #require(try await listener.ask(get("/hooks/one?challenge=<b>42</b>")))
            #expect(answer.status == 200)
            #expect(answer.body == "<b>42</b>")
            #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
            #expect(answer.headers["x-content-type-options"] == "nosniff")
        }
    }

    @Test("What is not verified is answered 401, an endpoint that is not there 404, and neither says a word")
    func refused() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            let forged = try #require(try await listener.ask(post("/hooks/one", "receipt A-1", headers: ["X-Key: x"])))
            let unknown = try #require(try await listener.ask(post("/hooks/three", "receipt A-1")))
            #expect(forged.status == 401)
            #expect(unknown.status == 404)
            #expect(forged.headers == unknown.headers)
            #expect(forged.body == "")
        }
        #expect(sink.records.current == [])
    }

    @Test("What is verified and not understood is answered 200 and said in the log")
    func malformed() async throws {
        try await withListener { (listener) async throws in
            #expect(try await listener.ask(post("/hooks/one", "nonsense 55119"))?.status == 200)
            #expect(listener.log.names().contains("callback.malformed"))
            #expect(!listener.log.text.contains("55119"))
        }
    }

    @Test("The daemon's health is told in one word, or why it is not well")
    func health() async throws {
        try await withListener { (listener) async throws in
            let well = try #require(try await listener.ask(get("/healthz")))
            #expect((well.status, well.body) == (200, "ok\n"))
            listener.ailment.withLock { $0 = "the outbox is busy" }
            let ill = try #require(try await listener.ask(get("/healthz?x=1")))
            #expect((ill.status, ill.body) == (503, "the outbox is busy\n"))
        }
    }

    @Test("HEAD gets what GET would, without the body")
    func head() async throws {
        try await withListener { (listener) async throws in
            let text = try await listener.connected { client in
                client.send("HEAD /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                return try client.textUntilClosed()
            }
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.lowercased().contains("content-length: 3\r\n"))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test(
        "Other methods are answered 405 with those that there are",
        arguments: [
            ("PUT", "/hooks/one", "GET, POST"), ("DELETE", "/hooks/three", "GET, POST"),
            ("OPTIONS", "/hooks/one/secret", "GET, POST"), ("HEAD", "/hooks/one", "GET, POST"),
            ("PATCH", "/hooks/one", "GET, POST"), ("POST", "/healthz", "GET, HEAD"), ("TRACE", "/healthz", "GET, HEAD"),
        ])
    func methods(_ method: String, _ path: String, _ allow: String) async throws {
        try await withListener { (listener) async throws in
            let answer = try await listener.ask("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer?.status == 405)
            #expect(answer?.headers["allow"] == allow)
        }
    }

    @Test(
        "Paths are taken as they are, and nothing in them is put right",
        arguments: [
            "/", "/hooks", "/hooks/", "//hooks/one", "/hooks//one", "/hooks/one/", "/hooks/one//", "/hooks/one/a/b",
            "/hooks/one/./x", "/Hooks/one", "/hooks/One", "/hooks/one%", "/hooks/on%6", "/hooks/%zz", "/hooks/%FFone",
            "/hooks/..%2fhealthz", "/hooks/../healthz", "/healthz/", "/healthz/x", "/hooks/one%00", "/hooks/one;x",
            "*", "/hooks%2Fone", "/%68ooks/one/a/b/c",
        ])
    func paths(_ path: String) async throws {
        try await withListener { (listener) async throws in
            #expect(try await listener.ask(post(path, "receipt A-1"))?.status == 404)
            #expect(listener.log.names().filter { $0 == "callback.received" } == [])
        }
    }

    @Test(
        "A name may be percent-encoded, and a target may have scheme and host",
        arguments: [
            "/hooks/%6Fne", "/%68ooks/one", "http://hooks.example/hooks/one", "http://hooks.example:80/hooks/one?x=1",
        ])
    func otherForms(_ path: String) async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            #expect(try await listener.ask(post(path, "receipt A-1"))?.status == 200)
        }
        #expect(sink.ids == ["A-1"])
    }

    @Test("A port that another program has is told as such")
    func portInUse() async throws {
        try await withListener { (listener) async throws in
            let second = CallbackListener(
                .init(host: "127.0.0.1", port: listener.port),
                .init(
                    desk: { Invented.desk() }, sink: MemorySink(), ailment: { nil }, log: MemoryLog(),
                    logger: .init(label: "test"), now: { .init(seconds: 0) }))
            do {
                try await second.run()
                Issue.record("it listens")
            } catch let error as ListenerError {
                #expect(error.kind == .inUse)
                #expect(error.description == "127.0.0.1:\(listener.port) is in use: another program listens there")
            }
        }
    }
}

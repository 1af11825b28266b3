import Domain
import FakeGateway
import Testing
import Transport

@Suite("The fake gateway")
struct FakeGatewayTests {
    @Test("A repeated idempotency key gets the id of the first request")
    func acceptances() throws {
        let acceptances = Acceptances()
        let gateway = try FakeGateway { request, _ in acceptances.accept(request) }
        let transport = try CurlTransport()
        var answers: [String] = []
        for key in ["a", "b", "a", nil, nil, "b"] as [String?] {
            var request = TransferRequest.post(gateway.url)
            if let key { request.headers.append(HeaderField("Idempotency-Key", key)) }
            answers.append(try carryOut(request, on: transport).text)
        }
        let ids = ["msg-1", "msg-2", "msg-1", "msg-3", "msg-4", "msg-2"]
        #expect(answers == ids.map { #"{"id":"\#($0)"}"# })
        #expect(acceptances.count == 4)
    }

    @Test("It serves hundreds of connections at a time, and counts requests in their order")
    func many() throws {
        let gateway = try FakeGateway { _, number in
            .answer(200, body: String(number)).delayed(byMilliseconds: 50)
        }
        let transport = try CurlTransport(maximumConnections: 400)
        for tag in 0..<400 { transport.start(.post(gateway.url, timeoutMilliseconds: 20_000), tag: tag) }
        let completions = finish(transport, count: 400)
        #expect(completions.compactMap { Int($0.result.text) }.sorted() == Array(1...400))
        #expect(gateway.received.map(\.number) == Array(1...400))
        #expect(gateway.acceptedConnections == 400)
    }

    @Test("A port that is taken is an error")
    func portTaken() throws {
        let first = try FakeGateway { _, _ in .close }
        #expect(throws: FakeGatewayError.self) { try FakeGateway(port: first.port) { _, _ in .close } }
    }

    @Test("Stopping twice is stopping, and ends what is under way")
    func stop() throws {
        let gateway = try FakeGateway { _, _ in .silence }
        let transport = try CurlTransport()
        transport.start(.post(gateway.url), tag: 1)
        while gateway.received.isEmpty { #expect(transport.poll(timeoutMilliseconds: 5).isEmpty) }
        gateway.stop()
        gateway.stop()
        #expect(try #require(finish(transport).first).result.failure == .reset)
    }

    @Test("A tunnel to a gateway without TLS carries no request, and is not waited on for ever")
    func tunnel() throws {
        let gateway = try FakeGateway { _, _ in .answer(200) }
        var request = TransferRequest.post("https://gateway.invalid/")
        request.options.proxy = gateway.url
        let result = try carryOut(request)
        #expect(result.reach == .notSent)
        #expect(gateway.received.map(\.method) == ["CONNECT"])
    }
}

import Domain
import FakeGateway
import Testing
import Transport

@Suite("Connections")
struct ConnectionTests {
    @Test("Requests one after the other share a connection")
    func reuse() throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "m1") }
        let transport = try CurlTransport()
        for _ in 1...20 { #expect(try carryOut(.post(gateway.url), on: transport).status == 200) }
        #expect(gateway.received.count == 20)
        #expect(gateway.acceptedConnections == 1)
    }

    @Test("Requests at the same time have a connection each, used again by the next ones")
    func concurrency() throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "m1").delayed(byMilliseconds: 20) }
        let transport = try CurlTransport()
        for round in 0..<3 {
            for tag in 0..<50 { transport.start(.post(gateway.url + "/\(round)/\(tag)"), tag: tag) }
            #expect(transport.inFlight == 50)
            let completions = finish(transport, count: 50)
            #expect(Set(completions.map(\.tag)) == Set(0..<50))
            #expect(completions.allSatisfy { $0.result.status == 200 })
            #expect(completions.allSatisfy { (10...5000).contains($0.durationMilliseconds) })
        }
        #expect(gateway.received.count == 150)
        #expect(gateway.acceptedConnections == 50)
    }

    @Test("Answers are told apart by their tags, whatever their order")
    func order() throws {
        let gateway = try FakeGateway { request, _ in
            let delay = Int64(request.path.dropFirst()) ?? 0
            return .answer(200, body: request.path).delayed(byMilliseconds: delay)
        }
        let transport = try CurlTransport()
        let delays = [90, 0, 60, 30]
        for delay in delays { transport.start(.post(gateway.url + "/\(delay)"), tag: delay) }
        let completions = finish(transport, count: 4)
        #expect(completions.map(\.tag).sorted() == delays.sorted())
        for completion in completions { #expect(completion.result.text == "/\(completion.tag)") }
    }

    @Test("A POST is not repeated when its reused connection ends without an answer", arguments: [Reply.close, .reset])
    func noRepetition(ending: Reply) throws {
        let gateway = try FakeGateway { _, number in number == 1 ? .accepted(id: "m1") : ending }
        let transport = try CurlTransport()
        #expect(try carryOut(.post(gateway.url), on: transport).status == 200)
        let result = try carryOut(.post(gateway.url), on: transport)
        #expect(result.reach == .maybeSent)
        #expect(result.failure == .reset)
        #expect(gateway.received.count == 2)
    }

    @Test("A reused connection that ended, and then a gateway that is gone, may have taken the request")
    func goneAfterwards() throws {
        let gateway = try FakeGateway { _, number in number == 1 ? .accepted(id: "m1") : .silence }
        let transport = try CurlTransport()
        #expect(try carryOut(.post(gateway.url), on: transport).status == 200)
        transport.start(.post(gateway.url), tag: 2)
        while gateway.received.count < 2 { #expect(transport.poll(timeoutMilliseconds: 5).isEmpty) }
        gateway.stop()
        let result = try #require(finish(transport).first).result
        #expect(result.reach == .maybeSent)
        #expect(gateway.received.count == 2)
    }

    @Test("An idle connection that the gateway closed is replaced")
    func staleConnection() throws {
        let gateway = try FakeGateway { request, _ in
            request.path == "/first" ? .accepted(id: "m1").closing() : .accepted(id: "m2").delayed(byMilliseconds: 20)
        }
        let transport = try CurlTransport()
        transport.start(.post(gateway.url + "/first"), tag: 1)
        // Another host name, so another connection: its answer comes when the first one has been closed.
        transport.start(.post("http://localhost:\(gateway.port)/other"), tag: 2)
        #expect(finish(transport, count: 2).allSatisfy { $0.result.status == 200 })
        #expect(try carryOut(.post(gateway.url + "/second"), on: transport).status == 200)
        #expect(gateway.received.count == 3)
        #expect(gateway.acceptedConnections == 3)
    }

    @Test("An abandoned transfer has no completion, and its connection is not used again")
    func abandon() throws {
        let gateway = try FakeGateway { request, _ in request.path == "/never" ? .silence : .accepted(id: "m1") }
        let transport = try CurlTransport()
        transport.start(.post(gateway.url + "/never"), tag: 1)
        transport.start(.post("http://"), tag: 2)
        while gateway.received.isEmpty { _ = transport.poll(timeoutMilliseconds: 5) }
        transport.start(.post("not a URL"), tag: 3)
        #expect(transport.inFlight == 2)
        transport.abandon(tag: 1)
        transport.abandon(tag: 3)
        transport.abandon(tag: 99)
        #expect(transport.inFlight == 0)
        #expect(transport.poll(timeoutMilliseconds: 0).isEmpty)
        #expect(try carryOut(.post(gateway.url), on: transport).status == 200)
        #expect(gateway.acceptedConnections == 2)
    }

    @Test("A transport that goes away takes its transfers with it")
    func release() throws {
        let gateway = try FakeGateway { _, _ in .silence }
        for _ in 1...3 {
            let transport = try CurlTransport()
            for tag in 0..<10 { transport.start(.post(gateway.url), tag: tag) }
            _ = transport.poll(timeoutMilliseconds: 5)
        }
        #expect(gateway.acceptedConnections <= 30)
    }
}

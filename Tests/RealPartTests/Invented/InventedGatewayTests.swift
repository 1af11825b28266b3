import Domain
import FakeGateway
import Outbox
import Testing

/// A gateway is a YAML file and no release: one with the ways of seven real ones, described in
/// `Fixtures/invented.yaml` alone, and driven end to end.
@Suite("A gateway of invention", .onItsOwnThread)
struct InventedGatewayTests {
    private static let number = "+5511987654321"
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// One message to a gateway that first replies so.
    private func deliver(
        _ replies: [Reply], attempts: Int = 1
    ) throws -> (detail: MessageDetail, endpoint: EndpointRow, gateway: InventedGateway) {
        let gateway = try InventedGateway([Self.number: replies])
        let engine = try gateway.engine(in: folder)
        let detail = try engine.run(try engine.put(), attempts: attempts)
        return (detail, try engine.endpoint(), gateway)
    }

    @Test("A token in the path and a form: taken")
    func taken() throws {
        let result = try deliver([])
        #expect(result.detail.summary.state == "sent")
        #expect(result.detail.summary.providerMessageID == "i-1")
        let form = try #require(result.gateway.forms.first)
        let part = try #require(result.detail.parts.first)
        #expect(form == ["to": Self.number, "body": part.text, "ref": part.idempotencyKey])
        #expect(part.text.contains("Olá, Maria!"))
    }

    @Test("An id is found in each place it may have")
    func places() throws {
        let result = try deliver([.answer(200, body: #"{"result":{"code":"queued"},"items":[{"x@y":{"id":"b"}}]}"#)])
        #expect(result.detail.summary.state == "sent")
        #expect(result.detail.summary.providerMessageID == "b")
    }

    @Test(
        "A number that cannot be reached, in the answer's own code or as a 500, ends the message",
        arguments: [
            Reply.answer(200, body: #"{"result":{"code":404}}"#), Reply.answer(500, body: "Number NOT registered"),
        ])
    func unreachable(reply: Reply) throws {
        let result = try deliver([reply])
        #expect(result.detail.summary.state == "dead")
        #expect(result.detail.summary.reason == "not-on-whatsapp")
        #expect(result.gateway.forms.count == 1)
        #expect(result.endpoint.mode == "open")
    }

    @Test("A 409 after an answer that was lost means that it arrived: it is sent, once")
    func takenBefore() throws {
        let result = try deliver([.close, .answer(409)], attempts: 2)
        #expect(result.detail.attempts.map(\.outcome) == ["uncertain", "sent"])
        #expect(result.detail.summary.state == "sent")
        #expect(Set(result.gateway.forms.compactMap { $0["ref"] }).count == 1)
        #expect(result.gateway.forms.count == 2)
    }

    @Test("A 401 means that the phone is gone: the endpoint pauses, asks again, and no message is lost")
    func phoneGone() throws {
        let result = try deliver([.answer(401, body: #"{"error":"phone"}"#)], attempts: 2)
        #expect(result.detail.attempts.map(\.outcome) == ["down", "sent"])
        #expect(result.detail.attempts.map(\.reason) == ["phone-gone", nil])
        #expect(result.endpoint.mode == "open")
    }

    @Test("A wait that is told as a moment is kept")
    func moment() throws {
        let until = LiveEngine.now.advanced(byMilliseconds: 2_500)
        let limited = Reply.answer(429, headers: [HeaderField("X-Until", String(until.milliseconds))])
        let result = try deliver([limited], attempts: 2)
        #expect(result.detail.attempts.map(\.outcome) == ["throttled", "sent"])
        #expect(result.detail.attempts.first?.reason == "too-fast")
        #expect(result.gateway.moments.count == 2)
        #expect(try #require(result.gateway.moments.last) >= until)
    }

    @Test("A key that is wrong stops the endpoint, not the message")
    func wrongKey() throws {
        let gateway = try InventedGateway()
        let engine = try gateway.engine(key: "another", in: folder)
        let detail = try engine.run(try engine.put())
        try engine.runDry()
        #expect(detail.attempts.map(\.outcome) == ["misconfigured"])
        #expect(detail.summary.state == "queued")
        #expect(try engine.endpoint().mode == "paused")
        #expect(gateway.forms.count == 1)
    }
}

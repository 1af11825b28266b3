import Domain
import Outbox
import Testing

/// What is done before a message, end to end: a session, a question about the address, a file.
@Suite("A careful gateway of invention", .onItsOwnThread)
struct CarefulGatewayTests {
    private let folder: TemporaryFolder
    private let gateway: CarefulGateway
    private let engine: LiveEngine

    init() throws {
        folder = try TemporaryFolder()
        gateway = try CarefulGateway()
        engine = try gateway.engine(in: folder)
    }

    @Test("A session is opened once, an address asked for once, and used in the gateway's own form")
    func once() throws {
        let messages = try (0..<2).map { _ in try engine.put(phone: "(11) 98765-4321") }
        for message in messages { #expect(try engine.run(message).summary.state == "sent") }
        #expect(gateway.lines == ["GET /numbers/5511987654321", "POST /login", "POST /send", "POST /send"])
        let body = try JSON.parse(try #require(gateway.bodies(of: "/send").first))
        #expect(body["to"]?.string == "5511987654321@gw")
        #expect(try engine.show(messages[0]).summary.providerMessageID == "c-3")
    }

    @Test("A number that the gateway does not know ends its message before anything is sent")
    func unknownNumber() throws {
        let detail = try engine.run(try engine.put(phone: "(11) 90000-0000"))
        #expect(detail.summary.state == "dead")
        #expect(detail.summary.reason == "not-on-whatsapp")
        #expect(gateway.lines == ["GET /numbers/\(CarefulGateway.unknown)"])
    }

    @Test("A file goes up first, and is sent by its id")
    func document() throws {
        let detail = try engine.run(try engine.put("withfile", more: #","pdf_path":"f.pdf""#))
        #expect(detail.summary.state == "sent", "\(detail.attempts)")
        #expect(
            gateway.lines == [
                "GET /numbers/5511987654321", "POST /login", "POST /send", "POST /files", "POST /send",
            ])
        let upload = try #require(gateway.bodies(of: "/files").first)
        #expect(upload.contains(CarefulGateway.document))
        #expect(upload.contains(#"filename="boleto-2026-11.pdf""#))
        let body = try JSON.parse(try #require(gateway.bodies(of: "/send").last))
        #expect(body["file"]?.string == "f-4")
        #expect(body["name"]?.string == "boleto-2026-11.pdf")
    }

    @Test("A session that the gateway closed is opened again once it works, and no message is lost")
    func closedSession() throws {
        _ = try engine.run(try engine.put())
        gateway.closeSession()
        let detail = try engine.run(try engine.put(), attempts: 2)
        #expect(detail.attempts.map(\.outcome) == ["down", "sent"])
        #expect(detail.attempts.first?.reason == "session-closed")
        #expect(
            gateway.lines == [
                "GET /numbers/5511987654321", "POST /login", "POST /send",
                "POST /send", "GET /health", "POST /login", "POST /send",
            ])
        #expect(try engine.endpoint().mode == "open")
    }
}

import Outbox
import Testing

/// The preset `kannel` against Kannel itself.
@Suite("Kannel", .onItsOwnThread)
struct KannelTests {
    private let folder: TemporaryFolder
    private let kannel: Kannel

    init() throws {
        folder = try TemporaryFolder()
        kannel = try Kannel()
    }

    private func engine(password: String = Kannel.password) throws -> LiveEngine {
        try LiveEngine(
            endpoints: """
                gateway:
                  preset: kannel
                  with: {url: "\(kannel.url)", user: \(Kannel.user), from: FIBRA}
                  secrets: {password: {env: PASSWORD}}
                """, secrets: ["PASSWORD": password], in: folder)
    }

    @Test("A message is accepted, and the network gets it as it was composed")
    func accepted() throws {
        try kannel.connectNetwork()
        let engine = try engine()
        let detail = try engine.run(try engine.put(phone: "(11) 98765-4321"))
        #expect(detail.summary.state == "sent")
        #expect(detail.attempts.map(\.httpStatus) == [202])
        let part = try #require(detail.parts.first)
        // Kannel gives no id: ours serves.
        #expect(detail.summary.providerMessageID == part.idempotencyKey)
        let sms = try kannel.delivered(1)
        #expect(sms.sender == "FIBRA")
        #expect(sms.recipient == "5511987654321")
        #expect(sms.text == "Olá, Maria! A mensalidade de R$ 129,90 venceu em 10/11/2026.")
        #expect(sms.text == part.text)
    }

    @Test("What is accepted while the network is away is not sent again, and arrives later")
    func withoutNetwork() throws {
        let engine = try engine()
        let detail = try engine.run(try engine.put())
        try engine.runDry()
        #expect(detail.summary.state == "sent")
        #expect(try engine.show(detail.summary.id).attempts.count == 1)
        try kannel.connectNetwork()
        #expect(try kannel.delivered(1).recipient == "5511987654321")
    }

    @Test("A user whom Kannel refuses stops the endpoint, not the message")
    func refusedUser() throws {
        let engine = try engine(password: "wrong")
        let detail = try engine.run(try engine.put())
        try engine.runDry()
        #expect(detail.attempts.map(\.outcome) == ["misconfigured"])
        #expect(detail.attempts.map(\.httpStatus) == [403])
        #expect(detail.summary.state == "queued")
        #expect(detail.summary.reason == "authorization")
        #expect(try engine.endpoint().mode == "paused")
    }

    @Test("A number that Kannel refuses ends its message, and the next one goes")
    func refusedNumber() throws {
        try kannel.connectNetwork()
        let engine = try engine()
        let refused = try engine.run(try engine.put(phone: "(11) 90001-2345"))
        #expect(refused.attempts.map(\.outcome) == ["rejected"])
        #expect(refused.attempts.map(\.httpStatus) == [400])
        #expect(refused.summary.state == "dead")
        #expect(refused.summary.reason == "invalid-number")
        let next = try engine.run(try engine.put(phone: "(11) 98765-4321"))
        #expect(next.summary.state == "sent")
        #expect(try kannel.delivered(1).recipient == "5511987654321")
        #expect(try engine.endpoint().mode == "open")
    }

    @Test("While it is dead nothing leaves, and the message stays")
    func dead() throws {
        let engine = try engine()
        kannel.stop()
        let detail = try engine.run(try engine.put())
        #expect(detail.attempts.map(\.outcome) == ["retry"])
        #expect(detail.summary.state == "queued")
        #expect(detail.summary.reason == "connect")
    }
}

import Outbox
import Testing

/// A whole round of the preset `kannel`, with the daemon's own listener: out, the report back, and a customer's word.
@Suite("Kannel and back", .onItsOwnThread)
struct KannelRoundTests {
    private static let hook = "segredo-do-gancho"
    private let folder: TemporaryFolder
    private let kannel: Kannel
    private let daemon: LiveDaemon

    init() throws {
        folder = try TemporaryFolder()
        let port = try FreePort.next()
        kannel = try Kannel(inbound: "http://127.0.0.1:\(port)/hooks/gateway/\(Self.hook)?from=%p&text=%a")
        daemon = try LiveDaemon(
            listen: port,
            endpoints: """
                gateway:
                  preset: kannel
                  with: {url: "\(kannel.url)", user: \(Kannel.user), from: FIBRA}
                  secrets: {password: {env: PASSWORD}, hook: {env: HOOK}}
                """, secrets: ["PASSWORD": Kannel.password, "HOOK": Self.hook], in: folder)
        try kannel.connectNetwork()
    }

    @Test("The network's report sets the time of delivery")
    func delivered() throws {
        let message = try daemon.put()
        try daemon.wait { try daemon.show(message).summary.deliveredAt != nil }
        let detail = try daemon.show(message)
        #expect(detail.summary.state == "sent")
        #expect(detail.attempts.count == 1)
        #expect(detail.summary.readAt == nil)
        #expect(try kannel.delivered(1).text == detail.parts.first?.text)
    }

    @Test("A customer who writes PARAR gets nothing more, in whatever form the number is written")
    func optOut() throws {
        let first = try daemon.put(phone: "(11) 98765-4321")
        try daemon.wait { try daemon.show(first).summary.deliveredAt != nil }
        try kannel.connectNetwork(inbound: (from: "5511987654321", to: "13013", text: "PARAR"))
        try daemon.wait { try !daemon.outbox.optOuts().isEmpty }
        let second = try daemon.put(phone: "011 8765-4321")
        let other = try daemon.put(phone: "(11) 91234-5678")
        try daemon.wait { try [second, other].allSatisfy { try Self.hasEnded(daemon.show($0)) } }
        #expect(try daemon.show(second).summary.state == "cancelled")
        #expect(try daemon.show(second).summary.reason == "opted-out")
        #expect(try daemon.show(second).attempts.isEmpty)
        #expect(try daemon.show(other).summary.state == "sent")
        // The network that brought the word gets the other customer's message as its first.
        #expect(try kannel.delivered(1).recipient == "5511912345678")
    }

    @Test("What does not know the secret of the hook changes nothing")
    func forged() throws {
        let answer = try Client.ask(daemon.hooks + "/gateway/errado?from=5511987654321&text=PARAR")
        #expect(answer.status == 401)
        let message = try daemon.put(phone: "(11) 98765-4321")
        try daemon.wait { try Self.hasEnded(daemon.show(message)) }
        #expect(try daemon.show(message).summary.state == "sent")
        #expect(try daemon.outbox.optOuts().isEmpty)
    }

    private static func hasEnded(_ detail: MessageDetail) -> Bool {
        ["sent", "cancelled", "dead"].contains(detail.summary.state)
    }
}

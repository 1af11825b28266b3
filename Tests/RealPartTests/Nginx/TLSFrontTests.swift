import Outbox
import Testing

@Suite("nginx with TLS", .onItsOwnThread)
struct TLSFrontTests {
    private let folder: TemporaryFolder
    private let authority: PrivateAuthority

    init() throws {
        folder = try TemporaryFolder()
        authority = try PrivateAuthority()
    }

    private static let accepted = #"location / { return 200 '{"id":"g-1"}'; }"#

    /// One message through a front with such a certificate.
    private func deliver(
        names: String, days: Int = 2, knowsAuthority: Bool = true
    ) throws -> (detail: MessageDetail, endpoint: EndpointRow, requests: Int) {
        let nginx = try Nginx(
            Self.accepted, certificate: authority.issue("server", names: names, days: days))
        let tls = knowsAuthority ? "tls: {ca: \(authority.path)}" : ""
        let engine = try LiveEngine(endpoints: plainEndpoint("https://127.0.0.1:\(nginx.port)", tls), in: folder)
        let detail = try engine.run(try engine.put())
        try engine.runDry()
        return (detail, try engine.endpoint(), try nginx.seen(detail.summary.state == "sent" ? 1 : 0).count)
    }

    @Test("A private authority that the endpoint names is trusted")
    func trusted() throws {
        let result = try deliver(names: "IP:127.0.0.1")
        #expect(result.detail.summary.state == "sent")
        #expect(result.requests == 1)
    }

    @Test(
        "A certificate that does not hold keeps the message here, and it is tried again",
        arguments: [
            ("IP:127.0.0.1", 2, false), ("IP:127.0.0.1", -1, true), ("DNS:gateway.example", 2, true),
        ])
    func refused(names: String, days: Int, knowsAuthority: Bool) throws {
        let result = try deliver(names: names, days: days, knowsAuthority: knowsAuthority)
        #expect(result.detail.attempts.map(\.outcome) == ["retry"])
        #expect(result.detail.summary.state == "queued")
        #expect(result.detail.summary.reason == "tls")
        #expect(result.endpoint.mode == "open")
        #expect(result.requests == 0)
    }
}

import Domain
import FakeGateway
import Testing
import Transport

@Suite("Guarded addresses")
struct GuardTests {
    private let gateway: FakeGateway

    init() throws {
        gateway = try FakeGateway { _, _ in .accepted(id: "m1") }
    }

    private func request(_ url: String, allowing: String...) throws -> TransferRequest {
        let ranges = try allowing.map { text throws in try AddressRange(parsing: text) }
        var request = TransferRequest.post(url)
        request.options.addressGuard = AddressGuard(allowed: ranges)
        return request
    }

    private func expectRefused(_ request: TransferRequest, on transport: CurlTransport) throws {
        let result = try carryOut(request, on: transport)
        #expect(result.reach == .notSent)
        #expect(result.failure == .refused)
        #expect(result.status == 0)
        #expect(result.detail == "the name leads to no address that may be connected to")
        #expect(gateway.acceptedConnections == 0)
    }

    @Test(
        "Nothing of our own is connected to, under whatever name",
        arguments: [
            "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0", "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        ])
    func refused(host: String) throws {
        try expectRefused(request("http://\(host):\(gateway.port)/"), on: CurlTransport())
    }

    @Test("HTTPS, a mail and a connection alone are guarded too")
    func kinds() throws {
        let transport = try CurlTransport()
        try expectRefused(request("https://127.0.0.1:\(gateway.port)/"), on: transport)
        var mail = try request("smtp://localhost:\(gateway.port)")
        mail.envelope = MailEnvelope(sender: "a@example.com", recipient: "b@example.com")
        try expectRefused(mail, on: transport)
        var connection = try request(gateway.url)
        connection.connectsOnly = true
        try expectRefused(connection, on: transport)
    }

    @Test("An allowed network is connected to, and no other")
    func allowed() throws {
        let transport = try CurlTransport()
        #expect(try carryOut(request(gateway.url, allowing: "127.0.0.0/8"), on: transport).status == 200)
        #expect(try carryOut(request(gateway.url, allowing: "10.0.0.0/8", "127.0.0.1"), on: transport).status == 200)
        let other = try carryOut(request(gateway.url, allowing: "10.0.0.0/8", "127.0.0.2/31"), on: transport)
        #expect(other.failure == .refused)
        #expect(gateway.received.count == 2)
    }

    @Test("An address that may be connected to and does not answer is a connection that fails")
    func closed() throws {
        let gone = try FakeGateway { _, _ in .close }
        gone.stop()
        #expect(try carryOut(request(gone.url, allowing: "127.0.0.1")).failure == .connect)
    }

    @Test("A connection that was made without the guard is not used")
    func cachedConnection() throws {
        let other = try FakeGateway { _, _ in .accepted(id: "m1") }
        let transport = try CurlTransport()
        #expect(try carryOut(.post(other.url), on: transport).status == 200)
        #expect(try carryOut(request(other.url), on: transport).failure == .refused)
        #expect(try carryOut(request(other.url, allowing: "127.0.0.1"), on: transport).status == 200)
        #expect(try carryOut(request(other.url), on: transport).failure == .refused)
        #expect(other.received.count == 2)
    }

    @Test("No proxy carries a guarded request past the guard")
    func proxy() throws {
        var request = try request("http://127.0.0.1:1/")
        for proxy in [gateway.url, "socks5h://127.0.0.1:\(gateway.port)"] {
            request.options.proxy = proxy
            try expectRefused(request, on: CurlTransport())
        }
    }
}

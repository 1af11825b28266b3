import Domain
import FakeGateway
import Testing
import Transport

@Suite("Connections alone")
struct ConnectionAloneTests {
    private func connection(
        _ url: String, _ options: ConnectionOptions = ConnectionOptions(), timeoutMilliseconds: Int64 = 5000
    ) -> TransferRequest {
        TransferRequest(
            method: "GET", url: url, timeoutMilliseconds: timeoutMilliseconds, options: options, connectsOnly: true)
    }

    private func expectConnected(_ result: TransferResult) {
        #expect(result.reach == .notSent)
        #expect(result.failure == nil)
        #expect(result.status == 0)
        #expect(result.detail.isEmpty)
    }

    private func expect(_ failure: TransportFailure, _ result: TransferResult) {
        #expect(result.reach == .notSent)
        #expect(result.failure == failure)
        #expect(!result.detail.isEmpty)
    }

    @Test("A gateway that is there is connected to, and asked nothing")
    func connected() throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "m1") }
        let transport = try CurlTransport()
        for _ in 1...3 { expectConnected(try carryOut(connection(gateway.url), on: transport)) }
        #expect(try carryOut(.post(gateway.url), on: transport).status == 200)
        #expect(gateway.received.count == 1)
        #expect(gateway.acceptedConnections == 4)
    }

    @Test("A gateway that is not there is not")
    func refused() throws {
        let gateway = try FakeGateway { _, _ in .close }
        gateway.stop()
        expect(.connect, try carryOut(connection(gateway.url)))
        expect(.dns, try carryOut(connection("http://nonexistent.invalid/", timeoutMilliseconds: 25_000)))
        expect(.unusable, try carryOut(connection("http://")))
        expect(.unusable, try carryOut(connection("ftp://127.0.0.1/")))
    }

    @Test("TLS is part of the connection", .enabled(if: TestAuthority.isAvailable, "the openssl tool is not installed"))
    func encrypted() throws {
        let authority = try TestAuthority.shared.get()
        let server = try TLSServer(certificate: "server")
        let url = "https://localhost:\(server.port)/"
        expectConnected(
            try carryOut(connection(url, ConnectionOptions(caFile: authority.path("authority.pem")))))
        expect(.tls, try carryOut(connection(url, ConnectionOptions(caFile: authority.path("stranger.pem")))))
    }

    @Test("A mail server has greeted us, and taken the login, and been told nothing more")
    func mail() throws {
        let server = try MailServer(.offering("AUTH PLAIN"))
        let login = MailOptions(login: MailLogin(user: Secret("ana"), password: Secret("s3cret")))
        for scheme in ["smtp", "SMTP"] {
            let url = "\(scheme)://127.0.0.1:\(server.port)/carteiro.example"
            let result = try carryOut(connection(url, ConnectionOptions(mail: login)))
            expectConnected(result)
            #expect(result.isMail)
        }
        #expect(
            server.journal.commands.prefix(3) == ["EHLO carteiro.example", "AUTH PLAIN", "AGFuYQBzM2NyZXQ="])
        #expect(!server.journal.commands.contains { $0.hasPrefix("MAIL") })
    }

    @Test("What keeps a mail server from being of use shows")
    func uselessMail() throws {
        let login = MailOptions(login: MailLogin(user: Secret("ana"), password: Secret("s3cret")))
        let server = try MailServer()
        expect(.auth, try carryOut(connection(server.url, ConnectionOptions(mail: login))))
        expect(.tls, try carryOut(connection(server.url, ConnectionOptions(mail: MailOptions(requiresTLS: true)))))
        let busy = try MailServer(MailScript([.greeting: .say("421 4.3.2 Later")]))
        let result = try carryOut(connection(busy.url))
        #expect(result.reach == .answered)
        #expect(result.status == 421)
        let silent = try MailServer(MailScript([.greeting: .silence]))
        expect(.timeout, try carryOut(connection(silent.url, timeoutMilliseconds: 150)))
    }
}

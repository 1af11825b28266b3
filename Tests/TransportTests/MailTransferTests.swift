import Domain
import Testing
import Transport

extension TransferRequest {
    static let mailText = Array("Subject: Boleto\r\n\r\nVence hoje.\r\n".utf8)

    /// A small mail.
    static func mail(
        _ url: String, login: Bool = false, requiresTLS: Bool = false, body: [UInt8]? = mailText,
        timeoutMilliseconds: Int64 = 5000
    ) -> TransferRequest {
        let login = login ? MailLogin(user: Secret("ana"), password: Secret("s3cret")) : nil
        return TransferRequest(
            url: url, body: body, timeoutMilliseconds: timeoutMilliseconds,
            options: ConnectionOptions(mail: MailOptions(requiresTLS: requiresTLS, login: login)),
            envelope: MailEnvelope(sender: "cobranca@fibra.example", recipient: "maria@example.com"))
    }
}

@Suite("Mails that go out")
struct MailTransferTests {
    @Test("An accepted mail is answered by 250, with the server's words and all its replies")
    func accepted() throws {
        let server = try MailServer()
        let result = try carryOut(.mail(server.url + "/carteiro.example"))
        #expect(result.reach == .answered)
        #expect(result.status == 250)
        #expect(result.failure == nil)
        #expect(result.detail.isEmpty)
        #expect(result.isMail)
        #expect(result.text == "2.0.0 Ok: queued as 4ABC")
        let replies = String(decoding: result.headerBytes, as: UTF8.self)
        #expect(replies.hasPrefix("220 relay.example ESMTP\r\n250-relay.example\r\n250-SIZE 20000000\r\n"))
        #expect(replies.hasSuffix("354 End data with <CR><LF>.<CR><LF>\r\n250 2.0.0 Ok: queued as 4ABC\r\n"))
        #expect(server.journal.mails == [TransferRequest.mailText])
        #expect(
            server.journal(afterConversations: 1).commands == [
                "EHLO carteiro.example", "MAIL FROM:<cobranca@fibra.example> SIZE=32", "RCPT TO:<maria@example.com>",
                "DATA", "QUIT",
            ])
    }

    @Test(
        "A mail arrives byte by byte as it was, whatever dots begin its lines",
        arguments: [
            "", "\r\n", ".\r\n", "..\r\n.\r\n", "Subject: a\r\n\r\n.b\r\n..c\r\n.\r\nd\r\n", "a\r\n.\r\n.\r\nQUIT\r\n",
            "x: y\r\n\r\n.\r\nMAIL FROM:<z@example.com>\r\n",
        ])
    func transparency(text: String) throws {
        let server = try MailServer()
        #expect(try carryOut(.mail(server.url, body: Array(text.utf8))).status == 250)
        #expect(server.journal.mails == [Array(text.utf8)])
        #expect(server.journal(afterConversations: 1).commands.count == 5)
    }

    @Test("A large mail with dots at the seams of every buffer arrives whole")
    func large() throws {
        var random = SeededGenerator(seed: 20_261_110)
        let pieces = ["\r\n", "\r\n.", "\r\n..", ".", "a", "Vence hoje. "]
        var text = ""
        while text.utf8.count < 600_000 { text += pieces.randomElement(using: &random) ?? "" }
        let body = Array((text + "\r\n").utf8)
        let server = try MailServer()
        #expect(try carryOut(.mail(server.url, body: body)).status == 250)
        #expect(server.journal.mails == [body])
    }

    @Test("An empty sender is the null path")
    func nullSender() throws {
        let server = try MailServer()
        var request = TransferRequest.mail(server.url)
        request.envelope?.sender = ""
        #expect(try carryOut(request).status == 250)
        #expect(server.journal.commands.contains("MAIL FROM:<> SIZE=32"))
    }

    @Test("Each mail has a connection to itself, one after the other and side by side, among requests of HTTP")
    func connections() throws {
        let server = try MailServer()
        let transport = try CurlTransport()
        for tag in 0..<8 { transport.start(.mail(server.url), tag: tag) }
        #expect(finish(transport, count: 8).allSatisfy { $0.result.status == 250 })
        #expect(try carryOut(.mail(server.url), on: transport).status == 250)
        #expect(server.journal.connections == 9)
        #expect(server.journal.mails.count == 9)
    }

    @Test("The login is told, and taken by 235")
    func login() throws {
        let server = try MailServer(.offering("AUTH PLAIN LOGIN"))
        #expect(try carryOut(.mail(server.url, login: true)).status == 250)
        let commands = server.journal.commands
        #expect(commands.dropFirst().first == "AUTH PLAIN")
        #expect(commands.dropFirst(2).first == "AGFuYQBzM2NyZXQ=")
    }

    @Test("A server that never answers the farewell holds nothing up", arguments: [MailScript.Act.silence, .close])
    func farewell(act: MailScript.Act) throws {
        let server = try MailServer(MailScript([.quit: act]))
        #expect(try carryOut(.mail(server.url)).status == 250)
        let refusing = try MailServer(MailScript([.quit: act, .rcpt: .say("550 5.1.1 Unknown")]))
        #expect(try carryOut(.mail(refusing.url)).status == 550)
        #expect(refusing.journal(afterConversations: 1).commands.last == "QUIT")
    }

    @Test("An abandoned mail has no completion, and leaves the transport as it was")
    func abandoned() throws {
        let silent = try MailServer(MailScript([.mail: .silence]))
        let transport = try CurlTransport()
        transport.start(.mail(silent.url, timeoutMilliseconds: 60_000), tag: 1)
        while silent.journal.commands.count < 2 { _ = transport.poll(timeoutMilliseconds: 5) }
        transport.abandon(tag: 1)
        #expect(transport.inFlight == 0)
        #expect(silent.journal(afterConversations: 1).connections == 1)
        let server = try MailServer()
        // The tag may come again before the thread has ended.
        transport.start(.mail(server.url), tag: 1)
        let completions = finish(transport)
        #expect(completions.map(\.tag) == [1])
        #expect(completions.first?.result.status == 250)
    }

    @Test("A transport that goes away takes its mails with it")
    func release() throws {
        let silent = try MailServer(MailScript([.mail: .silence]))
        do {
            let transport = try CurlTransport()
            transport.start(.mail(silent.url, timeoutMilliseconds: 60_000), tag: 1)
            while silent.journal.commands.count < 2 { _ = transport.poll(timeoutMilliseconds: 5) }
        }
        #expect(silent.journal(afterConversations: 1).connections == 1)
    }
}

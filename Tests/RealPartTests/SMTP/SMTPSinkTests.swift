import Domain
import Foundation
import Testing
import Transport

/// Carries out one transfer.
func send(_ request: TransferRequest) throws -> TransferResult {
    let transport = try CurlTransport()
    transport.start(request, tag: 1)
    let deadline = Date(timeIntervalSinceNow: Program.patience)
    while Date() < deadline {
        if let completion = transport.poll(timeoutMilliseconds: 1000).first { return completion.result }
    }
    throw Program.Failure(description: "no end of the transfer")
}

@Suite("smtp-sink", .onItsOwnThread)
struct SMTPSinkTests {
    private func mail(_ sink: SMTPSink, timeoutMilliseconds: Int64 = 20_000) -> TransferRequest {
        TransferRequest(
            url: sink.url, body: Array("Subject: Boleto\r\n\r\n.Vence hoje.\r\n..\r\n".utf8),
            timeoutMilliseconds: timeoutMilliseconds,
            envelope: MailEnvelope(sender: "cobranca@fibra.example", recipient: "maria@example.com"))
    }

    @Test("A mail that is taken is taken as it was")
    func taken() throws {
        let sink = try SMTPSink()
        let result = try send(mail(sink))
        #expect(result.reach == .answered)
        #expect(result.status == 250)
        #expect(try sink.mails.count == 1)
        #expect(try sink.mails.first?.hasSuffix("Subject: Boleto\n\n.Vence hoje.\n..\n\n") == true)
        #expect(try sink.mails.first?.contains("X-Rcpt-Args: <maria@example.com>") == true)
    }

    @Test(
        "What is refused, for now or for good, is known by its code",
        arguments: [
            (["-r", "MAIL"], 450), (["-f", "MAIL"], 500), (["-r", "RCPT"], 450), (["-f", "RCPT"], 500),
            (["-r", "DATA"], 450), (["-f", "DATA"], 500), (["-r", "."], 450), (["-f", "."], 500),
            (["-f", "EHLO,HELO"], 500), (["-r", "CONNECT"], 450), (["-f", "CONNECT"], 500),
            (["-b", "421 4.3.2 Later", "-r", "RCPT"], 421), (["-B", "552 5.3.4 Too large", "-f", "."], 552),
            (["-B", "550 5.1.1 Nobody", "-f", "RCPT"], 550), (["-f", "EHLO"], 250), (["-4", "-8"], 250),
        ])
    func refused(flags: [String], status: Int) throws {
        let sink = try SMTPSink(flags)
        let result = try withExtendedLifetime(sink) { try send(mail(sink)) }
        #expect(result.reach == .answered)
        #expect(result.status == status)
        #expect(result.failure == nil)
        #expect(result.isMail)
        #expect(!result.body.isEmpty)
    }

    @Test(
        "A connection that ends leaves a mail in doubt only after its last byte",
        arguments: [("MAIL", Reach.notSent), ("RCPT", .notSent), ("DATA", .notSent), (".", .maybeSent)])
    func dropped(command: String, reach: Reach) throws {
        let sink = try SMTPSink(["-q", command])
        let result = try withExtendedLifetime(sink) { try send(mail(sink)) }
        #expect(result.reach == reach)
        #expect(result.failure == .reset)
    }

    @Test("A server that is slow to ask for the mail has none of it")
    func slow() throws {
        let sink = try SMTPSink(["-w", "30"])
        let result = try withExtendedLifetime(sink) { try send(mail(sink, timeoutMilliseconds: 500)) }
        #expect(result.reach == .notSent)
        #expect(result.failure == .timeout)
    }

    @Test("A connection alone is greeted, and leaves nothing behind")
    func connection() throws {
        let sink = try SMTPSink()
        let result = try send(TransferRequest(url: sink.url, connectsOnly: true))
        #expect(result.reach == .notSent)
        #expect(result.failure == nil)
        #expect(try sink.mails.isEmpty)
    }
}

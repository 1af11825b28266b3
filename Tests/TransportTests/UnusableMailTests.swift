import Domain
import Testing
import Transport

@Suite("Mails that cannot go out")
struct UnusableMailTests {
    private func expectUnusable(_ request: TransferRequest) throws {
        let result = try carryOut(request)
        #expect(result.reach == .notSent)
        #expect(result.failure == .unusable)
        #expect(result.isMail)
        #expect(!result.detail.isEmpty)
        #expect(!result.detail.contains("s3cret"))
    }

    @Test(
        "An address that could split a command is refused",
        arguments: [
            "a@b\r\nDATA", "a@b\n", "a@b> SIZE=1", "<a@b>", "a b@c", "maría@b", "a@b\0", "a@b\u{7f}", "a\t@b",
            String(repeating: "a", count: 255),
        ])
    func address(text: String) throws {
        let server = try MailServer()
        var request = TransferRequest.mail(server.url)
        request.envelope?.sender = text
        try expectUnusable(request)
        request.envelope = MailEnvelope(sender: "", recipient: text)
        try expectUnusable(request)
        #expect(server.journal.connections == 0)
    }

    @Test("A mail to nobody, or without content, is refused")
    func incomplete() throws {
        var request = TransferRequest.mail("smtp://127.0.0.1:1")
        request.envelope?.recipient = ""
        try expectUnusable(request)
        try expectUnusable(.mail("smtp://127.0.0.1:1", body: nil))
    }

    @Test(
        "A URL that is no mail server's is refused",
        arguments: [
            "http://127.0.0.1/", "https://127.0.0.1/", "smtp://", "smtp:///s3cret", "smtp:127.0.0.1", "127.0.0.1",
            "smtp://s3cret:s3cret@127.0.0.1", "smtp://ana;AUTH=PLAIN@127.0.0.1/", "smtp://127.0.0.1/a b",
            "smtp://127.0.0.1/\r\nDATA", "imap://127.0.0.1/", "smtp://127.0.0.1:99999/", "",
        ])
    func url(url: String) throws {
        try expectUnusable(.mail(url))
    }

    @Test("A name for the greeting cannot bring a command in", arguments: ["a%0d%0aDATA", "a%0aRSET", "a%00b"])
    func greetingName(path: String) throws {
        let server = try MailServer()
        let result = try carryOut(.mail(server.url + "/" + path))
        #expect(result.reach == .notSent)
        #expect(server.journal.commands.isEmpty)
    }

    @Test("A mail server's URL without an envelope, and a mail to an HTTP server, are no requests")
    func mixed() throws {
        let result = try carryOut(.post("smtp://127.0.0.1:1/"))
        #expect(result.failure == .unusable)
        #expect(!result.isMail)
    }
}

import Domain
import Foundation
import Mail
import Testing
import Transport

@Suite("Postfix", .onItsOwnThread)
struct SMTPPostfixTests {
    private static let sender = "Fibra Norte <cobranca@fibra.example>"

    private func message(
        to: String = "maria@example.com", key: String = "k-1", text: String? = "Olá, Maria!\n.\nVence hoje.\n",
        html: String? = nil, attachments: [Domain.Attachment] = []
    ) throws -> MailMessage {
        let sender = try MailAddress(parsing: Self.sender)
        return try MailMessage(
            from: sender, to: try MailAddress(parsing: to), subject: "Sua fatura de março está disponível – R$ 129,90",
            text: text, html: html, attachments: attachments,
            messageID: MailMessage.messageID(key: key, sender: sender), date: Timestamp(seconds: 1_794_312_000))
    }

    private func request(
        _ url: String, _ message: MailMessage, authority: String? = nil, requiresTLS: Bool = false
    ) -> TransferRequest {
        TransferRequest(
            url: url, body: message.encoded(),
            options: ConnectionOptions(caFile: authority, mail: MailOptions(requiresTLS: requiresTLS)),
            envelope: MailEnvelope(sender: message.from.address, recipient: message.to.address))
    }

    @Test("A mail with a page, a picture and a PDF arrives in the mailbox as it was made")
    func delivered() throws {
        let postfix = try Postfix()
        let pdf = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 256) }
        let html = "<p>Olá, <b>Maria</b>!</p>\n<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"Pix\">\n.\n"
        let message = try message(
            to: "Maria das Dores <maria@example.com>", html: html,
            attachments: [Domain.Attachment(name: "Boleto de março.pdf", type: "application/pdf", bytes: pdf)])
        let result = try send(request("smtp://127.0.0.1:\(postfix.port)/carteiro.example", message))
        #expect(result.status == 250)
        let id = try #require(
            String(decoding: result.body, as: UTF8.self).firstMatch(of: /^2\.0\.0 Ok: queued as (\w+)$/)?.1)
        #expect(try postfix.log(containing: "\(id): to=<maria@example.com>").contains("delivered to maildir"))
        // Taken leave of in good order.
        try postfix.log(containing: "ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5")

        let mail = try OracleMail.read(try #require(try postfix.mailbox("maria").first))
        #expect(mail.defects == [])
        #expect(mail.headers["Subject"] == "Sua fatura de março está disponível – R$ 129,90")
        #expect(mail.headers["Message-ID"] == "<k-1@fibra.example>")
        #expect(mail.headers["Date"] == "Tue, 10 Nov 2026 12:00:00 +0000")
        #expect(mail.headers["Auto-Submitted"] == "auto-generated")
        #expect(mail.headers["Return-Path"] == "<cobranca@fibra.example>")
        #expect(mail.from == ["Fibra Norte", "cobranca@fibra.example"])
        #expect(mail.to == ["Maria das Dores", "maria@example.com"])
        #expect(mail.text == "Olá, Maria!\n.\nVence hoje.\n")
        #expect(
            mail.types == [
                "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
                "application/pdf",
            ])
        let files = mail.files
        #expect(files.map(\.name) == ["image1.png", "Boleto de março.pdf"])
        #expect(files.map(\.disposition) == ["inline", "attachment"])
        #expect(files.map(\.bytes) == ["89504e470d0a1a0a", pdf.map { Self.hexadecimal[Int($0)] }.joined()])
        let cid = try #require(files.first?.cid?.dropFirst().dropLast())
        #expect(mail.html == html.replacing("data:image/png;base64,iVBORw0KGgo=", with: "cid:\(cid)"))
    }

    private static let hexadecimal = (0..<256).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }

    @Test(
        "What Postfix refuses is known by its code and by its words",
        arguments: [
            ("ninguem@example.com", 550, "5.1.1"), ("maria@elsewhere.example", 554, "5.7.1"),
            ("cheia@example.com", 452, "4.2.2"), ("cinza@example.com", 451, "4.7.1"),
        ])
    func refused(recipient: String, status: Int, enhanced: String) throws {
        let postfix = try Postfix()
        let result = try send(request("smtp://127.0.0.1:\(postfix.port)", message(to: recipient)))
        #expect(result.reach == .answered)
        #expect(result.status == status)
        #expect(String(decoding: result.body, as: UTF8.self).hasPrefix(enhanced + " "))
    }

    @Test("A mail that is too large is refused before it is sent, by its size alone")
    func tooLarge() throws {
        let postfix = try Postfix()
        let file = Domain.Attachment(
            name: "boleto.pdf", type: "application/pdf", bytes: [UInt8](repeating: 65, count: 2_000_000))
        let result = try send(request("smtp://127.0.0.1:\(postfix.port)", message(attachments: [file])))
        #expect(result.status == 552)
        #expect(String(decoding: result.body, as: UTF8.self).hasPrefix("5.3.4 "))
        try postfix.log(containing: "ehlo=1 mail=0/1")
    }

    @Test("TLS, by STARTTLS and from the beginning, under the authority that is given")
    func encrypted() throws {
        let authority = try PrivateAuthority()
        let postfix = try Postfix(certificate: try authority.issue("mail", names: "IP:127.0.0.1"))
        let stranger = try PrivateAuthority()
        for (scheme, port) in [("smtp", postfix.port), ("smtps", postfix.encryptedPort)] {
            let url = "\(scheme)://127.0.0.1:\(port)"
            let trusted = try send(
                request(url, message(to: "joao@example.com"), authority: authority.path, requiresTLS: scheme == "smtp"))
            #expect(trusted.status == 250)
            let distrusted = try send(
                request(url, message(), authority: stranger.path, requiresTLS: scheme == "smtp"))
            #expect(distrusted.reach == .notSent)
            #expect(distrusted.failure == .tls)
        }
        try postfix.log(containing: "ehlo=2 starttls=1 mail=1 rcpt=1 data=1 quit=1")
        var connection = TransferRequest(url: "smtps://127.0.0.1:\(postfix.encryptedPort)", connectsOnly: true)
        connection.options.caFile = authority.path
        #expect(try send(connection).failure == nil)
    }

    @Test("Without the TLS that a mail takes, or the login, the server learns nothing of it")
    func notOffered() throws {
        let postfix = try Postfix()
        let url = "smtp://127.0.0.1:\(postfix.port)"
        let plain = try send(request(url, message(), requiresTLS: true))
        #expect(plain.reach == .notSent)
        #expect(plain.failure == .tls)
        var request = try request(url, message())
        request.options.mail.login = MailLogin(user: Secret("ana"), password: Secret("s3cret"))
        let anonymous = try send(request)
        #expect(anonymous.reach == .notSent)
        #expect(anonymous.failure == .auth)
        #expect(try postfix.mailbox("maria").isEmpty)
    }

    @Test("The same mail, sent again, is the same mail")
    func again() throws {
        let postfix = try Postfix()
        for _ in 1...2 {
            let result = try send(request("smtp://127.0.0.1:\(postfix.port)", message()))
            #expect(result.status == 250)
            let id = try #require(String(decoding: result.body, as: UTF8.self).split(separator: " ").last)
            try postfix.log(containing: "\(id): to=<maria@example.com>")
        }
        let mails = try postfix.mailbox("maria").map { try OracleMail.read($0) }
        #expect(mails.map { $0.headers["Message-ID"] } == ["<k-1@fibra.example>", "<k-1@fibra.example>"])
    }
}

import Composer
import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Mails")
struct MimeTests {
    private func mime(
        from: String = "Fibra Norte <cobranca@fibra.example>", to: String = "{{to.email}}", sender: String? = nil,
        replyTo: String? = nil, headers: [TemplateField] = [], attaches: Bool = true
    ) throws -> MimeDefinition {
        MimeDefinition(
            from: try template(from), sender: try sender.map(template), to: try template(to),
            subject: try template("{{subject}}"),
            replyTo: try replyTo.map { OptionalTemplate(try template($0), isOptional: true) },
            text: try template("{{text}}"), html: OptionalTemplate(try template("{{html}}"), isOptional: true),
            headers: headers, attaches: attaches)
    }

    private func definition(
        _ mime: MimeDefinition? = nil, url: String = "smtp://127.0.0.1:2525"
    ) throws -> GatewayDefinition {
        var definition = try GatewayTests.definition(url: url)
        definition.requests[.text]?.mime = try mime ?? self.mime()
        definition.id = .client
        return definition
    }

    private func mail(email: String = "maria@example.com") throws -> RequestContext {
        try context(to: Address(email: email), subject: "Fatura de novembro")
    }

    private func text(_ request: TransferRequest) -> String { String(decoding: request.body ?? [], as: UTF8.self) }

    @Test("A mail server gets the mail, and is told who it is from and for")
    func smtp() throws {
        let plan = try plan(definition())
        let request = try plan.request(for: .text, mail())
        #expect(request.url == "smtp://127.0.0.1:2525")
        #expect(request.headers == [])
        #expect(
            request.envelope == MailEnvelope(sender: "cobranca@fibra.example", recipient: "maria@example.com"))
        let lines = text(request).components(separatedBy: "\r\n")
        #expect(lines.contains("From: Fibra Norte <cobranca@fibra.example>"))
        #expect(lines.contains("To: maria@example.com") || lines.contains("To: <maria@example.com>"))
        #expect(lines.contains("Subject: Fatura de novembro"))
        #expect(lines.contains { $0.hasPrefix("Message-ID: <msg_42@fibra.example>") })
        #expect(!text(request).contains("text/html"))
        #expect(try plan.request(for: .text, mail()) == request)
    }

    @Test("The HTML half and a file go along where they are there")
    func parts() throws {
        var context = try mail()
        context.html = "<p>Olá</p>"
        context.file = Attachment(name: "boleto.pdf", type: "application/pdf", bytes: Array("%PDF".utf8))
        let with = try text(plan(definition()).request(for: .text, context))
        #expect(with.contains("text/html"))
        #expect(with.contains("boleto.pdf") && with.contains("JVBERg=="))
        let without = try text(plan(definition(mime(attaches: false))).request(for: .text, context))
        #expect(!without.contains("boleto.pdf"))
        #expect(try plan(definition()).documentForm == .attached)
        #expect(try plan(definition(mime(attaches: false))).documentForm == .none)
    }

    @Test("Bounces may go elsewhere, or nowhere")
    func sender() throws {
        func sender(_ source: String) throws -> String? {
            try plan(definition(mime(sender: source))).request(for: .text, mail()).envelope?.sender
        }
        #expect(try sender("devolvidos@fibra.example") == "devolvidos@fibra.example")
        #expect(try sender("") == "")
    }

    @Test("Further headers and the address for replies are the operator's")
    func headers() throws {
        let fields = [
            try field("List-Unsubscribe", "<mailto:sair@fibra.example?subject={{client_id}}>"),
            TemplateField("X-Ref", try template("{{payload.ref}}"), isOptional: true),
        ]
        let plan = try plan(definition(mime(replyTo: "{{payload.reply}}", headers: fields)))
        let plain = try text(plan.request(for: .text, mail()))
        #expect(plain.contains("List-Unsubscribe: <mailto:sair@fibra.example?subject=msg_42>"))
        #expect(!plain.contains("X-Ref") && !plain.contains("Reply-To"))
        var context = try mail()
        context.payload = try JSON.parse(#"{"ref":"7","reply":"ajuda@fibra.example"}"#)
        let full = try text(plan.request(for: .text, context))
        #expect(full.contains("X-Ref: 7") && full.contains("ajuda@fibra.example"))
        context.payload = try JSON.parse(#"{"ref":"7\r\nBcc: x@y.example"}"#)
        #expect(throws: RequestError.controlCharacter(header: "X-Ref")) { try plan.request(for: .text, context) }
    }

    @Test(
        "An address that is none is the message's fault",
        arguments: ["maria", "a@b@c.example", "a b@example.com", "é@x.example"])
    func badAddress(email: String) throws {
        #expect(throws: RequestError.invalid("mime.to")) {
            try plan(definition()).request(for: .text, mail(email: email))
        }
        #expect(RequestError.invalid("mime.to").reason == "invalid: mime.to")
    }

    @Test("Without an address or a subject there is no mail")
    func missing() throws {
        #expect(throws: RequestError.missing("to.email")) {
            try plan(definition()).request(for: .text, context(subject: "x"))
        }
        #expect(throws: RequestError.missing("subject")) {
            try plan(definition()).request(for: .text, context(to: Address(email: "a@example.com")))
        }
    }

    @Test(
        "TLS is asked for unless the server is on this machine or it is switched off",
        arguments: [
            ("smtp://mail.example:587", nil, true), ("smtp://127.0.0.1:25", nil, false),
            ("smtp://LOCALHOST", nil, false), ("smtp://[::1]:25", nil, false), ("smtp://127.0.0.1", .required, true),
            ("smtp://mail.example", .off, false), ("smtps://mail.example", nil, false),
        ] as [(String, StartTLS?, Bool)])
    func startTLS(url: String, option: StartTLS?, requires: Bool) throws {
        var definition = try definition(url: url)
        definition.startTLS = option
        #expect(try plan(definition).request(for: .text, mail()).options.mail.requiresTLS == requires)
    }

    @Test("`basic` is the login")
    func login() throws {
        var definition = try definition(url: "smtp://mail.example")
        definition.with = ["user": "carteiro"]
        definition.secrets = ["password": Secret("s3cret")]
        definition.authorization = .basic(
            user: try template("{{with.user}}"), password: try template("{{secret.password}}"))
        let ready = try plan(definition)
        #expect(
            try ready.request(for: .text, mail()).options.mail.login
                == MailLogin(user: Secret("carteiro"), password: Secret("s3cret")))
        #expect(!ready.sendsPasswordInClear)
        definition.startTLS = .off
        #expect(try plan(definition).sendsPasswordInClear)
        definition.authorization = .basic(
            user: try template("{{to.email}}"), password: try template("{{secret.password}}"))
        #expect(problems(of: definition).map(\.place) == ["authorization.basic.user"])
        definition.authorization = .bearer(try template("{{secret.password}}"))
        #expect(problems(of: definition).map(\.place) == ["authorization"])
    }

    @Test("Beside another body the mail is a value in it")
    func value() throws {
        var definition = try definition(url: "http://127.0.0.1:8000/raw")
        definition.requests[.text]?.body = .json(
            .object([try member("data", "{{mime.base64}}"), try member("content", "{{mime.text}}")]), omitNull: false)
        let request = try plan(definition).request(for: .text, mail())
        #expect(request.envelope == nil)
        let body = try JSON.parse(request.body ?? [])
        let content = try #require(body["content"]?.string)
        #expect(content.contains("Subject: Fatura de novembro\r\n"))
        #expect(body["data"]?.string == Base64.encode(content.utf8))
        definition.requests[.text]?.body = nil
        #expect(problems(of: definition).map(\.message) == ["the mail is not used"])
        definition.requests[.text]?.mime = nil
        definition.requests[.text]?.body = .raw(try template("{{mime.text}}"), contentType: "message/rfc822")
        #expect(problems(of: definition).map(\.message) == ["\"mime.text\" is used, but there is no `mime`"])
    }

    @Test(
        "What is wrong with a mail is told when it is read",
        arguments: [
            ("smtp://h/{{to.digits}}", "the URL of a mail server has more"),
            ("smtp://h/a/b", "the URL of a mail server has more"),
            ("smtp://h?a=b", "the URL of a mail server has more"), ("smtp://{{payload.h}}/", "URL's host"),
            ("smtp://", "names no host"),
        ])
    func urls(url: String, message: String) throws {
        #expect(problems(of: try definition(url: url)).contains { $0.message.contains(message) })
        #expect(problems(of: try definition(url: "smtp://mail.example/carteiro.example")) == [])
    }

    @Test("A mail server takes nothing of HTTP, and no request without a mail")
    func faults() throws {
        var definition = try definition()
        definition.requests[.text]?.mime = nil
        #expect(problems(of: definition).map(\.message) == ["a mail server takes mails only"])
        definition = try self.definition()
        definition.requests[.text]?.method = "POST"
        definition.requests[.text]?.headers = [try field("X", "1")]
        definition.requests[.text]?.query = [try field("q", "1")]
        definition.requests[.text]?.body = .raw(try template("x"), contentType: "text/plain")
        definition.signing = [Secret("key")]
        definition.success.require = [JSONCondition(path: try JSONPath(parsing: "id"), test: .exists(true))]
        #expect(
            problems(of: definition).map(\.place) == [
                "request.text", "request.text.method", "request.text.headers", "request.text.query", "signing",
                "success.require",
            ])
        definition = try GatewayTests.definition()
        definition.startTLS = .required
        #expect(problems(of: definition).map(\.place) == ["tls.starttls"])
    }

    @Test(
        "Addresses and headers that are wrong for every mail are told",
        arguments: [
            ("Fibra Norte", "a@example.com", "X-A", "1", "mime.from"),
            ("a@fibra.example", "nobody", "X-A", "1", "mime.to"),
            ("a@fibra.example", "a@example.com", "Subject", "1", "mime.headers.Subject"),
            ("a@fibra.example", "a@example.com", "X A", "1", "mime.headers.X A"),
            ("a@fibra.example", "a@example.com", "X-A", "1\n2", "mime.headers.X-A"),
        ])
    func constants(from: String, to: String, name: String, value: String, place: String) throws {
        let mime = try mime(from: from, to: to, headers: [field(name, value)])
        #expect(problems(of: try definition(mime)).map(\.place) == ["request.text.\(place)"])
    }
}

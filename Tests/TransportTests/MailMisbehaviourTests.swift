import Domain
import FakeGateway
import Testing
import Transport

/// A way of a mail server and what the transport should make of it.
struct MailMisbehaviour: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var script: MailScript
    var reach: Reach
    var status: Int
    var failure: TransportFailure?
    var text: String
    var login = false
    var requiresTLS = false
    var timeoutMilliseconds: Int64 = 5000
    var bodySize = 20

    init(
        _ name: String, _ acts: [MailScript.Step: MailScript.Act], status: Int, _ text: String = "", login: Bool = false
    ) {
        testDescription = name
        script = MailScript(acts)
        reach = .answered
        self.status = status
        self.text = text
        self.login = login
    }

    init(
        _ name: String, _ acts: [MailScript.Step: MailScript.Act], _ reach: Reach, _ failure: TransportFailure,
        login: Bool = false, requiresTLS: Bool = false, timeoutMilliseconds: Int64 = 5000, bodySize: Int = 20
    ) {
        testDescription = name
        script = MailScript(acts)
        self.reach = reach
        status = 0
        self.failure = failure
        text = ""
        self.login = login
        self.requiresTLS = requiresTLS
        self.timeoutMilliseconds = timeoutMilliseconds
        self.bodySize = bodySize
    }

    private static let offersLogin = MailScript.Act.say("250-relay.example\r\n250 AUTH PLAIN")
    private static let large = 12_000_000
    static let endless = MailScript.Act.say(
        String(repeating: "250-" + String(repeating: "x", count: 400) + "\r\n", count: 300) + "250 x")

    static let all: [MailMisbehaviour] = [
        // Replies that refuse.
        MailMisbehaviour("greeting 421", [.greeting: .say("421 4.3.2 Later")], status: 421, "4.3.2 Later"),
        MailMisbehaviour("greeting 554", [.greeting: .say("554 No")], status: 554, "No"),
        MailMisbehaviour("EHLO and HELO", [.ehlo: .say("500 ?"), .helo: .say("550 No")], status: 550, "No"),
        MailMisbehaviour("sender 451", [.mail: .say("451 4.7.1 Grey")], status: 451, "4.7.1 Grey"),
        MailMisbehaviour("sender 530", [.mail: .say("530 5.7.0 Login")], status: 530, "5.7.0 Login"),
        MailMisbehaviour(
            "recipient, in two lines", [.rcpt: .say("550-5.1.1 No such\r\n550 5.1.1 user")], status: 550,
            "5.1.1 No such\n5.1.1 user"),
        MailMisbehaviour("recipient 452", [.rcpt: .say("452 4.2.2 Full")], status: 452, "4.2.2 Full"),
        MailMisbehaviour("recipient, without a text", [.rcpt: .say("550")], status: 550, ""),
        MailMisbehaviour("DATA", [.data: .say("554 5.5.1 No")], status: 554, "5.5.1 No"),
        MailMisbehaviour("the mail for now", [.end: .say("451 4.3.0 Disk")], status: 451, "4.3.0 Disk"),
        MailMisbehaviour("the mail for good", [.end: .say("554 5.7.1 Spam")], status: 554, "5.7.1 Spam"),
        MailMisbehaviour(
            "the login", [.ehlo: offersLogin, .login: .say("535 5.7.8 Wrong")], status: 535, "5.7.8 Wrong", login: true),
        MailMisbehaviour(
            "the login for now", [.ehlo: offersLogin, .login: .say("454 4.7.0 Later")], status: 454, "4.7.0 Later",
            login: true),
        // What is not offered.
        MailMisbehaviour("no login", [:], .notSent, .auth, login: true),
        MailMisbehaviour("no login, by HELO", [.ehlo: .say("502 ?")], .notSent, .auth, login: true),
        MailMisbehaviour(
            "a login of another kind", [.ehlo: .say("250-relay.example\r\n250 AUTH X-OTHER")], .notSent, .auth,
            login: true),
        MailMisbehaviour("no STARTTLS", [:], .notSent, .tls, requiresTLS: true),
        MailMisbehaviour(
            "STARTTLS refused", [.ehlo: .say("250-relay.example\r\n250 STARTTLS"), .starttls: .say("454 Later")],
            .notSent, .tls, requiresTLS: true),
        MailMisbehaviour(
            "STARTTLS without TLS",
            [.ehlo: .say("250-relay.example\r\n250 STARTTLS"), .starttls: .say("220 Go\r\n250 Ok, mail away")],
            .notSent, .malformed, requiresTLS: true),
        // Connections that end.
        MailMisbehaviour("closed before the greeting", [.greeting: .close], .notSent, .connect),
        MailMisbehaviour("closed at EHLO", [.ehlo: .close], .notSent, .reset),
        MailMisbehaviour("closed at the sender", [.mail: .close], .notSent, .reset),
        MailMisbehaviour("closed at the recipient", [.rcpt: .close], .notSent, .reset),
        MailMisbehaviour("closed at DATA", [.data: .close], .notSent, .reset),
        MailMisbehaviour("closed within the mail", [.content: .close], .notSent, .reset, bodySize: large),
        MailMisbehaviour("closed after the mail", [.end: .close], .maybeSent, .reset),
        MailMisbehaviour(
            "half a reply to the mail", [.end: .say("250-2.0.0 Ok")], .maybeSent, .timeout, timeoutMilliseconds: 300),
        // Silence.
        MailMisbehaviour(
            "no greeting", [.greeting: .silence], .notSent, .timeout, timeoutMilliseconds: 150),
        MailMisbehaviour(
            "silent at the recipient", [.rcpt: .silence], .notSent, .timeout, timeoutMilliseconds: 200),
        MailMisbehaviour(
            "silent within the mail", [.content: .silence], .notSent, .timeout, timeoutMilliseconds: 400,
            bodySize: large),
        MailMisbehaviour("silent after the mail", [.end: .silence], .maybeSent, .timeout, timeoutMilliseconds: 300),
        // No SMTP.
        MailMisbehaviour(
            "a greeting of HTTP", [.greeting: .say("HTTP/1.1 400 Bad\r\n\r\n")], .notSent, .timeout,
            timeoutMilliseconds: 150),
        MailMisbehaviour("DATA taken by 250", [.data: .say("250 Ok")], .notSent, .malformed),
        MailMisbehaviour("an end by 299", [.end: .say("299 Ok?")], .maybeSent, .malformed),
        MailMisbehaviour("a reply without end to the mail", [.end: endless], .maybeSent, .malformed),
    ]
}

@Suite("What a mail server does")
struct MailMisbehaviourTests {
    @Test("Every manner of a mail server is told apart", arguments: MailMisbehaviour.all)
    func table(misbehaviour: MailMisbehaviour) throws {
        let server = try MailServer(misbehaviour.script)
        let line = Array("0123456789abcdefgh\r\n".utf8)
        let body = Array(repeatElement(line, count: max(1, misbehaviour.bodySize / line.count)).joined())
        let result = try carryOut(
            .mail(
                server.url, login: misbehaviour.login, requiresTLS: misbehaviour.requiresTLS, body: body,
                timeoutMilliseconds: misbehaviour.timeoutMilliseconds))
        #expect(result.reach == misbehaviour.reach, "\(result.detail)")
        #expect(result.status == misbehaviour.status)
        #expect(result.failure == misbehaviour.failure)
        #expect(result.text == misbehaviour.text)
        #expect(result.isMail)
        #expect(result.detail.isEmpty == (misbehaviour.failure == nil))
        for word in ["s3cret", "maria", "ana"] { #expect(!result.detail.contains(word)) }
        #expect(result.headerBytes.count <= 65_536)
    }

    @Test("Without the login or the TLS that it takes, the server is not even told the sender")
    func nothingTold() throws {
        for (login, requiresTLS) in [(true, false), (false, true), (true, true)] {
            let server = try MailServer()
            let result = try carryOut(.mail(server.url, login: login, requiresTLS: requiresTLS))
            #expect(result.reach == .notSent)
            #expect(server.journal.commands.allSatisfy { $0.hasPrefix("EHLO ") || $0 == "QUIT" })
        }
    }

    @Test("Replies without end are given up, by us or by libcurl")
    func endlessReplies() throws {
        let server = try MailServer(MailScript([.ehlo: MailMisbehaviour.endless]))
        let result = try carryOut(.mail(server.url))
        #expect(result.reach == .notSent)
        #expect(result.failure == .malformed || result.failure == .reset)
        #expect(result.headerBytes.count <= 65_536)
    }

    @Test("A server that ponders over a mail holds no other transfer up, nor a second mail")
    func pondering() throws {
        let pondering = try MailServer(MailScript([.end: .silence]))
        let quick = try MailServer()
        let gateway = try FakeGateway { _, _ in .accepted(id: "m1") }
        let transport = try CurlTransport()
        transport.start(.mail(pondering.url, timeoutMilliseconds: 20_000), tag: 1)
        while pondering.journal.mails.isEmpty { #expect(transport.poll(timeoutMilliseconds: 5).isEmpty) }
        transport.start(.post(gateway.url), tag: 2)
        #expect(finish(transport).map(\.tag) == [2])
        transport.start(.mail(quick.url), tag: 3)
        #expect(finish(transport).map(\.tag) == [3])
        #expect(transport.inFlight == 1)
        transport.abandon(tag: 1)
        #expect(transport.inFlight == 0)
        _ = pondering.journal(afterConversations: 1)
        #expect(transport.poll(timeoutMilliseconds: 0).isEmpty)
    }

    @Test("A mail that is not sent is not repeated by the library")
    func noRepetition() throws {
        let server = try MailServer(MailScript([.end: .close]))
        #expect(try carryOut(.mail(server.url)).reach == .maybeSent)
        #expect(server.journal.connections == 1)
        #expect(server.journal.mails.count == 1)
    }
}

import Domain
import Testing

@testable import Gateway

/// What a mail server says, up to a point.
enum MailDialogue {
    static let toHello = ["220 mail.example ESMTP"]
    static let toSender = toHello + ["250-mail.example", "250-SIZE 1000", "250 8BITMIME"]
    static let afterTLS = toSender + ["220 2.0.0 Ready"] + ["250-mail.example", "250 AUTH PLAIN", "235 2.7.0 Ok"]
    static let toRecipient = toSender + ["250 2.1.0 Ok"]
    static let toContents = toRecipient + ["250 2.1.5 Ok", "354 go on"]
}

/// What a mail server said: the code and the text of its last reply, and the replies before it.
func mailReply(_ code: Int, _ text: String = "", before: [String] = MailDialogue.toRecipient) -> TransferResult {
    let replies = before + ["\(code) \(text)"]
    return TransferResult(
        reach: .answered, status: code, headerBytes: Array(replies.map { $0 + "\r\n" }.joined().utf8),
        body: Array(text.utf8), isMail: true)
}

@Suite("What mail servers answer")
struct MailReplyTests {
    private func judged(_ result: TransferResult) throws -> Verdict {
        try judge(id: .optional([try Extraction(parsing: #"smtp:queued as (\S+)"#)])).judge(result, now: now)
    }

    @Test("A mail that is taken is sent, with the id in the reply")
    func sent() throws {
        let verdict = try judged(mailReply(250, "2.0.0 Ok: queued as 4F2A", before: MailDialogue.toContents))
        #expect(verdict == Verdict(outcome: .sent, reason: "", scope: .message, providerMessageID: "4F2A"))
        #expect(try judged(mailReply(250, "ok", before: MailDialogue.toContents)).outcome == .sent)
        let strict = try judge(id: .required([try Extraction(parsing: #"smtp:queued as (\S+)"#)]))
        #expect(strict.judge(mailReply(250, "ok", before: MailDialogue.toContents), now: now).reason == "no-id")
        // What a web server says in the same words is no mail server's reply.
        #expect(strict.judge(answer(200, "queued as 4F2A"), now: now).outcome == .uncertain)
    }

    @Test(
        "For now: the server's trouble is the server's, a recipient's waits",
        arguments: [
            (421, "4.7.0 too many", "smtp-421", .endpoint, nil), (421, "", "smtp-421", .endpoint, nil),
            (451, "4.3.0 queue", "smtp-451", .endpoint, nil), (450, "4.4.1 no answer", "smtp-450", .endpoint, nil),
            (452, "4.3.1 full disk", "smtp-452", .endpoint, nil),
            (450, "4.2.0 greylisted", "smtp-450", .recipient, 300_000),
            (450, "4.7.1 greylisted", "smtp-450", .recipient, 300_000), (451, "", "smtp-451", .recipient, 300_000),
            (452, "4.2.2 full", "mailbox-full", .recipient, 300_000), (452, "", "smtp-452", .recipient, 300_000),
        ] as [(Int, String, String, FaultScope, Int64?)])
    func temporary(code: Int, text: String, reason: String, scope: FaultScope, wait: Int64?) throws {
        #expect(
            try judged(mailReply(code, text))
                == Verdict(outcome: .retry, reason: reason, scope: scope, retryAfterMilliseconds: wait))
    }

    @Test(
        "For good: the enhanced status counts before the code",
        arguments: [
            (550, "5.1.1 no such user", .rejected, "invalid-address"),
            (550, "5.1.2 no domain", .rejected, "invalid-address"),
            (501, "5.1.3 bad address", .rejected, "invalid-address"),
            (553, "5.1.6 moved", .rejected, "invalid-address"),
            (556, "5.1.10 null MX", .rejected, "invalid-address"),
            (550, "no such user", .rejected, "mailbox-unavailable"),
            (551, "not local", .rejected, "mailbox-unavailable"), (553, "", .rejected, "mailbox-unavailable"),
            (550, "5.2.1 disabled", .rejected, "mailbox-unavailable"),
            (550, "5.4.1 denied", .rejected, "mailbox-unavailable"),
            (552, "5.2.2 full", .rejected, "mailbox-full"), (550, "5.2.2 full", .rejected, "mailbox-full"),
            (552, "5.2.3 long", .rejected, "too-large"), (552, "5.3.4 big", .rejected, "too-large"),
            (552, "", .rejected, "too-large"), (550, "5.7.1 blocked", .misconfigured, "policy"),
            (550, "5.7.26 DMARC", .misconfigured, "policy"), (554, "no", .misconfigured, "policy"),
            (554, "5.7.1 spam", .misconfigured, "policy"), (553, "5.1.8 your domain", .misconfigured, "sender-refused"),
            (501, "5.1.7 your address", .misconfigured, "sender-refused"),
            (550, "5.6.0 content", .misconfigured, "smtp-550"),
            (530, "5.7.0 log in", .misconfigured, "auth"), (535, "5.7.8 no", .misconfigured, "auth"),
            (534, "", .misconfigured, "auth"), (538, "", .misconfigured, "auth"),
            (454, "4.7.0 no", .misconfigured, "auth"),
            (500, "what", .misconfigured, "smtp-500"), (503, "5.5.1 order", .misconfigured, "smtp-503"),
            (504, "", .misconfigured, "smtp-504"), (521, "", .misconfigured, "smtp-521"),
        ] as [(Int, String, Outcome, String)])
    func permanent(code: Int, text: String, outcome: Outcome, reason: String) throws {
        let verdict = try judged(mailReply(code, text))
        #expect(verdict.outcome == outcome)
        #expect(verdict.reason == reason)
        #expect(verdict.retryAfterMilliseconds == nil)
    }

    @Test(
        "What is said before the recipient is named, or of the contents, is not the recipient's fault",
        arguments: [
            (MailDialogue.toHello, "smtp-550"), ([], "smtp-550"), (MailDialogue.toSender, "smtp-550"),
            (MailDialogue.afterTLS, "smtp-550"), (MailDialogue.toContents, "policy"),
        ])
    func stages(before: [String], reason: String) throws {
        let verdict = try judged(mailReply(550, "no", before: before))
        #expect(verdict.outcome == .misconfigured)
        #expect(verdict.reason == reason)
    }

    @Test("After STARTTLS and a login the recipient is still told from the sender")
    func afterTLS() throws {
        #expect(try judged(mailReply(550, "no", before: MailDialogue.afterTLS + ["250 2.1.0 Ok"])).outcome == .rejected)
        #expect(try judged(mailReply(550, "5.1.1 no", before: MailDialogue.toHello)).outcome == .misconfigured)
        #expect(try judged(mailReply(450, "later", before: MailDialogue.toHello)).scope == .endpoint)
    }

    @Test("Without the replies before it, the last one counts")
    func noReplies() throws {
        var result = mailReply(550, "no")
        result.headerBytes = []
        #expect(try judged(result).outcome == .rejected)
    }

    @Test(
        "A failed transfer of a mail means what it says",
        arguments: [
            (.notSent, .auth, .misconfigured), (.notSent, .refused, .misconfigured), (.notSent, .connect, .retry),
            (.maybeSent, .timeout, .uncertain),
        ] as [(Reach, TransportFailure, Outcome)])
    func transport(reach: Reach, failure: TransportFailure, outcome: Outcome) throws {
        let verdict = try judged(TransferResult(reach: reach, failure: failure, isMail: true))
        #expect(verdict.outcome == outcome)
        #expect(verdict.reason == failure.rawValue)
    }

    // MARK: - Conditions

    private func judged(_ result: TransferResult, _ when: Conditions) throws -> Bool {
        try judge(rules: [ClassifyRule(when: when, outcome: .optedOut, reason: "it")]).judge(result, now: now).reason
            == "it"
    }

    @Test("`smtp` and `smtp_enhanced` match mails alone, and `http` never does")
    func conditions() throws {
        let smtp = Conditions(smtp: [
            try StatusPattern(parsingReply: "4xx"), try StatusPattern(parsingReply: "550-553"),
        ])
        #expect(try judged(mailReply(451), smtp))
        #expect(try judged(mailReply(552), smtp))
        #expect(try !judged(mailReply(554), smtp))
        #expect(try !judged(answer(450), smtp))
        let http = Conditions(http: [StatusPattern(400...599)])
        #expect(try !judged(mailReply(451), http))
        let enhanced = Conditions(smtpEnhanced: [try EnhancedPattern(parsing: "5.1.*")])
        #expect(try judged(mailReply(550, "5.1.1 no"), enhanced))
        #expect(try judged(mailReply(550, "550-5.1.10 no"), enhanced))
        #expect(try !judged(mailReply(550, "5.2.1 no"), enhanced))
        #expect(try !judged(mailReply(550, "no"), enhanced))
        #expect(try !judged(answer(400, "5.1.1 no"), enhanced))
        // A rule may overturn a success, as one for HTTP may.
        #expect(try judged(mailReply(250, "held"), Conditions(smtp: [.success], text: [try Pattern("held")])))
    }

    @Test(
        "An enhanced status is three numbers, stars for any",
        arguments: [
            ("5.1.1", "5.1.1", true), ("5.1.*", "5.1.10", true), ("*.7.*", "4.7.1", true), ("5.*.*", "5.7.26", true),
            ("5.1.1", "5.1.2", false), ("5.1.*", "4.1.1", false),
        ])
    func patterns(pattern: String, text: String, matches: Bool) throws {
        let status = try #require(EnhancedStatus(reply: Array(text.utf8)))
        #expect(try EnhancedPattern(parsing: pattern).matches(status) == matches)
    }

    @Test(
        "Anything else is none",
        arguments: ["", "5.1", "5.1.1.1", "3.1.1", "5.x.1", "5..1", "550", "5.1.1000", "**.*.1"])
    func badPatterns(text: String) {
        #expect(throws: GatewaySyntaxError.self) { try EnhancedPattern(parsing: text) }
        #expect(EnhancedStatus(reply: Array(text.utf8)) == nil)
    }

    @Test("No reply traps, and none of it is `rejected` that a server says before it takes a sender")
    func fuzz() throws {
        var random = SeededGenerator(state: 17)
        let plan = try judge(id: .optional([]))
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                Array("0123456789.- \r\n\u{7F}x".utf8).randomElement(using: &random) ?? 0
            }
            let code = Int.random(in: -1...700, using: &random)
            let result = TransferResult(
                reach: .answered, status: code, headerBytes: Array("220 hi\r\n250 hi\r\n\(code) no\r\n".utf8),
                body: bytes,
                isMail: true)
            let verdict = plan.judge(result, now: now)
            if verdict.outcome == .rejected { #expect(verdict.reason == "too-large") }
        }
    }
}

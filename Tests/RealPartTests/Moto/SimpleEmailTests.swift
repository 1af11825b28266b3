import Foundation
import Outbox
import Testing

/// The preset `ses-v2` against moto, which was written by others from Amazon's descriptions.
@Suite("Amazon's mail service by moto", .onItsOwnThread)
struct SimpleEmailTests {
    private let folder: TemporaryFolder
    private let service: SimpleEmailService

    init() throws {
        folder = try TemporaryFolder()
        service = try SimpleEmailService()
    }

    private func engine(from: String = SimpleEmailService.sender, secretKey: String? = nil) throws -> LiveEngine {
        try LiveEngine(
            endpoints: """
                gateway:
                  preset: ses-v2
                  with: {url: "\(service.url)", region: sa-east-1, from: "\(from)"}
                  secrets: {key_id: {env: KEY_ID}, secret_key: {env: SECRET_KEY}}
                """,
            secrets: ["KEY_ID": service.keyID, "SECRET_KEY": secretKey ?? service.secretKey], in: folder)
    }

    @Test("A mail is accepted, and arrives as it was composed")
    func accepted() throws {
        let engine = try engine()
        let detail = try engine.run(try engine.put(email: "maria@example.com"))
        #expect(detail.summary.state == "sent", "\(detail.attempts)")
        let mails = try service.mails
        #expect(mails.count == 1)
        let received = try #require(mails.first)
        #expect(received.mail.headers["Subject"] == "Mensalidade de novembro de 2026: 129,90")
        let text = try #require(received.mail.text?.trimmingCharacters(in: .newlines))
        #expect(text == "Olá, Maria! A mensalidade de R$ 129,90 venceu em 10/11/2026.")
        #expect(text == detail.parts.first?.text)
        #expect(received.mail.defects.isEmpty)
        #expect(Set(received.recipients) == ["maria@example.com"])
        #expect(received.id == detail.summary.providerMessageID)
    }

    @Test("A sender that Amazon does not know stops the endpoint, not the message")
    func unverifiedSender() throws {
        let engine = try engine(from: "outra@example.com")
        let detail = try engine.run(try engine.put())
        try engine.runDry()
        #expect(detail.attempts.map(\.outcome) == ["misconfigured"])
        #expect(detail.summary.state == "queued")
        // moto refuses a mail that is sent whole in words of its own, which no rule knows; Amazon's are in the fixtures.
        #expect(detail.summary.reason == "unmatched-400")
        #expect(try engine.endpoint().mode == "paused")
        #expect(try service.mails.isEmpty)
    }

    @Test("A signature by a wrong key stops the endpoint, not the message")
    func wrongKey() throws {
        let engine = try engine(secretKey: "wrong")
        let detail = try engine.run(try engine.put())
        #expect(detail.attempts.map(\.outcome) == ["misconfigured"])
        #expect(detail.attempts.map(\.httpStatus) == [403])
        #expect(detail.summary.state == "queued")
        #expect(try engine.endpoint().mode == "paused")
        #expect(try service.mails.isEmpty)
    }
}

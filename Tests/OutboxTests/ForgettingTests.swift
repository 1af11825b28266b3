import Domain
import Foundation
import GRDB
import Testing

@testable import Outbox

@Suite("Forgetting a person")
struct ForgettingTests {
    let scene: Scene

    init() throws { scene = try Scene() }

    private static let traces = ["Zulmira", "ZULMIRA", "5591988887777", "91988887777", "zulmira@example.com"]
    private static let payload = """
        {"customer":{"id":"C-9","name":"ZULMIRA DE SOUZA","phone":"91988887777","email":"zulmira@example.com"},\
        "invoice":{"id":"F-9"}}
        """

    /// A message of the person in a state, with all that the outbox holds of one.
    private func message(_ state: MessageState, leader: Int64? = nil) throws -> Int64 {
        let id = try scene.insert([
            "state": state.rawValue, "dedupe_key": "91988887777-\(state)-\(leader ?? 0)", "endpoint": "gateway",
            "next_attempt_at": 1, "frozen": 1, "leader": leader, "sent_at": state == .sent ? 77 : nil,
        ])
        try scene.sql("UPDATE outbox SET payload = ?, provider_message_id = 'w-9' WHERE id = ?", [Self.payload, id])
        try scene.sql(
            "INSERT INTO part (message, position, kind, text, subject, html, owner, template) VALUES (?, 0, 'text', 'Bom dia, Zulmira!', 'Zulmira', '<p>Zulmira', NULL, 'overdue@1')",
            [id])
        try scene.sql(
            "INSERT INTO attempt VALUES (?, 1, 0, 'gateway', 5, 1, 'sent', NULL, 200, '5591988887777', 'w-9')", [id])
        for person in ["customer:C-9", "address:5591988887777"] {
            try scene.sql("INSERT INTO contact VALUES (?, ?, 5)", [person, id])
        }
        return id
    }

    /// Whether the bytes of the outbox's files hold a text.
    private func holds(_ trace: String) throws -> Bool {
        try ["", "-wal"].contains { suffix in
            guard FileManager.default.fileExists(atPath: scene.path + suffix) else { return false }
            return try Data(contentsOf: URL(fileURLWithPath: scene.path + suffix)).range(of: Data(trace.utf8)) != nil
        }
    }

    @Test("Nothing of the person is left in the file's bytes; the proof of what was sent is")
    func bytes() throws {
        for number in 0..<50 { try scene.insert(invoice: "F-other-\(number)", customer: "C-\(100 + number)") }
        var ids: [MessageState: Int64] = [:]
        for state in MessageState.allCases where state != .sending { ids[state] = try message(state) }
        for number in 0..<50 { try scene.insert(invoice: "F-more-\(number)", customer: "C-\(200 + number)") }
        for trace in Self.traces { #expect(try holds(trace), "\(trace) is looked for in the right place") }
        #expect(try scene.outbox.messages(of: "C-9") == 7)

        #expect(try scene.outbox.forget(customer: "C-9") == Forgotten(messages: 7, cancelled: 3, inFlight: 0))
        #expect(try scene.outbox.emptyLog())
        for trace in Self.traces { #expect(try !holds(trace), "\(trace)") }

        for (state, id) in ids {
            let isStopped = [.new, .queued, .uncertain].contains(state)
            try scene.expect(
                id,
                [
                    "state": isStopped ? "cancelled" : state.rawValue, "reason": isStopped ? "forgotten" : nil,
                    "payload": #"{"invoice":{"id":"F-9"}}"#, "customer": nil, "invoice": "F-9", "wiped": 1,
                    "dedupe_key": "forgotten-\(scene.outbox.outboxID)-\(id)", "provider_message_id": "w-9",
                ])
            #expect(try scene.outbox.show(id)?.attempts.map(\.providerMessageID) == ["w-9"])
        }
        #expect(try scene.count("contact") == 0)
        #expect(try scene.count("evidence") == 1)
        let sent = try #require(ids[.sent])
        let evidence = try #require(try scene.outbox.evidence(of: sent))
        #expect(evidence.textSHA256 == Outbox.fingerprint("Zulmira\nBom dia, Zulmira!\n<p>Zulmira"))
        #expect(evidence.invoice == "F-9" && evidence.sentAt == 77)
        #expect(try scene.count("outbox", where: "customer IS NOT NULL AND wiped = 0") == 100, "others are left alone")
        #expect(try scene.outbox.messages(of: "C-9") == 0)
        #expect(try scene.outbox.forget(customer: "C-9") == Forgotten())
    }

    @Test("What is in flight is marked, and forgotten when it has ended")
    func inFlight() throws {
        let flying = try message(.sending)
        let member = try message(.sending, leader: flying)
        #expect(try scene.outbox.forget(customer: "C-9") == Forgotten(messages: 0, cancelled: 0, inFlight: 2))
        for id in [flying, member] {
            try scene.expect(id, ["state": "sending", "cancel": "forgotten", "wiped": 0, "customer": "C-9"])
        }
        try scene.sql("UPDATE outbox SET state = 'cancelled', reason = 'forgotten', cancel = NULL")
        #expect(try scene.outbox.forget(customer: "C-9") == Forgotten(messages: 2, cancelled: 0, inFlight: 0))
        #expect(try scene.outbox.emptyLog())
        for trace in Self.traces { #expect(try !holds(trace), "\(trace)") }
    }

    @Test("What waits with others aboard ends with them: nothing of it is in flight")
    func carrying() throws {
        let leader = try message(.queued)
        let member = try message(.sending, leader: leader)
        #expect(try scene.outbox.forget(customer: "C-9") == Forgotten(messages: 2, cancelled: 2, inFlight: 0))
        for id in [leader, member] { #expect(try scene.standing(id) == "cancelled forgotten") }
    }

    @Test("Contacts of messages that are gone already are found by the customer")
    func contactsOfPrunedMessages() throws {
        try scene.sql(
            """
            INSERT INTO contact VALUES ('customer:C-9', 900, 5), ('address:5591988887777', 900, 5),
                ('customer:C-90', 901, 5), ('address:5591988887777', 901, 5)
            """)
        _ = try scene.outbox.forget(customer: "C-9")
        #expect(try scene.count("contact", where: "message = 900") == 0)
        #expect(try scene.count("contact", where: "message = 901") == 2, "another customer's")
    }

    @Test("A reader of another connection keeps the log from being emptied, and that is said")
    func reader() throws {
        let reader = try Scene.connect(scene.path)
        _ = try message(.sent)
        try reader.inDatabase { try $0.execute(sql: "BEGIN") }
        #expect(try reader.value("SELECT count(*) FROM outbox") == 1)
        _ = try scene.outbox.forget(customer: "C-9")
        #expect(try !scene.outbox.emptyLog())
        #expect(try holds("Zulmira"))
        try reader.inDatabase { try $0.execute(sql: "COMMIT") }
        #expect(try scene.outbox.emptyLog())
        #expect(try !holds("Zulmira"))
    }
}

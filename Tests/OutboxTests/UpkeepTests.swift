import Domain
import Foundation
import GRDB
import Testing

@testable import Outbox

@Suite("Upkeep")
struct UpkeepTests {
    let scene: Scene

    init() throws { scene = try Scene() }

    // MARK: - Backup

    @Test("A backup taken amid another's transaction holds what was committed, and works as an outbox")
    func backup() throws {
        for number in 0..<200 { try scene.insert(invoice: "F-\(number)") }
        let copy = scene.folder.path + "/copy.db"
        try scene.sql("BEGIN IMMEDIATE")
        try scene.sql("INSERT INTO outbox (template, payload) VALUES ('unfinished', '{}')")
        try scene.outbox.backup(to: copy)
        try scene.sql("COMMIT")
        let restored = try Outbox(path: copy)
        #expect(try restored.backlog().waiting == 200)
        #expect(restored.outboxID == scene.outbox.outboxID)
        #expect(try restored.queue.value("PRAGMA integrity_check") == "ok")
        #expect(try scene.count("outbox") == 201)
    }

    @Test("A backup never takes the place of a file that is there, and a failed one leaves nothing")
    func backupRefused() throws {
        let copy = scene.folder.path + "/copy.db"
        try Data("precious".utf8).write(to: URL(fileURLWithPath: copy))
        #expect(throws: OutboxError(.cannotCreate, "\(copy): exists already")) { try scene.outbox.backup(to: copy) }
        #expect(throws: OutboxError(.cannotCreate, "\(scene.path): exists already")) {
            try scene.outbox.backup(to: scene.path)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == Data("precious".utf8))
        #expect(throws: OutboxError.self) { try scene.outbox.backup(to: scene.folder.path + "/missing/copy.db") }
        // VACUUM cannot run inside a transaction: stands for any failure halfway.
        let failed = scene.folder.path + "/failed.db"
        #expect(throws: DatabaseError.self) {
            try scene.producer.inTransaction { db in
                _ = try Outbox.createFile(failed)
                try Outbox.fillCopy(db, failed)
                return .commit
            }
        }
        #expect(!scene.folder.contains("failed.db"))
    }

    // MARK: - The log

    @Test("A checkpoint brings the log home; a long reader of another's pins what came after it")
    func checkpoint() throws {
        for _ in 0..<20 { try scene.insert() }
        let free = try #require(try scene.outbox.checkpoint())
        #expect(free.frames > 0 && free.pinned == 0)
        #expect(scene.outbox.writeAheadLogBytes > 0)

        try scene.sql("BEGIN")
        #expect(try scene.count("outbox") == 20)
        for _ in 0..<20 { _ = try scene.outbox.enqueue([NewMessage(template: "a", payload: "{}")]) }
        let pinned = try #require(try scene.outbox.checkpoint())
        #expect(pinned.pinned > 0)
        #expect(try scene.count("outbox") == 20)
        try scene.sql("COMMIT")
        #expect(try #require(try scene.outbox.checkpoint()).pinned == 0)
    }

    @Test("An outbox in memory has no log")
    func inMemory() throws {
        let outbox = try Outbox(path: ":memory:")
        #expect(outbox.writeAheadLogBytes == 0)
        #expect(try outbox.checkpoint()?.pinned == 0)
    }

    // MARK: - Adversity

    @Test("While another connection reads for long, turns go on and the reader sees what it saw")
    func longReader() throws {
        let ids = try (0..<50).map { try scene.insert(invoice: "F-\($0)") }
        let reader = try Scene.connect(scene.path)
        try reader.inDatabase { try $0.execute(sql: "BEGIN") }
        func seen() throws -> [String] {
            try reader.inDatabase { try String.fetchAll($0, sql: "SELECT DISTINCT state FROM outbox") }
        }
        #expect(try seen() == ["new"])
        for id in ids {
            try scene.claim(id)
            _ = try scene.turn { turn throws(OutboxError) in
                try turn.accept(id, attempt: 1, parts: 1, providerMessageID: nil, at: Scene.now)
            }
            _ = try scene.outbox.checkpoint()
        }
        #expect(try seen() == ["new"])
        #expect(try scene.count("outbox", where: "state = 'sent'") == 50)
        try reader.inDatabase { try $0.execute(sql: "COMMIT") }
        #expect(try seen() == ["sent"])
    }

    /// Lets the file grow no more: as if the disk were full.
    private func fillDisk() throws {
        let pages = try #require(try scene.outbox.queue.value("PRAGMA page_count", as: Int.self))
        #expect(try scene.outbox.queue.value("PRAGMA max_page_count = \(pages)") == pages)
    }

    private func freeDisk() throws {
        try scene.outbox.use { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
    }

    @Test("On a full disk a message is refused as a whole, and nothing that was there is lost")
    func diskFullOnEnqueue() throws {
        try scene.insert()
        try fillDisk()
        let long = #"{"a":"\#(String(repeating: "x", count: 60_000))"}"#
        let messages = (0..<5).map { _ in NewMessage(template: "a", payload: long) }
        do throws(OutboxError) {
            _ = try scene.outbox.enqueue([NewMessage(template: "a", payload: "{}")] + messages)
            Issue.record("stored on a full disk")
        } catch {
            #expect(error == OutboxError(.diskFull, "\(scene.path): the disk is full"))
        }
        #expect(try scene.count("outbox") == 1)
        try freeDisk()
        #expect(try scene.outbox.enqueue(messages).count == 5)
        #expect(try scene.count("outbox") == 6)
    }

    @Test("On a full disk a turn takes everything back and can be done again")
    func diskFullInTurn() throws {
        let ids = try (0..<3).map { try scene.queued(invoice: "F-\($0)") }
        try fillDisk()
        func claimAll() throws(OutboxError) -> Bool? {
            try scene.outbox.turn { turn throws(OutboxError) in
                let text = String(repeating: "x", count: 60_000)
                for id in ids {
                    try turn.claim(
                        id, endpoint: "gateway", number: 1,
                        composition: Composition(parts: [Part(kind: .text, text: text)]), at: Scene.now)
                }
                return true
            }
        }
        #expect(throws: OutboxError(.diskFull, "\(scene.path): the disk is full")) { try claimAll() }
        #expect(try scene.count("outbox", where: "state = 'queued'") == 3)
        #expect(try scene.count("part") == 0)
        try freeDisk()
        #expect(try claimAll() == true)
        #expect(try scene.count("outbox", where: "state = 'sending'") == 3)
        #expect(try scene.outbox.queue.value("PRAGMA integrity_check") == "ok")
    }
}

import Domain
import Foundation
import GRDB
import Testing

@testable import Outbox

@Suite("Opening the file")
struct OpeningTests {
    let folder: TemporaryFolder
    var path: String { folder.path + "/outbox.db" }

    init() throws { folder = try TemporaryFolder() }

    private func open(_ migrations: [Schema.Migration] = Schema.migrations) throws -> Outbox {
        try Outbox(path: path, waitMilliseconds: 1_000, durable: true, migrations: migrations)
    }

    private func problem(_ migrations: [Schema.Migration] = Schema.migrations) -> OutboxError? {
        do {
            _ = try Outbox(path: path, waitMilliseconds: 0, durable: true, migrations: migrations)
            return nil
        } catch {
            return error
        }
    }

    @Test("It writes ahead and syncs every commit")
    func pragmas() throws {
        let outbox = try open()
        #expect(try outbox.queue.value("PRAGMA journal_mode") == "wal")
        #expect(try outbox.queue.value("PRAGMA synchronous") == 2)
        #expect(try outbox.queue.value("PRAGMA busy_timeout") == 1_000)
        #expect(try outbox.queue.value("PRAGMA user_version") == Schema.migrations.last?.version)
    }

    @Test("Its id is random and stays the same")
    func identity() throws {
        let first = try open().outboxID
        #expect(first.count == 16)
        #expect(try open().outboxID == first)
        #expect(try Outbox(path: ":memory:").outboxID != first)
    }

    @Test("Opened again it holds what it held; closed for good it leaves no log behind")
    func again() throws {
        _ = try open().enqueue([NewMessage(template: "overdue", payload: "{}")])
        #expect(!folder.contains("outbox.db-wal"))
        let turned = try open()
        _ = try turned.turn { turn throws(OutboxError) in try turn.takeNew(route: Array("default".utf8), limit: 1) }
        #expect(try turned.backlog().waiting == 1)
    }

    @Test("Many may open a new file at once", arguments: [8])
    func together(count: Int) async throws {
        let path = path
        let problems = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<count {
                group.addTask {
                    do throws(OutboxError) {
                        _ = try Outbox(path: path).enqueue([NewMessage(template: "overdue", payload: "{}")])
                        return nil
                    } catch {
                        return error.message
                    }
                }
            }
            return await group.reduce(into: [String]()) { problems, problem in
                if let problem { problems.append(problem) }
            }
        }
        #expect(problems.isEmpty)
        #expect(try open().backlog().waiting == count)
    }

    // MARK: - Refused files

    @Test("A file of a newer version is refused and left alone")
    func newer() throws {
        _ = try open()
        let producer = try Scene.connect(path)
        try producer.inDatabase { try $0.execute(sql: "PRAGMA user_version = 1000") }
        let error = try #require(problem())
        #expect(error.kind == .newerVersion)
        #expect(error.message.contains("newer version of Carteiro (schema 1000"))
        #expect(try producer.value("PRAGMA user_version") == 1_000)
    }

    @Test(
        "A file that is no database is refused and left alone",
        arguments: ["This is a letter, not a database. ", "SQLite format 4"])
    func noDatabase(text: String) throws {
        let content = Data(String(repeating: text, count: 200).utf8)
        try content.write(to: URL(fileURLWithPath: path))
        let error = try #require(problem())
        #expect(error.kind == .notADatabase)
        #expect(error.message.contains(path))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == content)
    }

    @Test("A folder that is not there, or a folder in place of the file, is a clear error")
    func cannotCreate() throws {
        #expect(throws: OutboxError.self) { try Outbox(path: folder.path + "/missing/outbox.db") }
        do throws(OutboxError) {
            _ = try Outbox(path: folder.path + "/missing/outbox.db")
        } catch {
            #expect(error.kind == .cannotCreate)
            #expect(error.message.contains("missing/outbox.db"))
        }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(problem()?.kind == .cannotCreate)
    }

    @Test("An empty file becomes an outbox")
    func emptyFile() throws {
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(try open().backlog().waiting == 0)
    }

    // MARK: - Migrations

    private static let next = Schema.Migration(
        version: 5, sql: "ALTER TABLE outbox ADD COLUMN note TEXT; CREATE TABLE extra (x INTEGER) STRICT;")

    @Test("An older file is migrated, after a backup of mode 0660 beside it")
    func migration() throws {
        let id = try open().outboxID
        _ = try open().enqueue([NewMessage(template: "overdue", payload: "{}")])
        let migrated = try open(Schema.migrations + [Self.next])
        #expect(migrated.outboxID == id)
        #expect(try migrated.queue.value("PRAGMA user_version") == 5)
        #expect(try migrated.queue.value("SELECT count(*) FROM outbox WHERE note IS NULL") == 1)
        #expect(try folder.mode(of: "outbox.db.backup-v4") == 0o660)
        let backup = try Scene.connect(path + ".backup-v4")
        #expect(try backup.value("PRAGMA user_version") == 4)
        #expect(try backup.value("SELECT count(*) FROM outbox") == 1)
        #expect(try backup.value("PRAGMA integrity_check") == "ok")
    }

    @Test("A file of the first version gets a place for HTML halves, and keeps its parts")
    func firstVersion() throws {
        let outbox = try open([Schema.migrations[0]])
        try outbox.queue.writeWithoutTransaction { db in
            try db.execute(sql: "INSERT INTO part VALUES (1, 0, 'text', 'Bom dia', 'Fatura')")
        }
        let migrated = try open()
        #expect(try migrated.queue.value("SELECT count(*) FROM part WHERE text = 'Bom dia' AND html IS NULL") == 1)
    }

    @Test("A file of the second version keeps its messages, in the order in which they go")
    func secondVersion() throws {
        let outbox = try open(Array(Schema.migrations.prefix(2)))
        try outbox.queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    INSERT INTO outbox (template, payload, state, priority, urgency, attempts, endpoint, next_attempt_at)
                    VALUES ('a', '{}', 'new', 3, 5, 0, NULL, NULL), ('a', '{}', 'queued', 3, 3, 0, 'e', 1),
                        ('a', '{}', 'queued', 3, 3, 2, 'e', 1), ('a', '{}', 'queued', 3, -1, 1, 'e', 1),
                        ('a', '{}', 'sent', 3, 3, 1, 'e', NULL);
                    INSERT INTO part VALUES (5, 0, 'text', 'Bom dia', NULL, '<p>');
                    INSERT INTO attempt VALUES (5, 1, 0, 'e', 1, 1, 'sent', NULL, 200, NULL, 'id');
                    """)
        }
        let migrated = try open()
        #expect(try migrated.queue.value("SELECT group_concat(urgency) FROM outbox") == "6,6,7,-1,3")
        #expect(try migrated.queue.value("SELECT count(*) FROM outbox WHERE leader IS NULL AND wiped = 0") == 5)
        #expect(try migrated.queue.value("SELECT count(*) FROM part WHERE owner IS NULL AND template IS NULL") == 1)
        #expect(try migrated.queue.value("PRAGMA integrity_check") == "ok")
        let detail = try #require(try migrated.show(5))
        #expect(detail.parts.map(\.text) == ["Bom dia"] && detail.members.isEmpty && !detail.summary.isWiped)
        #expect(folder.contains("outbox.db.backup-v2"))
        let taken = try #require(
            try migrated.turn { turn throws(OutboxError) in
                try turn.takeDue(endpoint: "e", at: Timestamp(seconds: 2), limit: 9)
            })
        #expect(taken.map(\.id) == [4, 2, 3])
    }

    @Test("A file of the third version keeps its messages, and takes in what gateways tell")
    func thirdVersion() throws {
        let outbox = try open(Array(Schema.migrations.prefix(3)))
        try outbox.queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    INSERT INTO outbox (template, payload, state, endpoint, sent_at) VALUES ('a', '{}', 'sent', 'e', 5);
                    INSERT INTO part VALUES (1, 0, 'text', 'Bom dia', NULL, NULL, NULL, 'a@1');
                    INSERT INTO attempt VALUES (1, 1, 0, 'e', 1, 1, 'sent', NULL, 200, NULL, 'wamid.1');
                    """)
        }
        let migrated = try open()
        #expect(try migrated.queue.value("SELECT count(*) FROM part WHERE source IS NULL AND is_optional = 0") == 1)
        #expect(try migrated.queue.value("PRAGMA integrity_check") == "ok")
        #expect(folder.contains("outbox.db.backup-v3"))
        let known = try migrated.turn { turn throws(OutboxError) in
            try turn.attempt(providerID: "wamid.1", endpoint: "e")
        }
        #expect(known == KnownAttempt(message: 1, part: 0, number: 1))
    }

    @Test("A new file needs no backup")
    func noBackup() throws {
        _ = try open(Schema.migrations + [Self.next])
        #expect(!folder.contains("outbox.db.backup-v0"))
        #expect(!folder.contains("outbox.db.backup-v4"))
    }

    @Test("A backup that is there already is kept, and another one made")
    func secondBackup() throws {
        _ = try open()
        let kept = Data("of another day".utf8)
        try kept.write(to: URL(fileURLWithPath: path + ".backup-v4"))
        _ = try open(Schema.migrations + [Self.next])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path + ".backup-v4")) == kept)
        #expect(try Outbox(path: path + ".backup-v4-2").backlog().waiting == 0)
    }

    @Test("A migration that fails changes nothing")
    func failedMigration() throws {
        _ = try open()
        let broken = Schema.Migration(version: 5, sql: "CREATE TABLE extra (x INTEGER); CREATE TABLE outbox (x);")
        #expect(problem(Schema.migrations + [broken])?.kind == .other)
        let outbox = try open()
        #expect(try outbox.queue.value("PRAGMA user_version") == 4)
        #expect(try outbox.queue.value("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'") == 0)
    }

    @Test("Several steps are taken in one go, each once")
    func steps() throws {
        _ = try open()
        let third = Schema.Migration(version: 5, sql: "INSERT INTO extra VALUES (3);")
        _ = try open(Schema.migrations + [Self.next, third])
        let outbox = try open(Schema.migrations + [Self.next, third])
        #expect(try outbox.queue.value("SELECT group_concat(x) FROM extra") == "3")
        #expect(try outbox.queue.value("PRAGMA user_version") == 5)
        #expect(problem()?.kind == .newerVersion)
    }
}

/// The mask is the process's: these run one after the other.
@Suite("The modes of files", .serialized)
struct FileModeTests {
    @Test("The file and those beside it are for owner and group, whatever the mask", arguments: [0o000, 0o022, 0o077])
    func modes(mask: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/outbox.db"
        let former = umask(mode_t(mask))
        defer { umask(former) }
        let outbox = try Outbox(path: path)
        _ = try outbox.enqueue([NewMessage(template: "overdue", payload: "{}")])
        for name in ["outbox.db", "outbox.db-wal", "outbox.db-shm"] {
            #expect(try folder.mode(of: name) == 0o660, "\(name)")
        }
        try outbox.backup(to: folder.path + "/copy.db")
        #expect(try folder.mode(of: "copy.db") == 0o660)
    }

    @Test("What root makes belongs to the folder's owner and group", .enabled(if: geteuid() == 0))
    func owner() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/outbox.db"
        #expect(chown(folder.path, 12_345, 54_321) == 0)
        let outbox = try Outbox(path: path)
        let lock = try OutboxLock(databasePath: path, owner: "root")
        _ = try outbox.enqueue([NewMessage(template: "overdue", payload: "{}")])
        for name in ["outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.db.lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
            #expect(attributes[.ownerAccountID] as? Int == 12_345, "\(name)")
            #expect(attributes[.groupOwnerAccountID] as? Int == 54_321, "\(name)")
        }
        withExtendedLifetime(lock) {}
    }

    @Test("A producer that comes first makes its files for the group too")
    func producerFirst() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/outbox.db"
        _ = try Outbox(path: path)
        #expect(!folder.contains("outbox.db-wal"))
        let former = umask(0o077)
        defer { umask(former) }
        let producer = try Scene.connect(path)
        try producer.inDatabase { try $0.execute(sql: "INSERT INTO outbox (template, payload) VALUES ('a', '{}')") }
        for name in ["outbox.db-wal", "outbox.db-shm"] { #expect(try folder.mode(of: name) == 0o660, "\(name)") }
    }
}

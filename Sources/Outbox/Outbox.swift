internal import Foundation
internal import GRDB

/// The outbox file: the one meeting place of producers, daemon and command line.
///
/// Used from one thread at a time. Any number of other connections, of this program or of any SQLite client, may use
/// the same file meanwhile.
package final class Outbox {
    package let path: String
    /// A random id of this file: part of every idempotency key.
    package let outboxID: String
    let queue: DatabaseQueue
    var statements: TurnStatements?
    /// Runs inside each turn, just before its commit: for the injection of faults in tests.
    package var beforeCommit: (() throws(OutboxError) -> Void)?

    /// Opens the file, creating or migrating it as needed.
    ///
    /// - Parameters:
    ///   - path: the file; `:memory:` for one that is gone with this object.
    ///   - waitMilliseconds: how long a lock held by another connection is waited for; 0: not at all, the caller
    ///     tries again.
    ///   - durable: `false` gives up `synchronous=FULL`; for tests and the demonstration only.
    /// - Throws: `OutboxError`.
    package convenience init(path: String, waitMilliseconds: Int = 10_000, durable: Bool = true) throws(OutboxError) {
        try self.init(
            path: path, waitMilliseconds: waitMilliseconds, durable: durable, migrations: Schema.migrations)
    }

    init(
        path: String, waitMilliseconds: Int, durable: Bool, migrations: [Schema.Migration]
    ) throws(OutboxError) {
        self.path = path
        if path != ":memory:" { _ = try Self.createFile(path) }
        (queue, outboxID) = try Self.translating(path) {
            var configuration = Configuration()
            configuration.foreignKeysEnabled = false
            configuration.busyMode = .timeout(10)
            configuration.prepareDatabase { db in
                // A file that is no database shows itself here.
                try Self.writeAhead(db)
                try db.execute(sql: "PRAGMA synchronous = \(durable ? "FULL" : "OFF")")
                // Pages are brought home less often than by default: the busy ones are written home once and not ten times.
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
                try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
                try db.execute(sql: "PRAGMA temp_store = MEMORY")
            }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { try Self.migrate($0, path: path, migrations) }
            let id = try queue.inDatabase { db in
                try db.execute(sql: "PRAGMA busy_timeout = \(waitMilliseconds)")
                return try String.fetchOne(db, sql: "SELECT value FROM meta WHERE name = 'outbox_id'")
            }
            return (queue, id ?? "0")
        }
    }

    /// Switches to write-ahead logging. While another process does so with a new file, SQLite gives up at once whatever its
    /// busy timeout (it would have to upgrade a read lock): the waiting, up to 10 s, is done here.
    private static func writeAhead(_ db: Database) throws {
        for attempt in 1... {
            do {
                return try db.execute(sql: "PRAGMA journal_mode = WAL")
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attempt < 1_000 {
                usleep(10_000)
            }
        }
    }

    /// The file with mode 0660 whatever the umask, so that producers of its group can write; SQLite gives the `-wal`
    /// and `-shm` files beside it the same mode.
    ///
    /// - Returns: `false` if there is one already.
    static func createFile(_ path: String) throws(OutboxError) -> Bool {
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o660)
        if descriptor >= 0 {
            fchmod(descriptor, 0o660)
            giveToFolder(descriptor, path)
            close(descriptor)
            return true
        }
        switch errno {
        case EEXIST: return false
        case EACCES, EPERM: throw OutboxError(.permission, "\(path): this user may not create files here")
        case ENOSPC: throw OutboxError(.diskFull, "\(path): the disk is full")
        default: throw OutboxError(.cannotCreate, "\(path): cannot be created: \(String(cString: strerror(errno)))")
        }
    }

    /// What root makes belongs to the folder's owner and group: a message queued by root before the service's first start
    /// must not leave it a file that it cannot write.
    static func giveToFolder(_ descriptor: Int32, _ path: String) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var status = stat()
        guard geteuid() == 0, stat(folder, &status) == 0 else { return }
        // A file system without owners keeps root's: then root's it was meant to be.
        _ = fchown(descriptor, status.st_uid, status.st_gid)
    }

    private static func migrate(_ db: Database, path: String, _ migrations: [Schema.Migration]) throws {
        let newest = migrations.last?.version ?? 0
        var version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if version < newest {
            // Looked at again inside: another process may have been faster.
            if version > 0 { try backUpBeforeMigration(db, path: path, from: version) }
            try db.inTransaction(.immediate) {
                version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                for migration in migrations where migration.version > version {
                    try db.execute(sql: migration.sql)
                    try db.execute(sql: "PRAGMA user_version = \(migration.version)")
                }
                return .commit
            }
        }
        guard version <= newest else {
            throw OutboxError(
                .newerVersion,
                "\(path): written by a newer version of Carteiro (schema \(version), this program knows up to "
                    + "\(newest)); install that version again or restore a backup")
        }
    }

    private static func backUpBeforeMigration(_ db: Database, path: String, from version: Int) throws {
        guard path != ":memory:" else { return }
        // One that is there already may be of another day, or unfinished: it is left alone.
        var copy = "\(path).backup-v\(version)"
        var count = 1
        while try !createFile(copy) {
            count += 1
            copy = "\(path).backup-v\(version)-\(count)"
        }
        try fillCopy(db, copy)
    }

    /// Writes a consistent copy into an empty file made by `createFile`; a failed one is removed.
    static func fillCopy(_ db: Database, _ file: String) throws {
        do {
            try db.execute(sql: "VACUUM INTO ?", arguments: [file])
        } catch {
            unlink(file)
            throw error
        }
    }

    /// Runs a body that uses SQLite and gives its errors this module's words.
    static func translating<T>(_ path: String, _ body: () throws -> T) throws(OutboxError) -> T {
        do {
            return try body()
        } catch let error as OutboxError {
            throw error
        } catch let error as DatabaseError {
            throw OutboxError(error, path: path)
        } catch {
            throw OutboxError(.other, "\(path): \(error)")
        }
    }

    /// Reads or writes with the connection.
    func use<T>(_ body: (Database) throws -> T) throws(OutboxError) -> T {
        try Self.translating(path) { try queue.inDatabase(body) }
    }

    /// Writes in one `BEGIN IMMEDIATE` transaction, rolled back if the body throws.
    func write<T>(_ body: (Database) throws -> T) throws(OutboxError) -> T {
        try use { db in
            var result: T?
            try db.inTransaction(.immediate) {
                result = try body(db)
                return .commit
            }
            guard let result else { throw OutboxError(.other, "\(path): the transaction gave no result") }
            return result
        }
    }

    /// A number that changes when another connection has committed since it was last read.
    package func dataVersion() throws(OutboxError) -> Int64 {
        try use { try Turn(statements: turnStatements($0), path: path).dataVersion() }
    }

    func turnStatements(_ db: Database) throws -> TurnStatements {
        if let statements { return statements }
        let made = try TurnStatements(db)
        statements = made
        return made
    }
}

extension OutboxError {
    init(_ error: DatabaseError, path: String) {
        let words = error.message ?? "unknown error"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.busy, "\(path): the database is busy")
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self.init(.notADatabase, "\(path): not an SQLite database, or damaged (\(words))")
        case .SQLITE_CANTOPEN where access(path, R_OK | W_OK) != 0 && errno == EACCES:
            self.init(.permission, "\(path): may not be read and written by this user")
        case .SQLITE_CANTOPEN:
            self.init(.cannotCreate, "\(path): cannot be opened (\(words))")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.permission, "\(path): may not be written by this user (\(words))")
        case .SQLITE_FULL:
            self.init(.diskFull, "\(path): the disk is full")
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG:
            self.init(.constraint, words)
        default:
            self.init(.other, "\(path): \(words) (SQLite \(error.extendedResultCode.rawValue))")
        }
    }
}

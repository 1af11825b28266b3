internal import Foundation
internal import GRDB

extension Outbox {
    /// Writes a consistent copy of the outbox while it is in use, with mode 0660.
    ///
    /// - Throws: `OutboxError`; of kind `cannotCreate` if the file exists already.
    package func backup(to file: String) throws(OutboxError) {
        guard try Self.createFile(file) else { throw OutboxError(.cannotCreate, "\(file): exists already") }
        try Self.translating(file) {
            try queue.inDatabase { try Self.fillCopy($0, file) }
        }
    }

    /// The write-ahead log: its frames, and how many of them a checkpoint could bring home.
    package struct WriteAheadLog: Hashable, Sendable {
        package var frames: Int
        package var checkpointed: Int

        /// Frames that a reader of another connection keeps from being brought home.
        package var pinned: Int { max(0, frames - checkpointed) }
    }

    /// The `-wal` file's size in bytes; 0 if there is none.
    package var writeAheadLogBytes: Int64 {
        var status = stat()
        return stat(path + "-wal", &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Brings home what no reader needs, without waiting for anybody.
    ///
    /// - Returns: `nil` if another connection is at it.
    package func checkpoint() throws(OutboxError) -> WriteAheadLog? {
        do throws(OutboxError) {
            return try use { db in
                guard let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(PASSIVE)") else { return nil }
                let busy: Int = row[0]
                return busy != 0 ? nil : WriteAheadLog(frames: row[1], checkpointed: row[2])
            }
        } catch {
            guard error.kind == .busy else { throw error }
            return nil
        }
    }
}

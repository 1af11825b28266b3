package import Domain
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

    /// Removes ended messages with their parts and attempts, in small transactions.
    ///
    /// - Parameters:
    ///   - sentBefore: `sent` ones that were sent before this.
    ///   - endedBefore: the other ended ones that were created before this.
    /// - Returns: how many messages are gone.
    package func prune(sentBefore: Timestamp, endedBefore: Timestamp) throws(OutboxError) -> Int {
        var total = 0
        while true {
            let count = try write { db in
                let ids = try Int64.fetchAll(
                    db,
                    sql: """
                        SELECT id FROM (SELECT id FROM outbox WHERE state = 'sent' AND sent_at < ?1 LIMIT 1000)
                        UNION ALL
                        SELECT id FROM (SELECT id FROM outbox
                            WHERE (state = 'dead' OR state = 'cancelled' OR state = 'expired') AND created_at < ?2
                            LIMIT 1000)
                        """, arguments: [sentBefore.seconds, endedBefore.seconds])
                for (table, column) in [("attempt", "message"), ("part", "message"), ("outbox", "id")] {
                    let delete = try db.cachedStatement(sql: "DELETE FROM \(table) WHERE \(column) = ?")
                    for id in ids { try delete.execute(arguments: [id]) }
                }
                return ids.count
            }
            total += count
            guard count > 0 else { break }
        }
        try write { db in
            try db.execute(sql: "DELETE FROM tally WHERE minute < ?", arguments: [sentBefore.seconds / 60])
            try db.execute(
                sql: """
                    DELETE FROM settled_invoice WHERE applied = 1 AND settled_at < ?1
                        AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.invoice = settled_invoice.invoice)
                    """, arguments: [sentBefore.seconds])
        }
        return total
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

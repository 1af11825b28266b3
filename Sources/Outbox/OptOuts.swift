package import Domain
internal import GRDB

/// Somebody who does not want messages.
package struct OptOut: Hashable, Sendable {
    /// The canonical key of an address, or `customer:ID`.
    package var key: String
    /// `nil`: by all channels.
    package var channel: Channel?
    package var at: Timestamp
    /// Who said so: an endpoint's name, or `operator`.
    package var source: String
}

extension Outbox {
    /// Notes that messages to an address are not wanted.
    ///
    /// - Parameters:
    ///   - key: the canonical key.
    ///   - channel: `nil`: by all channels.
    ///   - source: who says so.
    /// - Returns: whether that is news.
    package func optOut(
        _ key: String, channel: Channel? = nil, source: String, at now: Timestamp
    ) throws(OutboxError) -> Bool {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO opt_out (address, channel, at, source) VALUES (?, ?, ?, ?)
                    ON CONFLICT (address, channel) DO NOTHING
                    """, arguments: [key, channel?.rawValue ?? "", now.seconds, source])
            return db.changesCount > 0
        }
    }

    /// Takes an address off the list, for all channels; with it the customer that it is known to belong to.
    ///
    /// - Returns: whether it stood there.
    package func optIn(_ key: String) throws(OutboxError) -> Bool {
        try write { db in
            let customers = try String.fetchAll(
                db, sql: "SELECT DISTINCT customer FROM recipient WHERE address = ? AND customer IS NOT NULL",
                arguments: [key])
            var count = 0
            for key in [key] + customers.map({ "customer:\($0)" }) {
                try db.execute(sql: "DELETE FROM opt_out WHERE address = ?", arguments: [key])
                count += db.changesCount
            }
            return count > 0
        }
    }

    /// Everybody who does not want messages, the latest last.
    package func optOuts() throws(OutboxError) -> [OptOut] {
        try use { db in
            try Row.fetchAll(db, sql: "SELECT address, channel, at, source FROM opt_out ORDER BY at, address, channel")
                .map { row in
                    OptOut(
                        key: row[0], channel: Channel(rawValue: row[1]), at: Timestamp(seconds: row[2]), source: row[3])
                }
        }
    }
}

extension Outbox {
    /// Whether one of some keys stands on the list of a file that is only read: nothing in it is changed or migrated.
    ///
    /// - Throws: `OutboxError`, also if there is no such file.
    package static func isOptedOut(
        _ keys: [String], by channel: Channel, in path: String
    ) throws(OutboxError) -> Bool {
        try translating(path) {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(2)
            return try DatabaseQueue(path: path, configuration: configuration).read { db in
                // An outbox that was made before there was a list has none.
                guard try db.tableExists("opt_out") else { return false }
                return try keys.contains { key in
                    try Bool.fetchOne(
                        db,
                        sql: "SELECT EXISTS (SELECT 1 FROM opt_out WHERE address = ? AND channel IN ('', ?))",
                        arguments: [key, channel.rawValue]) ?? false
                }
            }
        }
    }
}

package import Domain
internal import GRDB

/// What shows whether sending goes on: the latest sent, what is due, how many end dead.
package struct Pulse: Hashable, Sendable {
    /// A message that is due, and since when.
    package struct Due: Hashable, Sendable {
        package var id: Int64
        package var since: Timestamp
    }

    /// To the minute; `nil` if nothing was sent in the time that counts are kept for.
    package var lastSentAt: Timestamp?
    /// Requests that were accepted in the last hour.
    package var sentLastHour: Int
    /// Messages that ended dead in the last hour.
    package var deadLastHour: Int
    /// Of each endpoint that has one, the message that is due and next in line; and the oldest that nobody has looked
    /// at yet.
    package var due: [Due]
}

extension Outbox {
    /// Feels the pulse of sending.
    ///
    /// - Parameter endpoints: the names of the configured ones.
    package func pulse(endpoints: [String], at now: Timestamp) throws(OutboxError) -> Pulse {
        let hourAgo = now.seconds - 3_600
        return try use { db in
            var pulse = Pulse(lastSentAt: nil, sentLastHour: 0, deadLastHour: 0, due: [])
            for name in endpoints {
                let sent = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT (SELECT minute FROM tally WHERE endpoint = ?1 AND sent > 0 ORDER BY minute DESC LIMIT 1),
                            (SELECT COALESCE(sum(sent), 0) FROM tally WHERE endpoint = ?1 AND minute > ?2)
                        """, arguments: [name, hourAgo / 60])
                pulse.sentLastHour += sent?[1] ?? 0
                if let minute: Int64 = sent?[0] {
                    let moment = Timestamp(seconds: minute * 60)
                    pulse.lastSentAt = max(pulse.lastSentAt ?? moment, moment)
                }
                let next = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT id, next_attempt_at FROM outbox
                        WHERE state = 'queued' AND endpoint = ? AND next_attempt_at <= ?
                        ORDER BY urgency, next_attempt_at LIMIT 1
                        """, arguments: [name, now.seconds])
                if let next { pulse.due.append(Pulse.Due(id: next[0], since: Timestamp(seconds: next[1]))) }
            }
            let unseen = try Row.fetchOne(
                db, sql: "SELECT id, created_at FROM outbox WHERE state = 'new' ORDER BY id LIMIT 1")
            if let unseen { pulse.due.append(Pulse.Due(id: unseen[0], since: Timestamp(seconds: unseen[1]))) }
            pulse.deadLastHour =
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM outbox
                        WHERE state = 'dead' AND (wiped = 0 OR wiped = 1) AND \(Schema.endedAt) > ?
                        """, arguments: [hourAgo]) ?? 0
            return pulse
        }
    }
}

import Domain
import Outbox

extension JSON {
    /// The text, or `null`.
    static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

    /// The number, or `null`.
    static func optional(_ number: Int64?) -> JSON { number.map { .integer($0) } ?? .null }
}

extension MessageSummary {
    /// One line of `list --json`.
    var json: JSON { .object(members) }

    fileprivate var members: [JSONMember] {
        [
            JSONMember("id", .integer(id)),
            JSONMember("dedupe_key", .optional(dedupeKey)),
            JSONMember("template", .string(template)),
            JSONMember("route", .string(route)),
            JSONMember("invoice", .optional(invoice)),
            JSONMember("customer", .optional(customer)),
            JSONMember("state", .string(state)),
            JSONMember("reason", .optional(reason)),
            JSONMember("endpoint", .optional(endpoint)),
            JSONMember("attempts", .integer(attempts)),
            JSONMember("created_at", .integer(createdAt)),
            JSONMember("next_attempt_at", .optional(nextAttemptAt)),
            JSONMember("sent_at", .optional(sentAt)),
            JSONMember("delivered_at", .optional(deliveredAt)),
            JSONMember("read_at", .optional(readAt)),
        ]
    }
}

extension MessageDetail {
    /// The document of `show --json`.
    var json: JSON {
        .object(
            summary.members + [
                JSONMember("parts", .array(parts.map(\.json))),
                JSONMember("attempts", .array(attempts.map(\.json))),
                JSONMember("receipts", .array(receipts.map(\.json))),
            ] + more)
    }

    /// What only some messages have.
    private var more: [JSONMember] {
        var more: [JSONMember] = []
        if let leader = summary.leader { more.append(JSONMember("merged_into", .integer(leader))) }
        if !members.isEmpty { more.append(JSONMember("merged", .array(members.map { .integer($0) }))) }
        if let original = summary.original { more.append(JSONMember("copy_of", .integer(original))) }
        if let evidence {
            more.append(
                JSONMember(
                    "evidence",
                    .object([
                        JSONMember("template", .optional(evidence.template)),
                        JSONMember("text_sha256", .string(evidence.textSHA256)),
                    ])))
        }
        return more
    }
}

extension MessageDetail.PartDetail {
    fileprivate var json: JSON {
        .object([
            JSONMember("kind", .string(kind)),
            JSONMember("state", .string(state)),
            JSONMember("text", .string(text)),
            JSONMember("provider_message_id", .optional(providerMessageID)),
            JSONMember("idempotency_key", .string(idempotencyKey)),
        ])
    }
}

extension AttemptDetail {
    fileprivate var json: JSON {
        .object([
            JSONMember("number", .integer(number)),
            JSONMember("part", .integer(part)),
            JSONMember("endpoint", .string(endpoint)),
            JSONMember("started_at", .integer(startedAt.seconds)),
            JSONMember("duration_ms", .integer(durationMilliseconds)),
            JSONMember("outcome", .string(outcome)),
            JSONMember("reason", .optional(reason)),
            JSONMember("http_status", .optional(httpStatus)),
            JSONMember("response", .optional(response)),
        ])
    }
}

extension ReceiptDetail {
    fileprivate var json: JSON {
        .object([
            JSONMember("status", .string(status)), JSONMember("at", .integer(at.seconds)),
            JSONMember("part", part.map { .integer($0) } ?? .null), JSONMember("endpoint", .string(endpoint)),
            JSONMember("reason", .optional(reason)),
        ])
    }
}

extension OutboxStatus {
    /// The document of `status --json`.
    var json: JSON {
        .object([
            JSONMember("states", .object(states.map { JSONMember($0.state.rawValue, .integer($0.count)) })),
            JSONMember("due", .integer(due)),
            JSONMember("oldest_due_seconds", .integer(oldestDueSeconds)),
            JSONMember("stopped_by_payment", .integer(stoppedByPayment)),
            JSONMember("endpoints", .array(endpoints.map(\.json))),
        ])
    }
}

extension OutboxStatus.EndpointStatus {
    /// When its pause ends, in Unix seconds; `nil` if it is not paused, or until somebody resumes it.
    var until: Int64? {
        row.untilMilliseconds.map { Timestamp(milliseconds: $0).secondsRoundedUp }
    }

    fileprivate var json: JSON {
        .object([
            JSONMember("name", .string(row.name)),
            JSONMember("state", .string(row.mode)),
            JSONMember("reason", .optional(row.reason)),
            JSONMember("until", .optional(until)),
            JSONMember("backlog", .integer(backlog)),
            JSONMember("in_flight", .integer(inFlight)),
            JSONMember("sent_last_hour", .integer(sentLastHour)),
            JSONMember("failed_last_hour", .integer(failedLastHour)),
            JSONMember("empty_at", .optional(emptyAt)),
            JSONMember("expiring", .integer(expiring)),
        ])
    }
}

extension Problem {
    /// One element of the problems of `check --json`.
    var json: JSON {
        .object([
            JSONMember("file", .string(file)),
            JSONMember("line", .integer(line)),
            JSONMember("severity", .string(severity.rawValue)),
            JSONMember("message", .string(message)),
            JSONMember("hint", .optional(hint)),
        ])
    }
}

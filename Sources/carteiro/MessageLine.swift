import Domain
import Outbox

/// Why a line is not taken. It names the field, and repeats nothing that may be a person's.
struct Refusal: Error, Hashable {
    var reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// Reads one message of `enqueue` from its line.
struct MessageLineReader {
    /// The longest line that is read, in bytes: room for the largest payload with many characters escaped.
    static let lineLimit = 131_072
    /// The largest payload the outbox takes, in bytes.
    static let payloadLimit = 65_536

    private static let names = [
        "template", "payload", "route", "dedupe_key", "not_before", "not_after", "priority",
    ]
    /// Columns that a producer may read only.
    private static let foreignNames: Set<String> = [
        "id", "created_at", "invoice", "customer", "state", "reason", "endpoint", "provider_message_id", "attempts",
        "next_attempt_at", "sent_at", "delivered_at", "read_at",
    ]
    /// The outbox's limit for times, in Unix seconds: the year 5138.
    private static let latestTime: Int64 = 99_999_999_999

    let plan: RoutePlan

    /// - Throws: `Refusal`.
    func message(_ bytes: UnsafeBufferPointer<UInt8>) throws(Refusal) -> NewMessage {
        let json: JSON
        do throws(JSONError) {
            json = try JSON.parse(bytes)
        } catch {
            throw Self.refusal(error, bytes)
        }
        guard case .object(let members) = json else {
            throw Refusal("not a JSON object; write one object a line, such as {\"template\":\"…\",\"payload\":{…}}")
        }
        try Self.checkNames(members)
        let message = NewMessage(
            template: try Self.requiredText(json, "template"), payload: try Self.payload(json),
            route: try Self.text(json, "route"), dedupeKey: try Self.text(json, "dedupe_key"),
            notBefore: try Self.time(json, "not_before"), notAfter: try Self.time(json, "not_after"),
            priority: try Self.priority(json))
        if let notBefore = message.notBefore, let notAfter = message.notAfter, notAfter < notBefore {
            throw Refusal("not_after: lies before not_before, so it would never be sent")
        }
        if let reason = plan.obstacle(template: message.template, route: message.route ?? "default") {
            throw Refusal(reason)
        }
        return message
    }

    // MARK: - Fields

    private static func checkNames(_ members: [JSONMember]) throws(Refusal) {
        var seen: Set<String> = []
        for member in members {
            let name = member.name
            guard seen.insert(name).inserted else { throw Refusal("\(Suggestion.quoted(name)) is written twice") }
            if names.contains(name) { continue }
            guard !foreignNames.contains(name) else {
                throw Refusal("\(name): is written by Carteiro or taken from the payload, not given")
            }
            let hint = nearest(to: name, among: names).map { "did you mean \($0)?" }
            throw Refusal(
                "unknown key \(Suggestion.quoted(name)): \(hint ?? "what a template uses belongs into the payload")")
        }
    }

    private static func text(_ json: JSON, _ name: String) throws(Refusal) -> String? {
        switch json[name] {
        case nil, .null: return nil
        case .string(let text)?:
            guard !text.isEmpty else { throw Refusal("\(name): is empty; leave it out instead") }
            guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                throw Refusal("\(name): has a control character in it")
            }
            return text
        default: throw Refusal("\(name): must be a text")
        }
    }

    private static func requiredText(_ json: JSON, _ name: String) throws(Refusal) -> String {
        guard let text = try text(json, name) else { throw Refusal("\(name): is missing") }
        return text
    }

    private static func payload(_ json: JSON) throws(Refusal) -> String {
        guard let payload = json["payload"] else { throw Refusal("payload: is missing") }
        guard case .object = payload else { throw Refusal("payload: must be a JSON object") }
        let text = payload.text
        guard text.utf8.count <= payloadLimit else { throw Refusal("payload: is larger than 64 KiB") }
        return text
    }

    private static func time(_ json: JSON, _ name: String) throws(Refusal) -> Int64? {
        guard let seconds = try integer(json, name, meaning: "Unix seconds, a whole number") else { return nil }
        guard seconds >= 0 else { throw Refusal("\(name): must not be negative") }
        guard seconds <= latestTime else {
            throw Refusal("\(name): must be in Unix seconds; these look like milliseconds")
        }
        return seconds
    }

    private static func priority(_ json: JSON) throws(Refusal) -> Int64? {
        let meaning = "a whole number from 0 (first) to 9 (last)"
        guard let priority = try integer(json, "priority", meaning: meaning) else { return nil }
        guard (0...9).contains(priority) else { throw Refusal("priority: must be \(meaning)") }
        return priority
    }

    private static func integer(_ json: JSON, _ name: String, meaning: String) throws(Refusal) -> Int64? {
        switch json[name] {
        case nil, .null: return nil
        case .number(let text)?:
            guard let number = Int64(text) else { throw Refusal("\(name): must be \(meaning)") }
            return number
        default: throw Refusal("\(name): must be \(meaning)")
        }
    }

    // MARK: - No JSON

    private static func refusal(_ error: JSONError, _ bytes: UnsafeBufferPointer<UInt8>) -> Refusal {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return Refusal("not UTF-8 but UTF-16; save the file as UTF-8")
        }
        guard String(validating: bytes, as: UTF8.self) == nil else { return Refusal("not JSON: \(error)") }
        let hint = "; it looks like Latin-1 (ISO 8859-1), so write it as UTF-8"
        return Refusal("not UTF-8" + (looksLikeLatin1(bytes) ? hint : ""))
    }

    /// Whether what lies outside of ASCII is letters of Latin-1 between ASCII, as in Portuguese, and never a pair of
    /// bytes as UTF-8 has them.
    private static func looksLikeLatin1(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for byte in bytes {
            if (0x80..<0xA0).contains(byte) || (previous >= 0xC2 && (0x80..<0xC0).contains(byte)) { return false }
            previous = byte
        }
        return true
    }
}

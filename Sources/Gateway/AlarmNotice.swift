package import Domain

/// What a webhook is told of an alarm; nothing in it is about a customer.
package struct AlarmNotice: Sendable {
    /// The alarm's stable word.
    package var kind: String
    /// `raised` or `cleared`.
    package var state: String
    /// Empty for what concerns the daemon as a whole.
    package var endpoint: String
    /// Why an endpoint is paused; empty for other alarms.
    package var reason: String
    /// One sentence for people.
    package var text: String
    package var since: Timestamp
    /// The same on every try.
    package var key: String
    /// What was measured, and the limit.
    package var figures: [(key: String, value: Int64)]

    package init(
        kind: String, state: String, endpoint: String, reason: String, text: String, since: Timestamp, key: String,
        figures: [(key: String, value: Int64)] = []
    ) {
        self.kind = kind
        self.state = state
        self.endpoint = endpoint
        self.reason = reason
        self.text = text
        self.since = since
        self.key = key
        self.figures = figures
    }

    /// For trying out a request.
    package static let sample = AlarmNotice(
        kind: "stalled", state: "raised", endpoint: "endpoint", reason: "reason", text: "text",
        since: Timestamp(seconds: 0), key: "key")

    /// The values that a request is made from: `{{text}}`, `{{message.key}}` and `{{payload.alarm.…}}`.
    package func context(at now: Timestamp) -> RequestContext {
        var members = [
            JSONMember("kind", .string(kind)), JSONMember("state", .string(state)),
            JSONMember("endpoint", .string(endpoint)), JSONMember("reason", .string(reason)),
            JSONMember("text", .string(text)), JSONMember("since", .integer(since.seconds)),
        ]
        members += figures.map { JSONMember($0.key, .integer($0.value)) }
        return RequestContext(
            to: Address(), text: text, messageID: 0, key: key,
            payload: .object([JSONMember("alarm", .object(members))]), now: now)
    }
}

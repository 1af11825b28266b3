import Domain
import Gateway
import Settings

/// What `send-test --json` prints.
struct TestReport {
    let target: EndpointSettings
    let letter: TestLetter
    let verdict: Verdict
    let exchanges: [Exchange]
    let notes: [String]

    init(
        _ target: EndpointSettings, _ letter: TestLetter, _ verdict: Verdict, _ exchanges: [Exchange], notes: [String]
    ) {
        self.target = target
        self.letter = letter
        self.verdict = verdict
        self.exchanges = exchanges
        self.notes = notes
    }

    var json: JSON {
        let redaction = exchanges.last?.redaction ?? target.plan.redaction
        return .object([
            JSONMember("endpoint", .string(target.endpoint.name)), JSONMember("to", .string(letter.recipient)),
            JSONMember("ok", .bool(verdict.outcome == .sent)), JSONMember("outcome", .string(verdict.outcome.rawValue)),
            JSONMember("reason", verdict.reason.isEmpty ? .null : .string(redaction.masked(verdict.reason))),
            JSONMember("provider_message_id", .optional(verdict.providerMessageID.map { redaction.masked($0) })),
            JSONMember("recipient", .optional(verdict.recipient.map { redaction.masked($0) })),
            JSONMember("notes", .array(notes.map { .string($0) })),
            JSONMember("exchanges", .array(exchanges.map(Self.json))),
        ])
    }

    private static func json(_ exchange: Exchange) -> JSON {
        let wire = WireText(exchange)
        var request = [JSONMember("method", .string(exchange.request.method)), JSONMember("url", .string(wire.url))]
        if let envelope = exchange.request.envelope {
            request = [
                JSONMember("url", .string(wire.url)), JSONMember("sender", .string(envelope.sender)),
                JSONMember("recipient", .string(envelope.recipient)),
            ]
        }
        request += [JSONMember("headers", fields(wire.fields)), JSONMember("body", body(wire.requestBody))]
        return .object([
            JSONMember("purpose", .string(exchange.purpose)), JSONMember("request", .object(request)),
            JSONMember("answer", exchange.result.map { answer($0, wire) } ?? .null),
            JSONMember("milliseconds", .integer(exchange.milliseconds)),
            JSONMember("meaning", .string(exchange.meaning)),
        ])
    }

    private static func answer(_ result: TransferResult, _ wire: WireText) -> JSON {
        var members = [
            JSONMember("status", result.reach == .answered ? .integer(result.status) : .null),
            JSONMember("failure", .optional(result.failure?.rawValue)),
            JSONMember("sent", .string(result.reach.rawValue)),
            JSONMember(
                "detail", result.detail.isEmpty ? .null : .string(wire.exchange.redaction.masked(result.detail))),
        ]
        if result.isMail {
            members.append(JSONMember("replies", .array(wire.answerHead(result).map { .string($0) })))
        } else {
            members.append(JSONMember("headers", fields(wire.answerFields(result))))
            members.append(JSONMember("body", body(wire.answerBody(result))))
        }
        return .object(members)
    }

    private static func fields(_ fields: [HeaderField]) -> JSON {
        .array(
            fields.map { .object([JSONMember("name", .string($0.name)), JSONMember("value", .string($0.value))]) })
    }

    private static func body(_ body: BodyText) -> JSON {
        if body.bytes.isEmpty { return .null }
        return body.json ?? .string(body.lines.joined(separator: "\n"))
    }
}

import Composer
import Domain

@testable import Gateway

/// A template written in a test.
func template(_ source: String) throws -> StrictTemplate {
    try StrictTemplate(source)
}

func field(_ name: String, _ source: String) throws -> TemplateField {
    TemplateField(name, try template(source))
}

/// A field of a form; a name that ends in `?` is optional.
func formField(_ name: String, _ source: String) throws -> BodyField {
    BodyField(
        name.hasSuffix("?") ? String(name.dropLast()) : name, .text(try template(source)),
        isOptional: name.hasSuffix("?"))
}

func member(_ name: String, _ source: String) throws -> BodyMember {
    BodyMember(name, .template(try template(source)))
}

/// A definition whose `text` request posts to a loopback address.
func definition(
    body: BodyDefinition? = nil, url: String = "http://127.0.0.1:9000/send", headers: [TemplateField] = [],
    query: [TemplateField] = [], with: [String: String] = [:], secrets: [String: Secret] = [:]
) throws -> GatewayDefinition {
    let request = RequestDefinition(url: try template(url), headers: headers, query: query, body: body)
    let id = IDRule.required([.json(try JSONPath(parsing: "id"))])
    return GatewayDefinition(with: with, secrets: secrets, requests: [.text: request], id: id)
}

func plan(_ definition: GatewayDefinition) throws -> GatewayPlan {
    try GatewayPlan(definition, version: "1.2.3")
}

/// What is wrong with a definition, in the order found.
func problems(of definition: GatewayDefinition) -> [GatewayProblem] {
    do throws(GatewayProblems) {
        _ = try GatewayPlan(definition, version: "1.2.3")
        return []
    } catch {
        return error.problems
    }
}

let now = Timestamp(seconds: 1_790_000_000)

func context(
    text: String = "Olá, Maria", payload: String = "{}", to: Address = Address(digits: "5511987654321"),
    subject: String? = nil, notAfter: Int64? = nil, key: String = "msg_42"
) throws -> RequestContext {
    RequestContext(
        to: to, text: text, subject: subject, messageID: 42, key: key, notAfterSeconds: notAfter,
        payload: try JSON.parse(payload), now: now
    )
}

/// A complete answer.
func answer(_ status: Int, _ body: String = "", headers: [String] = []) -> TransferResult {
    let lines = (["HTTP/1.1 \(status) Reason"] + headers).map { $0 + "\r\n" }.joined() + "\r\n"
    return TransferResult(
        reach: .answered, status: status, headerBytes: Array(lines.utf8), body: Array(body.utf8)
    )
}

/// A definition for judging: `success` by 2xx and `id` at `json:id` unless told otherwise.
func judge(
    success: SuccessRule = SuccessRule(), id: IDRule? = nil, recipient: [Extraction] = [], rules: [ClassifyRule] = []
) throws -> GatewayPlan {
    var definition = try definition()
    definition.success = success
    definition.recipient = recipient
    definition.rules = rules
    if let id { definition.id = id }
    return try plan(definition)
}

/// Splitmix64: the same cases on every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

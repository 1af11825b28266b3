import Composer
import Domain
import Testing

@testable import Gateway

@Suite("Whatever comes, nothing traps")
struct FuzzTests {
    /// Pieces that mean something to one of the readers, so that random texts get past their first characters.
    private static let pieces = [
        "json:", "header:", "text:", "client", "smtp:", ".", "..", "[", "]", "[0]", "[*]", "*", "\"", "\\", "(", ")",
        "?",
        "+", "a", "id", "é", "\u{301}", "\0", " ", " as ", "ms", "epoch", "2xx", "5", "99", "599", "-", "x", "xx", "{",
        "}",
        ":", "\n", "😀", "9999999999999999999999",
    ]

    private static func text(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...8, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    @Test("Parsers either read a text or say what is wrong with it")
    func parsers() {
        var random = SeededGenerator(state: 20_261_110)
        var read = 0
        for _ in 0..<20_000 {
            let text = Self.text(&random)
            read += attempt { _ = try StatusPattern(parsing: text) }
            read += attempt { _ = try JSONPath(parsing: text) }
            read += attempt { _ = try Extraction(parsing: text) }
            read += attempt { _ = try NumberRange(parsing: text) }
            read += attempt { _ = try RetrySource(parsing: text) }
        }
        #expect(read > 1000)
    }

    /// 1 if the text was read, 0 if it was refused with a sentence.
    private func attempt(_ parse: () throws -> Void) -> Int {
        do {
            try parse()
            return 1
        } catch {
            let message = (error as? GatewaySyntaxError)?.message ?? ""
            #expect(!message.isEmpty && !message.contains("\n"))
            return 0
        }
    }

    private static let bodies = [
        "{\"id\":\"A1\"}", "{\"id\":1,\"error\":{\"retry_after\":-1e999,\"code\":131026}}", "[{\"id\":null},[],{}]",
        "<html>",
        "{\"list\":[{\"id\":\"x\"}]}", "0: Accepted", String(repeating: "[", count: 500), "\"id\"",
    ]

    /// A known body with some of its bytes changed, cut off or put in, or nothing but random bytes.
    private static func body(_ random: inout SeededGenerator) -> [UInt8] {
        guard Int.random(in: 0..<4, using: &random) > 0 else {
            return (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
        }
        var bytes = Array((bodies.randomElement(using: &random) ?? "").utf8)
        for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.removeSubrange(place...)
            default: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
            }
        }
        return bytes
    }

    private static func result(_ random: inout SeededGenerator) -> TransferResult {
        let names = ["Retry-After", "X-Id", "X-RateLimit-Reset", "x", ""]
        let values = [
            "3", "-9", "1e999", "99999999999999999999", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 99-Xyz--1 1:1:1 GMT",
        ]
        var headers = Array("HTTP/1.1 200 OK\r\n".utf8)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            headers +=
                "\(names.randomElement(using: &random) ?? ""): \(values.randomElement(using: &random) ?? "")\r\n".utf8
            if Bool.random(using: &random) { headers.append(UInt8.random(in: .min ... .max, using: &random)) }
        }
        let statuses = [200, 201, 204, 301, 400, 404, 429, 503, 0, -1, 99, 600, .max, .min]
        return TransferResult(
            reach: [.answered, .answered, .answered, .maybeSent, .notSent].randomElement(using: &random) ?? .answered,
            status: statuses.randomElement(using: &random) ?? 200, headerBytes: headers, body: body(&random),
            truncated: Bool.random(using: &random),
            failure: Int.random(in: 0..<4, using: &random) == 0
                ? TransportFailure.allCases.randomElement(using: &random) : nil
        )
    }

    @Test("Judging and keeping any answer ends with a word for it")
    func judging() throws {
        var random = SeededGenerator(state: 7)
        let path = try JSONPath(parsing: "error.code")
        let sources = ["header:X-RateLimit-Reset as epoch", "json:error.retry_after as ms", "header:x as epoch-ms"]
        let plan = try judge(
            success: SuccessRule(require: [JSONCondition(path: try JSONPath(parsing: "error"), test: .exists(false))]),
            id: .required([
                .json(try JSONPath(parsing: "id")), .json(try JSONPath(parsing: "[*].*")), .header("X-Id"),
                .text(try Pattern("^([03]): ")),
            ]),
            recipient: [.json(try JSONPath(parsing: "list[*].id"))],
            rules: [
                ClassifyRule(
                    when: Conditions(json: [JSONCondition(path: path, test: .range(NumberRange(lower: 1, upper: nil)))]
                    ),
                    outcome: .rejected),
                ClassifyRule(
                    when: Conditions(http: [StatusPattern(400...599)], body: [.json]), outcome: .throttled,
                    retry: .from(
                        try sources.map { try RetrySource(parsing: $0) }, minMilliseconds: -5, maxMilliseconds: .max)),
                ClassifyRule(when: Conditions(text: [try Pattern("(?i)<h")]), outcome: .down, reason: "html"),
            ])
        var outcomes: Set<Outcome> = []
        for _ in 0..<20_000 {
            let result = Self.result(&random)
            let moment = Timestamp(milliseconds: [0, now.milliseconds, .max, .min].randomElement(using: &random) ?? 0)
            let verdict = plan.judge(result, now: moment)
            outcomes.insert(verdict.outcome)
            #expect(verdict.reason.isEmpty == (verdict.outcome == .sent))
            #expect((0...RetryHint.limitMilliseconds).contains(verdict.retryAfterMilliseconds ?? 0))
            #expect(plan.redaction.excerpt(of: result, limit: 64).utf8.count <= 64)
            if result.reach == .notSent { #expect(verdict.outcome != .sent && verdict.outcome != .uncertain) }
        }
        #expect(outcomes == [.sent, .retry, .throttled, .down, .rejected, .misconfigured, .uncertain])
    }

    @Test("A body is JSON with the same members, whatever a message holds")
    func bodies() throws {
        var random = SeededGenerator(state: 99)
        let tree = BodyTree.object([
            try member("a", "{{payload.x}}"), try member("text", "{{text}}"),
            try member("mixed", "<{{text}}>{{payload.y}}"),
            BodyMember("in", .object([try member("x", "{{payload.x}}"), try member("y", "{{payload.y}}")])),
        ])
        let plan = try plan(definition(body: .json(tree, omitNull: true)))
        for _ in 0..<5000 {
            let text = Self.text(&random)
            let inner = Self.text(&random)
            var context = try context(text: text)
            context.payload = .object([JSONMember("y", .string(inner))])
            if Bool.random(using: &random) {
                context.payload = .object([JSONMember("y", .string(inner)), JSONMember("x", .array([.string(text)]))])
            }
            let parsed = try JSON.parse(try plan.request(for: .text, context).body ?? [])
            #expect(parsed["text"] == .string(text))
            #expect(parsed["mixed"] == .string("<\(text)>\(inner)"))
            #expect(parsed["in"]?["y"] == .string(inner))
            #expect(parsed["a"] == context.payload["x"])
            #expect(parsed["in"]?["x"] == context.payload["x"])
        }
    }
}

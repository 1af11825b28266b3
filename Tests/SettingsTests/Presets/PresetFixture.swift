import Composer
import Domain
import Foundation
import Gateway
import Testing

@testable import Settings

/// A shipped preset, and what its gateway is known to take and to answer: `Fixtures/presets/NAME.json`.
struct PresetFixture {
    /// The shipped ones alone.
    static let store = PresetStore(baseDirectory: "/nowhere", program: Fixture.project + "/.build/debug/x")
    static let names = store.names
    static let now = Timestamp(seconds: 1_790_000_000)

    let name: String
    let json: JSON

    init(_ name: String) throws {
        self.name = name
        let path = Fixture.folder + "/presets/\(name).json"
        json = try JSON.parse(String(contentsOfFile: path, encoding: .utf8))
    }

    // MARK: - The plan

    /// The names after `secrets:` in the preset.
    static func secrets(of preset: String) throws -> [String] {
        let text = try #require(try Self.store.file(named: preset)?.text)
        let line = text.split(separator: "\n").first { $0.hasPrefix("secrets: [") } ?? "secrets: []"
        return line.dropFirst("secrets: [".count).dropLast().split(separator: ",")
            .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"?")) }.filter { !$0.isEmpty }
    }

    /// A configuration with one endpoint of a preset.
    static func configuration(_ preset: String, with: [(String, JSON)], secrets: [String]) -> String {
        let values = with.map { "\($0.0): \($0.1.text)" }.joined(separator: ", ")
        let places = secrets.map { "\($0): {env: \($0)}" }.joined(separator: ", ")
        return Fixture.smallest.replacing(
            """
                channel: whatsapp
                request: {text: {url: "http://127.0.0.1:9000/send", json: {to: "{{to.digits}}", text: "{{text}}"}}}
                id: [json:id]
            """,
            with: """
                    preset: \(preset)
                    with: {\(values)}
                    secrets: {\(places)}
                """)
    }

    /// What the secrets are.
    ///
    /// - Parameter isForger: whether they are others than those that the fixtures are made with.
    func secrets(isForger: Bool = false) throws -> [(name: String, value: String)] {
        let given = json["secrets"]?.members ?? []
        return try Self.secrets(of: name).map { name in
            let own = given.first { $0.name == name }?.value.string
            guard isForger else { return (name, own ?? "planted-\(name)") }
            return (name, own == nil ? "forged-\(name)" : "whsec_Zm9yZ2VkIGtleSwgb2YgbWFueSBiLg==")
        }
    }

    func plan(isForger: Bool = false) throws -> GatewayPlan {
        let secrets = try secrets(isForger: isForger)
        let yaml = Self.configuration(
            name, with: (json["with"]?.members ?? []).map { ($0.name, $0.value) }, secrets: secrets.map(\.name))
        let result = Settings.load(
            yaml: yaml, file: "carteiro.yaml", baseDirectory: Fixture.folder,
            environment: Dictionary(uniqueKeysWithValues: secrets.map { ($0.name, $0.value) }), version: "1.2.3")
        #expect(result.lines.filter { $0.contains(" error: ") } == [], "\(name)")
        return try #require(result.settings?.endpoints.first?.plan)
    }

    // MARK: - The message

    static let document = Attachment(
        name: "boleto.pdf", type: "application/pdf", bytes: Array("%PDF-1.4 boleto".utf8),
        url: "https://isp.example/boleto.pdf")
    static let picture = Attachment(name: "pix.png", type: "image/png", bytes: Array("PNG".utf8))

    private static let pix =
        "00020126420014br.gov.bcb.pix0120cobranca@example.com5204000053039865406129.905802BR5911FIBRA NORTE6005BELEM"
        + "62060502F163047B4F"

    /// The message that the fixtures are about; `case` is a key of `requests`, or `text`.
    func context(_ case: String = "text") throws -> RequestContext {
        let texts = ["pix": Self.pix, "qr": Self.pix, "line": "00190500954014481606906809350314737370000012990"]
        let files = [
            "document": Self.document, "attached": Self.document, "template-document": Self.document,
            "qr": Self.picture,
        ]
        return RequestContext(
            to: Address(digits: "5511987654321", email: "maria@example.com"), part: Self.part(`case`),
            text: texts[`case`] ?? "Olá, Maria", subject: "Fatura de novembro",
            html: `case` == "plain" ? nil : "<p>Olá</p>", messageID: 42, key: "msg_42",
            notAfterSeconds: 1_795_000_000,
            payload: try JSON.parse(
                """
                {"customer":{"id":"C-1","name":"MARIA","email":"maria@example.com"},
                "invoice":{"id":"F-1","amount":"129.90"}}
                """),
            now: Self.now, file: files[`case`], capturedAddress: json["requests"]?[`case`]?["captured"]?.string,
            approved: ApprovedTemplate(
                name: json["approved"]?.string ?? "fatura_vencida", language: "pt_BR", parameters: ["Maria", "129,90"]),
            callbackURL: `case` == "unheard" ? nil : "https://carteiro.example/hooks/gateway")
    }

    static func part(_ case: String) -> PartKind { PartKind(rawValue: `case`) ?? .text }

    // MARK: - Answers

    /// What a fixture's answer is as a result.
    static func result(_ answer: JSON) -> TransferResult {
        if let replies = answer["replies"]?.elements.map({ $0.string ?? "" }) {
            return TransferResult(
                reach: .answered, status: answer["smtp"]?.integer ?? 0,
                headerBytes: Array(replies.map { $0 + "\r\n" }.joined().utf8), body: Array((replies.last ?? "").utf8),
                isMail: true)
        }
        let status = answer["status"]?.integer ?? 0
        let headers = (answer["headers"]?.elements ?? []).map { ($0.string ?? "") + "\r\n" }.joined()
        return TransferResult(
            reach: .answered, status: status, headerBytes: Array("HTTP/1.1 \(status) X\r\n\(headers)\r\n".utf8),
            body: Array((answer["body"]?.string ?? "").utf8))
    }

    static func check(_ verdict: Verdict, _ expected: JSON, _ comment: String) {
        #expect(verdict.outcome.rawValue == expected["outcome"]?.string, "\(comment): \(expected.text)")
        if let reason = expected["reason"]?.string { #expect(verdict.reason == reason, "\(comment): \(expected.text)") }
    }
}

extension JSON {
    var members: [JSONMember] {
        if case .object(let members) = self { members } else { [] }
    }

    var elements: [JSON] {
        if case .array(let elements) = self { elements } else { [] }
    }

    var integer: Int? { scalarText.flatMap { Int($0) } }
}

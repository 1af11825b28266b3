import Composer
import Domain
import Foundation
import Gateway
import Testing

@testable import Settings

/// Every shipped preset against what its gateway is known to take and to answer.
@Suite("Presets")
struct PresetTests {
    static let names = PresetStore(baseDirectory: "/nowhere", program: Fixture.project + "/.build/debug/x").names

    /// A configuration with one endpoint of a preset.
    private static func configuration(_ preset: String, with: [(String, String)], secrets: [String]) -> String {
        let values = with.map { "\($0.0): \"\($0.1)\"" }.joined(separator: ", ")
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

    private static func load(_ yaml: String, secrets: [String]) -> LoadResult {
        Settings.load(
            yaml: yaml, file: "carteiro.yaml", baseDirectory: Fixture.folder,
            environment: Dictionary(uniqueKeysWithValues: secrets.map { ($0, "planted-\($0)") }), version: "1.2.3")
    }

    /// The names after `secrets:` in a preset.
    private static func secrets(of preset: String) throws -> [String] {
        let store = PresetStore(baseDirectory: "/nowhere", program: Fixture.project + "/.build/debug/x")
        let text = try #require(try store.file(named: preset)?.text)
        let line = text.split(separator: "\n").first { $0.hasPrefix("secrets: [") } ?? "secrets: []"
        return line.dropFirst("secrets: [".count).dropLast().split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func fixture(_ name: String) throws -> JSON {
        try JSON.parse(String(contentsOfFile: Fixture.folder + "/presets/\(name).json", encoding: .utf8))
    }

    private static func plan(_ name: String) throws -> GatewayPlan {
        let secrets = try secrets(of: name)
        let with = try fixture(name)["with"].map(members) ?? []
        let yaml = configuration(
            name, with: with.map { ($0.name, $0.value.string ?? "") }, secrets: secrets)
        let result = load(yaml, secrets: secrets)
        #expect(result.lines.filter { $0.contains(" error: ") } == [], "\(name)")
        return try #require(result.settings?.endpoints.first?.plan)
    }

    private static func members(_ json: JSON) -> [JSONMember] {
        if case .object(let members) = json { members } else { [] }
    }

    private static func elements(_ json: JSON?) -> [JSON] {
        if case .array(let elements)? = json { elements } else { [] }
    }

    private static var context: RequestContext {
        get throws {
            RequestContext(
                to: Address(digits: "5511987654321", email: "maria@example.com"), text: "Olá, Maria",
                subject: "Fatura de novembro", html: "<p>Olá</p>", messageID: 42, key: "msg_42",
                notAfterSeconds: 1_795_000_000,
                payload: try JSON.parse(
                    #"{"customer":{"id":"C-1","name":"MARIA","email":"maria@example.com"},"invoice":{"id":"F-1"}}"#),
                now: now)
        }
    }

    private static let now = Timestamp(seconds: 1_790_000_000)

    @Test("Each has its request", arguments: names)
    func request(name: String) throws {
        let fixture = try #require(try Self.fixture(name)["request"])
        let request = try Self.plan(name).request(for: .text, try Self.context)
        #expect(request.method == fixture["method"]?.string)
        #expect(request.url == fixture["url"]?.string)
        for member in fixture["headers"].map(Self.members) ?? [] {
            let header = request.headers.first { $0.name.lowercased() == member.name.lowercased() }
            #expect(header?.value == member.value.string, "\(member.name)")
        }
        let body = String(decoding: request.body ?? [], as: UTF8.self)
        if let json = fixture["json"] {
            #expect(try JSON.parse(body) == json)
        } else if let form = fixture["form"] {
            let pairs = body.split(separator: "&").map { pair in
                pair.split(separator: "=", maxSplits: 1).map {
                    $0.replacing("+", with: " ").removingPercentEncoding ?? ""
                }
            }
            #expect(pairs == Self.elements(form).map { Self.elements($0).map { $0.string ?? "" } })
        } else {
            #expect(request.body == nil)
        }
    }

    @Test("Each understands its gateway's answers", arguments: names)
    func answers(name: String) throws {
        let plan = try Self.plan(name)
        let answers = Self.elements(try Self.fixture(name)["answers"])
        #expect(answers.count >= 3)
        for answer in answers {
            let status = answer["status"]?.scalarText.flatMap { Int($0) } ?? 0
            let headers = Self.elements(answer["headers"]).map { ($0.string ?? "") + "\r\n" }.joined()
            let result = TransferResult(
                reach: .answered, status: status, headerBytes: Array("HTTP/1.1 \(status) X\r\n\(headers)\r\n".utf8),
                body: Array((answer["body"]?.string ?? "").utf8))
            let verdict = plan.judge(result, now: Self.now, clientID: "msg_42")
            #expect(verdict.outcome.rawValue == answer["outcome"]?.string, "\(name): \(answer.text)")
            if let reason = answer["reason"]?.string { #expect(verdict.reason == reason, "\(answer.text)") }
            if let id = answer["id"]?.string { #expect(verdict.providerMessageID == id, "\(answer.text)") }
        }
    }

    @Test("None shows a secret in what it would have logged", arguments: names)
    func secrecy(name: String) throws {
        let plan = try Self.plan(name)
        let echo = try Self.secrets(of: name).map { "planted-\($0)" }.joined(separator: " ")
        let result = TransferResult(reach: .answered, status: 500, headerBytes: [], body: Array(echo.utf8))
        #expect(!plan.redaction.excerpt(of: result, limit: 512).contains("planted"))
    }

    @Test("Each begins with what it is for, and names where its facts come from", arguments: names)
    func comment(name: String) throws {
        let store = PresetStore(baseDirectory: "/nowhere", program: Fixture.project + "/.build/debug/x")
        let file = try #require(try store.file(named: name))
        #expect(file.summary.hasSuffix(".") && file.summary.count > 12)
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= 120 }, "\(lines.filter { $0.count > 120 })")
        #expect(lines.prefix { $0.hasPrefix("#") }.count >= 3)
    }

    // MARK: - Using them

    @Test("What the endpoint says wins, and its rules come first")
    func precedence() throws {
        let yaml = Self.configuration("wuzapi", with: [("url", "http://gw.example")], secrets: ["token"])
            .replacing(
                "preset: wuzapi",
                with: """
                    preset: wuzapi
                        channel: sms
                        timeout: 5s
                        classify:
                          - {when: {http: 500, json: {path: error, regex: "No session"}}, outcome: misconfigured, reason: own}
                    """)
        let settings = try #require(Self.load(yaml, secrets: ["token"]).settings)
        let endpoint = try #require(settings.endpoints.first)
        #expect(endpoint.endpoint.channel == .sms)
        #expect(try endpoint.plan.request(for: .text, try Self.context).timeoutMilliseconds == 5_000)
        let judge = { (body: String) in
            endpoint.plan.judge(
                TransferResult(reach: .answered, status: 500, headerBytes: [], body: Array(body.utf8)), now: Self.now,
                clientID: "x")
        }
        #expect(judge(#"{"error":"No session"}"#).reason == "own")
        #expect(judge(#"{"error":"error 463"}"#).reason == "reachout-timelock")
    }

    @Test("What a preset asks for and is not given is named, with the endpoint's line")
    func missing() {
        let result = Self.load(
            Self.configuration("evolution-v2", with: [("url", "http://gw"), ("instanc", "x")], secrets: []),
            secrets: [])
        let errors = result.lines.filter { $0.contains("error") }
        #expect(
            errors.contains { $0.hasPrefix("carteiro.yaml:7 error: endpoints.gateway.secrets.key is missing") },
            "\(errors)")
        #expect(errors.contains { $0.hasPrefix("carteiro.yaml:7 error: endpoints.gateway.with.instance is missing") })
        #expect(errors.contains { $0.contains("with.instanc is no parameter of the preset evolution-v2") })
    }

    @Test("An unknown preset is named with the nearest one")
    func unknown() {
        let result = Self.load(Self.configuration("evolution-2", with: [], secrets: []), secrets: [])
        #expect(
            result.lines.contains {
                $0 == "carteiro.yaml:8 error: endpoints.gateway.preset is \"evolution-2\", and there is no such preset "
                    + "(did you mean evolution-v2?)"
            }, "\(result.lines)")
    }

    @Test("What is wrong in a preset is named with its own file and line")
    func faulty() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "presets-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "presets"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "templates"), withDestinationURL: URL(filePath: Fixture.folder + "/templates"))
        let preset = """
            # My own gateway.
            channel: whatsapp
            request:
              text: {url: "http://127.0.0.1/{{nothing}}"}
            id: [json:id]
            classify:
              - {when: {http: 9xx}, outcome: rejected}
              - {when: {http: 400}, outcome: impossible}
            colour: red
            receipts: {}
            """
        try preset.write(to: folder.appending(path: "presets/mine.yaml"), atomically: true, encoding: .utf8)
        let result = Settings.load(
            yaml: Self.configuration("mine", with: [], secrets: []), file: "carteiro.yaml", baseDirectory: folder.path,
            environment: [:], version: "1")
        let errors = result.problems.filter { $0.severity == .error }
        #expect(errors.allSatisfy { $0.file == folder.path + "/presets/mine.yaml" }, "\(result.lines)")
        #expect(errors.map(\.line) == [4, 7, 8, 9, 10])
    }
}

import Composer
import Domain
import Foundation
import Gateway
import Testing

@testable import Settings

/// Every shipped preset against what its gateway is known to take and to answer.
@Suite("Presets")
struct PresetTests {
    private static let now = PresetFixture.now

    private static func configuration(_ preset: String, with: [(String, String)], secrets: [String]) -> String {
        PresetFixture.configuration(preset, with: with.map { ($0.0, .string($0.1)) }, secrets: secrets)
    }

    private static func load(_ yaml: String, secrets: [String]) -> LoadResult {
        Settings.load(
            yaml: yaml, file: "carteiro.yaml", baseDirectory: Fixture.folder,
            environment: Dictionary(uniqueKeysWithValues: secrets.map { ($0, "planted-\($0)") }), version: "1.2.3")
    }

    private static var context: RequestContext {
        get throws { try PresetFixture("webhook").context() }
    }

    @Test("None shows a secret in what it would have logged", arguments: PresetFixture.names)
    func secrecy(name: String) throws {
        let fixture = try PresetFixture(name)
        let secrets = try fixture.secrets().map(\.value)
        let echo = Array(secrets.joined(separator: " ").utf8)
        let result = TransferResult(reach: .answered, status: 500, headerBytes: [], body: echo)
        let excerpt = try fixture.plan().redaction.excerpt(of: result, limit: 512)
        for secret in secrets { #expect(!excerpt.contains(secret)) }
    }

    @Test("Each begins with what it is for, and names where its facts come from", arguments: PresetFixture.names)
    func comment(name: String) throws {
        let file = try #require(try PresetFixture.store.file(named: name))
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
        let (folder, result) = try Self.load(own: preset, with: [], secrets: [])
        let errors = result.problems.filter { $0.severity == .error }
        #expect(errors.allSatisfy { $0.file == folder + "/presets/mine.yaml" }, "\(result.lines)")
        #expect(errors.map(\.line) == [4, 7, 8, 9, 10, 10])
    }

    /// Loads a configuration whose endpoint has a preset of its own folder, `mine`.
    private static func load(
        own preset: String, with: [(String, String)], secrets: [String]
    ) throws -> (folder: String, result: LoadResult) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "presets-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "presets"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "templates"), withDestinationURL: URL(filePath: Fixture.folder + "/templates"))
        try preset.write(to: folder.appending(path: "presets/mine.yaml"), atomically: true, encoding: .utf8)
        let result = Settings.load(
            yaml: configuration("mine", with: with, secrets: secrets), file: "carteiro.yaml",
            baseDirectory: folder.path,
            environment: Dictionary(uniqueKeysWithValues: secrets.map { ($0, "planted-\($0)") }), version: "1.2.3")
        return (folder.path, result)
    }

    // MARK: - One that nobody has

    /// A gateway with the ways of seven real ones: a token in its path, a form, an answer within the answer, a 401 that
    /// means the phone, a 500 that means the number, a 409 that means it was taken, a wait told as a moment.
    private static let invented = """
        # A gateway that nobody has.
        channel: whatsapp
        with: {url: required, line: "1"}
        secrets: [token, key]
        request:
          defaults: {method: POST, headers: {X-Key: "{{secret.key}}"}}
          text:
            url: "{{with.url}}/{{secret.token}}/send"
            query: {line: "{{with.line}}"}
            form: {to: "+{{to.digits}}", body: "{{text}}", ref: "{{client_id}}"}
        success: {http: [2xx], require: [{path: result.code, in: [0, queued]}]}
        id: [json:result.id, "json:items[0].*.id", header:X-Id]
        classify:
          - {when: {http: 409}, outcome: sent, reason: taken-before}
          - {when: {http: 2xx, json: {path: result.code, range: 400-499}}, outcome: rejected, reason: not-on-whatsapp}
          - {when: {http: 2xx, json: {path: result.code, equals: 900}}, outcome: misconfigured, reason: refused}
          - {when: {http: 401, body: json}, outcome: down, reason: phone-gone}
          - {when: {http: 500, text: "(?i)not registered"}, outcome: rejected, reason: not-on-whatsapp}
          - when: {http: 429}
            outcome: throttled
            reason: too-fast
            retry: {from: ["header:X-Until as epoch", "json:wait as ms"], min: 5s, max: 1h}
        """

    @Test("A gateway with the ways of many is described in YAML alone, and works")
    func inventedGateway() throws {
        let loaded = try Self.load(
            own: Self.invented, with: [("url", "https://gw.example")], secrets: ["token", "key"])
        #expect(loaded.result.lines.filter { $0.contains(" error: ") } == [])
        let plan = try #require(loaded.result.settings?.endpoints.first?.plan)
        let request = try plan.request(for: .text, try Self.context)
        #expect(request.url == "https://gw.example/planted-token/send?line=1")
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self)
                == "to=%2B5511987654321&body=Ol%C3%A1%2C%20Maria&ref=msg_42")
        let judge = { (status: Int, body: String, header: String) in
            plan.judge(
                TransferResult(
                    reach: .answered, status: status,
                    headerBytes: Array("HTTP/1.1 \(status) X\r\nContent-Type: text/html\r\n\(header)\r\n".utf8),
                    body: Array(body.utf8)), now: Self.now, clientID: "msg_42")
        }
        #expect(judge(200, #"{"result":{"code":0,"id":"a"}}"#, "").providerMessageID == "a")
        #expect(judge(200, #"{"result":{"code":"queued"},"items":[{"x@y":{"id":"b"}}]}"#, "").providerMessageID == "b")
        #expect(judge(202, #"{"result":{"code":0}}"#, "X-Id: c\r\n").providerMessageID == "c")
        #expect(judge(200, #"{"result":{"code":0}}"#, "").outcome == .uncertain)
        #expect(judge(200, #"{"result":{"code":404}}"#, "").reason == "not-on-whatsapp")
        #expect(judge(200, #"{"result":{"code":900}}"#, "").outcome == .misconfigured)
        #expect(judge(401, #"{"error":"phone"}"#, "").outcome == .down)
        #expect(judge(401, "<html>no</html>", "").outcome == .misconfigured)
        #expect(judge(500, "Number not REGISTERED", "").reason == "not-on-whatsapp")
        #expect(judge(500, "oops", "").outcome == .retry)
        #expect(judge(409, "", "").outcome == .sent)
        #expect(judge(429, "", "X-Until: 1790000060\r\n").retryAfterMilliseconds == 60_000)
        #expect(judge(429, #"{"wait":1500}"#, "").retryAfterMilliseconds == 5_000)
        #expect(judge(418, "", "").outcome == .misconfigured)
    }
}

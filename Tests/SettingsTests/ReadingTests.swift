import Composer
import Domain
import Foundation
import Gateway
import Testing

@testable import Settings

@Suite("What a configuration says")
struct ReadingTests {
    private func context(_ text: String = "Oi") -> RequestContext {
        RequestContext(
            to: Address(digits: "5511987654321"), text: text, messageID: 7, key: "k-1",
            payload: .object([]), now: Timestamp(milliseconds: 0))
    }

    /// The settings of the smallest configuration with changes.
    private func settings(replacing old: String, with new: String) throws -> Settings {
        let yaml = Fixture.smallest.replacing(old, with: new)
        #expect(yaml != Fixture.smallest)
        let result = Fixture.load(yaml)
        #expect(result.lines == [])
        return try #require(result.settings)
    }

    private func endpoint(_ keys: String) throws -> EndpointSettings {
        let settings = try settings(replacing: "    id: [json:id]", with: "    id: [json:id]\n    \(keys)")
        return try #require(settings.endpoints.first)
    }

    @Test("the smallest configuration loads with safe defaults")
    func smallest() throws {
        let result = Fixture.load(Fixture.smallest)
        #expect(result.lines == [])
        let settings = try #require(result.settings)
        #expect(settings.company.cnpj == "11.222.333/0001-81")
        #expect(settings.company.hours == "seg a sex, 8h às 18h")
        #expect(settings.databasePath == Fixture.folder + "/outbox.db")
        #expect(settings.timeZone == "America/Sao_Paulo")
        #expect(settings.routes == ["default": ["gateway"]])
        #expect(settings.retention == Retention())
        #expect(settings.log == LogSettings(format: .logfmt, level: .info))
        #expect(settings.drainMilliseconds == 20_000)
        #expect(settings.templates.names == ["overdue"])
        let gateway = try #require(settings.endpoints.first)
        #expect(gateway.endpoint == Endpoint(name: "gateway", channel: .whatsapp))
        let request = try gateway.plan.request(for: .text, context("Oi \"Ana\""))
        #expect(request.url == "http://127.0.0.1:9000/send")
        #expect(request.method == "POST")
        #expect(request.timeoutMilliseconds == 30_000)
        #expect(request.options == ConnectionOptions())
        let body = request.body.map { String(decoding: $0, as: UTF8.self) }
        #expect(body == #"{"to":"5511987654321","text":"Oi \"Ana\""}"#)
        #expect(request.headers.contains(HeaderField("User-Agent", "carteiro/1.2.3")))
    }

    @Test("the contract's own words load")
    func contract() throws {
        let yaml = """
            company: {name: Fibra Norte, legal_name: Fibra Norte Telecom Ltda, cnpj: 11.222.333/0001-81, \
            address: "Rua A, 1, Belém, PA", contact: "(91) 3333-4444", hours: "seg a sex, 8h às 18h"}
            database: outbox.db            # relative to this file
            templates: templates
            delivery_window: always        # or {weekdays: 08:00-20:00, saturday: 08:00-14:00, \
            sunday: closed, holidays: closed}
            frequency_cap: none            # or {per_customer: [1/day, 3/week], min_gap: 20h}
            endpoints:
              gateway:
                channel: whatsapp
                request: {text: {url: "http://127.0.0.1:9000/send", json: {to: "{{to.digits}}", text: "{{text}}"}}}
                id: [json:id]
            routes: {default: [gateway]}
            """
        #expect(Fixture.load(yaml).lines == [])
    }

    @Test("every limit of an endpoint is read")
    func limits() throws {
        let key = "\(NSTemporaryDirectory())/carteiro-key-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: Fixture.folder + "/ca.pem", toPath: key)
        defer { try? FileManager.default.removeItem(atPath: key) }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        let keys = """
            concurrency: 4
                rate_limit: [5/s, 100/hour]
                pacing: 500ms
                timeout: 1m
                connect_timeout: 2s
                retry: {first: 1s, max: 2d, tries: 3}
                breaker: {failures: 2, first: 1m, max: 1h}
                on_uncertain: hold
                proxy: "http://u:{{secret.key}}@proxy.example:3128"
                secrets: {key: {env: GATEWAY_KEY}}
                tls: {ca: ca.pem, certificate: ./templates/../ca.pem, key: \(key)}
            """
        let gateway = try endpoint(keys)
        #expect(
            gateway.endpoint
                == Endpoint(
                    name: "gateway", channel: .whatsapp, concurrency: 4,
                    rateLimits: [
                        RateLimit(count: 5, periodMilliseconds: 1000),
                        RateLimit(count: 100, periodMilliseconds: 3_600_000),
                    ],
                    pacing: Pacing(minMilliseconds: 500, maxMilliseconds: 500),
                    retry: RetryPolicy(firstMilliseconds: 1000, maxMilliseconds: 172_800_000, tries: 3),
                    breaker: BreakerPolicy(failures: 2, firstMilliseconds: 60_000, maxMilliseconds: 3_600_000),
                    onUncertain: .hold))
        let request = try gateway.plan.request(for: .text, context())
        #expect(request.timeoutMilliseconds == 60_000)
        let pem = Fixture.folder + "/ca.pem"
        #expect(
            request.options
                == ConnectionOptions(
                    caFile: pem, clientCertificate: pem, clientKey: URL(filePath: key).standardized.path,
                    proxy: "http://u:planted-7f3a-variable@proxy.example:3128", connectTimeoutMilliseconds: 2000))
    }

    @Test("one wait that is written makes the other give way")
    func waits() throws {
        #expect(try endpoint("retry: {max: 5s}").endpoint.retry.firstMilliseconds == 5000)
        #expect(try endpoint("retry: {first: 2h}").endpoint.retry.maxMilliseconds == 7_200_000)
        #expect(
            try endpoint("timeout: 5s").plan.request(for: .text, context()).options.connectTimeoutMilliseconds == 5000)
    }

    @Test("a request's own keys win over the defaults, header names without regard to case")
    func defaults() throws {
        let request = """
            request:
                  defaults: {method: PUT, url: "http://h/a", headers: {X-One: "1", X-Two: "2"}, query: {a: "1"},
                    omit_null: true}
                  text: {json: {a: null, b: 010, c: yes, d: 1.10, e: "true", f: true, g: [12:30, 7]}}
                  line: {url: "http://h/b", method: GET, headers: {x-one: "3"}, query: {a: "2"}}
                  pix: {method: POST, form: {to: "{{to.e164}}", text: "{{text}}"}}
                # request:
            """
        let settings = try settings(replacing: "request:", with: request)
        let plan = try #require(settings.endpoints.first).plan
        let text = try plan.request(for: .text, context())
        #expect(text.method == "PUT")
        #expect(text.url == "http://h/a?a=1")
        #expect(
            text.body.map { String(decoding: $0, as: UTF8.self) }
                == #"{"b":"010","c":"yes","d":1.10,"e":"true","f":true,"g":["12:30",7]}"#)
        let line = try plan.request(for: .line, context())
        #expect(line.method == "GET")
        #expect(line.url == "http://h/b?a=2")
        #expect(line.body == nil)
        #expect(line.headers.filter { $0.name.lowercased().hasPrefix("x-") }.map(\.value) == ["2", "3"])
        let pix = try plan.request(for: .pix, context("a b"))
        #expect(pix.body.map { String(decoding: $0, as: UTF8.self) } == "to=%2B5511987654321&text=a%20b")
    }

    @Test("secrets reach the request from a credential, the environment and a file")
    func secrets() throws {
        let keys = """
            secrets: {a: {credential: gateway_key}, b: {env: GATEWAY_KEY}, c: {file: credentials/gateway_key}}
                auth: {bearer: "{{secret.a}} {{secret.b}} {{secret.c}}"}
                signing: {credential: gateway_signing}
            """
        let yaml = Fixture.smallest.replacing("    id: [json:id]", with: "    id: [json:id]\n    \(keys)")
        let gateway = try #require(Fixture.load(yaml).settings?.endpoints.first)
        let headers = try gateway.plan.request(for: .text, context()).headers
        let token = "planted-7f3a-credential planted-7f3a-variable planted-7f3a-credential"
        #expect(headers.contains(HeaderField("Authorization", "Bearer \(token)")))
        #expect(headers.contains { $0.name == "webhook-signature" })
    }

    @Test("rules: conditions of a list are alternatives, those of a mapping hold together")
    func rules() throws {
        let keys = """
            classify:
                  - {when: {json: [{path: a, equals: 1}, {path: b, equals: 2, type: number}]},
                     outcome: rejected, reason: first}
                  - {when: {transport: timeout, sent: no}, outcome: retry}
                  - {when: {http: 5xx, header: {name: X-Down, exists: true}}, outcome: down, retry: 30m}
            """
        let plan = try endpoint(keys).plan
        func verdict(_ status: Int, _ body: String, headers: String = "") -> Verdict {
            plan.judge(
                TransferResult(
                    reach: .answered, status: status, headerBytes: Array(headers.utf8), body: Array(body.utf8)),
                now: Timestamp(milliseconds: 0))
        }
        #expect(verdict(400, #"{"a":1}"#).reason == "first")
        #expect(verdict(400, #"{"b":2}"#).reason == "first")
        #expect(verdict(400, #"{"b":3}"#).outcome == .misconfigured)
        #expect(verdict(400, #"{"b":"2"}"#).outcome == .misconfigured)
        #expect(verdict(503, "", headers: "HTTP/1.1 503 x\r\nX-Down: 1\r\n").outcome == .down)
        #expect(verdict(503, "").outcome == .retry)
        #expect(verdict(200, #"{"id":"m1"}"#).providerMessageID == "m1")
        #expect(verdict(200, "{}").outcome == .uncertain)
    }

    @Test("an id may be optional or Carteiro's own", arguments: ["optional", "client", "[json:id, optional]"])
    func ids(_ id: String) throws {
        let settings = try settings(replacing: "[json:id]", with: id)
        let result = TransferResult(reach: .answered, status: 200, body: Array("ok".utf8))
        let verdict = settings.endpoints.first?.plan.judge(result, now: Timestamp(milliseconds: 0), clientID: "k-1")
        #expect(verdict?.outcome == .sent)
    }

    @Test("anchors, aliases and merge keys work, and what is written out wins")
    func merges() throws {
        let yaml = Fixture.smallest
            .replacing("  gateway:\n", with: "  gateway: &base\n")
            .replacing(
                "routes: {default: [gateway]}",
                with: """
                      second:
                        <<: *base
                        concurrency: 3
                        channel: whatsapp
                    routes: {default: [gateway, second]}
                    """)
        let settings = try #require(Fixture.load(yaml).settings)
        #expect(settings.endpoints.map(\.endpoint.name) == ["gateway", "second"])
        #expect(settings.endpoints.map(\.endpoint.concurrency) == [1, 3])
    }

    @Test(
        "words that YAML 1.1 takes for other types are the text that was written",
        arguments: ["yes", "on", "010", "12:30", "1e3"])
    func words(_ word: String) throws {
        let settings = try settings(replacing: "name: Fibra Norte,", with: "name: \(word),")
        #expect(settings.company.name == word)
    }

    @Test(
        "a CNPJ is printed with its points", arguments: ["11222333000181", "\"11222333000181\"", "11.222.333/0001-81"])
    func cnpj(_ cnpj: String) throws {
        let yaml = Fixture.smallest.replacing("cnpj: 11.222.333/0001-81", with: "cnpj: \(cnpj)")
        #expect(Fixture.load(yaml).settings?.company.cnpj == "11.222.333/0001-81")
    }

    @Test("retention may be forever; the log may be JSON")
    func retentionAndLog() throws {
        let settings = try settings(
            replacing: "[gateway]}\n",
            with: "[gateway]}\nretention: {sent: forever, ended: 30d}\nlog: {format: json, level: debug}\n")
        #expect(settings.retention == Retention(sentMilliseconds: nil, endedMilliseconds: 30 * 86_400_000))
        #expect(settings.log == LogSettings(format: .json, level: .debug))
    }

    @Test("relative paths start at the folder of the configuration file")
    func relativePaths() throws {
        let path = "\(NSTemporaryDirectory())/carteiro-settings-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.copyItem(atPath: Fixture.folder + "/templates", toPath: path + "/templates")
        try Fixture.smallest.write(toFile: path + "/c.yaml", atomically: false, encoding: .utf8)
        let result = Settings.load(path: path + "/c.yaml", environment: [:], version: "1")
        #expect(result.lines == [])
        #expect(result.settings?.databasePath == URL(filePath: path + "/outbox.db").standardized.path)
    }
}

import Domain
import FakeGateway
import Foundation
import Gateway
import Testing

@testable import carteiro

@Suite("check --online")
struct OnlineCheckTests {
    private static func endpoint(_ url: String, more: String = "") -> String {
        """
        channel: whatsapp
        request: {text: {url: "\(url)/send/{{to.digits}}", json: {text: "{{text}}"}}}
        id: [json:id]
        \(more)
        """
    }

    private static let names = ["endpoint", "check", "url", "ok", "milliseconds", "problem"]

    @Test("What can be connected to is told, and nothing is sent to it")
    func good() throws {
        let gateway = try FakeGateway { _, _ in .answer(500) }
        let billing = try FakeGateway { _, _ in .answer(500) }
        let workplace = try SendTestVerbTests.workplace(Self.endpoint(gateway.url))
        let confirm = """
            confirm:
              request: {url: "\(billing.url)/api/{{payload.invoice.id}}"}
              owed: {http: 200}
              settled: {http: 404}

            """
        try workplace.write(try workplace.read("carteiro.yaml") + confirm, to: "carteiro.yaml")
        let ending = try workplace.carteiro("check", "--online")
        #expect(ending.status == 0, "\(ending.out)\(ending.errors)")
        #expect(ending.out.contains("ok: IPv4, no TLS"))
        let json = try workplace.carteiro("check", "--online", "--json").json
        #expect(json.names == ["ok", "problems", "online"])
        let found = json["online"]?.elements ?? []
        #expect(found.map { $0["endpoint"]?.string } == ["gateway", "confirm"])
        #expect(found.map { $0["url"]?.string } == [gateway.url, billing.url])
        #expect(found.allSatisfy { $0.names == Self.names && $0["ok"] == .bool(true) && $0["problem"] == .null })
        #expect(gateway.received.isEmpty && billing.received.isEmpty)
        #expect(gateway.acceptedConnections == 2)
    }

    @Test("What cannot ends with 69 and a hint")
    func closed() throws {
        let workplace = try SendTestVerbTests.workplace(Self.endpoint("http://127.0.0.1:9"))
        let ending = try workplace.carteiro("check", "--online")
        #expect(ending.status == 69)
        #expect(ending.out.contains("failed: connect: "))
        #expect(ending.out.contains("    hint: does the service run"))
        let json = try workplace.carteiro("check", "--online", "--json").json
        #expect(json["ok"] == .bool(false))
        #expect(json["online"]?[0]?["url"]?.string == "http://127.0.0.1:9")
        // Nothing is connected to without being asked for.
        #expect(try workplace.carteiro("check").status == 0)
    }

    @Test("A gateway that has a way to ask is asked whether it works", arguments: [("open", 0), ("close", 69)])
    func health(state: String, status: Int32) throws {
        let gateway = try FakeGateway { _, _ in .answer(200, body: #"{"state":"\#(state)"}"#) }
        let more = #"health: {request: {url: "\#(gateway.url)/state"}, ok: {json: {path: state, equals: open}}}"#
        let workplace = try SendTestVerbTests.workplace(Self.endpoint(gateway.url, more: more))
        let json = try workplace.carteiro("check", "--online", "--json").json
        #expect(json["online"]?.elements.map { $0["check"]?.string } == ["connect", "health"])
        #expect(json["online"]?[1]?["ok"] == .bool(status == 0))
        #expect(gateway.received.map(\.path) == ["/state"])
        #expect(try workplace.carteiro("check", "--online").status == status)
    }

    @Test("A wrong configuration is not gone online with: 78")
    func wrong() throws {
        let gateway = try FakeGateway { _, _ in .answer(500) }
        let workplace = try SendTestVerbTests.workplace(Self.endpoint(gateway.url, more: "colour: blue"))
        let ending = try workplace.carteiro("check", "--online", "--json")
        #expect(ending.status == 78)
        #expect(try ending.json["online"]?.elements.isEmpty == true)
        #expect(gateway.acceptedConnections == 0)
    }

    private static func judged(_ result: TransferResult, _ url: String, _ options: ConnectionOptions) -> OnlineFinding {
        var finding = OnlineFinding(name: "gateway", kind: .connect, url: url)
        OnlineJudge(TransferRequest(url: url, options: options, connectsOnly: true), Redaction([Secret("topsecret")]))
            .judge(result, health: nil, &finding)
        return finding
    }

    @Test(
        "Every way to fail has words and a hint, without secrets",
        arguments: TransportFailure.allCases)
    func failures(failure: TransportFailure) {
        let result = TransferResult(reach: .notSent, failure: failure, detail: "could not, topsecret")
        let finding = Self.judged(result, "https://gateway.example", ConnectionOptions())
        #expect(finding.problem == "\(failure.rawValue): could not, ***")
        #expect(finding.hint?.isEmpty == false)
    }

    @Test(
        "What stands behind a connection is told",
        arguments: [
            ("https://a.example", ConnectionOptions(), "2001:db8::1", "IPv6, TLS verified"),
            ("smtps://a.example", ConnectionOptions(), "192.0.2.1", "IPv4, TLS verified"),
            (
                "smtp://a.example",
                ConnectionOptions(
                    mail: MailOptions(requiresTLS: true, login: MailLogin(user: Secret("u"), password: Secret("p")))),
                "192.0.2.1", "IPv4, STARTTLS verified, login taken"
            ),
            (
                "http://a.example", ConnectionOptions(proxy: "http://p.example"), "192.0.2.1",
                "IPv4, through a proxy, no TLS"
            ),
        ])
    func details(url: String, options: ConnectionOptions, peer: String, words: String) {
        let finding = Self.judged(TransferResult(reach: .notSent, peer: peer), url, options)
        #expect(finding.isGood && finding.detail == words)
    }

    @Test("A mail server that refuses at its door is quoted")
    func mailServer() {
        let result = TransferResult(
            reach: .answered, status: 535, body: Array("5.7.8 no, topsecret".utf8), isMail: true)
        let finding = Self.judged(result, "smtp://a.example", ConnectionOptions())
        #expect(finding.problem == "the mail server refuses: 535 5.7.8 no, ***")
        #expect(finding.hint?.contains("auth.basic") == true)
    }
}

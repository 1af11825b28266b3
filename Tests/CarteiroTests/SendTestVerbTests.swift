import Domain
import FakeGateway
import Foundation
import Testing

@Suite("send-test")
struct SendTestVerbTests {
    static let secret = "S3cr+t/key<of&the>gateway"
    static let number = "(91) 98765-4321"

    /// A workplace whose only endpoint is written as these lines.
    static func workplace(_ endpoint: String) throws -> Workplace {
        let head = Workplace.configuration.components(separatedBy: "endpoints:")[0]
        let lines = endpoint.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        return try Workplace(
            configuration: head + "endpoints:\n  gateway:\n\(lines)\nroutes: {default: [gateway]}\n")
    }

    static func endpoint(_ url: String, request: String = "", more: String = "") -> String {
        """
        channel: whatsapp
        secrets: {key: {env: GATEWAY_KEY}}
        timeout: 10s
        request:
          text:
            url: "\(url)/send?key={{secret.key}}"
            headers: {apikey: "{{secret.key}}"}
            json: {number: "{{to.digits}}", text: "{{text}}", password: fixed}
          \(request)
        id: [json:id]
        \(more)
        """
    }

    static func send(_ workplace: Workplace, _ arguments: String...) throws -> Workplace.Ending {
        try workplace.run(
            ["send-test", "--config", workplace.path("carteiro.yaml"), "gateway", "--to", number] + arguments,
            environment: ["GATEWAY_KEY": secret])
    }

    @Test("An accepted message ends with 0, and leaves nothing behind")
    func accepted() throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "3EB0C767") }
        let workplace = try Self.workplace(Self.endpoint(gateway.url))
        let ending = try Self.send(workplace)
        #expect(ending.status == 0)
        #expect(ending.out.contains("> POST \(gateway.url)/send?key=***\n"))
        #expect(ending.out.contains("> apikey: ***\n"))
        #expect(ending.out.contains(#""number": "5591987654321""#))
        #expect(ending.out.contains("< HTTP 200 after "))
        #expect(ending.out.contains("\nAccepted, by the id 3EB0C767.\n"))
        #expect(ending.outLines.last == "gateway accepted the message; look whether it arrived")
        #expect(ending.errors.contains("heeds no delivery window"))
        #expect(gateway.received.count == 1)
        let body = try JSON.parse(try #require(gateway.received.first).body)
        #expect(body["number"]?.string == "5591987654321")
        let text = try #require(body["text"]?.string)
        #expect(text.hasPrefix("Teste do Carteiro, enviado por Fibra Norte."))
        #expect(!FileManager.default.fileExists(atPath: workplace.path("outbox.db")))
    }

    @Test("Each test has an idempotency key of its own")
    func keys() throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "1") }
        let workplace = try Self.workplace(Self.endpoint(gateway.url))
        for _ in 1...2 { _ = try Self.send(workplace) }
        let keys = gateway.received.compactMap { $0.header("Idempotency-Key") }
        #expect(Set(keys).count == 2)
        #expect(keys.allSatisfy { $0.hasPrefix("test-") && $0.hasSuffix("-0") })
    }

    @Test("No spelling in which a gateway repeats a secret is shown, neither for people nor in JSON")
    func echoes() throws {
        let bytes = Array(Self.secret.utf8)
        let inner = Data(Array("user:".utf8) + bytes + Array("@".utf8)).base64EncodedString()
        let spellings = [
            Self.secret, Self.secret.replacing("/", with: "\\/"), Data(bytes).base64EncodedString(),
            Self.secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "",
            "S3cr+t/key\\u003cof\\u0026the\\u003egateway", "S3cr+t/key&lt;of&amp;the&gt;gateway",
            bytes.map { String($0, radix: 16) }.joined(),
        ]
        let echo = spellings.joined(separator: " ") + " " + inner
        let gateway = try FakeGateway { _, number in
            let headers = [HeaderField("X-Echo", Self.secret), HeaderField("Set-Cookie", "session=cookie-of-theirs")]
            let body =
                number % 2 == 1
                ? echo : #"{"id":"1","echo":"\#(Self.secret)","new_token":"token-of-theirs","list":["\#(inner)"]}"#
            return .answer(400, headers: headers, body: body)
        }
        let workplace = try Self.workplace(Self.endpoint(gateway.url))
        for arguments in [[], [], ["--json"], ["--json"]] as [[String]] {
            let ending = try workplace.run(
                ["send-test", "gateway", "--config", workplace.path("carteiro.yaml"), "--to", Self.number] + arguments,
                environment: ["GATEWAY_KEY": Self.secret])
            #expect(ending.status == 69)
            let shown = ending.out + ending.errors
            for spelling in spellings { #expect(!shown.contains(spelling), "\(spelling)") }
            #expect(!shown.contains(inner.dropFirst(8).prefix(20)))
            #expect(!shown.contains("cookie-of-theirs") && !shown.contains("token-of-theirs"))
            #expect(!shown.contains("fixed"))
        }
    }

    @Test(
        "What an endpoint refuses, or who does not answer, ends with 69 and is explained",
        arguments: [
            (Reply.answer(401, body: "{}"), "the configuration is to blame (http-401)"),
            (.answer(404, body: #"{"code":1013}"#), "it cannot reach this address (not-on-whatsapp)"),
            (.tooManyRequests(retryAfterSeconds: 90), "Too fast for the gateway (http-429). The daemon would wait"),
            (.answer(503), "Not accepted for now (http-503)"),
            (.answer(200, body: "{}"), "It may have arrived or not"),
            (.close, "It may have arrived or not"),
        ])
    func refused(reply: Reply, words: String) throws {
        let gateway = try FakeGateway { _, _ in reply }
        let rule = "classify: [{when: {json: {path: code, equals: 1013}}, outcome: rejected, reason: not-on-whatsapp}]"
        let ending = try Self.send(try Self.workplace(Self.endpoint(gateway.url, more: rule)))
        #expect(ending.status == 69)
        #expect(ending.out.contains(words), "\(ending.out)")
        #expect(ending.outLines.last?.hasPrefix("gateway did not accept the message: ") == true)
    }

    @Test("A gateway that cannot be connected to: 69")
    func unreachable() throws {
        let ending = try Self.send(try Self.workplace(Self.endpoint("http://127.0.0.1:9")))
        #expect(ending.status == 69)
        #expect(ending.out.contains("< connect after "))
        #expect(ending.out.contains("nothing was sent: "))
    }

    @Test("Wrong uses: address 65, endpoint and template 64, documents 64 and 65, configuration 78")
    func wrong() throws {
        let workplace = try Self.workplace(Self.endpoint("http://127.0.0.1:9"))
        func status(_ arguments: String...) throws -> Int32 {
            try workplace.run(
                ["send-test", "--config", workplace.path("carteiro.yaml")] + arguments,
                environment: ["GATEWAY_KEY": Self.secret]
            ).status
        }
        try workplace.write("%PDF-1.4", to: "a.pdf")
        try workplace.write("<html>", to: "b.pdf")
        #expect(try status("gateway", "--to", "ana@example.com") == 65)
        #expect(try status("gateway", "--to", "12") == 65)
        #expect(try status("gatway", "--to", Self.number) == 64)
        #expect(try status("gateway") == 64)
        #expect(try status("gateway", "--to", Self.number, "--template", "letter") == 64)
        #expect(try status("gateway", "--to", Self.number, "--pdf", workplace.path("a.pdf")) == 64)
        #expect(try status("gateway", "--to", Self.number, "--pdf", workplace.path("b.pdf")) == 65)
        #expect(try status("gateway", "--to", Self.number, "--payload", workplace.path("a.pdf")) == 65)
        // The secret is not set.
        #expect(try workplace.carteiro("send-test", "gateway", "--to", Self.number).status == 78)
    }

    @Test("A template's parts are sent in order, with the operator's address in place of the customer's")
    func template() throws {
        let gateway = try FakeGateway { _, number in .accepted(id: "\(number)") }
        let more = "success: {http: [2xx]}"
        let endpoint = Self.endpoint(gateway.url, more: more)
            .replacing(
                "password: fixed", with: #"phone: "{{payload.customer.phone}}", "mail?": "{{payload.customer.email}}""#)
        let workplace = try Self.workplace(endpoint)
        #expect(try Self.send(workplace, "--template", "overdue").status == 0)
        #expect(gateway.received.count == 2)
        let texts = try gateway.received.map { try JSON.parse($0.body)["text"]?.string ?? "" }
        #expect(texts.first == "Olá, Maria! São R$ 129,90.")
        #expect(texts.last?.hasPrefix("000201") == true)
        try workplace.write(
            #"{"customer":{"name":"ANA","phone":"(11) 91234-5678","email":"ana@customer.example"},"#
                + #""invoice":{"amount":"10.50","due_date":"2026-11-10"}}"#, to: "payload.json")
        #expect(
            try Self.send(workplace, "--template", "overdue", "--payload", workplace.path("payload.json")).status == 0)
        let last = try JSON.parse(try #require(gateway.received.last).body)
        #expect(last["text"]?.string == "Olá, Ana! São R$ 10,50.")
        #expect(last["phone"]?.string == Self.number)
        #expect(last["mail"] == nil)
    }

    @Test("The list of who opted out is not heeded, but told", .enabled(if: Workplace.hasSQLiteTool))
    func optedOut() throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "1") }
        let workplace = try Self.workplace(Self.endpoint(gateway.url))
        _ = try workplace.run(
            ["opt-out", "--config", workplace.path("carteiro.yaml"), "--channel", "whatsapp", Self.number])
        let ending = try Self.send(workplace)
        #expect(ending.status == 0)
        #expect(ending.errors.contains("warning: +5591987654321 is on the list of who opted out"))
    }
}

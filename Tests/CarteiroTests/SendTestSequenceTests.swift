import Domain
import FakeGateway
import Foundation
import Testing

@Suite("send-test: what comes before a request, and what follows on its answer")
struct SendTestSequenceTests {
    private static func bySteps(_ url: String) -> String {
        """
        channel: whatsapp
        secrets: {key: {env: GATEWAY_KEY}}
        request:
          defaults:
            method: POST
            before:
              - name: login
                url: "\(url)/login"
                json: {key: "{{secret.key}}"}
                capture: {token: "json:session"}
                cache: 30m
          text:
            url: "\(url)/send"
            headers: {X-Session: "{{captured.token}}"}
            json: {to: "{{to.jid}}", text: "{{text}}"}
          document:
            url: "\(url)/file"
            headers: {X-Session: "{{captured.token}}"}
            multipart: {to: "{{to.digits}}", caption: "{{text}}", file: {file: true}}
        id: [json:id]
        """
    }

    @Test("Steps are made, what they captured is masked, and a document follows the text")
    func steps() throws {
        let token = "tok-9f3c5b2e77d01a46"
        let gateway = try FakeGateway { request, number in
            request.path == "/login"
                ? .answer(200, body: #"{"session":"\#(token)"}"#)
                : .answer(200, body: #"{"id":"\#(number)","seen":"\#(request.header("X-Session") ?? "")"}"#)
        }
        let workplace = try SendTestVerbTests.workplace(Self.bySteps(gateway.url))
        try workplace.write("%PDF-1.4\n" + String(repeating: "x", count: 5_000), to: "boleto.pdf")
        let ending = try SendTestVerbTests.send(workplace, "--pdf", workplace.path("boleto.pdf"))
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(gateway.received.map(\.path) == ["/login", "/send", "/file"])
        #expect(gateway.received.dropFirst().allSatisfy { $0.header("X-Session") == token })
        #expect(!ending.out.contains(token))
        #expect(ending.out.contains("\nstep login\n") && ending.out.contains("\nDone, with token captured.\n"))
        #expect(ending.out.contains("> X-Session: ***\n"))
        #expect(ending.out.contains("> (5,009 bytes)\n"))
        #expect(ending.out.contains(#"filename="teste.pdf""#))
        #expect(!ending.out.contains("xxxxx"))
    }

    @Test("A step that fails ends the test, and its answer's tokens are masked although none was captured")
    func failedStep() throws {
        let gateway = try FakeGateway { _, _ in .answer(200, body: #"{"access_token":"abcdefgh12345678"}"#) }
        let workplace = try SendTestVerbTests.workplace(Self.bySteps(gateway.url))
        let ending = try SendTestVerbTests.send(workplace)
        #expect(ending.status == 69)
        #expect(gateway.received.count == 1)
        #expect(!ending.out.contains("abcdefgh12345678"))
        #expect(ending.outLines.last?.contains("no-token") == true)
    }

    private static func asking(_ url: String) -> String {
        SendTestVerbTests.endpoint(
            url,
            more: """
                precheck:
                  request: {url: "\(url)/check?phone={{to.digits}}"}
                  exists: {json: {path: exists, equals: true}}
                  missing: {json: {path: exists, equals: false}}
                  capture: [json:id]
                classify: [{when: {http: 500}, outcome: recheck, reason: not-on-whatsapp}]
                """)
    }

    @Test("An address that the gateway does not know gets nothing")
    func missing() throws {
        let gateway = try FakeGateway { _, _ in .answer(200, body: #"{"exists":false}"#) }
        let ending = try SendTestVerbTests.send(try SendTestVerbTests.workplace(Self.asking(gateway.url)))
        #expect(ending.status == 69)
        #expect(gateway.received.map(\.method) == ["GET"])
        #expect(ending.out.contains("says that there is no such address"))
        #expect(ending.outLines.last == "gateway did not accept the message: rejected, not-on-whatsapp")
    }

    @Test(
        "An answer that could mean so is asked about once more", arguments: [(true, "uncertain"), (false, "rejected")])
    func recheck(exists: Bool, outcome: String) throws {
        let gateway = try FakeGateway { request, number in
            request.method == "GET"
                ? .answer(200, body: #"{"exists":\#(number == 1 || exists),"id":"x"}"#) : .answer(500)
        }
        let workplace = try SendTestVerbTests.workplace(Self.asking(gateway.url))
        let json = try SendTestVerbTests.send(workplace, "--json").json
        #expect(json["outcome"]?.string == outcome)
        let purposes = json["exchanges"]?.elements.map { $0["purpose"]?.string }
        #expect(purposes == ["precheck", "text", "precheck once more"])
    }

    @Test("Where free text is refused the approved template goes, if the message's template names one")
    func approved() throws {
        let gateway = try FakeGateway { request, _ in
            request.path == "/template" ? .accepted(id: "t1") : .answer(400, body: #"{"code":470}"#)
        }
        let json = #"{name: "{{template.name}}", values: {each template.parameters: "{{item}}"}}"#
        let endpoint = SendTestVerbTests.endpoint(
            gateway.url, request: "template: {url: \"\(gateway.url)/template\", json: \(json)}",
            more: "classify: [{when: {json: {path: code, equals: 470}}, outcome: needs-template}]")
        let workplace = try SendTestVerbTests.workplace(endpoint)
        let without = try SendTestVerbTests.send(workplace)
        #expect(without.status == 69)
        #expect(without.outLines.last?.contains("try --template") == true)
        try workplace.write(
            """
            ---
            approved: {name: lembrete_1, language: pt_BR, parameters: ["{{primeiro_nome}}"]}
            ---
            Olá, {{primeiro_nome}}!

            """, to: "templates/overdue.whatsapp.mustache")
        let with = try SendTestVerbTests.send(workplace, "--template", "overdue")
        #expect(with.status == 0, "\(with.out)\(with.errors)")
        let body = try JSON.parse(try #require(gateway.received.last).body)
        #expect(body["name"]?.string == "lembrete_1")
        #expect(body["values"]?[0]?.string == "Maria")
    }

    @Test("A mail is shown as it would go, also where there is no server")
    func mail() throws {
        let workplace = try SendTestVerbTests.workplace(
            """
            channel: email
            request:
              text: {url: "smtp://127.0.0.1:9", mime: {from: "Fibra Norte <cobranca@fibranorte.example>"}}
            id: [client]
            """)
        try workplace.write("%PDF-1.4\n" + String(repeating: "x", count: 5_000), to: "boleto.pdf")
        let ending = try workplace.carteiro(
            "send-test", "gateway", "--to", "eu@fibranorte.example", "--pdf", workplace.path("boleto.pdf"))
        #expect(ending.status == 69)
        for line in [
            "> MAIL FROM:<cobranca@fibranorte.example>", "> RCPT TO:<eu@fibranorte.example>",
            "> Subject: Teste do Carteiro: Fibra Norte",
        ] { #expect(ending.outLines.contains(line), "\(line)") }
        #expect(ending.out.contains("… (base64, 5,009 bytes)"))
        #expect(ending.out.contains("< connect after "))
    }

    @Test("The JSON document has the whole exchange")
    func json() throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "3EB0C767") }
        let ending = try SendTestVerbTests.send(
            try SendTestVerbTests.workplace(SendTestVerbTests.endpoint(gateway.url)), "--json")
        #expect(ending.status == 0)
        let json = try ending.json
        #expect(
            json.names == [
                "endpoint", "to", "ok", "outcome", "reason", "provider_message_id", "recipient", "notes", "exchanges",
            ])
        #expect(json["to"]?.string == "+5591987654321")
        #expect(json["ok"] == .bool(true) && json["outcome"]?.string == "sent" && json["reason"] == .null)
        #expect(json["provider_message_id"]?.string == "3EB0C767")
        let exchange = try #require(json["exchanges"]?[0])
        #expect(exchange.names == ["purpose", "request", "answer", "milliseconds", "meaning"])
        #expect(exchange["request"]?.names == ["method", "url", "headers", "body"])
        #expect(exchange["request"]?["body"]?["number"]?.string == "5591987654321")
        #expect(exchange["answer"]?.names == ["status", "failure", "sent", "detail", "headers", "body"])
        #expect(exchange["answer"]?["status"]?.integer == 200)
    }
}

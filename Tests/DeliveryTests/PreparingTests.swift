import Delivery
import Domain
import Foundation
import Outbox
import Policy
import Testing

@Suite("What is done before a request")
struct PreparingTests {
    private static let pdf = Array("%PDF-1.7 boleto".utf8)

    /// An endpoint that takes documents, asks for addresses, makes steps, or says whether it works.
    private static func stage(
        _ more: String = "", document: Bool = false, text: String = "", template: String = ""
    ) throws -> Stage {
        let folder = try TemporaryFolder()
        let file =
            document
            ? "\n    document: {url: \"http://127.0.0.1:1/file\", json: {name: \"{{file.name}}\", "
                + "data: \"{{file.base64}}\", caption: \"{{text}}\"}}" : ""
        let endpoint = """
            a:
              channel: whatsapp
              request:
                text: {url: "http://127.0.0.1:1/a", json: {to: "{{to.digits}}", text: "{{text}}"}\(text)}\(file)\(template)
              id: [json:id]
            \(more.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
            """
        var plan = try Plans.plan(
            endpoints: endpoint + "\n" + Plans.endpoint("b"), routes: "{default: [a, b]}", in: folder)
        try FileManager.default.createDirectory(
            atPath: folder.path + "/boletos/2026", withIntermediateDirectories: true)
        plan.documents = DocumentRules(folder: folder.path + "/boletos")
        for (name, parts) in [("with", "document?"), ("needs", "document")] {
            let templates = folder.path + "/templates"
            try "---\nparts: [text, \"\(parts)\"]\n---\nOlá, {{primeiro_nome}}!".write(
                toFile: templates + "/\(name).whatsapp.mustache", atomically: true, encoding: .utf8)
        }
        try """
        ---
        approved: {name: lembrete_1, language: pt_BR, parameters: ["{{primeiro_nome}}"]}
        ---
        Olá!
        """.write(
            toFile: folder.path + "/templates/approved.whatsapp.mustache", atomically: true, encoding: .utf8)
        plan.templates = try Plans.plan(
            endpoints: endpoint + "\n" + Plans.endpoint("b"), routes: "{default: [a, b]}", in: folder
        ).templates
        return try Stage(in: folder, plan: plan)
    }

    /// Answers by what a request's URL ends with; everything else is accepted.
    private static func script(_ stage: Stage, _ answers: [String: [SimulatedNetwork.Fate]]) -> Requests {
        let seen = Requests()
        seen.answers = answers
        stage.network.script = { request in
            seen.urls.append(String(request.url.dropFirst("http://127.0.0.1:1/".count)))
            seen.bodies.append(String(decoding: request.body ?? [], as: UTF8.self))
            seen.requests.append(request)
            for key in seen.answers.keys.sorted() where request.url.contains(key) {
                guard let fate = seen.answers[key]?.first else { continue }
                if (seen.answers[key]?.count ?? 0) > 1 { seen.answers[key]?.removeFirst() }
                return (fate, 10, false)
            }
            return (.answer(status: 200, headers: "", body: #"{"id":"g"}"#), 10, true)
        }
        return seen
    }

    final class Requests {
        var urls: [String] = []
        var bodies: [String] = []
        var requests: [TransferRequest] = []
        var answers: [String: [SimulatedNetwork.Fate]] = [:]
    }

    private static func answer(_ status: Int, _ body: String = "") -> SimulatedNetwork.Fate {
        .answer(status: status, headers: "", body: body)
    }

    private static let link = #","pdf_url":"https://pague.example/0042.pdf""#

    // MARK: - Documents

    @Test("A document is fetched by a guarded request of its own, and sent; a retry does not fetch it again")
    func fetched() throws {
        let stage = try Self.stage("retry: {first: 1s, max: 1s, tries: 5}", document: true)
        let seen = Self.script(
            stage,
            [
                "0042.pdf": [Self.answer(200, "%PDF-1.7")],
                "/file": [Self.answer(500), Self.answer(200, #"{"id":"f"}"#)],
            ])
        let id = try stage.put("with", customer: "C", invoice: "F-1", more: Self.link)
        stage.run(20_000)
        #expect(try stage.state(id) == "sent")
        #expect(seen.requests.count { $0.url == "https://pague.example/0042.pdf" } == 1)
        let fetch = try #require(seen.requests.first { $0.url.hasSuffix(".pdf") })
        #expect(fetch.options.addressGuard != nil && fetch.options.proxy == nil && fetch.responseLimit == 5 << 20)
        #expect(fetch.headers.map(\.name) == ["User-Agent"])
        let sent = try #require(seen.bodies.last)
        #expect(sent.contains("boleto-2026-11.pdf") && sent.contains("JVBERi0xLjc"))
        #expect(seen.bodies.count { $0.contains("Olá") } == 1)
    }

    @Test("A document of the company's folder is read, and none outside of it")
    func below() throws {
        let stage = try Self.stage(document: true)
        let folder = stage.folder.path
        try Data(Self.pdf).write(to: URL(fileURLWithPath: folder + "/boletos/2026/1.pdf"))
        try Data(Self.pdf).write(to: URL(fileURLWithPath: folder + "/secret.pdf"))
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/boletos/link.pdf", withDestinationPath: folder + "/secret.pdf")
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/boletos/out", withDestinationPath: folder)
        let seen = Self.script(stage, [:])
        let id = try stage.put("with", customer: "C", invoice: "F-1", more: #","pdf_path":"2026/1.pdf""#)
        stage.run(5_000)
        #expect(seen.urls == ["a", "file"])
        #expect(try stage.message(id).parts.map(\.kind) == ["text", "document"])
        for path in ["link.pdf", "out/secret.pdf", "2026", "2026/none.pdf"] {
            let id = try stage.put("with", customer: "D", invoice: "F-\(path)", more: ",\"pdf_path\":\"\(path)\"")
            stage.run(5_000)
            #expect(try stage.state(id) == "sent", "\(path)")
        }
        #expect(seen.urls.count { $0 == "file" } == 1)
        #expect(!seen.bodies.joined().contains("secret"))
    }

    @Test(
        "One that cannot be had goes as its link where the template can do without it",
        arguments: [
            answer(404), answer(200, "<html>"), answer(302), answer(200, ""), .failure(.refused, .notSent),
            .failure(.timeout, .maybeSent),
        ])
    func optional(fate: SimulatedNetwork.Fate) throws {
        let stage = try Self.stage(document: true)
        let seen = Self.script(stage, ["0042.pdf": [fate]])
        let id = try stage.put("with", customer: "C", invoice: "F-1", more: Self.link)
        stage.run(5_000)
        #expect(try stage.state(id) == "sent")
        #expect(!seen.urls.contains("file"))
        #expect(seen.bodies.last?.contains("Boleto em PDF, novembro de 2026: https://pague.example/0042.pdf") == true)
        #expect(stage.sink.count("message.document_unavailable") == 1)
    }

    @Test("One that a message cannot do without is waited for, and the text does not go twice")
    func required() throws {
        let stage = try Self.stage(document: true)
        let seen = Self.script(stage, ["0042.pdf": [Self.answer(503), Self.answer(503), Self.answer(200, "%PDF-1.7")]])
        let id = try stage.put("needs", customer: "C", invoice: "F-1", more: Self.link)
        stage.run(60_000)
        let message = try stage.message(id)
        #expect(message.summary.state == "queued" && message.summary.reason == "document-unavailable")
        stage.run(2_000_000)
        #expect(try stage.state(id) == "sent")
        #expect(seen.urls.filter { !$0.hasSuffix(".pdf") } == ["a", "file"])
        #expect(try stage.message(id).attempts.count == 2)
    }

    // MARK: - Addresses

    private static let precheck = """
        precheck:
          request: {url: "http://127.0.0.1:1/check", json: {number: "{{to.digits}}"}}
          exists: {json: {path: exists, equals: true}}
          missing: {json: {path: exists, equals: false}}
          capture: [json:jid]
          cache: 1h
        """

    @Test("An address is asked for once while the answer holds, also over a restart")
    func asked() throws {
        let stage = try Self.stage(Self.precheck)
        let seen = Self.script(stage, ["check": [Self.answer(200, #"{"exists":true,"jid":"551187654321@c.us"}"#)]])
        _ = try stage.put(customer: "C", invoice: "F-1")
        stage.run(5_000)
        let second = try stage.put(customer: "C", invoice: "F-2")
        stage.run(5_000)
        try stage.restart()
        let third = try stage.put(customer: "C", invoice: "F-3")
        stage.run(5_000)
        #expect(seen.urls == ["check", "a", "a", "a"])
        #expect(try stage.state(second) == "sent" && stage.state(third) == "sent")
        stage.run(4_000_000)
        _ = try stage.put(customer: "C", invoice: "F-4")
        stage.run(5_000)
        #expect(seen.urls.suffix(2) == ["check", "a"])
    }

    @Test("An address that is missing takes the next endpoint, and nothing was sent to the first")
    func missing() throws {
        let stage = try Self.stage(Self.precheck)
        let seen = Self.script(stage, ["check": [Self.answer(200, #"{"exists":false}"#)]])
        let id = try stage.put(customer: "C", invoice: "F-1")
        stage.run(5_000)
        #expect(seen.urls == ["check", "b"])
        let message = try stage.message(id)
        #expect(message.summary.endpoint == "b")
        #expect(message.attempts.map(\.outcome) == ["rejected", "sent"])
        #expect(message.attempts.first?.reason == "not-on-whatsapp")
    }

    @Test("An answer that says neither lets the message go; none at all has it wait, uncharged")
    func unknown() throws {
        let stage = try Self.stage(Self.precheck)
        let seen = Self.script(stage, ["check": [.failure(.connect, .notSent), Self.answer(200, "{}")]])
        let id = try stage.put(customer: "C", invoice: "F-1")
        stage.run(600_000)
        #expect(try stage.state(id) == "sent")
        #expect(seen.urls.filter { $0 == "a" }.count == 1)
        #expect(stage.sink.count("message.unchecked") == 1)
    }

    @Test(
        "A refusal that could mean that there is no such number is asked about again, whatever is remembered",
        arguments: [true, false])
    func recheck(exists: Bool) throws {
        let stage = try Self.stage(
            Self.precheck + "\non_uncertain: hold\n"
                + "classify: [{when: {http: 400}, outcome: recheck, reason: not-on-whatsapp}]")
        let seen = Self.script(
            stage,
            [
                "check": [Self.answer(200, #"{"exists":true}"#), Self.answer(200, "{\"exists\":\(exists)}")],
                "1/a": [Self.answer(400)],
            ])
        let id = try stage.put(customer: "C", invoice: "F-1")
        stage.run(5_000)
        #expect(seen.urls.prefix(3) == ["check", "a", "check"])
        #expect(try stage.state(id) == (exists ? "uncertain" : "sent"))
        #expect(seen.urls.last == (exists ? "check" : "b"))
    }

    // MARK: - Steps

    private static let steps = """
        , headers: {X-Session: "{{captured.token}}", X-Upload: "{{captured.media}}"}, before: [\
        {name: login, method: POST, url: "http://127.0.0.1:1/login", json: {}, capture: {token: "json:token"}, cache: 10m}, \
        {name: upload, url: "http://127.0.0.1:1/upload", json: {for: "{{to.digits}}"}, capture: {media: "json:media"}}]
        """

    @Test("Steps are made in order; what one captured for all is kept, until a request that used it fails")
    func steps() throws {
        let stage = try Self.stage("retry: {first: 1s, max: 1s, tries: 5}", text: Self.steps)
        let seen = Self.script(
            stage,
            [
                "login": [Self.answer(200, #"{"token":"t1"}"#)], "upload": [Self.answer(200, #"{"media":"m"}"#)],
                "1/a": [Self.answer(200, #"{"id":"1"}"#), Self.answer(500), Self.answer(200, #"{"id":"2"}"#)],
            ])
        for number in 1...2 {
            _ = try stage.put(customer: "C\(number)", invoice: "F-\(number)")
            stage.run(10_000)
        }
        #expect(seen.urls == ["login", "upload", "a", "upload", "a", "login", "upload", "a"])
        #expect(
            seen.requests[2].headers.contains(HeaderField("X-Session", "t1"))
                && seen.requests[2].headers.contains(HeaderField("X-Upload", "m")))
    }

    @Test("A step that may be left out is made for what has a file, and left out for what has none")
    func optionalStep() throws {
        let stage = try Self.stage(
            text: """
                , headers: {"X-Upload?": "{{captured.media}}"}, before: [\
                {name: "upload?", url: "http://127.0.0.1:1/upload", multipart: {file: {file: true}}, \
                capture: {media: "json:media"}}]
                """)
        let seen = Self.script(
            stage,
            [
                "0042.pdf": [Self.answer(200, "%PDF-1.7")], "upload": [Self.answer(200, #"{"media":"m"}"#)],
            ])
        let plain = try stage.put(customer: "C", invoice: "F-1")
        stage.run(5_000)
        #expect(seen.urls == ["a"])
        #expect(seen.requests.first?.headers.contains { $0.name == "X-Upload" } == false)
        #expect(try stage.state(plain) == "sent")
        let id = try stage.put("with", customer: "D", invoice: "F-2", more: Self.link)
        stage.run(5_000)
        #expect(try stage.state(id) == "sent")
        #expect(seen.urls.suffix(2) == ["upload", "a"])
        #expect(seen.requests.last?.headers.contains(HeaderField("X-Upload", "m")) == true)
    }

    @Test("What a step captured is masked in what is kept of answers")
    func maskedCapture() throws {
        let stage = try Self.stage(text: Self.steps)
        _ = Self.script(
            stage,
            [
                "login": [Self.answer(200, #"{"token":"captured-token"}"#)],
                "upload": [Self.answer(200, #"{"media":"m"}"#)],
                "1/a": [Self.answer(404, "no session captured-token")],
            ])
        let id = try stage.put(customer: "C", invoice: "F-1")
        stage.run(2_000)
        #expect(try stage.message(id).attempts.map(\.response) == ["no session ***"])
    }

    @Test("A step that fails is tried again; nothing was sent, so nothing is uncertain")
    func failedStep() throws {
        let stage = try Self.stage("retry: {first: 1s, max: 1s, tries: 9}\non_uncertain: hold", text: Self.steps)
        let seen = Self.script(
            stage,
            [
                "login": [Self.answer(200, #"{"token":"t1"}"#)],
                "upload": [
                    .failure(.timeout, .maybeSent), Self.answer(200, "{}"), Self.answer(503),
                    Self.answer(200, #"{"media":"m"}"#),
                ],
            ])
        let id = try stage.put(customer: "C", invoice: "F-1")
        stage.run(600_000)
        #expect(try stage.state(id) == "sent")
        #expect(seen.urls.count { $0 == "a" } == 1)
        #expect(try stage.message(id).attempts.dropLast().allSatisfy { $0.outcome == "retry" })
    }

    // MARK: - Health

    @Test("An endpoint that was paused is asked before a message is risked")
    func health() throws {
        let stage = try Self.stage(
            """
            breaker: {failures: 1, first: 1s, max: 1s}
            classify: [{when: {http: 503}, outcome: down, reason: session-closed}]
            health: {url: "http://127.0.0.1:1/state", ok: {json: {path: state, equals: open}}}
            """)
        let seen = Self.script(
            stage,
            [
                "1/a": [Self.answer(503), Self.answer(200, #"{"id":"1"}"#)],
                "state": [
                    Self.answer(200, #"{"state":"close"}"#), .failure(.connect, .notSent),
                    Self.answer(200, #"{"state":"open"}"#),
                ],
            ])
        let id = try stage.put(customer: "C", invoice: "F-1")
        stage.run(60_000)
        #expect(seen.urls == ["a", "state", "state", "state", "a"])
        #expect(try stage.state(id) == "sent")
        #expect(try stage.endpoint("a").mode == "open")
    }

    // MARK: - Approved templates

    @Test("What takes no free text gets the approved template, at once and uncharged; without one the next endpoint")
    func template() throws {
        let more = """
            classify: [{when: {http: 470}, outcome: needs-template, reason: outside-window}]
            """
        let stage = try Self.stage(
            more,
            template: "\n    template: {url: \"http://127.0.0.1:1/t\", json: {name: \"{{template.name}}\", "
                + "values: {\"each template.parameters\": {text: \"{{item}}\"}}}}")
        let seen = Self.script(stage, ["1/a": [Self.answer(470)]])
        let id = try stage.put("approved", customer: "C", invoice: "F-1")
        let plain = try stage.put(customer: "D", invoice: "F-2")
        stage.run(5_000)
        #expect(try stage.state(id) == "sent" && stage.state(plain) == "sent")
        #expect(seen.bodies.contains(#"{"name":"lembrete_1","values":[{"text":"Ana"}]}"#))
        #expect(try stage.message(id).summary.endpoint == "a")
        #expect(try stage.message(plain).summary.endpoint == "b")
    }
}

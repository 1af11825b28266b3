import Composer
import Delivery
import Domain
import Foundation
import Outbox
import Testing

/// The stage begins on 2026-11-18, eight days after the payloads' due date.
@Suite("Invoices on their way")
struct InvoiceDeliveryTests {
    private static func answer(_ status: Int) -> SimulatedNetwork.Fate {
        .answer(status: status, headers: "", body: status == 200 ? #"{"id":"g"}"# : "")
    }

    /// A stage with templates of its own beside those that are always there.
    ///
    /// - Parameters:
    ///   - templates: by file name.
    ///   - endpoints: as YAML; the first is the route `default`, each is a route of its own name.
    ///   - keys: more keys of the configuration.
    private static func stage(
        _ templates: [String: String] = [:], endpoints: [String], keys: String = ""
    ) throws -> Stage {
        let folder = try TemporaryFolder()
        return try Stage(in: folder, plan: plan(templates, endpoints: endpoints, keys: keys, in: folder))
    }

    private static func plan(
        _ templates: [String: String], endpoints: [String], keys: String = "", in folder: TemporaryFolder
    ) throws -> DeliveryPlan {
        try FileManager.default.createDirectory(
            atPath: folder.path + "/templates", withIntermediateDirectories: true)
        for (name, text) in templates {
            try text.write(toFile: "\(folder.path)/templates/\(name).mustache", atomically: true, encoding: .utf8)
        }
        let names = endpoints.map { String($0.prefix { $0 != ":" }) }
        let routes = names.map { "\($0): [\($0)]" } + ["default: [\(names[0])]"]
        return try Plans.plan(
            endpoints: endpoints.joined(separator: "\n"), routes: "{\(routes.joined(separator: ", "))}\n\(keys)",
            in: folder)
    }

    private static func send(
        _ stage: Stage, _ template: String, invoice: String = "", more: String = "", amount: String = "129.90",
        due: String? = "2026-11-10", route: String? = nil
    ) throws -> Int64 {
        let payload =
            "{" + more
            + Plans.payload(Int(stage.network.now % 1_000_000), more: invoice).dropFirst()
            .replacing(#""amount":"129.90""#, with: #""amount":"\#(amount)""#)
            .replacing(#""due_date":"2026-11-10""#, with: due.map { #""due_date":"\#($0)""# } ?? #""x":0"#)
        stage.wakeup.isSet = true
        let results = try stage.producer.enqueue([NewMessage(template: template, payload: payload, route: route)])
        guard case .queued(let id)? = results.first else { throw CancellationError() }
        return id
    }

    private static func bodies(_ stage: Stage) throws -> [JSON] { try stage.bodies.map { try JSON.parse($0) } }

    // MARK: - Contradictions

    /// 800.00, of one of the vectors.
    private static let otherLine = "00190000090123456700400000001115178140000080000"

    @Test("A line that contradicts the invoice ends its message, and its neighbours are sent")
    func contradiction() throws {
        let stage = try Stage()
        let before = try Self.send(stage, "parts", invoice: Plans.codes)
        let wrong = try Self.send(stage, "parts", invoice: #","line":"\#(Self.otherLine)""#)
        let after = try Self.send(stage, "parts", invoice: Plans.codes)
        stage.run(30_000)
        #expect(try stage.state(before) == "sent")
        #expect(try stage.state(after) == "sent")
        let message = try stage.message(wrong)
        #expect(message.summary.state == "dead" && message.summary.reason == "line-amount-mismatch")
        #expect(message.summary.attempts == 0 && message.attempts.isEmpty)
        #expect(!stage.bodies.contains { $0.contains(Self.otherLine) })
        let events = stage.sink.events.filter { $0.name == "message.dead" }
        #expect(events.count == 1 && events.first?.level == .warning)
    }

    @Test(
        "What an invoice says against itself or the law has its reason",
        arguments: [
            (Plans.codes, "129.90", "2026-11-11", "line-due-date-mismatch"),
            (Plans.codes, "129.91", "2026-11-10", "line-amount-mismatch"),
            (Plans.codes.replacing(#","line""#, with: #","x""#), "129.91", "2026-11-10", "pix-amount-mismatch"),
            (#","fine":"13.00","interest":"0.40","total":"143.30""#, "129.90", "2026-11-10", "charges-over-legal-cap"),
            (#","fine":"2.59","interest":"0.34","total":"140.00""#, "129.90", "2026-11-10", "charges-sum-mismatch"),
            (
                #","line":"00190500954014481606906809350314816260000012991""#, "129.90", "2026-11-10",
                "invalid-payload: invoice.line"
            ),
        ])
    func refused(invoice: String, amount: String, due: String, reason: String) throws {
        let stage = try Stage()
        let id = try Self.send(stage, "parts", invoice: invoice, amount: amount, due: due)
        stage.run(5_000)
        #expect(try stage.message(id).summary.reason == reason)
        #expect(try stage.state(id) == "dead")
        #expect(stage.bodies.isEmpty)
    }

    @Test("Figures of the billing system's own that are lawful are sent as they are")
    func stated() throws {
        let stage = try Self.stage(
            ["figures.whatsapp": "{{multa}} {{juros}} {{valor_atualizado}}"], endpoints: [Plans.endpoint("a")])
        let id = try Self.send(stage, "figures", invoice: #","fine":"2.00","interest":"0.30","total":"132.20""#)
        stage.run(5_000)
        #expect(try stage.state(id) == "sent")
        #expect(try Self.bodies(stage).map { $0["text"] } == [.string("2,00 0,30 132,20")])
    }

    @Test("A nominal amount of zero is sent, and reported once however often it is tried")
    func suspicious() throws {
        let zero = (1...9).map { "0019\($0)162600000000000501144014481606900680935" }
        let stage = try Stage("retry: {first: 1s, max: 1s, tries: 8}")
        // One of the nine check digits is right; the others' messages are dead.
        let ids = try zero.map { try Self.send(stage, "parts", invoice: #","line":"\#($0)""#) }
        stage.answers = [Self.answer(500), .failure(.reset, .maybeSent)]
        stage.run(60_000)
        let sent = try ids.filter { try stage.state($0) == "sent" }
        #expect(sent.count == 1)
        #expect(try stage.message(#require(sent.first)).attempts.count >= 4)
        let events = stage.sink.events.filter { $0.name == "message.suspicious" }
        #expect(events.count == 1 && events.first?.level == .warning)
    }

    // MARK: - The schedule

    private static let ladder = [
        "early.whatsapp": "cedo", "today.whatsapp": "hoje", "late.whatsapp": "tarde",
        "letter.email": "---\nsubject: x\n---\nx",
    ]

    @Test("`auto` is the template of the day, by the schedule and the due date")
    func automatic() throws {
        let stage = try Self.stage(
            Self.ladder, endpoints: [Plans.endpoint("a")],
            keys: "schedule: {D-10: early, D0: today, D+3: late}")
        let expected = [
            ("2026-12-24", "cedo"), ("2026-11-19", "cedo"), ("2026-11-18", "hoje"), ("2026-11-16", "hoje"),
            ("2026-11-15", "tarde"), ("2020-01-01", "tarde"),
        ]
        for (due, text) in expected {
            let id = try Self.send(stage, "auto", due: due)
            stage.run(2_000)
            let message = try stage.message(id)
            #expect(message.summary.state == "sent" && message.parts.map(\.text) == [text], "\(due)")
            #expect(message.summary.template == "auto")
        }
        #expect(try Self.bodies(stage).compactMap { $0["text"]?.string } == expected.map(\.1))
    }

    @Test("A template that the schedule names and the channel lacks is named in the reason")
    func unknownTemplate() throws {
        let stage = try Self.stage(
            Self.ladder, endpoints: [Plans.endpoint("a")], keys: "schedule: {D-10: early, D0: letter}")
        let auto = try Self.send(stage, "auto")
        let noDate = try Self.send(stage, "auto", due: nil)
        let unknown = try Self.send(stage, "automatic")
        stage.run(5_000)
        #expect(try stage.message(auto).summary.reason == "unknown-template: letter.whatsapp")
        #expect(try stage.message(noDate).summary.reason == "invalid-payload: invoice.due_date")
        #expect(try stage.message(unknown).summary.reason == "unknown-template: automatic.whatsapp")
        for id in [auto, noDate, unknown] { #expect(try stage.state(id) == "dead") }
    }

    @Test("A day that passes while a message waits for its retry changes nothing of what was sent once")
    func automaticIsFrozen() throws {
        let stage = try Self.stage(
            Self.ladder, endpoints: [Plans.endpoint("a", "retry: {first: 20h, max: 40h, tries: 8}")],
            keys: "schedule: {D0: today, D+1: late}")
        let id = try Self.send(stage, "auto", due: "2026-11-18")
        stage.answers = [.failure(.reset, .maybeSent)]
        stage.run(7 * 86_400_000)
        #expect(try stage.state(id) == "sent")
        #expect(try Self.bodies(stage).compactMap { $0["text"]?.string } == ["hoje", "hoje"])
        #expect(stage.network.seen.values.map(\.texts.count) == [1])
    }

    // MARK: - Endpoints

    @Test("An endpoint without offers sends the same message without the offer's text")
    func offers() throws {
        let template = "Oi{{#oferta}}. {{texto}}{{/oferta}}"
        let stage = try Self.stage(
            ["offer.whatsapp": template],
            endpoints: [
                Plans.endpoint("a", "offers: false"), Plans.endpoint("u", "category: utility"), Plans.endpoint("b"),
            ])
        let offer = #""offer":{"text":"Indique um amigo."},"#
        for route in ["a", "u", "b"] {
            _ = try Self.send(stage, "offer", more: offer, route: route)
            stage.run(2_000)
        }
        #expect(
            try Self.bodies(stage).map { $0["text"] } == [
                .string("Oi"), .string("Oi"), .string("Oi. Indique um amigo."),
            ])
    }

    private static let mail = """
        bridge:
          channel: email
          retry: {first: 1s, max: 1s, tries: 8}
          request: {text: {url: "http://127.0.0.1:1/mail", json:
            {to: "{{to.email}}", subject: "{{subject}}", text: "{{text}}", html: "{{html}}"}}}
          id: [json:id]
        """

    private static func letter(_ word: String) -> [String: String] {
        [
            "letter.email": "---\nsubject: \"\(word) {{mes_ref}}\"\n---\n\(word), {{primeiro_nome}}",
            "letter.email.html":
                "<!doctype html><html><body><p>\(word), {{primeiro_nome}} {{vars.x}}</p></body></html>",
        ]
    }

    private static let lettered = #""vars":{"x":"<&\"'"},"#

    private static func sendLetter(_ stage: Stage) throws -> Int64 {
        let payload =
            "{" + lettered + #""customer":{"name":"ANA","email":"ana@example.com"},"#
            + #""invoice":{"amount":"10.00","due_date":"2026-11-10"}}"#
        stage.wakeup.isSet = true
        let results = try stage.producer.enqueue([NewMessage(template: "letter", payload: payload)])
        guard case .queued(let id)? = results.first else { throw CancellationError() }
        return id
    }

    @Test("An e-mail goes out with its HTML half, its values escaped there and nowhere else")
    func html() throws {
        let stage = try Self.stage(Self.letter("Oi"), endpoints: [Self.mail])
        let id = try Self.sendLetter(stage)
        stage.run(5_000)
        #expect(try stage.state(id) == "sent")
        let body = try #require(try Self.bodies(stage).first)
        #expect(body["to"] == .string("ana@example.com") && body["subject"] == .string("Oi novembro de 2026"))
        #expect(body["text"] == .string("Oi, Ana"))
        let page = try #require(body["html"]?.string)
        #expect(page.hasPrefix("<!doctype html><html><body><p>Oi, Ana &lt;&amp;&quot;"))
        #expect(page.hasSuffix("</p></body></html>") && !page.contains("<&"))
    }

    @Test(
        "After an attempt of which nobody knows the end, the same letter goes out again, whatever the templates say now"
    )
    func frozenHTML() throws {
        let stage = try Self.stage(Self.letter("Oi"), endpoints: [Self.mail])
        let id = try Self.sendLetter(stage)
        stage.answers = [.failure(.reset, .maybeSent)]
        stage.run(20)
        #expect(stage.bodies.count == 1)
        let changed = try Self.plan(Self.letter("Olá"), endpoints: [Self.mail], in: stage.folder)
        #expect(stage.engine.reload(changed))
        stage.run(30_000)
        #expect(try stage.state(id) == "sent")
        #expect(stage.bodies.count >= 2 && Set(stage.bodies).count == 1)
        #expect(stage.bodies[0].contains("<p>Oi, Ana"))

        // What is new is written as the templates are now; over a restart nothing else is remembered.
        let next = try Self.sendLetter(stage)
        stage.run(5_000)
        #expect(try stage.state(next) == "sent")
        #expect(stage.bodies.last?.contains("<p>Olá, Ana") == true)
    }

    @Test("The same over a crash")
    func frozenOverCrash() throws {
        let stage = try Self.stage(Self.letter("Oi"), endpoints: [Self.mail])
        let id = try Self.sendLetter(stage)
        stage.latency = 10_000
        stage.run(1_000)
        #expect(stage.bodies.count == 1)
        try stage.restart()
        let changed = try Self.plan(Self.letter("Olá"), endpoints: [Self.mail], in: stage.folder)
        #expect(stage.engine.reload(changed))
        stage.run(120_000)
        #expect(try stage.state(id) == "sent")
        #expect(stage.bodies.count == 2 && Set(stage.bodies).count == 1)
    }

    // MARK: - The image

    private static func imaging(_ name: String, form: String = "base64") -> String {
        """
        \(name):
          channel: whatsapp
          request:
            text: {url: "http://127.0.0.1:1/text", json: {to: "{{to.digits}}", text: "{{text}}"}}
            qr: {url: "http://127.0.0.1:1/media", json: {to: "{{to.digits}}", media: "{{file.\(form)}}",
              mimetype: "{{file.type}}", fileName: "{{file.name}}"}}
          id: [json:id]
        """
    }

    private static let qr = ["qr.whatsapp": "---\nparts: [text, \"pix?\", \"qr?\"]\n---\nPague por Pix"]

    @Test(
        "The Pix code as an image goes out by its own request, with its own key, and is a PNG",
        arguments: ["base64", "data_uri"])
    func image(form: String) throws {
        let stage = try Self.stage(Self.qr, endpoints: [Self.imaging("a", form: form)])
        let id = try Self.send(stage, "qr", invoice: Plans.codes)
        stage.run(30_000)
        let message = try stage.message(id)
        #expect(message.summary.state == "sent" && message.parts.map(\.kind) == ["text", "pix", "qr"])
        #expect(Set(message.parts.map(\.idempotencyKey)).count == 3)
        let bodies = try Self.bodies(stage)
        #expect(bodies.count == 3)
        #expect(stage.network.starts["http://127.0.0.1:1/media"]?.count == 1)
        let picture = try #require(bodies.last)
        #expect(picture.names == ["to", "media", "mimetype", "fileName"])
        #expect(picture["mimetype"] == .string("image/png") && picture["fileName"] == .string("pix.png"))
        var media = try #require(picture["media"]?.string)
        #expect(media.hasPrefix("data:image/png;base64,") == (form == "data_uri"))
        media = media.replacing("data:image/png;base64,", with: "")
        let bytes = Array(try #require(Data(base64Encoded: media)))
        #expect(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(bytes.suffix(8) == [0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
        // The outbox keeps the code, not the picture.
        #expect(message.parts.last?.text == message.parts[1].text)
    }

    @Test("An endpoint that takes no images gets the code once, as text")
    func noImage() throws {
        let templates = Self.qr.merging(["only.whatsapp": "---\nparts: [text, qr]\n---\nPague por Pix"]) { $1 }
        let stage = try Self.stage(templates, endpoints: [Plans.endpoint("a")])
        for (template, kinds) in [("qr", ["text", "pix"]), ("only", ["text", "pix"])] {
            let id = try Self.send(stage, template, invoice: Plans.codes)
            stage.run(5_000)
            let message = try stage.message(id)
            #expect(message.summary.state == "sent" && message.parts.map(\.kind) == kinds, "\(template)")
        }
        #expect(stage.bodies.count == 4)
        #expect(!stage.bodies.contains { $0.contains("base64") })
    }

    @Test("Without a Pix code there is no image: left out where it is optional, missing where it is not")
    func noPix() throws {
        let templates = Self.qr.merging(["only.whatsapp": "---\nparts: [text, qr]\n---\nPague por Pix"]) { $1 }
        let stage = try Self.stage(templates, endpoints: [Self.imaging("a")])
        let optional = try Self.send(stage, "qr")
        let required = try Self.send(stage, "only")
        stage.run(5_000)
        #expect(try stage.message(optional).parts.map(\.kind) == ["text"])
        #expect(try stage.state(optional) == "sent")
        #expect(try stage.message(required).summary.reason == "missing: qr")
    }
}

extension JSON {
    fileprivate var names: [String] {
        if case .object(let members) = self { members.map(\.name) } else { [] }
    }
}

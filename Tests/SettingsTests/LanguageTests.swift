import Domain
import Foundation
import Gateway
import Settings
import Testing

@Suite("The language of endpoints, read")
struct LanguageTests {
    @Test("each fault is named with its line and a hint", arguments: Fault.language + Fault.steps + Fault.tables)
    func oneFault(_ fault: Fault) {
        #expect(fault.yaml != Fixture.smallest)
        let result = Fixture.load(fault.yaml)
        #expect(result.lines == fault.lines)
        #expect((result.settings == nil) == fault.expected.contains(" error: "))
    }

    // MARK: - Support

    /// The endpoint's keys in the place of those of the smallest configuration.
    private func plan(_ keys: String, folder: String = Fixture.folder) throws -> GatewayPlan {
        let result = load(keys, folder: folder)
        #expect(result.lines == [])
        return try #require(result.settings?.endpoints.first?.plan)
    }

    private func load(_ keys: String, folder: String = Fixture.folder) -> LoadResult {
        let old = """
                request: {text: {url: "http://127.0.0.1:9000/send", json: {to: "{{to.digits}}", text: "{{text}}"}}}
                id: [json:id]

            """
        let indented = keys.split(separator: "\n").map { "    \($0)\n" }.joined()
        let yaml = Fixture.smallest.replacing(old, with: indented)
            .replacing("templates: templates", with: "templates: \(Fixture.folder)/templates")
        return Settings.load(
            yaml: yaml, file: "carteiro.yaml", baseDirectory: folder, environment: Fixture.environment, version: "1.2.3"
        )
    }

    private var context: RequestContext {
        RequestContext(
            to: Address(digits: "5511987654321", email: "maria@example.com"), text: "Olá", subject: "Fatura",
            messageID: 42, key: "msg_42", payload: .object([]), now: Timestamp(seconds: 1_790_000_000))
    }

    private func body(_ request: TransferRequest) -> String { String(decoding: request.body ?? [], as: UTF8.self) }

    /// A folder with files in `presets/`; it is removed afterwards.
    private func withPresets(_ files: [String: String], _ use: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let presets = folder.appending(path: "presets")
        try FileManager.default.createDirectory(at: presets, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            try text.write(to: presets.appending(path: name), atomically: true, encoding: .utf8)
        }
        try use(folder.path)
    }

    // MARK: - Requests

    @Test("members, fields, headers and items of the query may be left out")
    func optional() throws {
        let plan = try plan(
            """
            request:
              defaults: {headers: {"X-Html?": "{{html}}", X-Key: k}, query: {"h?": "{{html}}", to: "{{to.digits}}"}}
              text:
                url: http://h/send
                json: {text: "{{text}}", "files?": [{name: "{{file.name}}"}], "html?": "{{html}}"}
              pix: {url: "http://h/pix", form: {"html?": "{{html}}", v: {json: {a: "{{text}}"}}}}
            id: client
            """)
        let request = try plan.request(for: .text, context)
        #expect(request.url == "http://h/send?to=5511987654321")
        #expect(!request.headers.contains { $0.name == "X-Html" })
        #expect(body(request) == #"{"text":"Olá"}"#)
        #expect(plan.documentForm == .attached)
        var full = context
        full.html = "<p>"
        full.file = Attachment(name: "a.pdf", type: "application/pdf", bytes: [])
        #expect(try body(plan.request(for: .text, full)) == #"{"text":"Olá","files":[{"name":"a.pdf"}],"html":"<p>"}"#)
        #expect(try plan.request(for: .text, full).url == "http://h/send?h=%3Cp%3E&to=5511987654321")
        #expect(try body(plan.request(for: .pix, context)) == "v=%7B%22a%22%3A%22Ol%C3%A1%22%7D")
    }

    @Test("a document and an approved template have requests of their own")
    func kinds() throws {
        let plan = try plan(
            """
            request:
              text: {url: "http://h/text", json: {text: "{{text}}"}}
              document: {url: "http://h/file", multipart: {caption: "{{text}}", file: {file: true, name: "x-{{file.name}}"}}}
              template:
                url: http://h/template
                json: {name: "{{template.name}}", "args?": {"each template.parameters": {type: text, text: "{{item}}"}}}
            id: client
            """)
        #expect(plan.documentForm == .own)
        #expect(plan.hasTemplateRequest)
        var context = context
        context.file = Attachment(name: "a.pdf", type: "application/pdf", bytes: Array("%PDF".utf8))
        context.approved = ApprovedTemplate(name: "cobranca", language: "pt_BR", parameters: ["Maria"])
        let document = body(try plan.request(for: .document, context))
        #expect(document.contains("filename=\"x-a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n"))
        #expect(
            try body(plan.request(for: .text, byTemplate: true, context))
                == #"{"name":"cobranca","args":[{"type":"text","text":"Maria"}]}"#)
    }

    @Test("steps take over headers whose values they can have, and those of `defaults` come first")
    func steps() throws {
        let plan = try plan(
            """
            secrets: {user: {env: GATEWAY_KEY}}
            request:
              defaults:
                method: PUT
                headers: {App: a, Session: "{{captured.token}}"}
                before: [{name: login, url: "http://h/login", headers: {User: "{{secret.user}}"}, capture: {token: json:token}, cache: 30m}]
              text: {url: "http://h/text", json: {text: "{{text}}"}}
              document:
                url: http://h/file
                json: {id: "{{captured.id}}"}
                before: [{name: upload, url: "http://h/up", multipart: {file: {file: true}}, capture: {id: [json:id, "header:X-Id match ([0-9]+)"]}}]
            id: client
            """)
        #expect(plan.steps(for: .text).map(\.name) == ["login"])
        let steps = plan.steps(for: .document)
        #expect(steps.map(\.name) == ["login", "upload"])
        #expect(steps.map(\.cacheMilliseconds) == [1_800_000, 0])
        let login = try steps[0].request(context)
        #expect(login.method == "GET")
        #expect(login.headers.filter { ["App", "Session", "User"].contains($0.name) }.map(\.name) == ["App", "User"])
        var context = context
        context.captured = ["token": "t"]
        context.file = Attachment(name: "a.pdf", type: "application/pdf", bytes: [])
        let upload = try steps[1].request(context)
        #expect(upload.method == "POST")
        #expect(upload.headers.contains(HeaderField("Session", "t")))
        #expect(try plan.request(for: .text, context).method == "PUT")
    }

    @Test("precheck and health are read, and `off` takes away a preset's")
    func questions() throws {
        let keys = """
            request:
              defaults: {headers: {X-App: k, X-To: "{{to.digits}}"}}
              text: {url: "http://h/text", json: {to: "{{#to.captured}}{{to.captured}}{{/to.captured}}"}}
            precheck:
              request: {url: "http://h/check", query: {phone: "{{to.digits}}"}}
              exists: {path: numberExists, equals: true}
              missing: [{http: 404}, {path: numberExists, equals: false}]
              capture: json:chatId
            health: {url: "http://h/state", ok: {path: state, in: [open, ready]}}
            id: client
            """
        let plan = try plan(keys)
        let precheck = try #require(plan.precheck)
        #expect(precheck.cacheMilliseconds == 7 * 86_400_000)
        #expect(try precheck.request(context).headers.contains(HeaderField("X-To", "5511987654321")))
        let found = TransferResult(
            reach: .answered, status: 200, body: Array(#"{"numberExists":true,"chatId":"1@lid"}"#.utf8))
        #expect(precheck.outcome(of: found, now: context.now) == .exists(address: "1@lid"))
        #expect(precheck.outcome(of: TransferResult(reach: .answered, status: 404), now: context.now) == .missing)
        let health = try #require(plan.health)
        let names = try health.request(at: context.now).headers.map(\.name)
        #expect(names.contains("X-App") && !names.contains("X-To"))
        #expect(health.isHealthy(TransferResult(reach: .answered, status: 200, body: Array(#"{"state":"open"}"#.utf8))))
        let preset = ["asked.yaml": "channel: whatsapp\n\(keys)\nclassify: [{when: {http: 400}, outcome: recheck}]\n"]
        try withPresets(preset) { folder in
            let kept = load("preset: asked", folder: folder).settings?.endpoints.first?.plan
            #expect(kept?.precheck != nil && kept?.health != nil)
            let off = load("preset: asked\nprecheck: off\nhealth: off", folder: folder)
            #expect(off.lines == [])
            let without = off.settings?.endpoints.first?.plan
            #expect(without != nil && without?.precheck == nil && without?.health == nil)
        }
    }

    @Test("a mail server is written with a mail and a login")
    func mail() throws {
        let plan = try plan(
            """
            secrets: {password: {env: GATEWAY_KEY}}
            auth: {basic: {user: carteiro, password: "{{secret.password}}"}}
            request:
              defaults: {method: POST, headers: {X: y}}
              text: {url: "smtp://mail.example:587", mime: {from: "Fibra Norte <cobranca@fibra.example>", reply_to: ajuda@fibra.example}}
            id: [optional, 'smtp:queued as (\\S+)']
            classify:
              - {when: {smtp: [4xx, 550-552], smtp_enhanced: ["5.1.*", 4.2.2]}, outcome: opted-out, reason: full}
            """)
        let request = try plan.request(for: .text, context)
        #expect(request.envelope == MailEnvelope(sender: "cobranca@fibra.example", recipient: "maria@example.com"))
        #expect(request.options.mail.requiresTLS)
        #expect(request.options.mail.login?.user == Secret("carteiro"))
        #expect(body(request).contains("Reply-To: "))
        let taken = TransferResult(
            reach: .answered, status: 250, body: Array("2.0.0 Ok: queued as 4F2A".utf8), isMail: true)
        #expect(plan.judge(taken, now: context.now).providerMessageID == "4F2A")
        let full = TransferResult(reach: .answered, status: 452, body: Array("4.2.2 full".utf8), isMail: true)
        #expect(plan.judge(full, now: context.now).reason == "full")
    }

    @Test("a password that goes over the network in clear is warned of")
    func clear() {
        let result = load(
            """
            secrets: {password: {env: GATEWAY_KEY}}
            auth: {basic: {user: carteiro, password: "{{secret.password}}"}}
            tls: {starttls: off}
            request: {text: {url: "smtp://mail.example:587", mime: {from: cobranca@fibra.example}}}
            id: optional
            """)
        #expect(
            result.lines == [
                "carteiro.yaml:11 warning: endpoints.gateway.tls.starttls: the password goes over the network in clear "
                    + "(remove `starttls: off`)"
            ])
    }

    @Test("two secrets sign while one replaces the other")
    func signing() throws {
        let plan = try plan(
            """
            signing: [{env: GATEWAY_KEY}, {credential: gateway_signing}]
            request: {text: {url: "http://h/", json: {}}}
            id: client
            """)
        let signature = try plan.request(for: .text, context).headers.first { $0.name == "webhook-signature" }
        #expect(signature?.value.split(separator: " ").count == 2)
    }

    // MARK: - Presets

    private static let typed = """
        channel: email
        with: {template_id: required number, delay: 5, from: required, name: ""}
        secrets: [key, "hook?", "password?"]
        auth?: {basic: {user: u, password: "{{secret.password}}"}}
        request:
          text:
            url: http://h/
            headers: {apikey: "{{secret.key}}", "X-Hook?": "{{secret.hook}}"}
            json: {id: "{{with.template_id}}", delay: "{{with.delay}}", from: "{{with.from}}", "name?": "{{with.name}}"}
        id: client

        """

    private func preset(_ with: String, _ secrets: String = "key: {env: GATEWAY_KEY}") -> String {
        "preset: typed\nwith: {\(with)}\nsecrets: {\(secrets)}"
    }

    /// As `load`, without a channel of the endpoint's own.
    private func loadPreset(_ keys: String, folder: String) -> LoadResult {
        load(keys, folder: folder)
    }

    @Test("a preset's numbers are numbers, and its optional secrets and empty parameters leave out what uses them")
    func typed() throws {
        try withPresets(["typed.yaml": Self.typed]) { folder in
            func request(_ keys: String) throws -> TransferRequest {
                let result = loadPreset(keys, folder: folder)
                #expect(result.lines == [])
                return try #require(result.settings?.endpoints.first?.plan).request(for: .text, context)
            }
            let plain = try request(preset("template_id: \"7\", from: 5511"))
            #expect(body(plain) == #"{"id":7,"delay":5,"from":"5511"}"#)
            let names = plain.headers.map(\.name)
            #expect(names.contains("apikey") && !names.contains("X-Hook") && !names.contains("Authorization"))
            let full = try request(
                preset(
                    "template_id: 7, delay: 9, from: a, name: Fibra",
                    "key: {env: GATEWAY_KEY}, hook: {env: GATEWAY_KEY}, password: {env: GATEWAY_KEY}"))
            #expect(body(full) == #"{"id":7,"delay":9,"from":"a","name":"Fibra"}"#)
            #expect(Set(full.headers.map(\.name)).isSuperset(of: ["apikey", "X-Hook", "Authorization"]))
        }
    }

    @Test("what a preset asks for and does not get is named")
    func typedFaults() throws {
        try withPresets(["typed.yaml": Self.typed]) { folder in
            #expect(
                loadPreset(preset("template_id: seven, from: a"), folder: folder).lines == [
                    "carteiro.yaml:10 error: endpoints.gateway.with.template_id must be a whole number, but is \"seven\" "
                        + "(the preset typed puts it into its requests as a number)"
                ])
            #expect(
                loadPreset(preset("from: a", "hook: {env: GATEWAY_KEY}"), folder: folder).lines == [
                    "carteiro.yaml:7 error: endpoints.gateway.secrets.key is missing (such as `secrets: {key: "
                        + "{credential: gateway_key}}`)",
                    "carteiro.yaml:7 error: endpoints.gateway.with.template_id is missing (the preset typed asks for it; "
                        + "`carteiro presets show typed` tells what it is)",
                    "\(folder)/presets/typed.yaml:8 error: endpoints.gateway.request.text.headers.apikey: \"secret.key\" is "
                        + "used, but `secrets` has no \"key\" (add it under `secrets`)",
                ])
        }
    }

    @Test("whole numbers of an endpoint's own `with` are numbers, in quotation marks they are texts")
    func ownNumbers() throws {
        let plan = try plan(
            """
            with: {a: 7, b: "7", c: 007, d: 7.5}
            request: {text: {url: "http://h/{{with.a}}", json: ["{{with.a}}", "{{with.b}}", "{{with.c}}", "{{with.d}}"]}}
            id: client
            """)
        #expect(try body(plan.request(for: .text, context)) == #"[7,"7","007","7.5"]"#)
    }

    // MARK: - Tables

    private static let rule =
        "classify: [{when: {http: 4xx}, table: codes, code: error.code}, {when: {http: 400}, outcome: down}]"

    private func outcome(_ plan: GatewayPlan, _ json: String) -> Verdict {
        plan.judge(TransferResult(reach: .answered, status: 400, body: Array(json.utf8)), now: context.now)
    }

    @Test("a table's codes become rules, numbers and texts that are numbers alike")
    func table() throws {
        let plan = try plan(
            """
            request: {text: {url: "http://h/", json: {}}}
            id: client
            tables:
              codes:
                - {codes: [131026, 200-299], outcome: rejected, reason: not-on-whatsapp}
                - {codes: 131056, outcome: throttled, scope: recipient, retry: 6s}
            \(Self.rule)
            """)
        #expect(outcome(plan, #"{"error":{"code":131026}}"#).reason == "not-on-whatsapp")
        #expect(outcome(plan, #"{"error":{"code":"250"}}"#).outcome == .rejected)
        let pair = outcome(plan, #"{"error":{"code":131056}}"#)
        #expect(pair.outcome == .throttled && pair.scope == .recipient && pair.retryAfterMilliseconds == 6000)
        #expect(outcome(plan, #"{"error":{"code":300}}"#).outcome == .down)
        #expect(outcome(plan, "{}").outcome == .down)
    }

    @Test("a table may be a file of its own, and what is wrong in it is named there")
    func tableFile() throws {
        let good = "# Codes.\n- {codes: [1-5], outcome: opted-out, reason: stop}\n"
        let bad = "- {codes: [1, x], outcome: rejected}\n- {codes: [1], outcome: rejectd}\n"
        let keys = "request: {text: {url: \"http://h/\", json: {}}}\nid: client\n\(Self.rule)"
        try withPresets(["codes.table.yaml": good]) { folder in
            let plan = try plan(keys, folder: folder)
            #expect(outcome(plan, #"{"error":{"code":3}}"#).reason == "stop")
            // A table is no preset.
            #expect(!PresetStore(baseDirectory: folder, program: "").names.contains { $0.contains("codes") })
        }
        try withPresets(["codes.table.yaml": bad]) { folder in
            let file = folder + "/presets/codes.table.yaml"
            #expect(
                load(keys, folder: folder).lines == [
                    "\(file):1 error: the table codes[0].codes: \"x\" is neither a code nor a range (such as "
                        + "[131026, 200-299])",
                    "\(file):2 error: the table codes[1].codes: \"1\" is in the table already (the first time in line 1)",
                    "\(file):2 error: the table codes[1].outcome must be sent, retry, throttled, down, rejected, "
                        + "misconfigured, uncertain, opted-out, needs-template or recheck, but is \"rejectd\" (did you "
                        + "mean rejected?)",
                ])
        }
    }

    @Test("a preset brings its tables along, and an endpoint's of the same name wins")
    func presetTable() throws {
        let text = """
            channel: whatsapp
            request: {text: {url: "http://h/", json: {}}}
            id: client
            tables: {codes: [{codes: [1], outcome: opted-out}], other: [{codes: [9], outcome: down}]}
            \(Self.rule)
            """
        try withPresets(["coded.yaml": text]) { folder in
            let preset = try plan("preset: coded", folder: folder)
            #expect(outcome(preset, #"{"error":{"code":1}}"#).outcome == .optedOut)
            let own = try plan("preset: coded\ntables: {codes: [{codes: [1], outcome: throttled}]}", folder: folder)
            #expect(outcome(own, #"{"error":{"code":1}}"#).outcome == .throttled)
        }
    }
}

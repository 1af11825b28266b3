import Domain
import Foundation
import Testing

@testable import Composer

@Suite("TemplateStore")
struct TemplateStoreTests {
    private static func problems(_ source: String, channel: Channel = .whatsapp) -> [Problem] {
        problems(Array(source.utf8), channel: channel)
    }

    private static func problems(_ bytes: [UInt8], channel: Channel = .whatsapp) -> [Problem] {
        let (template, problems) = MessageTemplate.read(bytes, name: "t", channel: channel, file: "t.x.mustache")
        #expect((template == nil) == !problems.isEmpty)
        return problems
    }

    @Test("reads front matter")
    func frontMatter() throws {
        let source = "\u{FEFF}---\r\nsubject: Oi {{nome}}\r\nparts: [text, pix?]\r\nkind: notice\r\n---\r\nOlá\r\n"
        let template = try #require(
            MessageTemplate.read(Array(source.utf8), name: "n", channel: .email, file: "f").template)
        #expect(template.kind == .notice)
        #expect(template.parts == [PartRequest(kind: .text), PartRequest(kind: .pix, isOptional: true)])
        #expect(template.subject?.uses.first == VariableUse(name: "nome", line: 2, kind: .value))
        #expect(template.body.constant == "Olá\n")
    }

    @Test("has defaults without it", arguments: ["Olá", "---\n---\nOlá", "---\n# nada\n---\nOlá"])
    func defaults(source: String) throws {
        let template = try #require(
            MessageTemplate.read(Array(source.utf8), name: "n", channel: .sms, file: "f").template)
        #expect(template.kind == .reminder)
        #expect(template.parts == [PartRequest(kind: .text)])
        #expect(template.subject == nil)
    }

    @Test(
        "names line and reason of what is wrong",
        arguments: [
            ("---\nkind: reminder\n", 1, "the front matter is not closed"),
            ("---\n- a\n---\nx", 2, "the front matter is no mapping"),
            ("---\nkind: reminder\nparts: [text\n---\nx", 4, "the front matter is not YAML"),
            ("---\n\nsubjekt: x\n---\nx", 3, "unknown key subjekt"),
            ("---\nkind: spam\n---\nx", 2, "kind must be one of reminder, offer, notice, task"),
            ("---\nkind: [offer]\n---\nx", 2, "kind must be one of reminder, offer, notice, task"),
            ("---\nsubject: {a: 1}\n---\nx", 2, "subject must be one line of text"),
            ("---\nparts: text\n---\nx", 2, "parts must be a list of text, line, pix, document, qr"),
            ("---\nparts: []\n---\nx", 2, "parts must be a list of text, line, pix, document, qr"),
            ("---\nparts: [text, pixx]\n---\nx", 2, "unknown part pixx"),
            ("---\nkind: task\n---\nx", 2, "kind task is for tasks"),
            ("---\nparts: [text, pix, pix?]\n---\nx", 2, "part pix is named twice"),
            ("---\nparts: [text?]\n---\nx", 2, "part text cannot be left out"),
            ("---\nkind: offer\nkind: notice\n---\nx", 2, "key kind is written twice"),
            ("---\nkind: offer\n---\n\n", 4, "the template has no text"), ("", 1, "the template has no text"),
            ("a\nb {{>x}}", 2, "partials ({{>name}}) are not supported"),
            ("---\nkind: offer\n---\na\n{{/x}}", 5, "{{/x}} closes no section"),
            ("a\n{{valr}}", 2, "unknown variable valr"),
            ("{{oferta}}", 1, "oferta is a section and has no text of its own"),
            ("{{texto}}", 1, "unknown variable texto"), ("{{oferta.txto}}", 1, "unknown variable oferta.txto"),
            ("{{pix.x}}", 1, "unknown variable pix.x"), ("{{numero}}", 1, "unknown variable numero"),
            ("{{faturas.valor}}", 1, "faturas is a list, of which faturas.valor names no element"),
            ("{{faturas}}", 1, "faturas is a section and has no text of its own"),
            ("{{#faturas}}{{numro}}{{/faturas}}", 1, "unknown variable numro"),
            ("{{payload}}", 1, "unknown variable payload"),
            ("\n{{qr}}", 2, "qr is an image's address, for the HTML half of an e-mail only"),
            ("{{#coisa}}x{{/coisa}}", 1, "unknown variable coisa"),
            ("a\nb\u{7}", 2, "control character in the template"), ("a\rb", 1, "control character in the template"),
        ])
    func wrong(source: String, line: Int, message: String) throws {
        let problems = Self.problems(source)
        #expect(problems.map(\.message) == [message])
        #expect(problems.map(\.line) == [line])
        #expect(problems.map(\.file) == ["t.x.mustache"])
    }

    @Test("accepts what the payload alone can know")
    func producers() {
        let source =
            "{{vars.x}}{{payload.a.b}}{{#vars.l}}{{any}}{{.}}{{/vars.l}}{{#vars}}{{y}}{{/vars}}{{#oferta}}{{texto}}{{valor}}{{/oferta}}"
            + "{{#multa}}{{multa}}{{/multa}}{{^juros}}x{{/juros}}{{oferta.texto}}{{#bom_historico}}{{pagamentos_em_dia}}{{/bom_historico}}"
        #expect(Self.problems(source).isEmpty)
    }

    @Test(
        "hints at what was meant",
        arguments: [
            ("{{primero_nome}}", "did you mean primeiro_nome?"), ("{{vencimiento}}", "did you mean vencimento?"),
            ("{{#oferta}}{{text}}{{/oferta}}", "did you mean texto?"),
            ("---\nkinds: offer\n---\nx", "did you mean kind?"),
            ("{{absolutamente_nada}}", "what the payload brings is under payload.… and vars.…"),
        ])
    func hints(source: String, hint: String) {
        #expect(Self.problems(source).map(\.hint) == [hint])
    }

    @Test("an e-mail needs a subject")
    func subject() {
        #expect(Self.problems("x", channel: .email).map(\.message) == ["an e-mail needs a subject"])
        #expect(Self.problems("---\nsubject: Oi {{nme}}\n---\nx", channel: .email).map(\.line) == [2])
    }

    @Test("a file in another encoding is named with its line")
    func encoding() {
        #expect(Self.problems(Array("Olá\n".utf8) + [0x4F, 0x6C, 0xE1]).map(\.line) == [2])
        #expect(Self.problems([0xFF]).map(\.message) == ["the file is not UTF-8"])
    }

    @Test("all problems of a file are listed at once")
    func several() {
        #expect(Self.problems("---\nkind: x\nfoo: 1\n---\n{{a}}\n{{b}}").count == 4)
    }

    @Test("loads a folder, leaving out what is unsound")
    func folder() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("templates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = [
            "a.whatsapp.mustache": "x", "a.sms.mustache": "y", "b-2.email.mustache": "---\nsubject: s\n---\nz",
            "c.whatsapp.mustache": "{{nada}}",
            "README.md": "{{", ".hidden.sms.mustache": "{{", "d.whatsap.mustache": "x", "e.mustache": "x",
            "a.email.html.mustache": "<html></html>", "b-2.email.html.mustache": "<html>{{qr}} {{nome}}</html>",
            "f.email.mustache": "---\nsubject: s\n---\nz", "f.email.html.mustache": "<html>",
            "auto.sms.mustache": "x", "Ä.sms.mustache": "x",
        ]
        for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        let (store, problems) = TemplateStore.load(folder: folder.path)
        #expect(store.names == ["a", "b-2"])
        #expect(store.channels(of: "a") == [.whatsapp, .sms])
        #expect(store.template(named: "a", for: .sms)?.body.constant == "y")
        #expect(store.template(named: "a", for: .email) == nil)
        #expect(store.channels(of: "c").isEmpty && store.channels(of: "f").isEmpty)
        let (raw, found) = MessageTemplate.read(
            Array("---\nsubject: s\n---\nz".utf8), name: "r", channel: .email, file: "r")
        #expect(found == [])
        var message = try #require(raw)
        #expect(
            message.readHTML(Array("<html>\n{{{nome}}} {{&valor}}</html>".utf8), file: "r.html").map(\.line) == [2, 2])
        let html = store.template(named: "b-2", for: .email)?.html
        #expect(html?.uses.map(\.name) == ["qr", "nome"])
        #expect(
            problems.map { $0.message } == [
                "auto cannot be a template's name", "unknown variable nada", "unknown channel whatsap",
                "a template's file is named NAME.CHANNEL.mustache", "Ä cannot be a template's name",
                "there is no sound a.email.mustache beside it", "the HTML half is no complete document",
            ])
        #expect(problems.first { $0.message.hasPrefix("unknown channel") }?.hint == "did you mean whatsapp?")
        #expect(problems.allSatisfy { $0.file.hasPrefix(folder.path + "/") })
    }

    @Test("a folder that is not there is a problem, not an empty store")
    func noFolder() {
        let (store, problems) = TemplateStore.load(folder: "/nonexistent/templates")
        #expect(store.names.isEmpty)
        #expect(problems.map(\.file) == ["/nonexistent/templates"])
    }
}

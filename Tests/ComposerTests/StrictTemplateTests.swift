import Testing

@testable import Composer

/// Values by their whole path.
struct TableSource: TemplateSource {
    var values: [String: TemplateValue]

    init(_ values: [String: TemplateValue] = [:]) {
        self.values = values
    }

    func value(named path: String) -> TemplateValue? { values[path] }
}

@Suite("StrictTemplate")
struct StrictTemplateTests {
    static let source = TableSource([
        "nome": .text("Maria"), "payload.invoice.id": .text("F-1"), "sim": .flag(true), "nao": .flag(false),
        "html": .text("<b a=\"x\">&'\"\u{301}"), "oferta": .object(["texto": .text("um mês"), "nome": .text("Ana")]),
        "fundo": .object(["a": .object(["b": .text("c")])]), "lista": .list([.text("um"), .text("dois")]),
        "itens": .list([.object(["n": .text("1")]), .object(["n": .text("2")])]), "vazia": .list([]),
        "branco": .text(""),
    ])

    @Test(
        "renders values, sections, objects and lists",
        arguments: [
            ("", ""), ("Olá", "Olá"), ("{{nome}}", "Maria"), ("Oi, {{ nome }}!", "Oi, Maria!"), ("{{{nome}}}", "Maria"),
            ("{{&nome}}", "Maria"), ("{{payload.invoice.id}}", "F-1"), ("{{sim}}", "true"), ("{{branco}}", ""),
            ("{{#sim}}a{{/sim}}{{#nao}}b{{/nao}}{{#falta}}c{{falta}}{{/falta}}", "a"),
            ("{{^sim}}a{{/sim}}{{^nao}}b{{/nao}}{{^falta}}c{{/falta}}", "bc"),
            ("{{#nome}}<{{nome}}>{{/nome}}{{^nome}}x{{/nome}}", "<Maria>"),
            ("{{#oferta}}{{texto}} {{nome}}{{/oferta}} {{nome}}", "um mês Ana Maria"),
            ("{{#fundo}}{{a.b}}{{/fundo}}{{fundo.a.b}}", "cc"),
            ("{{#fundo}}{{#a}}{{b}}{{nome}}{{/a}}{{/fundo}}", "cMaria"),
            ("{{#oferta}}{{payload.invoice.id}}{{/oferta}}", "F-1"), ("{{#lista}}[{{.}}]{{/lista}}", "[um][dois]"),
            ("{{#itens}}{{n}}{{nome}},{{/itens}}", "1Maria,2Maria,"),
            ("{{^vazia}}nada{{/vazia}}{{#vazia}}x{{/vazia}}", "nada"),
            ("a{{! um {{comentário }}b", "ab"), ("a\n{{! sozinho }}\nb", "a\nb"), ("{{#sim}}\nx\n{{/sim}}\ny", "x\ny"),
            ("  {{#sim}}\n  x\n  {{/sim}}\n", "  x\n"), ("a {{#sim}} b {{/sim}} c", "a  b  c"),
            (#"{"to": {{nome}}}"#, #"{"to": Maria}"#), ("{{#sim}}\r\nx\r\n{{/sim}}\r\ny", "x\r\ny"),
            ("} }} {x} {", "} }} {x} {"), ("\n", "\n"), (" ", " "), ("\nx", "\nx"),
        ])
    func renders(template: String, text: String) throws {
        // The table's sources know whole paths only.
        var source = Self.source
        source.values["fundo.a.b"] = .text("c")
        #expect(try StrictTemplate(template).render(source) == text)
    }

    @Test(
        "names the variable that has no value, dots and all",
        arguments: [
            ("{{falta}}", "falta"), ("Oi {{nome}} {{falta}} {{outra}}", "falta"), ("{{{falta}}}", "falta"),
            ("{{payload.invoice.falta}}", "payload.invoice.falta"), ("{{#sim}}{{falta}}{{/sim}}", "falta"),
            ("{{^falta}}{{falta}}{{/falta}}", "falta"), ("{{#oferta}}{{falta}}{{/oferta}}", "falta"),
            ("{{#fundo}}{{a.falta}}{{/fundo}}", "a.falta"), ("{{#fundo}}{{a.b.c}}{{/fundo}}", "a.b.c"),
            ("{{#lista}}{{falta}}{{/lista}}", "falta"), ("{{#sim}}{{.}}{{/sim}}", "."), ("{{oferta}}", "oferta"),
            ("{{lista}}", "lista"), ("{{#fundo}}{{a}}{{/fundo}}", "a"),
            ("{{#itens}}{{#n}}{{falta}}{{/n}}{{/itens}}", "falta"),
        ])
    func missing(template: String, name: String) throws {
        let template = try StrictTemplate(template)
        #expect(throws: MissingVariable(name: name)) { try template.render(Self.source) }
        #expect(throws: MissingVariable(name: name)) { try template.renderWithLibrary(Self.source) }
    }

    @Test(
        "refuses what it does not support, with the line",
        arguments: [
            ("{{>rodape}}", 1, "partials"), ("\n{{<base}}{{/base}}", 2, "inheritance"),
            ("{{$bloco}}{{/bloco}}", 1, "inheritance"),
            ("a\nb\n{{=<% %>=}}", 3, "delimiters"), ("{{%CONTENT_TYPE:HTML}}", 1, "pragmas"),
            ("{{upper(nome)}}", 1, "transforms"), ("{{#first(a)}}{{/first(a)}}", 1, "transforms"),
            ("{{nome", 1, "not closed"),
            ("{{nome}", 1, "not closed"), ("{{{nome}}", 1, "not closed"), ("\n\n{{! sem fim", 3, "not closed"),
            ("{{#a}}\n\n", 1, "{{#a}} is not closed"), ("x\n{{#a}}\n{{#b}}{{/a}}", 3, "{{/b}}"),
            ("{{/a}}", 1, "closes no section"),
            ("{{}}", 1, "no name"), ("{{ }}", 1, "no name"), ("{{a b}}", 1, "malformed"), ("{{a..b}}", 1, "no name"),
            ("{{.a}}", 1, "no name"),
            ("{{a.}}", 1, "no name"), ("{{*a}}", 1, "malformed"), ("{{preço}}", 1, "malformed"),
            ("{{.}}", 1, "outside"), ("{{^a}}{{.}}{{/a}}", 1, "outside"),
            ("{{#.}}x{{/.}}", 1, "outside"), ("{{a?}}", 1, "malformed"), ("{{nome}}\u{301}", 1, "combining"),
            ("\u{600}{{nome}}", 1, "combining"),
            ("{{!x}}\u{301}", 1, "combining"), ("{{a}}\n{", 2, "lone"),
        ])
    func refuses(template: String, line: Int, words: String) throws {
        let error = try #require(throws: TemplateError.self) { try StrictTemplate(template, firstLine: 10) }
        #expect(error.line == line + 9)
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test("nests sections up to a limit")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "{{#sim}}", count: depth) + "x" + String(repeating: "{{/sim}}", count: depth)
        }
        #expect(try StrictTemplate(nested(32)).render(Self.source) == "x")
        #expect(throws: TemplateError.self) { try StrictTemplate(nested(33)) }
        #expect(throws: TemplateError.self) { try StrictTemplate(nested(100_000)) }
    }

    @Test("escapes for HTML between two braces only")
    func html() throws {
        let escaped = "&lt;b a=&quot;x&quot;&gt;&amp;&#39;&quot;\u{301}"
        #expect(try StrictTemplate("{{html}}", escaping: .html).render(Self.source) == escaped)
        #expect(try StrictTemplate("{{html}}", escaping: .html).renderWithLibrary(Self.source) == escaped)
        for tag in ["{{{html}}}", "{{&html}}"] {
            #expect(try StrictTemplate(tag, escaping: .html).render(Self.source) == "<b a=\"x\">&'\"\u{301}")
        }
        #expect(try StrictTemplate("{{html}}").render(Self.source) == "<b a=\"x\">&'\"\u{301}")
    }

    @Test("values are never read as templates")
    func injection() throws {
        let source = TableSource(["a": .text("{{b}} {{#b}}"), "b": .text("x")])
        #expect(try StrictTemplate("{{a}}{{#a}}{{a}}{{/a}}").render(source) == "{{b}} {{#b}}{{b}} {{#b}}")
        #expect(try StrictTemplate("{{a}}{{#a}}{{a}}{{/a}}").renderWithLibrary(source) == "{{b}} {{#b}}{{b}} {{#b}}")
    }

    @Test("lists every use with line, kind and the sections around it")
    func uses() throws {
        let template = try StrictTemplate("{{a}}\n{{#b}}\n{{c.d}}{{^e}}{{{f}}}{{/e}}\n{{/b}}{{! g }}")
        var raw = VariableUse(name: "f", line: 3, kind: .value, enclosingSections: ["b"])
        raw.isRaw = true
        #expect(
            template.uses == [
                VariableUse(name: "a", line: 1, kind: .value),
                VariableUse(name: "b", line: 2, kind: .section),
                VariableUse(name: "c.d", line: 3, kind: .value, enclosingSections: ["b"]),
                VariableUse(name: "e", line: 3, kind: .invertedSection, enclosingSections: ["b"]),
                raw,
            ])
    }

    @Test("knows constants and sole placeholders")
    func shapes() throws {
        #expect(try StrictTemplate("").constant == "")
        #expect(try StrictTemplate("Olá\n ").constant == "Olá\n ")
        #expect(try StrictTemplate("a{{!x}}b").constant == "ab")
        #expect(try StrictTemplate("{{a}}").isConstant == false)
        #expect(try StrictTemplate("{{ to.number }}").solePlaceholder == "to.number")
        #expect(try StrictTemplate("{{{a}}}").solePlaceholder == "a")
        for template in [" {{a}}", "{{a}} ", "{{a}}{{b}}", "{{#a}}{{/a}}", "{{!x}}{{a}}", "a", ""] {
            #expect(try StrictTemplate(template).solePlaceholder == nil, "\(template)")
        }
    }
}

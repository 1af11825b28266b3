import Domain
import Testing

@testable import Composer

@Suite("Where the linter finds things")
struct LintPlaceTests {
    private func places(_ source: String, isHTML: Bool = false) -> [String] {
        LintTests.forbidden(in: source, isHTML: isHTML).map { "\($0.message.prefix(3)) \($0.line)" }
    }

    private func words(_ source: String, isHTML: Bool = false) -> [String] {
        LintTests.forbidden(in: source, isHTML: isHTML).map { problem in
            String(problem.message.drop { $0 != "\"" }.dropFirst().prefix { $0 != "\"" })
        }
    }

    @Test("by line in a text, in the order of lines")
    func text() {
        #expect(places("Serasa\n\n{{! um\ncomentário }}\nOi, calote\n{{nome}}, corte") == ["A08 1", "B01 5", "A09 6"])
        #expect(places("é o último\n\n  aviso") == ["A01 1"])
        #expect(places("Oi\n{{#plano}}\ncorte\n{{/plano}}") == ["A09 3"])
    }

    @Test("across tags of sections and comments, but not across values")
    func tags() {
        #expect(places("último {{#plano}}aviso{{/plano}}") == ["A01 1"])
        #expect(places("último {{! x }}aviso") == ["A01 1"])
        #expect(places("último {{plano}} aviso") == [])
        #expect(places("{{corte}}{{{bloqueio}}}{{&serasa}}{{#spc}}a{{/spc}}{{^divida}}b{{/divida}}") == [])
        #expect(places("{{ corte") == ["A09 1"])
        #expect(places("{{!corte}} {{! corte") == ["A09 1"])
    }

    @Test("by line in a subject, wherever the front matter has it")
    func subject() throws {
        let source = "---\nkind: reminder # corte\nsubject: Último aviso\n---\n{{nome}}\ncorte"
        let problems = try LintTests.problems(source, kind: .task, channel: .task, bodyLine: 5)
        #expect(problems.map { "\($0.message.prefix(3)) \($0.line)" } == ["A01 3", "A09 6"])
        let quoted = "---\n\"subject\": 'Sua dívida, {{corte}}'\n---\n"
        let found = try LintTests.problems(quoted, kind: .task, channel: .task, bodyLine: 4)
        #expect(found.map { "\($0.message.prefix(3)) \($0.line)" } == ["B06 2"])
    }

    @Test("on a page, not in its markup")
    func page() {
        #expect(places("<p class=\"corte\">Oi</p>\n<!-- corte\n -->\n<b>cor</b>te", isHTML: true) == ["A09 4"])
        #expect(places("<style>.corte { }</style>\n<script>corte</script><p>calote", isHTML: true) == ["B01 2"])
        #expect(places("<p>&uacute;ltimo\n<br>aviso</p>", isHTML: true) == ["A01 1"])
        #expect(places("<td>negativa&#231;&#xE3;o</td>", isHTML: true) == ["A08 1"])
        #expect(places("último&nbsp;<strong>aviso</strong>", isHTML: true) == ["A01 1"])
        #expect(places("<p>corte</p", isHTML: true) == ["A09 1"])
        #expect(places("3 < 4 e corte > 2", isHTML: true) == ["A09 1"])
        #expect(words("<p>&Uacute;ltimo <b>aviso</b></p>", isHTML: true) == ["&Uacute;ltimo <b>aviso"])
    }

    @Test("in texts beside pictures and behind links, and in addresses only shorteners and personal data")
    func attributes() {
        #expect(places("<p>a</p>\n<img alt=\"último aviso\">", isHTML: true) == ["A01 2"])
        #expect(places("<a title='calote' href=x>b</a>", isHTML: true) == ["B01 1"])
        #expect(places("<a href=\"https://bit.ly/x\">b</a>", isHTML: true) == ["F02 1"])
        #expect(places("\n<a href=\"https://x.example/?d={{cpf}}\">b</a>", isHTML: true) == ["F01 2"])
        #expect(places("<a href=\"https://x.example/cobranca\">b</a>", isHTML: true) == [])
        #expect(places("último <img alt=\"\" src=\"{{qr}}\"> aviso", isHTML: true) == ["A01 1"])
        #expect(places("<img alt=\"corte\n\" alt = corte>", isHTML: true) == ["A09 1", "A09 2"])
    }

    @Test("by the words as they stand in the file")
    func quotations() {
        #expect(words("Sua _DÍVIDA_.") == ["DÍVIDA"])
        #expect(words("s e r a s a") == ["s e r a s a"])
        #expect(words("u\u{0301}ltimo\taviso") == ["u\u{0301}ltimo aviso"])
    }
}

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
        #expect(
            places("<style>.corte { }</style>\n<script>corte</script><p>calote", isHTML: true) == ["F04 2", "B01 2"])
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

    @Test("in what a browser shows of comments, style sheets, fields and entities")
    func browser() {
        let shown = [
            "<style>p::before { content:\"último aviso\" }</style>", "<p style='content: \"último \" \"aviso\"'>a</p>",
            "<style>p::after{CONTENT :'\\FAltimo\\20 aviso'}</style>",
            "<p style=\"content:&quot;último aviso&quot;\">a</p>",
            "<p>&uacuteltimo aviso</p>", "<p>&#250ltimo aviso</p>", "<p>&#xfa;ltimo aviso</p>",
            "<!--> último aviso -->", "<!---> último aviso -->", "<!-- a --!> último aviso",
            "<input value='último aviso'>",
            "<input placeholder=\"último aviso\">", "<a aria-label=\"último aviso\" href=x>b</a>",
            "<noscript>último aviso</noscript>", "<template>último aviso</template>",
        ]
        for page in shown { #expect(places(page, isHTML: true) == ["A01 1"], "\(page)") }
        let hidden = [
            "<style>.ultimo-aviso { color: red; font-family: 'corte' }</style>", "<!-- último aviso -->",
            "<p class='corte' style=\"font-family:'corte'\">a</p>", "<p>&uacuteltimo dia</p>", "a &amp b &copia",
            "<style>p { content: none; } /* \"corte\" */</style>",
        ]
        for page in hidden { #expect(places(page, isHTML: true) == [], "\(page)") }
    }

    @Test("that are active, or loaded from elsewhere, on a page alone")
    func markup() {
        let active = [
            "<script>let a = 1</script>", "<SCRIPT src=a.js></SCRIPT>", "<a href=\"javascript:pay()\">a</a>",
            "<a href=' java\tscript:pay()'>a</a>", "<a href=\"&#106;avascript:pay()\">a</a>", "<iframe src=a></iframe>",
            "<object data=a></object>", "<embed src=a>", "<form action=a>b</form>", "<p onclick=\"pay()\">a</p>",
        ]
        for page in active {
            #expect(places("<p>a</p>\n" + page, isHTML: true) == ["F04 2"], "\(page)")
            #expect(LintTests.forbidden(in: page, isHTML: true).map(\.severity) == [.error], "\(page)")
            #expect(places(page) == [], "\(page)")
        }
        let elsewhere = [
            "<img alt=a src=\"https://x.example/a.png\">", "<img src=http://x.example/a.png>",
            "<img src='//x.example/a'>",
            "<link rel=stylesheet href=\"https://x.example/a.css\">", "<td background='https://x.example/a.png'>a</td>",
            "<style>@import \"https://x.example/a.css\";</style>",
            "<style>p { background: url( 'https://x.example/a' ) }</style>",
            "<p style=\"background:url(https://x.example/a.png)\">a</p>", "<img srcset=\"https://x.example/a.png 2x\">",
        ]
        for page in elsewhere {
            #expect(places("<p>a</p>\n" + page, isHTML: true) == ["F05 2"], "\(page)")
            #expect(LintTests.forbidden(in: page, isHTML: true).map(\.severity) == [.warning], "\(page)")
            #expect(places(page) == [], "\(page)")
        }
        let innocent = [
            "<a href=\"https://x.example/fatura\">a</a>", "<img src=\"{{qr}}\">", "<img src=\"cid:logo\">",
            "<img src=\"data:image/png;base64,AA==\">", "<p title=\"o javascript: um curso\">a</p>",
            "<p>&lt;script&gt;</p>", "<!-- <script> -->", "<style>p { background: url(a.png) }</style>",
        ]
        for page in innocent { #expect(places(page, isHTML: true) == [], "\(page)") }
    }
}

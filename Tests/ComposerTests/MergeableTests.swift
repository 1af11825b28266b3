import Boleto
import Domain
import Testing

@testable import Composer

@Suite("Which reminders may be merged")
struct MergeableTests {
    private static let three = MergedInvoice.three
    private static let mergeable = "{{#faturas}}{{valor}} {{/faturas}}"

    /// A change of the second invoice, and whether it can still go with the first.
    struct Change: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var day = "2026-11-20"
        var channel: Channel?
        var isMergeable = false
        var change: @Sendable (inout Payload) -> Void
    }

    static let changes = [
        Change(testDescription: "none", isMergeable: true) { _ in },
        Change(testDescription: "another name", isMergeable: true) { $0.customer.name = "Ana" },
        Change(testDescription: "another customer") { $0.customer.id = "C-2" },
        Change(testDescription: "no customer") { $0.customer.id = nil },
        Change(testDescription: "the same invoice") { $0.invoice.id = "F0910" },
        Change(testDescription: "no invoice id") { $0.invoice.id = nil },
        Change(testDescription: "no amount") { $0.invoice.amount = nil },
        Change(testDescription: "no due date") { $0.invoice.dueDate = nil },
        Change(testDescription: "both to come", day: "2026-09-10", isMergeable: true) { _ in },
        Change(testDescription: "one overdue", day: "2026-09-11") { _ in },
        // The 12th is a holiday, which moves the last day on.
        Change(testDescription: "one overdue, the other on its last day", day: "2026-10-13") {
            $0.invoice.dueDate = CivilDate(parsing: "2026-10-12")
        },
        Change(testDescription: "another day there") { $0.customer.timeZone = "Pacific/Kiritimati" },
        Change(testDescription: "no such place") { $0.customer.timeZone = "America/Atlantis" },
        Change(testDescription: "the same telephone", channel: .whatsapp, isMergeable: true) {
            $0.customer.phone = "+55 (11) 98765-4321"
        },
        Change(testDescription: "another telephone", channel: .whatsapp) { $0.customer.phone = "11987654322" },
        Change(testDescription: "no telephone", channel: .whatsapp) { $0.customer.phone = nil },
        Change(testDescription: "no e-mail at all", channel: .email) { _ in },
    ]

    @Test("are those of one customer, of different invoices, late or not alike", arguments: changes)
    func mayMerge(change: Change) throws {
        let composer = try ComposerTests.composer()
        let first = try Self.three[0].payload
        var second = try Self.three[1].payload
        change.change(&second)
        let moment = try InvoiceTests.moment(change.day)
        #expect(composer.mayMerge(first, second, on: change.channel, at: moment) == change.isMergeable)
        #expect(composer.mayMerge(second, first, on: change.channel, at: moment) == change.isMergeable)
        // What may not be merged is not, whoever asks for it.
        guard change.channel == nil, !change.isMergeable else { return }
        #expect(throws: CompositionError.refused("not-mergeable")) {
            try composer.compose(ComposerTests.template(Self.mergeable), merging: [first, second], at: moment)
        }
    }

    @Test("are not those of which one comes twice")
    func twice() throws {
        #expect(throws: CompositionError.refused("not-mergeable")) {
            try MergedInvoice.compose(ComposerTests.template(Self.mergeable), Self.three + [Self.three[2]])
        }
    }

    @Test("are held against the law and their codes one by one")
    func verified() throws {
        let template = try ComposerTests.template(Self.mergeable)
        for (more, reason) in [
            (#","line_due_date":"2026-10-20""#, "line-due-date-mismatch"),
            (#","fine":"50.00""#, "charges-over-legal-cap"), (#","total":"120.00""#, "charges-sum-mismatch"),
        ] {
            var invoices = Self.three
            invoices[2].more = more
            #expect(throws: CompositionError.refused(reason)) { try MergedInvoice.compose(template, invoices) }
        }
    }

    @Test("bring their warnings, each once")
    func warnings() throws {
        var invoices = Self.three
        for index in 0...1 { invoices[index].more = #","fine":"2.00","calculated_on":"2026-11-01""# }
        let composition = try MergedInvoice.compose(ComposerTests.template(Self.mergeable), invoices)
        #expect(composition.warnings == ["charges-outdated"])
    }

    // MARK: - Templates

    @Test(
        "need a reminder's template that lists invoices",
        arguments: [
            ("{{#faturas}}x{{/faturas}}", true), ("---\nkind: notice\n---\n{{#faturas}}x{{/faturas}}", false),
            ("---\nkind: offer\n---\n{{#faturas}}x{{/faturas}}", false), ("{{valor}}", false),
            ("{{#varias_faturas}}x{{/varias_faturas}}", false), ("{{^faturas}}x{{/faturas}}", false),
        ])
    func merges(source: String, merges: Bool) throws {
        let template = try ComposerTests.template(source)
        #expect(template.merges == merges)
        guard !merges else { return }
        #expect(throws: CompositionError.refused("not-mergeable")) { try MergedInvoice.compose(template, Self.three) }
    }

    @Test("need it in both halves of an e-mail, and the check says so")
    func halves() throws {
        let lists = "{{#faturas}}x{{/faturas}}"
        for (text, page, merges) in [(lists, lists, true), (lists, "y", false), ("y", lists, false), ("y", "y", false)]
        {
            var template = try ComposerTests.template("---\nsubject: s\n---\n\(text)", channel: .email)
            let problems = template.readHTML(Array("<!doctype html><html>\(page)</html>".utf8), file: "h")
            #expect(template.merges == merges)
            #expect(problems.map(\.severity) == (text == page ? [] : [.warning]))
        }
    }

    @Test("are tried before a customer gets them")
    func trial() throws {
        let trial = TemplateTrial(try ComposerTests.composer())
        func messages(_ source: String) throws -> [String] {
            trial.problems(with: try ComposerTests.template(source), file: "f", isUtility: false).map(\.message)
        }
        #expect(try messages("{{#faturas}}{{valor}}{{/faturas}}") == [])
        #expect(
            try messages("{{valor}}{{#faturas}}x{{/faturas}}")
                == ["reminders of several invoices cannot be merged: missing: valor"])
        #expect(try messages("{{#vencido}}{{dias_atraso}}{{/vencido}}x").isEmpty)
        let long = String(repeating: "x", count: 1_000)
        #expect(
            try messages("{{#faturas}}\(long){{/faturas}}")
                == ["with 5 invoices in one message: 5000 characters, but a WhatsApp text has at most 4096"])
        // Once for one invoice, and not again for several that are no worse off.
        let longer =
            "{{^varias_faturas}}\(String(repeating: long, count: 5)){{/varias_faturas}}{{#faturas}}x{{/faturas}}"
        #expect(try messages(longer) == ["5001 characters, but a WhatsApp text has at most 4096"])
    }

    @Test("have a version that tells one text from another")
    func version() throws {
        // The vectors of the hash's own description.
        for (text, hash) in [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")] {
            #expect(Fingerprint().with(Array(text.utf8)).text == hash)
        }
        #expect(try ComposerTests.template("foobar").version == "85944171f73967e8")
        var mail = try ComposerTests.template("---\nsubject: s\n---\nx", channel: .email)
        let alone = mail.version
        func version(withPage page: String) -> String {
            _ = mail.readHTML(Array(page.utf8), file: "h")
            return mail.version
        }
        let pages = ["", "<html></html>", "<html> </html>"].map(version)
        #expect(Set(pages + [alone]).count == 4 && version(withPage: "<html></html>") == pages[1])
        #expect(Set(try ShippedTemplates.names.map { try $0.template.version }).count == ShippedTemplates.names.count)
    }
}

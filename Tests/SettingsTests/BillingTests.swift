import Boleto
import Composer
import Domain
import Gateway
import Testing

@testable import Settings

@Suite("What a configuration says about invoices, wording and offers")
struct BillingTests {
    @Test(
        "each fault is named with its line and a hint", arguments: Fault.billing + Fault.lint + Fault.offers)
    func oneFault(_ fault: Fault) {
        #expect(fault.yaml != Fixture.smallest)
        let result = Fixture.load(fault.yaml)
        #expect(result.lines == fault.lines)
        #expect((result.settings == nil) == fault.expected.contains(" error: "))
    }

    /// The settings of the smallest configuration with more keys.
    private func settings(_ keys: String) throws -> Settings {
        let result = Fixture.load(Fixture.smallest + keys + "\n")
        #expect(result.lines == [])
        return try #require(result.settings)
    }

    private func terms(_ keys: String) throws -> BillingTerms { try settings(keys).composer.terms }

    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(parsing: text)) }

    @Test("what is not written is what the documented configuration says")
    func defaults() throws {
        let terms = try terms("")
        #expect(terms.lateFee == .legal)
        #expect(terms.lateFee?.fine == Percentage(parsing: "2%"))
        #expect(terms.lateFee?.interest == Percentage(parsing: "1%"))
        #expect(terms.lateFee?.interestFrom == .extended && terms.lateFee?.isYearEndClosed == false)
        #expect(terms.calendar == BankCalendar())
        #expect(terms.goodHistory == GoodHistory(onTime: 6, of: 8))
        #expect(
            terms.schedule.steps == [
                Schedule.Step(day: -10, template: "due_soon"), Schedule.Step(day: 0, template: "due_today"),
                Schedule.Step(day: 3, template: "overdue"), Schedule.Step(day: 8, template: "overdue_amounts"),
            ])
    }

    @Test("a late fee is as it was written, and what it leaves out is the default")
    func lateFee() throws {
        #expect(try terms("late_fee: none").lateFee == nil)
        #expect(try terms("late_fee: {}").lateFee == .legal)
        #expect(try terms("late_fee: {fine: 2%, interest: 1%}").lateFee == .legal)
        let mild = try #require(try terms("late_fee: {fine: \"1,5 %\", interest: 0.33}").lateFee)
        #expect(mild.fine == Percentage(hundredths: 150) && mild.interest == Percentage(hundredths: 33))
        #expect(mild.interestFrom == .extended)
        let other = try #require(
            try terms("late_fee: {interest: 0%, interest_from: original, year_end: closed}").lateFee)
        #expect(other.fine == LateFee.fineCap && other.interest == Percentage(hundredths: 0))
        #expect(other.interestFrom == .original && other.isYearEndClosed)
    }

    @Test("holidays are those of every year and those of one, beside the national ones")
    func holidays() throws {
        let calendar = try terms("holidays: {06-24: São João, 2026-12-08: Padroeira, \"29/02\": Bissexto}").calendar
        #expect(try calendar.holiday(on: day("2026-06-24")) == "São João")
        #expect(try calendar.holiday(on: day("2031-06-24")) == "São João")
        #expect(try calendar.holiday(on: day("2026-12-08")) == "Padroeira")
        #expect(try calendar.holiday(on: day("2027-12-08")) == nil)
        #expect(try calendar.holiday(on: day("2032-02-29")) == "Bissexto")
        #expect(try calendar.holiday(on: day("2026-12-25")) == "Natal")
        #expect(try !calendar.isBusinessDay(day("2026-12-08")))
    }

    @Test("a good history is a share, or nobody's")
    func goodHistory() throws {
        #expect(try terms("good_history: 3 of 4").goodHistory == GoodHistory(onTime: 3, of: 4))
        #expect(try terms("good_history: 1 of 1").goodHistory == GoodHistory(onTime: 1, of: 1))
        #expect(try terms("good_history: never").goodHistory == .never)
    }

    @Test("a schedule is sorted by its days, whatever order they are written in")
    func schedule() throws {
        let schedule = try terms("schedule: {d+30: overdue, D-5: overdue, D0: overdue, D7: overdue}").schedule
        #expect(schedule.steps.map(\.day) == [-5, 0, 7, 30])
        #expect(schedule.steps.allSatisfy { $0.template == "overdue" })
        // A schedule replaces the default as a whole.
        #expect(try schedule.template(due: day("2026-11-10"), on: day("2026-11-01")) == "overdue")
    }

    @Test("what is written about wording is what templates are held against")
    func lint() throws {
        let rule = "{id: X1, regex: mensalidade, why: we say fatura, suggestion: fatura}"
        let warned = Fixture.load(Fixture.smallest + "lint: {rules: [\(rule)]}\n")
        #expect(warned.settings != nil)
        let warning =
            "templates/overdue.whatsapp.mustache:1 warning: X1: \"mensalidade\" (we say fatura) (fatura)"
        #expect(warned.lines.map { $0.replacing(Fixture.folder + "/", with: "") } == [warning])

        let error = rule.replacing("why:", with: "severity: error, why:")
        let refused = Fixture.load(Fixture.smallest + "lint: {rules: [\(error)]}\n")
        #expect(refused.settings == nil && refused.problems.map(\.severity) == [.error])

        for silence in ["{rule: X1, reason: ours}", "{rule: X1, template: overdue, reason: ours}"] {
            let silent = Fixture.load(Fixture.smallest + "lint: {rules: [\(error)], silence: [\(silence)]}\n")
            #expect(silent.lines == [] && silent.settings != nil)
        }
        let other = "{rule: X1, template: due_soon, reason: ours}"
        #expect(Fixture.load(Fixture.smallest + "lint: {rules: [\(error)], silence: [\(other)]}\n").settings == nil)
        let kinds = rule.replacing("why:", with: "allowed_in: [reminder, offer], why:")
        #expect(try settings("lint: {rules: [\(kinds)]}").templates.names == ["overdue"])
    }

    @Test("an element of one's own may be required, and a rule with a known id takes its place")
    func ownElement() throws {
        let required = "{id: X2, regex: ouvidoria, required: true, why: who to complain to}"
        let result = Fixture.load(Fixture.smallest + "lint: {rules: [\(required)]}\n")
        #expect(result.problems.map(\.severity) == [.warning])
        #expect(result.problems.first?.message.hasPrefix("X2 missing: ") == true)
        let replaced = Fixture.load(Fixture.smallest + "lint: {rules: [\(required.replacing("X2", with: "M09"))]}\n")
        #expect(replaced.problems.map { $0.message.hasPrefix("M09 missing: ") } == [true])
    }

    @Test(
        "an endpoint offers something unless it says otherwise",
        arguments: [
            ("", true, false), ("offers: true", true, false), ("offers: false", false, false),
            ("category: marketing", true, false), ("category: utility", false, true),
            ("category: utility\n    offers: false", false, true),
            ("category: marketing\n    offers: false", false, false),
        ])
    func offers(keys: String, allows: Bool, isUtility: Bool) throws {
        let yaml = Fixture.smallest.replacing("    id: [json:id]", with: "    id: [json:id]\n    \(keys)")
        let result = Fixture.load(yaml)
        #expect(result.lines == [])
        let endpoint = try #require(result.settings?.endpoints.first)
        #expect(endpoint.endpoint.allowsOffers == allows)
        #expect(endpoint.isUtility == isUtility)
    }

    @Test("an image has a request of its own, or none")
    func images() throws {
        let request = #"qr: {url: "http://127.0.0.1:9000/media", json: {media: "{{file.base64}}"}}"#
        let yaml = Fixture.smallest.replacing(#""{{text}}"}}}"#, with: "\"{{text}}\"}}, \(request)}")
        let result = Fixture.load(yaml)
        #expect(result.lines == [])
        #expect(try #require(result.settings?.endpoints.first).plan.hasRequest(for: .qr))
        #expect(try !#require(settings("").endpoints.first).plan.hasRequest(for: .qr))
    }
}

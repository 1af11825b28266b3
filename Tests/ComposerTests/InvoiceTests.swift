import Boleto
import Domain
import Foundation
import Testing

@testable import Composer

@Suite("What an invoice says, and what its message says of it")
struct InvoiceTests {
    /// 129.90, due on 2026-11-10.
    static let line = "00190500954014481606906809350314816260000012990"

    static func moment(_ day: String) throws -> Timestamp {
        let date = try #require(CivilDate(parsing: day))
        return Timestamp(seconds: Int64(date.dayNumber) * 86_400 + 54_000)
    }

    /// The text of a template for an invoice of 129.90 due on 2026-11-10, or what keeps it from being sent.
    static func read(
        _ template: String, _ invoice: String = "", on day: String = "2026-11-20", kind: String = "reminder",
        terms: BillingTerms = BillingTerms(), presentation: Presentation = Presentation(), more: String = ""
    ) throws -> String {
        let composer = try Composer(company: ComposerTests.company, timeZone: "America/Belem", terms: terms)
        let template = try ComposerTests.template("---\nkind: \(kind)\n---\n\(template)")
        let amount = invoice.contains(#""amount""#) ? "" : #","amount":"129.90""#
        let due = invoice.contains(#""due_date""#) ? "" : #","due_date":"2026-11-10""#
        let payload = try PayloadTests.parse(#"{"invoice":{"id":"F"\#(amount)\#(due)\#(invoice)}\#(more)}"#)
        let moment = try moment(day)
        do throws(CompositionError) {
            return try composer.compose(template, payload, for: presentation, at: moment).parts[0].text
        } catch {
            return error.reason
        }
    }

    @Test(
        "line and Pix are held against amount and due date",
        arguments: [
            (#","line":"\#(line)""#, "ok"), (#","line":"\#(line)","pix":"\#(PayloadTests.pix)""#, "ok"),
            (#","line":"\#(line)","amount":"129.91""#, "line-amount-mismatch"),
            (#","line":"\#(line)","due_date":"2026-11-11""#, "line-due-date-mismatch"),
            (#","line":"\#(line)","due_date":"2026-11-05","line_due_date":"2026-11-10""#, "ok"),
            (#","line":"\#(line)","line_due_date":"2026-11-12""#, "line-due-date-mismatch"),
            // Issued again with everything added.
            (#","line":"\#(line)","amount":"127.00","fine":"2.53","interest":"0.37","total":"129.90""#, "ok"),
            (#","pix":"\#(PayloadTests.pix)","amount":"129.91""#, "pix-amount-mismatch"),
            (#","pix":"\#(PayloadTests.pix)","amount":"139.90","discount":"10.00","due_date":"2026-11-25""#, "ok"),
            (#","pix":"\#(PayloadTests.pix)","amount":"139.90","discount":"10.00""#, "pix-amount-mismatch"),
        ])
    func contradictions(invoice: String, outcome: String) throws {
        #expect(try Self.read("ok", invoice) == outcome)
    }

    @Test("a nominal amount of zero warns, and no more")
    func zero() throws {
        let zero = try #require(
            (1...9).compactMap { try? BoletoCode(parsing: "0019\($0)162600000000000501144014481606900680935") }.first)
        let payload = try PayloadTests.parse(
            #"{"invoice":{"amount":"129.90","due_date":"2026-11-10","line":"\#(zero.line)"}}"#)
        let composition = try ComposerTests.composer()
            .compose(ComposerTests.template("ok"), payload, at: Self.moment("2026-11-20"))
        #expect(composition.warnings == ["line-amount-zero"])
        #expect(composition.parts == [Part(kind: .text, text: "ok")])
    }

    static let figures =
        "{{multa}} {{juros}} {{valor_atualizado}} {{data_calculo}}"
        + "{{#encargos}} encargos{{/encargos}}{{#multa_percentual}} {{multa_percentual}}%{{/multa_percentual}}"
        + "{{#juros_percentual}} {{juros_percentual}}%{{/juros_percentual}}{{#dias_juros}} {{dias_juros}}d{{/dias_juros}}"

    @Test(
        "late charges are computed by the contract's terms, and shown with how",
        arguments: [
            ("2026-11-20", "2,59 0,43 132,92 20/11/2026 encargos 2% 1% 10d"),
            ("2026-11-10", "0,00 0,00 129,90 10/11/2026 2% 1%"),
            ("2026-11-01", "0,00 0,00 129,90 01/11/2026 2% 1%"),
            ("2026-11-11", "2,59 0,04 132,53 11/11/2026 encargos 2% 1% 1d"),
        ])
    func computed(day: String, text: String) throws {
        #expect(try Self.read(Self.figures, on: day) == text)
    }

    @Test("a due date without banks moves on, from which interest counts, or from the original one")
    func extended() throws {
        let saturday = #","due_date":"2026-12-05""#
        let text = "{{juros}} {{dias_juros}} {{dias_atraso}}"
        #expect(try Self.read(text, saturday, on: "2026-12-08") == "0,04 1 3")
        var terms = BillingTerms()
        terms.lateFee = LateFee(fine: LateFee.fineCap, interest: LateFee.interestCap, interestFrom: .original)
        #expect(try Self.read(text, saturday, on: "2026-12-08", terms: terms) == "0,12 3 3")
    }

    @Test(
        "the billing system's own figures win, where they are lawful and add up",
        arguments: [
            // A cent for rounding is let pass, but 2 % is not what it was.
            (#","fine":"2.60","interest":"0.40","total":"132.90""#, "2,60 0,40 132,90 20/11/2026 encargos"),
            (#","fine":"2.58","interest":"0.42","total":"132.90""#, "2,58 0,42 132,90 20/11/2026 encargos 2% 1% 10d"),
            (#","total":"12.99""#, "charges-sum-mismatch"),
            (#","fine":"2.59","interest":"0.43","correction":"500.00""#, "charges-over-legal-cap"),
            (#","correction":"1.00","due_date":"2026-11-25""#, "charges-over-legal-cap"),
            (#","correction":"1.00""#, "2,61 0,43 133,94 20/11/2026 encargos 2% 1% 10d"),
            (#","fine":"2.59","interest":"0.48","calculated_on":"2026-11-21""#, "charges-date-in-future"),
            (#","discount":"10.00","total":"119.90""#, "charges-sum-mismatch"),
            (#","fine":"2.59","interest":"0.43""#, "2,59 0,43 132,92 20/11/2026 encargos 2% 1% 10d"),
            (
                #","fine":"2.00","interest":0,"total":"131.90","calculated_on":"18/11/2026""#,
                "2,00 0,00 131,90 18/11/2026 encargos"
            ),
            (#","fine":"13.00","interest":"0.40","total":"143.30""#, "charges-over-legal-cap"),
            (#","fine":"2.59","interest":"5.00","total":"137.49""#, "charges-over-legal-cap"),
            (#","fine":"2.59","interest":"0.43","total":"140.00""#, "charges-sum-mismatch"),
            (#","total":"150.00""#, "charges-over-legal-cap"),
            (#","total":"132.92""#, "missing: multa"),
        ])
    func stated(invoice: String, text: String) throws {
        #expect(try Self.read(Self.figures, invoice) == text)
    }

    @Test("a total alone is shown without a breakdown, but with what it adds")
    func totalAlone() throws {
        let text =
            "{{#encargos}}{{multa}}{{/encargos}}{{valor_atualizado}}{{#acrescimos}} {{acrescimos}}{{/acrescimos}}"
        #expect(try Self.read(text, #","total":"132.92""#) == "132,92 3,02")
        #expect(try Self.read(text, #","total":"129.90""#) == "129,90")
    }

    @Test("each part has a section of its own")
    func parts() throws {
        let text = "{{#com_multa}}m{{/com_multa}}{{#com_juros}}j{{/com_juros}}{{#encargos}}e{{/encargos}}"
        #expect(try Self.read(text) == "mje")
        #expect(try Self.read(text, #","fine":0,"interest":0,"correction":"0.50""#) == "e")
        #expect(try Self.read("x" + text, on: "2026-11-09") == "x")
    }

    @Test(
        "nobody is late before the last day has passed on which it may be paid",
        arguments: [
            ("2026-12-04", "até 07/12/2026"), ("2026-12-05", "hoje até 07/12/2026"), ("2026-12-06", "até 07/12/2026"),
            ("2026-12-07", "até 07/12/2026"), ("2026-12-08", "vencido 3"),
        ])
    func lastDay(day: String, text: String) throws {
        let template =
            "{{#vence_hoje}}hoje {{/vence_hoje}}{{#pagar_ate}}até {{pagar_ate}}{{/pagar_ate}}"
            + "{{#vencido}}vencido {{/vencido}}{{#dias_atraso}}{{dias_atraso}}{{/dias_atraso}}"
        #expect(try Self.read(template, #","due_date":"2026-12-05""#, on: day) == text)
    }

    @Test("figures of some days ago warn")
    func outdated() throws {
        let payload = try PayloadTests.parse(
            #"{"invoice":{"amount":"129.90","due_date":"2026-11-10","fine":"2.59","calculated_on":"2026-11-16"}}"#)
        let composer = try ComposerTests.composer()
        let template = try ComposerTests.template("ok")
        #expect(try composer.compose(template, payload, at: Self.moment("2026-11-19")).warnings == [])
        #expect(
            try composer.compose(template, payload, at: Self.moment("2026-11-20")).warnings == ["charges-outdated"])
    }

    @Test("without a late fee nothing is computed, and what was sent is still shown")
    func noLateFee() throws {
        var terms = BillingTerms()
        terms.lateFee = nil
        #expect(try Self.read("{{^valor_atualizado}}nada{{/valor_atualizado}}", terms: terms) == "nada")
        #expect(
            try Self.read("{{multa}} {{valor_atualizado}}", #","fine":"1.00""#, terms: terms) == "1,00 130,90")
    }

    @Test(
        "a discount is spoken of as long as it can be had",
        arguments: [
            (#","discount":"10.00""#, "2026-11-10", "10,00 10/11/2026 119,90"),
            (#","discount":"5%","discount_until":"2026-11-08""#, "2026-11-05", "6,49 09/11/2026 123,41"),
            // The 8th is a Sunday.
            (#","discount":"10.00","discount_until":"2026-11-08""#, "2026-11-09", "10,00 09/11/2026 119,90"),
            (#","discount":"10.00","discount_until":"2026-11-08""#, "2026-11-10", "-"),
            (#","discount":"10.00""#, "2026-11-11", "-"), (#","discount":"0""#, "2026-11-01", "-"),
            (#","discount":"129.90""#, "2026-11-01", "-"), ("", "2026-11-01", "-"),
        ])
    func discount(invoice: String, day: String, text: String) throws {
        let template =
            "{{#desconto}}{{desconto}} {{desconto_ate}} {{valor_com_desconto}}{{/desconto}}{{^desconto}}-{{/desconto}}"
        #expect(try Self.read(template, invoice, on: day) == text)
    }

    struct NoticeVectors: Decodable {
        struct Vector: Decodable {
            var notifiedOn: String
            var suspensionNotBeforeConservative: String
            var rescissionNotBeforeConservative: String
        }

        var cases: [Vector]
    }

    @Test("a notice's dates are the regulator's, counted from the day it is sent")
    func notice() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/anatel_dates.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let vectors = try decoder.decode(NoticeVectors.self, from: Data(contentsOf: file)).cases
        #expect(vectors.count == 3)
        for vector in vectors {
            let dates = [
                vector.notifiedOn, vector.suspensionNotBeforeConservative, vector.rescissionNotBeforeConservative,
            ].compactMap { CivilDate(parsing: $0)?.formatted }
            let template = "{{data_notificacao}} {{data_suspensao}} {{data_rescisao}}"
            #expect(
                try Self.read(template, on: vector.notifiedOn, kind: "notice") == dates.joined(separator: " "))
        }
    }

    @Test("an offer is left out where the endpoint may not offer anything, and in a notice")
    func offer() throws {
        let template = "{{#oferta}}{{texto}}{{/oferta}}{{^oferta}}-{{/oferta}}"
        let offer = #","offer":{"text":"Indique"}"#
        #expect(try Self.read(template, more: offer) == "Indique")
        #expect(try Self.read(template, presentation: Presentation(allowsOffers: false), more: offer) == "-")
        #expect(try Self.read(template, kind: "notice", more: offer) == "-")
    }

    @Test(
        "a good history is what the rule says",
        arguments: [
            (GoodHistory(), 6, 2, true), (GoodHistory(), 6, 3, false), (GoodHistory(), 5, 0, false),
            (GoodHistory(), 18, 6, true), (GoodHistory(), 18, 7, false), (GoodHistory(onTime: 1, of: 1), 1, 0, true),
            (GoodHistory(onTime: 1, of: 1), 9, 1, false), (.never, 100, 0, false),
            (GoodHistory(), .max, 1, false), (GoodHistory(), .max, 0, true),
        ])
    func goodHistory(rule: GoodHistory, onTime: Int, late: Int, isGood: Bool) throws {
        #expect(rule.isGood(Payload.History(paidOnTime: onTime, paidLate: late)) == isGood)
        var terms = BillingTerms()
        terms.goodHistory = rule
        let history = #","customer":{"history":{"paid_on_time":\#(onTime),"paid_late":\#(late)}}"#
        let template = "{{#bom_historico}}sim{{/bom_historico}}{{^bom_historico}}não{{/bom_historico}}"
        #expect(try Self.read(template, terms: terms, more: history) == (isGood ? "sim" : "não"))
    }
}

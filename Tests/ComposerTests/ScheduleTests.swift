import Boleto
import Domain
import Testing

@testable import Composer

@Suite("Schedule")
struct ScheduleTests {
    @Test(
        "picks the last step that has begun, before all of them the first",
        arguments: [
            (-30, "due_soon"), (-10, "due_soon"), (-1, "due_soon"), (0, "due_today"), (2, "due_today"), (3, "overdue"),
            (7, "overdue"),
            (8, "overdue_amounts"), (900, "overdue_amounts"),
        ])
    func standard(days: Int, template: String) throws {
        let due = try #require(CivilDate(parsing: "2026-11-10"))
        #expect(Schedule.standard.template(due: due, on: due.advanced(byDays: days)) == template)
    }

    @Test("steps are put in order, the last of a day counts, and none is none")
    func order() {
        let schedule = Schedule([
            .init(day: 3, template: "b"), .init(day: -1, template: "a"), .init(day: 3, template: "c"),
        ])
        #expect(schedule.steps == [.init(day: -1, template: "a"), .init(day: 3, template: "c")])
        #expect(Schedule([]).template(due: .earliest, on: .latest) == nil)
    }

    @Test("until the last day has passed on which it may be paid, it counts as the due date")
    func extended() throws {
        let composer = try ComposerTests.composer()
        // A Saturday; it may be paid on Monday the 7th.
        let payload = try PayloadTests.parse(#"{"invoice":{"due_date":"2026-12-05"}}"#)
        for (day, template) in [
            ("2026-12-04", "due_soon"), ("2026-12-05", "due_today"), ("2026-12-07", "due_today"),
            ("2026-12-08", "overdue"),
        ] {
            #expect(try composer.templateName("auto", for: payload, at: InvoiceTests.moment(day)) == template)
        }
    }

    @Test("the day is the customer's, and a name that is written stays")
    func place() throws {
        let composer = try ComposerTests.composer()
        // 2026-11-10T02:30:00Z: in Noronha the 10th has begun, in Belém not yet, in Acre far from it.
        let moment = Timestamp(seconds: 1_794_277_800)
        for (customer, template) in [
            (#"{"time_zone":"America/Noronha"}"#, "due_today"), ("{}", "due_soon"), (#"{"state":"AC"}"#, "due_soon"),
        ] {
            let payload = try PayloadTests.parse(#"{"customer":\#(customer),"invoice":{"due_date":"2026-11-10"}}"#)
            #expect(try composer.templateName("auto", for: payload, at: moment) == template)
            #expect(try composer.templateName("notice", for: payload, at: moment) == "notice")
        }
        let error = try #require(throws: PayloadError.self) {
            try composer.templateName("auto", for: PayloadTests.parse("{}"), at: moment)
        }
        #expect(error.reason == "invalid-payload: invoice.due_date")
    }
}

import Boleto
import Domain
import Foundation
import Testing

@testable import carteiro

@Suite("Inspecting what the rules have a say in")
struct InspectRuleTests {
    @Test("Every day of the bank calendar")
    func calendar() throws {
        let file = try Vectors.boleto("bank_calendar")
        let checks = file.list("checks")
        #expect(checks.count == 12)
        for check in checks {
            let day = try #require(check.text("date"))
            let inspected = try Inspected.by(InspectDay.self, day)
            let answer = try #require(inspected.answer)
            #expect(answer.names == ["business_day", "holiday", "next_business_day"])
            #expect(answer["business_day"] == check["business_day"], "\(day)")
            #expect(answer["next_business_day"] == check["next_business_day"], "\(day)")
        }
        let years = try #require(file["years"])
        #expect(years.names.count == 5)
        for name in years.names {
            let year = try #require(years[name])
            let holidays = year.list("holidays")
            #expect(holidays.count == 13)
            for holiday in holidays {
                let day = try #require(holiday.text("date"))
                let inspected = try Inspected.by(InspectDay.self, day)
                let answer = try #require(inspected.answer)
                #expect(answer["business_day"] == .bool(false), "\(day)")
                // The vectors have no accents, and one of them its law.
                let found = answer.text("holiday")?.folding(options: .diacriticInsensitive, locale: nil)
                #expect(found == holiday.text("name")?.replacing(" (Lei 14.759/2023)", with: ""), "\(day)")
            }
            let ash = try #require(year.text("ash_wednesday_half_day"))
            #expect(try Inspected.by(InspectDay.self, ash).answer?["business_day"] == .bool(true))
            let last = try #require(year.text("last_business_day"))
            #expect(try Inspected.by(InspectDay.self, last).answer?["business_day"] == .bool(true))
            var after = try #require(CivilDate(parsing: last)).advanced(byDays: 1)
            while String(after.iso.prefix(4)) == name {
                #expect(try Inspected.by(InspectDay.self, after.iso).answer?["business_day"] == .bool(false))
                after = after.advanced(byDays: 1)
            }
        }
    }

    @Test("Every late bill that the built-in rules apply to")
    func charges() throws {
        let ways = ["round_down", "extended_due_pix_api", "strict", "no_correction", "national_calendar_only"]
        let file = try Vectors.boleto("late_payment")
        var asked = 0
        for example in file.list("examples") {
            let id = example.text("id") ?? ""
            // L11 counts from the original date, which is not what is built in.
            for way in ways where id != "L11" {
                guard let result = example["results"]?[way] else { continue }
                asked += 1
                let cents = try #require(example["amount_cents"]?.integer)
                let due = try #require(example.text("due"))
                let paid = try #require(example.text("paid_or_reference"))
                let inspected = try Inspected.by(
                    InspectCharge.self, "--amount", InspectTests.decimal(cents), "--due", due, "--on", paid)
                let answer = try #require(inspected.answer)
                #expect(answer.names == ["days", "fine", "interest", "total", "effective_due_date"])
                #expect(answer["days"] == result["days"], "\(id) \(way)")
                #expect(answer["effective_due_date"] == result["effective_due"], "\(id) \(way)")
                for key in ["fine", "interest", "total"] {
                    let figure = try #require(result[key]?.integer)
                    #expect(answer.text(key) == InspectTests.decimal(figure), "\(id) \(way) \(key)")
                }
            }
        }
        #expect(asked == 10)
        for method in file.list("daily_interest_methods") {
            let due = try #require(CivilDate(parsing: "2026-11-10"))
            let days = try #require(method["days"]?.integer)
            let answer = try Inspected.by(
                InspectCharge.self, "--amount", InspectTests.decimal(try #require(method["amount_cents"]?.integer)),
                "--due", due.iso, "--on", due.advanced(byDays: days).iso
            ).answer
            #expect(answer?.text("interest") == InspectTests.decimal(try #require(method["total_round_down"]?.integer)))
        }
    }

    @Test(
        "An amount that nobody can ask for",
        arguments: [" ", "0", "-1", "1.234.5", "1,234", "dez", "1e3", "١", "\u{0}"])
    func amounts(text: String) throws {
        let inspected = try Inspected.by(
            InspectCharge.self, "--amount=\(text)", "--due", "2026-11-10", "--on", InspectTests.day)
        #expect(inspected.words == ["amount"])
    }

    @Test("The delivery window of the default profile")
    func windows() throws {
        let vectors = try Vectors.read("PolicyTests/Fixtures/send_window.json").list("cases")
        #expect(vectors.count == 11)
        let standard = vectors.filter { $0.text("profile") == "padrao" }
        #expect(standard.count == 10)
        for vector in standard {
            let moment = try #require(vector.text("utc"))
            let zone = try #require(vector.text("timezone"))
            let inspected = try Inspected.by(InspectWindow.self, "--at", moment, "--time-zone", zone)
            let answer = try #require(inspected.answer)
            #expect(answer.names == ["open", "next_open"])
            #expect(answer["open"] == vector["allowed_now"], "\(moment)")
            #expect(answer["next_open"] == vector["next_allowed_utc"], "\(moment)")
        }
    }

    @Test("A moment is told in any of its forms, and São Paulo is where nobody says where")
    func moments() throws {
        for moment in ["2026-11-23T11:00:00Z", "2026-11-23T08:00:00-03:00", "2026-11-23T08:00", "1795431600"] {
            let answer = try Inspected.by(InspectWindow.self, "--at", moment).answer
            #expect(answer?["open"] == .bool(true), "\(moment)")
            #expect(answer?.text("next_open") == "2026-11-23T11:00:00Z", "\(moment)")
        }
        for moment in ["", "now", "2026-02-30T10:00:00Z", "2026-11-23T25:00:00Z", "2026-11-23T10:00:00+99:00"] {
            #expect(try Inspected.by(InspectWindow.self, "--at", moment).words == ["at"], "\(moment)")
        }
        for zone in ["", "Brasília", "America/Nowhere", "../../etc/passwd", "\u{1B}[2J"] {
            let inspected = try Inspected.by(InspectWindow.self, "--at", "0", "--time-zone", zone)
            #expect(inspected.words == ["time_zone"], "\(zone.debugDescription)")
        }
    }
}

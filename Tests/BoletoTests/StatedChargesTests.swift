import Boleto
import Testing

@Suite("StatedCharges")
struct StatedChargesTests {
    /// 99,90 due on a Tuesday: 2 % are 1,998, a day's interest is 0,0333.
    func check(
        fine: Int64? = nil, interest: Int64? = nil, correction: Int64? = nil, discount: Int64? = nil,
        total: Int64? = nil, calculatedOn: String? = nil, due: String = "2026-11-10", on day: String = "2026-11-20"
    ) throws -> ChargeFault? {
        func money(_ cents: Int64?) -> Money? { cents.map { Money(cents: $0) } }
        return try StatedCharges(
            nominal: Money(cents: 9990), fine: money(fine), interest: money(interest), correction: money(correction),
            discount: money(discount), total: money(total), calculatedOn: calculatedOn.map { try date($0) }
        ).check(due: date(due), on: date(day), calendar: BankCalendar())
    }

    @Test("lets pass every lawful way of rounding and counting of the vectors, and no unlawful one")
    func vectors() throws {
        var unlawful = 0
        for example in try LateVectors.load().examples {
            for (key, result) in example.results {
                let stated = StatedCharges(
                    nominal: Money(cents: example.amountCents), fine: Money(cents: result.fine),
                    interest: Money(cents: result.interest), correction: Money(cents: result.correction),
                    total: Money(cents: result.total), calculatedOn: try date(example.paidOrReference))
                let fault = try stated.check(due: date(example.due), on: .latest, calendar: BankCalendar())
                #expect(fault == (key.contains("UNLAWFUL") ? .overLegalCap : nil), "\(example.id) \(key)")
                if key.contains("UNLAWFUL") { unlawful += 1 }
            }
        }
        #expect(unlawful == 1)
    }

    @Test("the fine may be over its cap by a cent for rounding")
    func fine() throws {
        #expect(try check(fine: 200) == nil)
        #expect(try check(fine: 201) == .overLegalCap)
        #expect(try check(fine: 203, correction: 99) == .overLegalCap)
        #expect(try check(fine: 202, correction: 99) == nil)
    }

    @Test("interest is counted from the original day, and may be over its cap by a cent")
    func interest() throws {
        #expect(try check(interest: 34) == nil)
        #expect(try check(interest: 35) == .overLegalCap)
        // Due on a Saturday, 15 days before: 49 cents.
        #expect(try check(interest: 50, due: "2026-11-07", on: "2026-11-22") == nil)
        #expect(try check(interest: 51, due: "2026-11-07", on: "2026-11-22") == .overLegalCap)
    }

    @Test("the day is that of the figures, else the given one")
    func day() throws {
        #expect(try check(interest: 66, calculatedOn: "2026-11-30", on: "2026-11-30") == nil)
        #expect(try check(interest: 66) == .overLegalCap)
        #expect(try check(interest: 33, calculatedOn: "2026-11-11") == .overLegalCap)
    }

    @Test(
        "nothing at all may be added before the day after the extended due date",
        arguments: ["2026-12-01", "2026-12-05", "2026-12-06", "2026-12-07"])
    func inTime(day: String) throws {
        #expect(try check(fine: 1, due: "2026-12-05", on: day) == .overLegalCap)
        #expect(try check(interest: 1, due: "2026-12-05", on: day) == .overLegalCap)
        #expect(try check(total: 9991, due: "2026-12-05", on: day) == .overLegalCap)
        #expect(try check(fine: 0, interest: 0, total: 9990, due: "2026-12-05", on: day) == nil)
        #expect(try check(discount: 1000, total: 8990, due: "2026-12-05", on: day) == nil)
        #expect(try check(fine: 199, interest: 9, due: "2026-12-05", on: "2026-12-08") == nil)
    }

    @Test("a correction grows by 3 % a month at most, and not before the day after the extended due date")
    func correction() throws {
        #expect(try check(correction: 99) == nil)
        #expect(try check(correction: 100) == .overLegalCap)
        #expect(try check(correction: 1, due: "2026-12-05", on: "2026-12-07") == .overLegalCap)
        #expect(try check(correction: -50) == nil)
    }

    @Test("figures for a day to come are refused")
    func future() throws {
        #expect(try check(interest: 36, calculatedOn: "2026-11-21") == .dateInFuture)
    }

    @Test("the total is the sum of its parts to the cent")
    func sum() throws {
        #expect(try check(fine: 199, interest: 33, total: 10_222) == nil)
        #expect(try check(fine: 199, interest: 33, total: 10_223) == .sumMismatch)
        #expect(try check(fine: 199, interest: 33, total: 10_221) == .sumMismatch)
        #expect(try check(fine: 199, total: 10_189) == nil)
        #expect(try check(fine: 199, total: 10_222) == .sumMismatch)
        #expect(try check(fine: 199, interest: 33, correction: 10, discount: 32, total: 10_200) == nil)
        #expect(try check(correction: 10, total: 10_000) == nil)
        #expect(try check(correction: 10, total: 10_001) == .sumMismatch)
        #expect(try check(discount: 10, total: 9990) == .sumMismatch)
    }

    @Test("a total alone holds both caps together and no more")
    func totalAlone() throws {
        #expect(try check(total: 9990) == nil)
        #expect(try check(total: 9990 + 200 + 34) == nil)
        #expect(try check(total: 9990 + 200 + 35) == .overLegalCap)
        #expect(try check(total: 9989) == .sumMismatch)
    }

    @Test("a negative part is none, whether there is a total or not; a negative correction is")
    func negative() throws {
        #expect(try check(fine: -1) == .sumMismatch)
        #expect(try check(interest: -1, total: 9989) == .sumMismatch)
        #expect(try check(discount: -5000, total: 14_990) == .sumMismatch)
        #expect(try check(correction: -90, total: 9900) == nil)
    }

    @Test("what breaks the law is said before what does not add up")
    func order() throws {
        #expect(try check(fine: 1000, total: 1) == .overLegalCap)
    }

    @Test("figures without any part and total are no fault")
    func nothing() throws {
        #expect(try check() == nil)
        #expect(ChargeFault.overLegalCap.rawValue == "charges-over-legal-cap")
        #expect(ChargeFault.sumMismatch.rawValue == "charges-sum-mismatch")
    }
}

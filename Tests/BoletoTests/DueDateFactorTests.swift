import Boleto
import Testing

@Suite("DueDateFactor")
struct DueDateFactorTests {
    struct Vectors: Decodable {
        var dateToFactor: [Due]
        var factorAndReferenceToDate: [Reading]
    }

    struct Due: Decodable, Sendable {
        var due: String
        var factor: String
    }

    struct Reading: Decodable, Sendable {
        var factor: String
        var ref: String
        var due: String?
        var result: String
        var candidates: [String]?
    }

    static let vectors =
        CodeFixture.read("boleto_fator", as: Vectors.self)
        ?? Vectors(dateToFactor: [], factorAndReferenceToDate: [])

    @Test("the fixture is there")
    func fixture() {
        #expect(Self.vectors.dateToFactor.count == 8)
        #expect(Self.vectors.factorAndReferenceToDate.count == 11)
    }

    @Test("the factor of a date agrees with every vector", arguments: vectors.dateToFactor)
    func factor(vector: Due) throws {
        let date = try #require(CivilDate(parsing: vector.due))
        #expect(DueDateFactor.factor(of: date) == Int(vector.factor))
    }

    @Test("the date of a factor agrees with every vector", arguments: vectors.factorAndReferenceToDate)
    func reading(vector: Reading) throws {
        let factor = try #require(Int(vector.factor))
        let reference = try #require(CivilDate(parsing: vector.ref))
        switch DueDateFactor.reading(factor: factor, on: reference) {
        case .ok(let date):
            #expect(vector.result == "ok")
            #expect(date.iso == vector.due)
        case .outOfWindow(let first, let second):
            #expect(vector.result == "out_of_window")
            #expect([first.iso, second.iso] == vector.candidates)
        case .noDueDate: #expect(vector.result == "no_due_date")
        case .invalid: #expect(vector.result == "invalid_factor")
        }
    }

    @Test(
        "every day of both cycles has its factor, and the factor, read on that day, is that day",
        arguments: [("2000-07-03", "2025-02-21"), ("2025-02-22", "2049-10-13")])
    func table(first: String, last: String) throws {
        let first = try #require(CivilDate(parsing: first))
        let last = try #require(CivilDate(parsing: last))
        #expect(last.days(since: first) == 8_999)
        var wrong: [String] = []
        for days in 0...8_999 {
            let date = first.advanced(byDays: days)
            if DueDateFactor.factor(of: date) != 1000 + days
                || DueDateFactor.reading(factor: 1000 + days, on: date) != .ok(date)
            {
                wrong.append(date.iso)
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test("there is no factor outside of the two cycles", arguments: ["2000-07-02", "1997-10-07", "2049-10-14"])
    func outside(text: String) throws {
        #expect(try DueDateFactor.factor(of: #require(CivilDate(parsing: text))) == nil)
    }

    @Test("a factor below 1000, or of more than four digits, is none", arguments: [-1, 1, 999, 10_000, .min, .max])
    func invalid(factor: Int) {
        #expect(DueDateFactor.reading(factor: factor, on: CivilDate(dayNumber: 20_780)) == .invalid)
    }

    @Test("the window reaches from 3,000 days before the reading to 5,500 after it, in both cycles")
    func window() throws {
        let first = try #require(CivilDate(parsing: "2012-11-01"))
        let second = try #require(CivilDate(parsing: "2037-06-23"))
        #expect(second.days(since: first) == 9_000)
        let factor = try #require(DueDateFactor.factor(of: first))
        for date in [first, second] {
            for (days, isNear) in [(3000, true), (3001, false), (-5500, true), (-5501, false), (0, true)] {
                let reading = DueDateFactor.reading(factor: factor, on: date.advanced(byDays: days))
                #expect(reading == (isNear ? .ok(date) : .outOfWindow(first, second)), "\(days)")
            }
        }
    }
}

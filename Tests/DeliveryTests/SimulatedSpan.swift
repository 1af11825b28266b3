import Boleto
import Domain

/// What time a simulated internet provider lives through, and by which rules it writes to its customers.
struct SimulatedSpan {
    /// One kind of customer by where they live: a tenth of all, or more.
    struct Place {
        var areaCode: String
        var zone: String
        /// Days besides the national holidays on which nobody is written to there, as `2026-07-09`.
        var holidays: Set<String>
    }

    static let hour: Int64 = 3_600_000
    static let day: Int64 = 24 * hour

    var name: String
    /// Midnight in São Paulo, in milliseconds.
    var start: Int64
    /// The date there.
    var first: CivilDate
    var days: Int
    /// The national holidays in it, as `2026-11-02`.
    var holidays: Set<String>
    /// Of the rate limit of each endpoint, in milliseconds.
    var gap: Int64
    /// While the gateway answers with 503.
    var refusals: [Range<Int64>]
    /// While it cannot be reached.
    var silences: [Range<Int64>]
    /// From when its number is banned until an operator has put it right.
    var bans: [Range<Int64>]
    /// Whether some customers want to be written to at night, over midnight and over changes of the clock.
    var hasNightOwls: Bool
    /// How many messages are asked about each hour.
    var looks: Int

    var end: Int64 { start + Int64(days) * Self.day }

    /// The company's places, by the last digit of the customer's number.
    let places: [Place]

    func place(of customer: Int) -> Place { places[customer % 10] }

    /// One in ten, who lives in São Paulo.
    func isNightOwl(_ customer: Int) -> Bool { hasNightOwls && customer % 10 == 5 }

    /// Milliseconds of an hour of a day of the span, not counting changes of the clock.
    func moment(_ day: Int, _ hour: Double) -> Int64 { start + Int64(day) * Self.day + Int64(hour * 3_600_000) }

    var endpoints: String {
        let seconds = gap / 1_000
        return Plans.endpoint(
            "a",
            """
            concurrency: 4
            rate_limit: [1/\(seconds)s]
            delivery_window: {weekdays: 08:00-20:00, saturday: 08:00-14:00}
            """) + "\n"
            + Plans.endpoint(
                "b",
                """
                concurrency: 2
                rate_limit: [1/\(seconds)s]
                delivery_window: {weekdays: 21:00-02:00, saturday: 21:00-02:00, holidays: as-weekday}
                """)
    }

    /// Whether the rules as they are written allow a request: not the code that keeps them.
    func allows(_ moment: LocalTime, to customer: Int) -> Bool {
        let (date, hour) = (moment.date, moment.hour)
        if isNightOwl(customer) {
            return hour >= 21 ? date.weekday != .sunday : hour < 2 && date.weekday != .monday
        }
        if holidays.contains(date.iso) || place(of: customer).holidays.contains(date.iso) { return false }
        switch date.weekday {
        case .sunday: return false
        case .saturday: return (8..<14).contains(hour)
        default: return (8..<20).contains(hour)
        }
    }

    /// November 2026, with the last day of October: holidays on Monday the 2nd, Sunday the 15th and Friday the 20th.
    ///
    /// The gateway's session is gone on Friday the 6th from ten until one, its server cannot be reached from Wednesday
    /// the 11th at nine until Thursday at eleven, and the number is banned on Monday the 23rd for six hours.
    static let month: SimulatedSpan = {
        let start: Int64 = 1_793_415_600_000
        let at: (Int, Double) -> Int64 = { start + Int64($0) * day + Int64($1 * 3_600_000) }
        return SimulatedSpan(
            name: "month", start: start, first: CivilDate(dayNumber: 20_757), days: 32,
            holidays: ["2026-11-02", "2026-11-15", "2026-11-20"], gap: 4_000,
            refusals: [at(6, 10)..<at(6, 13)], silences: [at(11, 9)..<at(12, 11)], bans: [at(23, 10.2)..<at(23, 16)],
            hasNightOwls: false, looks: 3,
            places: places(acre: [], amazonas: [], mato: []))
    }()

    /// 2018, the last whole year in which clocks were changed in Brazil: back in the night to the 18th of February,
    /// forward in the night to the 4th of November, in São Paulo and Cuiabá, but neither in Manaus nor in Rio Branco.
    ///
    /// Every three weeks the gateway is out of reach for a time, every other month its number is banned.
    static let year: SimulatedSpan = {
        // The summer's time of UTC-2.
        let start: Int64 = 1_514_772_000_000
        let at: (Int, Double) -> Int64 = { start + Int64($0) * day + Int64($1 * 3_600_000) }
        return SimulatedSpan(
            name: "year", start: start, first: CivilDate(dayNumber: 17_532), days: 366,
            // With the days of carnival and Corpus Christi, on which banks are closed.
            holidays: [
                "2018-01-01", "2018-02-12", "2018-02-13", "2018-03-30", "2018-04-21", "2018-05-01", "2018-05-31",
                "2018-09-07", "2018-10-12", "2018-11-02", "2018-11-15", "2018-12-25", "2019-01-01",
            ],
            gap: 60_000,
            refusals: (0..<9).map { at(7 + $0 * 40, 9)..<at(7 + $0 * 40, 12 + Double($0) * 2) },
            silences: (0..<8).map { at(27 + $0 * 40, 7)..<at(28 + $0 * 40, 11) },
            bans: (0..<5).map { at(45 + $0 * 62, 10.2)..<at(46 + $0 * 62, 9) },
            hasNightOwls: true, looks: 2,
            places: places(
                acre: ["2018-01-26", "2018-03-09", "2018-06-15", "2018-11-17"], amazonas: ["2018-09-05"],
                mato: [], paulo: ["2018-07-09"]))
    }()

    /// One in ten in Manaus, Rio Branco and Cuiabá, the others in São Paulo.
    private static func places(
        acre: Set<String>, amazonas: Set<String>, mato: Set<String>, paulo: Set<String> = []
    ) -> [Place] {
        [
            Place(areaCode: "92", zone: "America/Manaus", holidays: amazonas),
            Place(areaCode: "68", zone: "America/Rio_Branco", holidays: acre),
            Place(areaCode: "65", zone: "America/Cuiaba", holidays: mato),
        ]
            + (3..<10).map { _ in Place(areaCode: "11", zone: "America/Sao_Paulo", holidays: paulo) }
    }
}

import Boleto
import Testing

@testable import Domain

@Suite("LocalClock")
struct LocalClockTests {
    @Test(
        "shows the time of the place, also where clocks are changed",
        arguments: [
            ("UTC", 1_794_269_400, "2026-11-10", 0), ("America/Sao_Paulo", 1_794_269_400, "2026-11-09", 21),
            ("America/Rio_Branco", 1_794_269_400, "2026-11-09", 19),
            ("America/Noronha", 1_794_269_400, "2026-11-09", 22),
            // 2026-03-29, 01:00 UTC: Lisbon goes from 0 h to 1 h ahead; 2026-10-25, 01:00 UTC: back.
            ("Europe/Lisbon", 1_774_745_999, "2026-03-29", 0), ("Europe/Lisbon", 1_774_746_000, "2026-03-29", 2),
            ("Europe/Lisbon", 1_792_889_999, "2026-10-25", 1), ("Europe/Lisbon", 1_792_890_000, "2026-10-25", 1),
            ("Asia/Kathmandu", 0, "1970-01-01", 5),
        ])
    func shows(zone: String, seconds: Int64, date: String, hour: Int) throws {
        let time = try #require(LocalClock(identifier: zone)).time(at: Timestamp(seconds: seconds))
        #expect(time.date.iso == date)
        #expect(time.hour == hour)
    }

    @Test("the ends of time are no trap")
    func ends() throws {
        let clock = try #require(LocalClock(identifier: "America/Sao_Paulo"))
        #expect(clock.time(at: .distantFuture).date == .latest)
        #expect(clock.time(at: Timestamp(milliseconds: .min)).date == .earliest)
        #expect(clock.time(at: Timestamp(milliseconds: -1)).date.iso == "1969-12-31")
    }
}

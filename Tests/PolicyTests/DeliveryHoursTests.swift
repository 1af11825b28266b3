import Policy
import Testing

@Suite("DeliveryWindow.Hours")
struct DeliveryHoursTests {
    @Test(
        "reads hours as a configuration writes them",
        arguments: [
            ("08:00-20:00", [480..<1200]), ("8:00-9:05", [480..<545]), ("00:00-24:00", [0..<1440]),
            ("22:00-02:00", [1320..<1560]), ("20:00-00:00", [1200..<1440]), ("20:00-24:00", [1200..<1440]),
            ("08:00-12:00, 14:00-18:00", [480..<720, 840..<1080]),
            ("14:00-18:00,08:00-12:00", [480..<720, 840..<1080]),
            ("08:00 - 20:00", [480..<1200]), ("08:00-12:00,12:00-13:00", [480..<720, 720..<780]),
            ("closed", []), ("all-day", [0..<1440]), ("01:00-02:00, 22:00-01:30", [60..<120, 1320..<1530]),
        ])
    func reads(text: String, intervals: [Range<Int>]) throws {
        #expect(try DeliveryWindow.Hours(parsing: text).intervals == intervals)
    }

    @Test(
        "refuses anything else, and says why",
        arguments: [
            ("", HoursError.malformed), ("08:00", .malformed), ("8-20", .malformed), ("08:00-20:00,", .malformed),
            ("08:00-12:00-14:00", .malformed), ("08:0-20:00", .malformed), ("008:00-20:00", .malformed),
            (":00-20:00", .malformed), ("08:00-20:00:00", .malformed), ("0８:00-20:00", .malformed),
            ("Closed", .malformed), ("-08:00-20:00", .malformed), ("+8:00-20:00", .malformed), ("-", .malformed),
            ("08:00–20:00", .malformed), (",", .malformed), ("08:60-20:00", .noSuchTime), ("08:00-24:01", .noSuchTime),
            ("24:00-08:00", .noSuchTime), ("25:00-26:00", .noSuchTime), ("08:00-08:00", .empty),
            ("08:00-12:00, 11:59-14:00", .overlapping), ("22:00-02:00, 23:00-23:30", .overlapping),
        ])
    func refuses(text: String, error: HoursError) {
        #expect(throws: error) { try DeliveryWindow.Hours(parsing: text) }
        #expect(!error.description.isEmpty)
    }

    @Test(
        "takes intervals that begin on the day and last a day at most",
        arguments: [
            ([0..<0], HoursError.empty), ([1440..<1500], .noSuchTime), ([-1..<5], .noSuchTime),
            ([10..<1451], .noSuchTime), ([Int.min..<Int.min + 1], .noSuchTime), ([0..<Int.max], .noSuchTime),
            ([5..<10, 0..<6], .overlapping),
        ])
    func intervals(intervals: [Range<Int>], error: HoursError) {
        #expect(throws: error) { try DeliveryWindow.Hours(intervals: intervals) }
    }
}

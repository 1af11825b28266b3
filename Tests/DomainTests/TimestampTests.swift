import Domain
import Testing

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "rounds seconds down, and due times up",
        arguments: [
            (0, 0, 0), (1, 0, 1), (999, 0, 1), (1_000, 1, 1), (1_001, 1, 2), (-1, -1, 0), (-1_000, -1, -1),
            (-1_001, -2, -1), (Int64.max, 9_223_372_036_854_775, 9_223_372_036_854_776),
            (Int64.min, -9_223_372_036_854_776, -9_223_372_036_854_775),
        ] as [(Int64, Int64, Int64)])
    func seconds(milliseconds: Int64, down: Int64, up: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).seconds == down)
        #expect(Timestamp(milliseconds: milliseconds).secondsRoundedUp == up)
    }

    @Test("whatever a time column holds, arithmetic ends at the ends of time")
    func saturates() {
        #expect(Timestamp(seconds: .max) == .distantFuture)
        #expect(Timestamp(seconds: .min).milliseconds == .min)
        #expect(Timestamp.distantFuture.advanced(byMilliseconds: 1) == .distantFuture)
        #expect(Timestamp(milliseconds: .min).advanced(byMilliseconds: -1).milliseconds == .min)
        #expect(Timestamp.distantFuture.milliseconds(since: Timestamp(milliseconds: -1)) == .max)
        #expect(Timestamp(milliseconds: .min).milliseconds(since: Timestamp(milliseconds: 1)) == .min)
        #expect(Timestamp.distantFuture.advanced(by: .seconds(Int64.max)) == .distantFuture)
    }

    @Test("moves by durations and compares")
    func moves() {
        let start = Timestamp(seconds: 1_000)
        #expect(start.advanced(by: .milliseconds(1_500)).milliseconds == 1_001_500)
        #expect(start.advanced(by: .microseconds(-1)).milliseconds == 1_000_000)
        #expect(start.advanced(by: .seconds(-1)) < start)
        #expect(start.milliseconds(since: start.advanced(byMilliseconds: 5)) == -5)
    }

    @Test("durations end at the ends of time too")
    func durations() {
        #expect(Duration.seconds(Int64.max).inMilliseconds == .max)
        #expect(Duration.seconds(Int64.min).inMilliseconds == .min)
        #expect(Duration.milliseconds(1_999).inMilliseconds == 1_999)
    }
}

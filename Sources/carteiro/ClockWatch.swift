import Domain
import Foundation

/// What the wall clock and the time since the system's start say at the same moment.
struct ClockReading: Hashable {
    var wall: Timestamp
    /// Milliseconds; goes on while the system sleeps, and nobody can set it.
    var sinceStart: Int64

    static func now() -> ClockReading {
        let start = milliseconds()
        var reading = ClockReading(wall: .now, sinceStart: start)
        // Once more if the process stood still in between, which would look like a jump.
        for _ in 0..<10 where milliseconds() - reading.sinceStart > 100 {
            let start = milliseconds()
            reading = ClockReading(wall: .now, sinceStart: start)
        }
        return reading
    }

    private static func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// Notices when the wall clock is set, by the time that passes beside it.
struct ClockWatch {
    /// A clock that is only put right differs by less, in milliseconds.
    private static let tolerance: Int64 = 5_000

    private var last: ClockReading?

    /// - Returns: by how many milliseconds the wall clock was put forward since the last look, or back if negative;
    ///   `nil`: it was not.
    mutating func look(_ reading: ClockReading) -> Int64? {
        defer { last = reading }
        guard let last else { return nil }
        let jump = reading.wall.milliseconds(since: last.wall)
            .subtractingReportingOverflow(reading.sinceStart - last.sinceStart).partialValue
        return jump.magnitude > UInt64(Self.tolerance) ? jump : nil
    }
}

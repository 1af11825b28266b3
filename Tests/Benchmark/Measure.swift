import Foundation

/// Wall and processor time, and the largest memory of this process.
struct Measure {
    private let wallStart = Self.wall()
    private let cpuStart = Self.cpu()

    var wallSeconds: Double { Self.wall() - wallStart }
    var cpuSeconds: Double { Self.cpu() - cpuStart }

    static func wall() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func cpu() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }

    /// Megabytes resident now.
    static func residentMegabytes() -> Double {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }

    func line(_ name: String, _ count: Int) -> String {
        let wall = wallSeconds
        let cpu = cpuSeconds
        return name.padding(toLength: 34, withPad: " ", startingAt: 0)
            + String(
                format: "%9.0f msg/s  %6.1f us CPU/msg  %7.2f s  %6.1f MB", Double(count) / wall,
                cpu * 1e6 / Double(count), wall, Self.residentMegabytes())
    }
}

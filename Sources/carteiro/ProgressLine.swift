import Domain

/// A line on a terminal's standard error that says how far a long job is; nothing anywhere else.
final class ProgressLine {
    private static let barWidth = 24

    private let isOn = Diagnostics.isTerminal
    /// The size of the whole input, in bytes, if it is known.
    private let total: Int64?
    private let start = ContinuousClock.now
    private var lastDrawn: ContinuousClock.Instant?

    init(total: Int64?) {
        self.total = total
    }

    /// Draws the line anew, ten times a second at most.
    func update(lines: Int, bytes: Int64) {
        let now = ContinuousClock.now
        guard isOn, lastDrawn.map({ now - $0 >= .milliseconds(100) }) ?? true else { return }
        lastDrawn = now
        Diagnostics.write("\r\u{1B}[K" + Self.text(lines: lines, bytes: bytes, total: total, after: now - start))
    }

    /// Takes the line away.
    func clear() {
        guard isOn, lastDrawn != nil else { return }
        lastDrawn = nil
        Diagnostics.write("\r\u{1B}[K")
    }

    /// `  [██████··················]  25 %  412,000 lines  52,310/s`
    static func text(lines: Int, bytes: Int64, total: Int64?, after duration: Duration) -> String {
        let seconds = Double(duration.inMilliseconds) / 1000
        let rate = seconds > 0 ? Int(Double(lines) / seconds) : 0
        let counts = "\(Wording.count(lines, "line"))  \(Wording.grouped(rate))/s"
        guard let total, total > 0 else { return "  \(counts)" }
        let share = min(1, max(0, Double(bytes) / Double(total)))
        let full = Int(share * Double(barWidth))
        let bar = String(repeating: "█", count: full) + String(repeating: "·", count: barWidth - full)
        return "  [\(bar)] \(String(Int(share * 100)).padded(to: 3, onLeft: true)) %  \(counts)"
    }
}

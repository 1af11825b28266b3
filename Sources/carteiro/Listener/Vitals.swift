/// How the engine does.
struct Vitals: Hashable, Sendable {
    /// As the watchdog of systemd's unit: an engine that stands still for longer is not well, in milliseconds.
    private static let longestTurn: Int64 = 30_000

    /// When its last turn ended, in milliseconds since the system's start; `nil`: it has not begun.
    var turnedAt: Int64?
    /// Why the outbox cannot be used.
    var trouble: String?

    /// Why the daemon is not well, in a few words; `nil`: it is.
    ///
    /// - Parameter sinceStart: milliseconds since the system's start.
    func ailment(sinceStart: Int64) -> String? {
        guard let turnedAt else { return "starting" }
        return sinceStart - turnedAt > Self.longestTurn ? "the engine stands still" : trouble
    }
}

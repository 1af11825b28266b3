internal import Domain

/// When the engine must open a transaction, and when it must only look whether somebody else has written.
struct Agenda {
    /// A transaction is wanted at once: at start, after another's commit, after a reload.
    var isWanted = true
    /// When a waiting message becomes due or expires.
    var due: Timestamp?
    /// When new messages that no endpoint can take are looked at next, to be checked and queued.
    var backlogLook: Timestamp?
    /// Endpoints, by name, for which more messages wait than could be claimed.
    var hungry: Set<String> = []
    /// Not before this: the database was busy, or could not be written.
    var retryAt: Timestamp?
    /// When to look at `data_version`, in order: after an event, since it comes before its commit shows.
    var peeks: [Timestamp] = []
    /// The look that is had although nothing woke the engine.
    var safetyPeek = Timestamp(milliseconds: .min)
    /// The `data_version` of the last transaction.
    var version: Int64?
    /// Whether gateways have told something that may not have been applied yet.
    var hasCallbacks = true
    /// Whether anybody has opted out, as of that transaction.
    var hasOptOuts: Bool?
    /// Since when the database has been busy without a break, and whether operators were told.
    var busySince: Timestamp?
    var isBusyReported = false
    /// Why the database cannot be used, while it cannot.
    var failure: String?
    /// When the last transaction was, and how many answers came since, by endpoint.
    var lastTransaction: Timestamp?
    var landed: [String: Int] = [:]

    mutating func somethingChanged(at now: Timestamp, peeks offsets: [Int64]) {
        peeks = offsets.map { now.advanced(byMilliseconds: $0) }
    }

    /// A clock that was set back makes times in the future meaningless.
    mutating func clockWentBack() {
        isWanted = true
        retryAt = nil
        peeks = []
        safetyPeek = Timestamp(milliseconds: .min)
    }

    /// Whether a look at `data_version` is due; the looks that are due are thereby had.
    mutating func takePeek(at now: Timestamp, safety: Int64) -> Bool {
        guard safetyPeek <= now || (peeks.first.map { $0 <= now } ?? false) else { return false }
        peeks.removeAll { $0 <= now }
        safetyPeek = now.advanced(byMilliseconds: safety)
        return true
    }
}

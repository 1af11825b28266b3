package import Outbox

/// Where what gateways tell is kept.
package protocol CallbackSink: Sendable {
    /// Stores the records; when this returns they are on disk.
    ///
    /// - Throws: anything, if they are not: the gateway is asked to call again. `CallbackSinkError.unfit` says that this
    ///   would be of no use.
    func store(_ records: [CallbackRecord]) async throws
}

/// Why what a gateway told was not stored.
package enum CallbackSinkError: Error, Hashable {
    /// Too much is waiting to be stored.
    case full
    /// The listener is ending.
    case stopped
    /// The outbox cannot be written, in words for the log.
    case unusable(String)
    /// The outbox takes no such record, now or later.
    case unfit
}

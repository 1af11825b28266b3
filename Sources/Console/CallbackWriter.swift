package import Domain
import Foundation
package import Outbox

/// Stores what gateways tell, in one transaction for all that came while the one before was being written: a thousand
/// calls at once cost a few syncs of the disk.
///
/// It has a thread and a connection to the outbox of its own. A database that is busy is waited for.
package final class CallbackWriter: CallbackSink, @unchecked Sendable {  // What varies is guarded by `condition`.
    /// Records that may wait; beyond it callers are asked to come again.
    package static let capacity = 20_000
    /// What one transaction writes at most, so that the engine's turn comes.
    private static let batchSize = 1_000
    /// How long the database is waited for each time it is busy, in milliseconds.
    private static let patience = 1_000
    /// How often a database that is busy is tried once the end has been asked for.
    private static let lastTries = 15

    private struct Entry {
        var records: [CallbackRecord]
        var done: CheckedContinuation<Void, any Error>
    }

    private let condition = NSCondition()
    private var waiting: [Entry] = []
    private var waitingCount = 0
    private var hasStopped = false
    private var hasEnded = false
    private var stops: [CheckedContinuation<Void, Never>] = []
    private let capacity: Int
    /// Used by the thread alone.
    private let write: ([CallbackRecord]) throws(OutboxError) -> Void

    /// Opens the outbox and begins.
    ///
    /// - Throws: `OutboxError`.
    package convenience init(
        outboxPath: String, now: @escaping @Sendable () -> Timestamp
    ) throws(OutboxError) {
        let outbox = try Outbox(path: outboxPath, waitMilliseconds: Self.patience)
        self.init { (records) throws(OutboxError) in try outbox.record(records, at: now()) }
    }

    /// - Parameters:
    ///   - capacity: records that may wait.
    ///   - write: stores records in one transaction; called from one thread alone.
    package init(
        capacity: Int = CallbackWriter.capacity,
        write: sending @escaping ([CallbackRecord]) throws(OutboxError) -> Void
    ) {
        self.capacity = capacity
        self.write = write
        let thread = Thread { [self] in run() }
        thread.name = "callbacks"
        thread.start()
    }

    package func store(_ records: [CallbackRecord]) async throws {
        guard !records.isEmpty else { return }
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            if let error = accept(Entry(records: records, done: done)) { done.resume(throwing: error) }
        }
    }

    private func accept(_ entry: Entry) -> CallbackSinkError? {
        condition.withLock {
            guard !hasStopped else { return .stopped }
            guard waitingCount < capacity else { return .full }
            waiting.append(entry)
            waitingCount += entry.records.count
            condition.signal()
            return nil
        }
    }

    /// Takes nothing more, and returns when what was taken is stored, or could not be.
    package func stop() async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            let hasEnded = condition.withLock {
                hasStopped = true
                if !self.hasEnded { stops.append(done) }
                condition.signal()
                return self.hasEnded
            }
            if hasEnded { done.resume() }
        }
    }

    /// Records that wait for the next transaction.
    package var waitingRecords: Int { condition.withLock { waitingCount } }

    /// Whether the end has been asked for.
    package var isStopping: Bool { condition.withLock { hasStopped } }

    // MARK: - The thread

    private func run() {
        while let batch = take() { store(batch) }
        let stops = condition.withLock {
            hasEnded = true
            return self.stops
        }
        for stop in stops { stop.resume() }
    }

    /// What one transaction is to write; `nil` at the end.
    private func take() -> [Entry]? {
        condition.withLock {
            while waiting.isEmpty {
                if hasStopped { return nil }
                condition.wait()
            }
            var count = 0
            var records = 0
            while count < waiting.count, count == 0 || records + waiting[count].records.count <= Self.batchSize {
                records += waiting[count].records.count
                count += 1
            }
            let batch = Array(waiting.prefix(count))
            waiting.removeFirst(count)
            waitingCount -= records
            return batch
        }
    }

    private func store(_ batch: [Entry]) {
        guard let error = attempt(batch.flatMap(\.records)) else {
            for entry in batch { entry.done.resume() }
            return
        }
        let isUnfit = error.kind == .constraint
        if isUnfit, batch.count > 1 {
            // One call's records must not keep the others' out.
            for entry in batch { store([entry]) }
            return
        }
        let told: CallbackSinkError = isUnfit ? .unfit : .unusable(error.message)
        for entry in batch { entry.done.resume(throwing: told) }
    }

    /// - Returns: why nothing was stored; `nil` if all of it was.
    private func attempt(_ records: [CallbackRecord]) -> OutboxError? {
        var lastTries = Self.lastTries
        while true {
            do throws(OutboxError) {
                try write(records)
                return nil
            } catch {
                guard error.kind == .busy, lastTries > 0 else { return error }
                if isStopping { lastTries -= 1 }
            }
        }
    }
}

internal import Foundation

/// What other threads ask of the engine: taken at its next turn.
package final class EngineControl: @unchecked Sendable {
    // Both are read and written under the lock alone.
    private var plan: DeliveryPlan?
    private var isStopWanted = false
    private let lock = NSLock()
    private let wake: @Sendable () -> Void

    /// - Parameter wake: ends the engine's wait; called from any thread.
    package init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    package func requestStop() {
        lock.withLock { isStopWanted = true }
        wake()
    }

    package func requestReload(_ newPlan: DeliveryPlan) {
        lock.withLock { plan = newPlan }
        wake()
    }

    /// Whether a stop was asked for.
    package var isStopRequested: Bool { lock.withLock { isStopWanted } }

    /// The new configuration to take, if there is one.
    package func takePlan() -> DeliveryPlan? {
        lock.withLock {
            defer { plan = nil }
            return plan
        }
    }

    /// Puts a configuration back that could not be taken yet, unless a newer one has come.
    package func putBack(_ older: DeliveryPlan) {
        lock.withLock { if plan == nil { plan = older } }
    }
}

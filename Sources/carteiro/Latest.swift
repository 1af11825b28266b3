import Foundation

/// A value that one thread replaces and another reads.
final class Latest<Value: Sendable>: @unchecked Sendable {
    // Read and written under the lock alone.
    private var current: Value
    private let lock = NSLock()

    init(_ value: Value) { current = value }

    var value: Value {
        get { lock.withLock { current } }
        set { lock.withLock { current = newValue } }
    }
}

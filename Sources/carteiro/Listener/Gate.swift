import Foundation

/// Holds back who waits at it until it is opened, once.
final class Gate: @unchecked Sendable {
    // Both are read and written under the lock alone.
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private let lock = NSLock()

    func open() {
        let freed = lock.withLock {
            defer { waiting = [] }
            isOpen = true
            return waiting
        }
        for one in freed { one.resume() }
    }

    func wait() async {
        await withCheckedContinuation { (one: CheckedContinuation<Void, Never>) in
            let isOpen = lock.withLock {
                if !self.isOpen { waiting.append(one) }
                return self.isOpen
            }
            if isOpen { one.resume() }
        }
    }
}

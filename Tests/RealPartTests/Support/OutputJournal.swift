import Foundation
import Synchronization

/// What a program writes, read as it comes by a thread of its own.
final class OutputJournal: @unchecked Sendable {
    // All under the condition's lock.
    private var bytes: [UInt8] = []
    private var isEnded = false
    private let condition = NSCondition()

    /// - Parameter descriptor: read to its end and closed.
    init(reading descriptor: Int32) {
        let thread = Thread { [self] in
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                condition.withLock {
                    bytes += buffer.prefix(max(0, count))
                    isEnded = count <= 0
                    condition.broadcast()
                }
                if count <= 0 { break }
            }
            close(descriptor)
        }
        thread.name = "output"
        thread.start()
    }

    var text: String { condition.withLock { String(decoding: bytes, as: UTF8.self) } }

    /// Waits until the text so far is as wanted.
    ///
    /// - Returns: `false` if it is not by the end of the output, or of the time.
    func wait(for isWanted: (String) -> Bool, seconds: Double) -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while true {
                if isWanted(String(decoding: bytes, as: UTF8.self)) { return true }
                if isEnded || !condition.wait(until: deadline) { return false }
            }
        }
    }

    /// Waits until nothing can write any more.
    func waitForEnd(seconds: Double) -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while !isEnded {
                guard condition.wait(until: deadline) else { return isEnded }
            }
            return true
        }
    }
}

/// Something that happens once.
final class Latch: Sendable {
    private let isOpen = Mutex(true)

    /// Whether this is the first call.
    func close() -> Bool {
        isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
    }
}

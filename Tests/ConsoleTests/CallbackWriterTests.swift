import Console
import Domain
import Foundation
import Outbox
import Testing

@Suite("The writer of callbacks")
struct CallbackWriterTests {
    private static func record(_ id: String) -> CallbackRecord {
        CallbackRecord(
            endpoint: "one", kind: .receipt, providerID: id, status: "delivered", at: Timestamp(seconds: 1_800_000_000))
    }

    /// Where a test's own store is held up, seen from both sides.
    private final class Store: @unchecked Sendable {
        // Everything is touched under the condition alone.
        private let condition = NSCondition()
        private var isHeld: Bool
        private var batches: [[String]] = []
        private var failures: [OutboxError.Kind]
        private var isInside = false
        /// An id that no table takes.
        private let unfit: String?

        init(isHeld: Bool = false, failures: [OutboxError.Kind] = [], unfit: String? = nil) {
            self.isHeld = isHeld
            self.failures = failures
            self.unfit = unfit
        }

        func write(_ records: [CallbackRecord]) throws(OutboxError) {
            let failure = condition.withLock { () -> OutboxError.Kind? in
                isInside = true
                condition.broadcast()
                while isHeld { condition.wait() }
                if !failures.isEmpty { return failures.removeFirst() }
                if let unfit, records.contains(where: { $0.providerID == unfit }) { return .constraint }
                batches.append(records.compactMap(\.providerID))
                return nil
            }
            if let failure { throw OutboxError(failure, "planted") }
        }

        func letGo() {
            condition.withLock {
                isHeld = false
                condition.broadcast()
            }
        }

        func waitUntilInside() {
            condition.withLock { while !isInside { condition.wait() } }
        }

        var stored: [[String]] { condition.withLock { batches } }
    }

    private func writer(_ store: Store, capacity: Int = CallbackWriter.capacity) -> CallbackWriter {
        CallbackWriter(capacity: capacity) { (records) throws(OutboxError) in try store.write(records) }
    }

    @Test("What comes while a transaction is written goes into the next one, as one")
    func groupCommit() async throws {
        let store = Store(isHeld: true)
        let writer = writer(store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await writer.store([Self.record("first")]) }
            try await onThread { store.waitUntilInside() }
            for number in 0..<200 { group.addTask { try await writer.store([Self.record("A-\(number)")]) } }
            while writer.waitingRecords < 200 { await Task.yield() }
            store.letGo()
            try await group.waitForAll()
        }
        #expect(store.stored.map(\.count) == [1, 200])
        #expect(Set(store.stored.joined()) == Set(["first"] + (0..<200).map { "A-\($0)" }))
        await writer.stop()
    }

    @Test("Beyond what may wait, callers are turned away, and taken again when there is room")
    func full() async throws {
        let store = Store(isHeld: true)
        let writer = writer(store, capacity: 2)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await writer.store([Self.record("first")]) }
            try await onThread { store.waitUntilInside() }
            // As large as it is: what a gateway sends in one call is never too much for an empty queue.
            group.addTask { try await writer.store((0..<5).map { Self.record("A-\($0)") }) }
            while writer.waitingRecords < 5 { await Task.yield() }
            await #expect(throws: CallbackSinkError.full) { try await writer.store([Self.record("B")]) }
            store.letGo()
            try await group.waitForAll()
        }
        try await writer.store([Self.record("B")])
        #expect(store.stored.map(\.count) == [1, 5, 1])
        await writer.stop()
    }

    @Test("A busy database is waited for")
    func busy() async throws {
        let store = Store(failures: Array(repeating: .busy, count: 50))
        let writer = writer(store)
        try await writer.store([Self.record("A")])
        #expect(store.stored == [["A"]])
        await writer.stop()
    }

    @Test("A database that fails is told to who called, and tried again with the next call")
    func failing() async throws {
        let store = Store(failures: [.diskFull])
        let writer = writer(store)
        await #expect(throws: CallbackSinkError.unusable("planted")) { try await writer.store([Self.record("A")]) }
        try await writer.store([Self.record("B")])
        #expect(store.stored == [["B"]])
        await writer.stop()
    }

    @Test("One record that no table takes keeps no other out")
    func unfit() async throws {
        let store = Store(isHeld: true, unfit: "bad")
        let writer = writer(store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await writer.store([Self.record("first")]) }
            try await onThread { store.waitUntilInside() }
            for id in ["A", "B"] { group.addTask { try await writer.store([Self.record(id)]) } }
            group.addTask {
                await #expect(throws: CallbackSinkError.unfit) { try await writer.store([Self.record("bad")]) }
            }
            while writer.waitingRecords < 3 { await Task.yield() }
            store.letGo()
            try await group.waitForAll()
        }
        #expect(Set(store.stored.joined()) == ["first", "A", "B"])
        await writer.stop()
    }

    @Test("What was taken is stored before the end, and nothing is taken after it")
    func stop() async throws {
        let store = Store(isHeld: true)
        let writer = writer(store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await writer.store([Self.record("first")]) }
            try await onThread { store.waitUntilInside() }
            for number in 0..<19 { group.addTask { try await writer.store([Self.record("A-\(number)")]) } }
            while writer.waitingRecords < 19 { await Task.yield() }
            for _ in 0..<2 { group.addTask { await writer.stop() } }
            while !writer.isStopping { await Task.yield() }
            await #expect(throws: CallbackSinkError.stopped) { try await writer.store([Self.record("late")]) }
            store.letGo()
            try await group.waitForAll()
        }
        await writer.stop()
        #expect(store.stored.map(\.count) == [1, 19])
    }

    @Test("A database that stays busy does not hold up the end for ever")
    func stopWhileBusy() async throws {
        let store = Store(isHeld: true, failures: Array(repeating: .busy, count: 1_000))
        let writer = writer(store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CallbackSinkError.unusable("planted")) {
                    try await writer.store([Self.record("A")])
                }
            }
            try await onThread { store.waitUntilInside() }
            group.addTask { await writer.stop() }
            while !writer.isStopping { await Task.yield() }
            store.letGo()
            try await group.waitForAll()
        }
        #expect(store.stored.isEmpty)
    }

    @Test("Nothing to store is stored at once")
    func nothing() async throws {
        let store = Store(isHeld: true)
        let writer = writer(store)
        try await writer.store([])
        await writer.stop()
    }
}

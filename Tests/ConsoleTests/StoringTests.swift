import Console
import Domain
import Foundation
import GRDB
import Outbox
import Testing

@Suite("What gateways tell is kept")
struct StoringTests {
    private static func temporaryPath() -> String {
        FileManager.default.temporaryDirectory.appending(path: "carteiro-console-\(UUID().uuidString).db").path
    }

    private static func remove(_ path: String) {
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
    }

    /// The ids that are in the outbox, as another program sees them.
    private static func storedIDs(_ path: String) throws -> Set<String> {
        try DatabaseQueue(path: path).read { db in
            Set(try String.fetchAll(db, sql: "SELECT provider_id FROM callback WHERE kind = 'receipt'"))
        }
    }

    @Test("A thousand calls at once from many connections are all stored, and forged ones among them are not")
    func thousand() async throws {
        let path = Self.temporaryPath()
        defer { Self.remove(path) }
        let writer = try CallbackWriter(outboxPath: path, now: { Timestamp(seconds: 1_800_000_000) })
        try await withListener(sink: writer) { (listener) async throws in
            let port = listener.port
            try await withThrowingTaskGroup(of: [Int].self) { group in
                for connection in 0..<10 {
                    group.addTask {
                        try await onThread {
                            let client = try RawClient(port: port)
                            client.send(
                                (0..<100).map { post("/hooks/one", "receipt A-\(connection)-\($0)") }.joined())
                            return try (0..<100).map { _ in try client.answer()?.status ?? 0 }
                        }
                    }
                    group.addTask {
                        try await onThread {
                            let client = try RawClient(port: port)
                            let forged = { (number: Int) in
                                post("/hooks/one", "receipt F-\(number)", headers: ["X-Key: \(number)"])
                            }
                            client.send((0..<20).map(forged).joined())
                            return try (0..<20).map { _ in try client.answer()?.status ?? 0 }
                        }
                    }
                }
                for try await statuses in group { #expect(Set(statuses) == [statuses.count == 100 ? 200 : 401]) }
            }
            // What was answered is on disk, whatever happens from here on.
            let expected = Set((0..<10).flatMap { a in (0..<100).map { "A-\(a)-\($0)" } })
            #expect(try Self.storedIDs(path) == expected)
        }
        await writer.stop()
    }

    @Test("The answer waits until what was told is stored")
    func answerAfterStoring() async throws {
        let (opened, open) = AsyncStream.makeStream(of: Void.self)
        let (arrived, arrive) = AsyncStream.makeStream(of: Void.self)
        let sink = HeldSink(arrive: { arrive.yield() }, opened: opened)
        try await withListener(sink: sink) { (listener) async throws in
            let answered = Locked(false)
            async let status = listener.connected { client in
                client.send(post("/hooks/one", "receipt A-1"))
                let status = try client.answer()?.status
                answered.withLock { $0 = true }
                return status
            }
            _ = await arrived.first { _ in true }
            #expect(!answered.current)
            open.yield()
            #expect(try await status == 200)
        }
    }

    @Test("While nothing can be stored the answer is 503, and 200 as soon as it can")
    func failingSink() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            sink.failure.withLock { $0 = CallbackSinkError.unusable("/var/lib/x: the disk is full") }
            let failed = try #require(try await listener.ask(post("/hooks/one", "receipt A-1")))
            #expect(failed.status == 503)
            #expect(failed.headers["retry-after"] == "10")
            let event = listener.log.events.current.first { $0.name == "callback.unstored" }
            #expect(event?.fields.map(\.value) == [.text("one"), .text("/var/lib/x: the disk is full"), .integer(1)])
            sink.failure.withLock { $0 = CallbackSinkError.full }
            #expect(try await listener.ask(post("/hooks/one", "receipt A-1"))?.status == 503)
            sink.failure.withLock { $0 = nil }
            #expect(try await listener.ask(post("/hooks/one", "receipt A-1"))?.status == 200)
        }
        #expect(sink.ids == ["A-1"])
    }

    @Test("What no store will ever take is answered 200, so that it does not come for ever")
    func unfit() async throws {
        let sink = MemorySink()
        sink.failure.withLock { $0 = CallbackSinkError.unfit }
        try await withListener(sink: sink) { (listener) async throws in
            #expect(try await listener.ask(post("/hooks/one", "receipt A-1"))?.status == 200)
            #expect(listener.log.names() == ["listener.started", "callback.malformed"])
        }
    }

    @Test("Texts of customers are not kept, but those that say one word")
    func texts() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            let body = "text 5511987654321 Já paguei ontem\ntext 5511987654321 Parar!\nstop 5511992345678"
            #expect(try await listener.ask(post("/hooks/one", body))?.status == 200)
            let event = listener.log.events.current.first { $0.name == "callback.received" }
            #expect(event?.level == .debug)
            #expect(event?.fields.map(\.value) == [.text("one"), .integer(2), .integer(1)])
        }
        #expect(sink.records.current.map(\.kind) == [.optOut, .optOut])
        #expect(sink.records.current.compactMap(\.address) == ["551187654321", "551192345678"])
    }

    @Test("A reload counts from the next request on, also on connections that stand")
    func reload() async throws {
        let sink = MemorySink()
        try await withListener(desk: Invented.desk("one"), sink: sink) { (listener) async throws in
            let desk = listener.desk
            let statuses = try await listener.connected { client in
                var statuses: [Int?] = []
                for name in ["one", "two"] {
                    client.send(post("/hooks/\(name)", "receipt before-\(name)"))
                    statuses.append(try client.answer()?.status)
                }
                desk.withLock { $0 = Invented.desk("two") }
                for name in ["one", "two"] {
                    client.send(post("/hooks/\(name)", "receipt after-\(name)"))
                    statuses.append(try client.answer()?.status)
                }
                return statuses
            }
            #expect(statuses == [200, 404, 404, 200])
        }
        #expect(sink.ids == ["before-one", "after-two"])
    }

    @Test("Reloads while calls come lose none that was answered 200")
    func reloadsUnderLoad() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink) { (listener) async throws in
            let (desk, port) = (listener.desk, listener.port)
            let acknowledged = try await withThrowingTaskGroup(of: [String].self) { group in
                for connection in 0..<4 {
                    group.addTask {
                        try await onThread {
                            let client = try RawClient(port: port)
                            var acknowledged: [String] = []
                            for number in 0..<100 {
                                let id = "A-\(connection)-\(number)"
                                client.send(post("/hooks/two", "receipt \(id)"))
                                if try client.answer()?.status == 200 { acknowledged.append(id) }
                                desk.withLock {
                                    $0 = number % 2 == 0 ? Invented.desk("one") : Invented.desk("one", "two")
                                }
                            }
                            return acknowledged
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(Set(sink.ids) == Set(acknowledged))
        }
    }

    @Test("A shutdown in the middle loses nothing that was answered, and stores nothing unasked")
    func shutdown() async throws {
        let path = Self.temporaryPath()
        defer { Self.remove(path) }
        let writer = try CallbackWriter(outboxPath: path, now: { Timestamp(seconds: 1_800_000_000) })
        let acknowledged = Locked<Set<String>>([])
        try await withListener(sink: writer) { (listener) async throws in
            let (port, shutDown) = (listener.port, listener.shutDown)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for connection in 0..<8 {
                    group.addTask {
                        try await onThread {
                            // The listener may be gone already.
                            guard let client = try? RawClient(port: port) else { return }
                            for number in 0..<500 {
                                let id = "A-\(connection)-\(number)"
                                client.send(post("/hooks/one", "receipt \(id)"))
                                guard try client.answer()?.status == 200 else { return }
                                _ = acknowledged.withLock { $0.insert(id) }
                            }
                        }
                    }
                }
                group.addTask {
                    while acknowledged.current.count < 100 { await Task.yield() }
                    await shutDown()
                }
                try await group.waitForAll()
            }
        }
        await writer.stop()
        let stored = try Self.storedIDs(path)
        #expect(acknowledged.current.count >= 100)
        #expect(acknowledged.current.count < 4000)
        #expect(acknowledged.current.isSubset(of: stored))
        // At most one call of each connection was stored and its answer not read any more.
        #expect(stored.count <= acknowledged.current.count + 8)
    }

    @Test("A shutdown does not wait for who has sent half a request")
    func shutdownWithHalfRequest() async throws {
        let sink = MemorySink()
        try await withListener(sink: sink, limits: ListenerLimits(readMilliseconds: 600_000)) {
            (listener) async throws in
            let shutDown = listener.shutDown
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            async let answers = listener.connected { client in
                client.send(get("/healthz"))
                _ = try client.answer()
                client.send(String(post("/hooks/one", "receipt A-1").dropLast(3)))
                start.yield()
                return try client.untilClosed().map(\.status)
            }
            _ = await started.first { _ in true }
            await shutDown()
            #expect(try await answers == [])
        }
        #expect(sink.records.current == [])
    }
}

/// A store that tells when something has come, and stores when it is told to.
private final class HeldSink: CallbackSink {
    private let arrive: @Sendable () -> Void
    private let opened: AsyncStream<Void>

    init(arrive: @escaping @Sendable () -> Void, opened: AsyncStream<Void>) {
        self.arrive = arrive
        self.opened = opened
    }

    func store(_ records: [CallbackRecord]) async throws {
        arrive()
        _ = await opened.first { _ in true }
    }
}

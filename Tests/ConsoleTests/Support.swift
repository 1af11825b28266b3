import Console
import Domain
import Foundation
import Gateway
import Logging
import Outbox
import ServiceLifecycle

/// Runs what blocks on a thread of its own: the threads of the tests are those of the listener too.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try body() }) }.start()
    }
}

/// A value behind a lock.
final class Locked<Value: Sendable>: @unchecked Sendable {
    // Touched under the lock alone.
    private var value: Value
    private let lock = NSLock()

    init(_ value: Value) { self.value = value }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result { lock.withLock { body(&value) } }

    var current: Value { lock.withLock { value } }
}

/// Keeps what was said in the log.
final class MemoryLog: EventSink, Sendable {
    let events = Locked<[Domain.LogEvent]>([])

    func record(_ event: Domain.LogEvent) { events.withLock { $0.append(event) } }
    func flush() {}

    func names() -> [String] { events.current.map(\.name) }

    /// Every word of it, for what must not stand there.
    var text: String { events.current.map { "\($0)" }.joined(separator: "\n") }
}

/// A store in memory that can be told to fail.
final class MemorySink: CallbackSink, Sendable {
    let records = Locked<[CallbackRecord]>([])
    let failure = Locked<(any Error)?>(nil)

    func store(_ new: [CallbackRecord]) async throws {
        if let failure = failure.current { throw failure }
        records.withLock { $0 += new }
    }

    var ids: [String] { records.current.compactMap(\.providerID) }
}

/// A gateway of invention. Its calls are lines: `receipt ID`, `text NUMBER WORDS`, `stop NUMBER`, `session up`; verified by the
/// header `X-Key: sesame` or the path's secret `sesame/ção`.
enum Invented {
    static let words = OptOutWords(["PARAR", "SAIR"])

    static func desk(_ names: String..., seen: Locked<[CallbackRequest]> = Locked([])) -> CallbackDesk {
        let reader: CallbackDesk.Reader = { call, now in
            seen.withLock { $0.append(call) }
            return answer(call, now)
        }
        return CallbackDesk(
            publicURL: "https://hooks.example/in",
            readers: Dictionary(uniqueKeysWithValues: names.map { ($0, reader) }), optOutWords: words)
    }

    static func answer(_ call: CallbackRequest, _ now: Timestamp) -> CallbackAnswer {
        if call.method == "GET", call.query.hasPrefix("challenge=") {
            return .challenge(String(call.query.dropFirst(10)))
        }
        let isKnown = call.headers.contains { $0.name.lowercased() == "x-key" && $0.value == "sesame" }
        guard isKnown || call.secret == "sesame/ção" else { return .refused("header") }
        var events: [CallbackEvent] = []
        for line in String(decoding: call.body, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
            switch (parts.first, parts.count) {
            case ("receipt", 2):
                events.append(CallbackEvent(kind: .receipt(.delivered), providerIDs: [parts[1]], at: now))
            case ("text", 3):
                events.append(CallbackEvent(kind: .inbound(text: parts[2]), addresses: [parts[1]], at: now))
            case ("stop", 2): events.append(CallbackEvent(kind: .optOut, addresses: [parts[1]], at: now))
            case ("session", 2): events.append(CallbackEvent(kind: .session(isUp: parts[1] == "up"), at: now))
            default: return .malformed("no such line")
            }
        }
        return .events(events)
    }
}

/// A listener that runs.
struct Running: Sendable {
    let port: Int
    let log: MemoryLog
    let desk: Locked<CallbackDesk>
    let ailment: Locked<String?>
    let shutDown: @Sendable () async -> Void

    /// Sends text over a connection of its own and gives the first answer.
    func ask(_ text: String) async throws -> RawClient.Answer? {
        let port = port
        return try await onThread {
            let client = try RawClient(port: port)
            client.send(text)
            return try client.answer()
        }
    }

    /// Uses a connection of its own.
    func connected<Value: Sendable>(
        _ body: @escaping @Sendable (RawClient) throws -> Value
    ) async throws -> Value {
        let port = port
        return try await onThread { try body(RawClient(port: port)) }
    }
}

private struct ListenerService: Service {
    let listener: CallbackListener

    func run() async throws { try await listener.run() }
}

/// Runs a listener on a free port for as long as the body does, and ends it gracefully.
func withListener<Value: Sendable>(
    desk: CallbackDesk = Invented.desk("one", "two"), sink: any CallbackSink = MemorySink(),
    limits: ListenerLimits = ListenerLimits(), _ body: (Running) async throws -> Value
) async throws -> Value {
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let (log, desk, ailment) = (MemoryLog(), Locked(desk), Locked<String?>(nil))
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let listener = CallbackListener(
        .init(host: "127.0.0.1", port: 0, limits: limits),
        .init(
            desk: { desk.current }, sink: sink, ailment: { ailment.current }, log: log, logger: quiet,
            now: { Timestamp(seconds: 1_800_000_000) }),
        onListening: { found.yield($0) })
    let group = ServiceGroup(
        configuration: .init(
            services: [
                .init(
                    service: ListenerService(listener: listener), successTerminationBehavior: .gracefullyShutdownGroup)
            ], logger: quiet))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { found.finish() }
            try await group.run()
        }
        guard let port = await ports.first(where: { _ in true }) else {
            try await tasks.waitForAll()
            throw RawClient.Misfortune(text: "it does not listen")
        }
        let value = try await body(
            Running(
                port: port, log: log, desk: desk, ailment: ailment,
                shutDown: { await group.triggerGracefulShutdown() }))
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return value
    }
}

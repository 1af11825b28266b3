import Delivery
import Domain
import Foundation
import Outbox
import ServiceLifecycle
import Settings
import Telemetry
import Transport

/// The engine on a thread of its own, with what keeps it company: the lock, systemd's notices, the upkeep.
final class Daemon: Service {
    let control: EngineControl
    /// What the upkeep goes by; may be replaced at any time.
    let upkeepPlan: Latest<UpkeepPlan>
    /// How the engine does, for other threads.
    let vitals = Latest(Vitals())
    /// The engine begins when it is open.
    let gate: Gate
    private let loop: Handover<EngineLoop>
    private let log: LogWriter
    private let started: LogEvent

    /// - Throws: `OutboxError`, of kind `busy` if another daemon has this outbox; `TransportSetupError`.
    init(settings: Settings, log: LogWriter, notifier: ServiceNotifier, gate: Gate, endsWhenDrained: Bool) throws {
        self.log = log
        self.gate = gate
        let owner = "pid \(ProcessInfo.processInfo.processIdentifier)"
        let lock = try OutboxLock(databasePath: settings.databasePath, owner: owner)
        let outbox = try Outbox(path: settings.databasePath, waitMilliseconds: 0)
        let wakeup = InotifyWakeup(databasePath: settings.databasePath)
        if wakeup == nil { log.record(LogEvent("daemon.no_inotify", level: .warning)) }
        let transport = try CurlTransport(wakeDescriptors: wakeup.map { [$0.descriptor] } ?? [])
        let waker = transport.waker
        control = EngineControl(wake: { waker.wake() })
        let engine = Engine(
            outbox: outbox, transport: transport, plan: DeliveryPlan(settings), events: log, wakeup: wakeup,
            seed: UInt64.random(in: .min ... .max), clock: { Timestamp.now })
        upkeepPlan = Latest(UpkeepPlan(settings))
        let path = settings.databasePath
        let upkeep = Upkeep(
            outbox: outbox, claims: engine, log: log, notifier: notifier, plan: upkeepPlan,
            surroundings: Upkeep.Surroundings(
                clocks: ClockReading.now, freeBytes: { DiskWatch.freeBytes(around: path) },
                transport: try CurlTransport(maximumConnections: 1)))
        loop = Handover(
            EngineLoop(
                engine: engine, transport: transport, control: control, log: log, notifier: notifier, lock: lock,
                upkeep: upkeep, vitals: vitals, drainMilliseconds: settings.drainMilliseconds,
                endsWhenDrained: endsWhenDrained))
        started = LogEvent("daemon.started", level: .notice).with("version", Program.version)
            .with("database", settings.databasePath).with("endpoints", settings.endpoints.count)
    }

    func run() async throws {
        try await withGracefulShutdownHandler {
            await gate.wait()
            // A listener that could not listen ends the start before anything is sent.
            guard !control.isStopRequested else { return }
            log.record(started)
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let loop = loop
                let thread = Thread {
                    continuation.resume(with: Result { try loop.value.run() })
                }
                thread.name = "engine"
                thread.stackSize = 8 << 20
                thread.start()
            }
        } onGracefulShutdown: {
            self.control.requestStop()
            self.gate.open()
        }
    }
}

/// Something that belongs to one thread at a time, on its way to that thread.
///
/// Unchecked: whoever makes it never touches the value again, and exactly one thread takes it.
struct Handover<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}

/// What the engine's thread does: turn after turn.
final class EngineLoop {
    private let engine: Engine
    private let transport: CurlTransport
    private let control: EngineControl
    private let log: LogWriter
    private let notifier: ServiceNotifier
    private let lock: OutboxLock
    private let upkeep: Upkeep
    private let vitals: Latest<Vitals>
    private let drainMilliseconds: Int64
    private let endsWhenDrained: Bool

    init(
        engine: Engine, transport: CurlTransport, control: EngineControl, log: LogWriter, notifier: ServiceNotifier,
        lock: OutboxLock, upkeep: Upkeep, vitals: Latest<Vitals>, drainMilliseconds: Int64, endsWhenDrained: Bool
    ) {
        self.engine = engine
        self.transport = transport
        self.control = control
        self.log = log
        self.notifier = notifier
        self.lock = lock
        self.upkeep = upkeep
        self.vitals = vitals
        self.drainMilliseconds = drainMilliseconds
        self.endsWhenDrained = endsWhenDrained
    }

    func run() throws {
        while try !engine.recover() {
            guard !control.isStopRequested else { return }
            _ = transport.poll(timeoutMilliseconds: 20)
        }
        _ = notifier.ready()
        while !engine.isStopped {
            if control.isStopRequested { stop() }
            reload()
            engine.turn()
            upkeep.turn()
            vitals.value = Vitals(turnedAt: ClockReading.now().sinceStart, trouble: engine.outboxTrouble)
            if endsWhenDrained, engine.isDrained(at: Timestamp.now) { break }
        }
        log.record(LogEvent("daemon.stopped", level: .notice))
        log.flush()
        withExtendedLifetime(lock) {}
    }

    private var isStopping = false

    private func stop() {
        guard !isStopping else { return }
        isStopping = true
        _ = notifier.stopping()
        engine.beginDrain(limitMilliseconds: drainMilliseconds)
    }

    private func reload() {
        guard let plan = control.takePlan() else { return }
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        _ = notifier.reloading(
            monotonicMicroseconds: UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000)
        if engine.reload(plan) {
            log.record(LogEvent("config.reloaded", level: .notice))
        } else {
            control.putBack(plan)
        }
        _ = notifier.ready()
    }
}

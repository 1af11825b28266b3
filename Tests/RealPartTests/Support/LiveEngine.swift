import Delivery
import Domain
import Foundation
import Outbox
import Settings
import Transport

/// The engine as the daemon runs it, with libcurl, a durable outbox file and the real clock, turned by the test.
final class LiveEngine: OutboxUser {
    /// Why a test cannot go on.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let workplace: Workplace
    let settings: Settings
    let events = EventJournal()
    private let engine: Engine
    private var isRecovered = false

    /// - Parameters:
    ///   - endpoints: the value of `endpoints`, as YAML from the first column.
    ///   - routes: as YAML; by default the route `default` has the endpoint `gateway` alone.
    ///   - more: further keys of the top level, as YAML.
    ///   - secrets: values for `{env: NAME}`.
    ///   - files: more files below the configuration's folder, such as `presets/mine.yaml`, by name.
    init(
        endpoints: String, routes: String = "{default: [gateway]}", more: String = "", secrets: [String: String] = [:],
        files: [String: String] = [:], in folder: TemporaryFolder
    ) throws {
        workplace = try Workplace(endpoints: endpoints, routes: routes, more: more, files: files, in: folder)
        let loaded = Settings.load(
            yaml: workplace.yaml, file: "carteiro.yaml", baseDirectory: folder.path, environment: secrets,
            version: "test")
        guard case .loaded(let settings, _) = loaded else {
            let errors = loaded.problems.filter { $0.severity == .error }
            throw Failure(description: errors.map { "\($0.line): \($0.message)" }.joined(separator: "\n"))
        }
        self.settings = settings
        let wakeup = InotifyWakeup(databasePath: settings.databasePath)
        let transport = try CurlTransport(wakeDescriptors: wakeup.map { [$0.descriptor] } ?? [])
        var options = EngineOptions()
        // What a test waits for need not be in the outbox: it looks often.
        options.safetyLookMilliseconds = 50
        engine = Engine(
            outbox: try Outbox(path: settings.databasePath, waitMilliseconds: 0), transport: transport,
            plan: DeliveryPlan(live: settings), events: events, wakeup: wakeup, seed: 1, options: options,
            clock: { Self.now })
    }

    static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    // MARK: - Turning

    /// Turns the engine until something holds.
    ///
    /// - Throws: `Failure` if it never does.
    func run(until holds: () throws -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: Program.patience)
        while !isRecovered { isRecovered = try engine.recover() }
        while try !holds() {
            guard Date() < deadline else {
                throw Failure(description: "what is waited for does not come; events:\n\(events.text)")
            }
            engine.turn()
        }
    }

    /// Gives the engine the turns to do what it would do at once, and waits for what it then began.
    func runDry() throws {
        for _ in 0..<10 { engine.turn(mayWait: false) }
        try run { engine.isIdle }
    }

    /// Turns the engine until a message has been tried so often and no attempt of it is under way, or it has ended.
    @discardableResult
    func run(_ message: Int64, attempts: Int = 1) throws -> MessageDetail {
        var detail = try show(message)
        try run {
            detail = try show(message)
            return detail.attempts.count >= attempts && detail.summary.state != "sending"
                || Self.ends.contains(detail.summary.state)
        }
        return detail
    }

    private static let ends: Set<String> = ["sent", "dead", "cancelled", "expired", "uncertain"]
}

extension DeliveryPlan {
    fileprivate init(live settings: Settings) {
        self.init(
            targets: settings.endpoints.map {
                Target(
                    endpoint: $0.endpoint, gateway: $0.plan, hours: $0.hours, warmUp: $0.warmUp,
                    merges: !$0.isUtility)
            },
            routes: settings.routes, copies: settings.copies, composer: settings.composer,
            templates: settings.templates, frequencyCap: settings.frequencyCap, confirmation: settings.confirm,
            documents: settings.documents)
    }
}

/// Keeps what the engine reports.
final class EventJournal: EventSink {
    private(set) var events: [LogEvent] = []

    func record(_ event: LogEvent) { events.append(event) }
    func flush() {}

    func count(_ name: String) -> Int { events.count { $0.name == name } }

    var text: String { events.map { "\($0)" }.joined(separator: "\n") }
}

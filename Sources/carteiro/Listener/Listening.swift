import Console
import Domain
import Gateway
import Logging
import Outbox
import ServiceLifecycle
import Settings
import Telemetry

/// The HTTP listener as a service of the daemon's: what it has taken is stored before it ends.
struct Listening: Service {
    private let listener: CallbackListener
    private let writer: CallbackWriter

    /// - Parameters:
    ///   - desk: who takes callbacks; may be replaced at any time.
    ///   - onListening: called once connections are accepted.
    /// - Throws: `OutboxError`.
    init(
        _ http: HTTPSettings, databasePath: String, desk: Latest<CallbackDesk>, vitals: Latest<Vitals>, log: LogWriter,
        onListening: @escaping @Sendable () -> Void
    ) throws {
        writer = try CallbackWriter(outboxPath: databasePath, now: { Timestamp.now })
        var logger = Logger(label: "carteiro.http") { LineLogHandler(label: $0, writer: log) }
        logger.logLevel = .warning
        listener = CallbackListener(
            .init(host: http.listen.host, port: http.listen.port),
            .init(
                desk: { desk.value }, sink: writer,
                ailment: { vitals.value.ailment(sinceStart: ClockReading.now().sinceStart) }, log: log, logger: logger,
                now: { Timestamp.now }),
            onListening: { _ in onListening() })
    }

    func run() async throws {
        let result: Result<Void, any Error>
        do {
            result = .success(try await listener.run())
        } catch {
            result = .failure(error)
        }
        await writer.stop()
        try result.get()
    }
}

extension Settings {
    /// Where an endpoint's gateway calls back; `nil`: nobody listens.
    func callbackURL(of endpoint: EndpointSettings) -> String? {
        guard let http, let callbacks = endpoint.plan.callbacks else { return nil }
        return http.callbackURL(endpoint: endpoint.endpoint.name, secret: callbacks.pathSecret)
    }
}

extension CallbackDesk {
    init(_ settings: Settings) {
        let plans = settings.endpoints.compactMap { endpoint in
            endpoint.plan.callbacks.map { (endpoint.endpoint.name, $0) }
        }
        self.init(
            publicURL: settings.http?.publicURL ?? "", plans: Dictionary(plans) { first, _ in first },
            optOutWords: OptOutWords(settings.optOut.words))
    }
}

extension Failure {
    /// Why the daemon cannot listen where it should.
    init(_ error: ListenerError) {
        let status: ExitStatus =
            switch error.kind {
            case .inUse, .unavailable: .unavailable
            case .notAllowed: .noPermission
            }
        let hint: String =
            switch error.kind {
            case .inUse: "write another port under http.listen, or end the other program"
            case .notAllowed:
                "write a port from 1024 on under http.listen; a web server can pass on what it gets on 443"
            case .unavailable: "look at http.listen, and whether the network is up"
            }
        self.init(status, "http.listen: \(error)", hint: hint)
    }
}

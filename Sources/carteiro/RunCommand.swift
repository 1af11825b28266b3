import ArgumentParser
import Console
import Domain
import Foundation
import Logging
import Outbox
import ServiceLifecycle
import Settings
import Telemetry
import UnixSignals

/// `run`: the daemon, in the foreground.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the daemon in the foreground.",
        discussion: """
            SIGTERM and SIGINT stop it: what is in flight may finish, the rest is given back. SIGHUP reloads the
            configuration, if it is valid. One daemon an outbox: a second one ends with status 75. With `http` in the
            configuration it listens for callbacks; a port that another program has ends it with status 69.
            """)

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "End when nothing is due any more.")
    var drain = false

    func run() async throws {
        do {
            try await serve()
        } catch {
            throw Failure.report(error)
        }
    }

    private func serve() async throws {
        let environment = ProcessInfo.processInfo.environment
        let (settings, warnings) = try load()
        let log = LogWriter(
            format: LogFormat(settings.log.format), level: settings.log.level,
            audience: LogAudience.of(environment: environment), now: { Timestamp.now })
        for warning in warnings { log.record(warning, as: "config.warning") }
        let notifier = ServiceNotifier(
            environment: environment, processID: ProcessInfo.processInfo.processIdentifier)
        let gate = Gate()
        let daemon = try Daemon(
            settings: settings, log: log, notifier: notifier, gate: gate, endsWhenDrained: drain)
        let desk = Latest(CallbackDesk(settings))
        let reloads = Reloading(
            path: configuration.path, settings: settings, daemon: daemon.control, upkeep: daemon.upkeepPlan, desk: desk,
            log: log)
        let listening = try settings.http.map {
            try Listening(
                $0, databasePath: settings.databasePath, desk: desk, vitals: daemon.vitals, log: log,
                onListening: { gate.open() })
        }
        if listening == nil { gate.open() }

        var logger = Logger(label: "carteiro.service") { LineLogHandler(label: $0, writer: log) }
        logger.logLevel = .warning
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: reloads),
                .init(
                    service: daemon, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup),
                // They are stopped from the last to the first: nothing is taken any more when the engine drains.
            ]
                + (listening.map {
                    [
                        .init(
                            service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                            failureTerminationBehavior: .gracefullyShutdownGroup)
                    ]
                } ?? []),
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = nil
        defer { log.flush() }
        try await ServiceGroup(configuration: configuration).run()
    }

    private func load() throws -> (Settings, [Problem]) {
        switch configuration.read() {
        case .loaded(let settings, let warnings): return (settings, warnings)
        case .failed(let problems): throw Failure(problems)
        }
    }
}

extension LogFormat {
    init(_ format: LogSettings.Format) {
        self =
            switch format {
            case .logfmt: .logfmt
            case .json: .json
            }
    }
}

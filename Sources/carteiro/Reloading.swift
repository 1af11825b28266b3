import Console
import Delivery
import Domain
import Foundation
import Gateway
import Policy
import ServiceLifecycle
import Settings
import Telemetry
import UnixSignals

/// Reads the configuration anew at each SIGHUP, and hands it over if it is valid.
struct Reloading: Service {
    var path: String
    var settings: Settings
    var daemon: EngineControl
    var upkeep: Latest<UpkeepPlan>
    var desk: Latest<CallbackDesk>
    var log: LogWriter

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            reload()
            log.flush()
        }
    }

    private func reload() {
        let result = Settings.load(
            path: path, environment: ProcessInfo.processInfo.environment, version: Program.version)
        switch result {
        case .failed(let problems):
            for problem in problems { log.record(problem, as: "config.rejected") }
        case .loaded(let new, _) where new.databasePath != settings.databasePath:
            log.record(
                LogEvent("config.rejected", level: .error).with("file", path)
                    .with("problem", "database: another outbox takes a restart"))
        case .loaded(let new, let warnings):
            for warning in warnings { log.record(warning, as: "config.warning") }
            log.configure(format: LogFormat(new.log.format), level: new.log.level)
            if new.http?.listen != settings.http?.listen {
                log.record(
                    LogEvent("config.warning", level: .warning).with("file", path)
                        .with("problem", "http.listen: another address takes a restart; all else is taken"))
            }
            upkeep.value = UpkeepPlan(new)
            desk.value = CallbackDesk(new)
            daemon.requestReload(DeliveryPlan(new))
        }
    }
}

extension DeliveryPlan {
    init(_ settings: Settings) {
        self.init(
            targets: settings.endpoints.map { Target($0, callbackURL: settings.callbackURL(of: $0)) },
            routes: settings.routes, copies: settings.copies, composer: settings.composer,
            templates: settings.templates, frequencyCap: settings.frequencyCap, confirmation: settings.confirm,
            documents: settings.documents, optOut: settings.optOut.rules)
    }
}

extension DeliveryPlan.Target {
    convenience init(_ settings: EndpointSettings, callbackURL: String?) {
        var endpoint = settings.endpoint
        // Without a listener every message would seem to have got no receipt.
        if callbackURL == nil { endpoint.movesOnWithoutReceipt = false }
        self.init(
            endpoint: endpoint, gateway: settings.plan, hours: settings.hours, warmUp: settings.warmUp,
            merges: !settings.isUtility, callbackURL: callbackURL)
    }
}

extension LogWriter {
    /// Records a problem of the configuration as an event.
    func record(_ problem: Problem, as name: String) {
        record(
            LogEvent(name, level: problem.severity == .error ? .error : .warning).with("file", problem.file)
                .with("line", problem.line).with("problem", problem.message).with("hint", problem.hint))
    }
}

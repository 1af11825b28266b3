import ArgumentParser
import Domain
import Foundation
import Outbox
import Settings

/// `--config`, which every verb has, and what is reached through it.
struct ConfigurationOptions: ParsableArguments {
    static let defaultPath = "/etc/carteiro/carteiro.yaml"

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The configuration file (default: $CARTEIRO_CONFIG, else \(defaultPath)).", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    /// The configuration's path, as it was named.
    var path: String {
        if let file { return file }
        let named = ProcessInfo.processInfo.environment["CARTEIRO_CONFIG"] ?? ""
        return named.isEmpty ? Self.defaultPath : named
    }

    /// Reads the configuration with its secrets and all its problems.
    func read() -> LoadResult {
        Settings.load(path: path, environment: ProcessInfo.processInfo.environment, version: Program.version)
    }

    /// Reads the configuration without its secrets, which only who sends may see; warnings are left to `check` and
    /// `run`.
    ///
    /// - Throws: `Failure`, with every problem that was found.
    func load() throws -> Settings {
        switch Settings.load(path: path, environment: nil, version: Program.version) {
        case .loaded(let settings, _): return settings
        case .failed(let problems): throw Failure(problems)
        }
    }
}

extension Settings {
    /// How long a verb waits for a database that is locked, in milliseconds.
    private static let patience = 60_000

    /// Opens the outbox for a verb that has nothing to do without one.
    ///
    /// - Throws: `Failure` if there is no such file; `OutboxError`.
    func openOutbox() throws -> Outbox {
        if access(databasePath, F_OK) != 0 {
            switch errno {
            case ENOENT, ENOTDIR:
                throw Failure(
                    .unavailable, "no outbox yet at \(databasePath)",
                    hint: "the daemon makes it when it starts, and so does `carteiro enqueue`")
            case EACCES:
                throw Failure(.noPermission, "\(databasePath): this user may not look into its folder")
            default:
                throw Failure(.unavailable, "\(databasePath): \(String(cString: strerror(errno)))")
            }
        }
        return try Outbox(path: databasePath, waitMilliseconds: Self.patience)
    }

    /// Opens the outbox for a verb that puts something in, making the file if there is none.
    ///
    /// - Throws: `OutboxError`.
    func openOrCreateOutbox() throws -> Outbox {
        try Outbox(path: databasePath, waitMilliseconds: Self.patience)
    }

    /// The endpoint of this name.
    ///
    /// - Throws: `Failure` if there is none.
    func requireEndpoint(_ name: String) throws -> EndpointSettings {
        guard let endpoint = endpoints.first(where: { $0.endpoint.name == name }) else {
            throw Failure(.usage, Suggestion.unknown("endpoint", name, among: endpoints.map(\.endpoint.name)))
        }
        return endpoint
    }
}

extension Timestamp {
    /// The moment by the system's clock.
    static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

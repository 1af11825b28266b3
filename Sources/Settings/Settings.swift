package import Composer
package import Domain
package import Gateway
package import Policy

/// One configuration file, read, checked and ready for use. A plain value: a reload makes another one.
package struct Settings: Sendable {
    package var company: Company
    /// Absolute path of the outbox. A change of it takes a restart, which the caller sees by comparing two of these.
    package var databasePath: String
    /// IANA name (default `America/Sao_Paulo`).
    package var timeZone: String
    /// When messages may go out, for endpoints that say nothing else.
    package var hours: SendingHours
    /// How often one customer is written to; `nil`: as often as there is something.
    package var frequencyCap: FrequencyCap?
    /// How the billing system is asked before each sending; `nil`: it is not asked.
    package var confirm: Confirming?
    package var composer: Composer
    package var templates: TemplateStore
    /// In the order written.
    package var endpoints: [EndpointSettings]
    /// The endpoints' names by route, in the order they are tried.
    package var routes: [String: [String]]
    /// The further routes that a message of a route is copied to, by name.
    package var copies: [String: [String]]
    package var documents: DocumentRules
    package var retention: Retention
    package var log: LogSettings
    /// How long a stop waits for requests in flight, in milliseconds (default 20 s).
    package var drainMilliseconds: Int64
    /// Free space of the outbox's disk below which nothing more is claimed, in bytes (default 100 MiB).
    package var diskReserveBytes: Int64
    package var alarms: AlarmSettings
    /// The HTTP listener; `nil`: there is none. A change of where it listens takes a restart.
    package var http: HTTPSettings?
    package var optOut: OptOutSettings
}

/// An endpoint's limits, and how its gateway is spoken to.
package struct EndpointSettings: Sendable {
    package var endpoint: Endpoint
    package var plan: GatewayPlan
    /// Whether Meta takes its messages for `utility` templates, which are shorter and offer nothing.
    package var isUtility: Bool
    /// When its messages may go out: its own, or the configuration's.
    package var hours: SendingHours
    /// How many messages a new number begins a day; `nil`: as many as there are.
    package var warmUp: WarmUp?
}

/// How long finished messages stay in the outbox; `nil`: forever.
package struct Retention: Hashable, Sendable {
    /// Those that were sent, in milliseconds (default 180 days).
    package var sentMilliseconds: Int64?
    /// Those that ended otherwise: `dead`, `cancelled`, `expired` (default 180 days).
    package var endedMilliseconds: Int64?
    /// Texts and payloads of ended messages, in milliseconds (default 90 days).
    package var bodiesMilliseconds: Int64?
    /// The evidence of sent messages, in milliseconds (default 5 years: Civil Code, art. 206 § 5 I).
    package var evidenceMilliseconds: Int64?

    package init(
        sentMilliseconds: Int64? = 180 * 86_400_000, endedMilliseconds: Int64? = 180 * 86_400_000,
        bodiesMilliseconds: Int64? = 90 * 86_400_000, evidenceMilliseconds: Int64? = 1826 * 86_400_000
    ) {
        self.sentMilliseconds = sentMilliseconds
        self.endedMilliseconds = endedMilliseconds
        self.bodiesMilliseconds = bodiesMilliseconds
        self.evidenceMilliseconds = evidenceMilliseconds
    }
}

/// How events are written.
package struct LogSettings: Hashable, Sendable {
    package enum Format: String, CaseIterable, Sendable { case logfmt, json }

    /// Default: `logfmt`.
    package var format: Format
    /// Events below it are left out (default `info`).
    package var level: LogEvent.Level

    package init(format: Format = .logfmt, level: LogEvent.Level = .info) {
        self.format = format
        self.level = level
    }
}

/// What came of reading a configuration.
package enum LoadResult: Sendable {
    case loaded(Settings, warnings: [Problem])
    /// At least one of the problems is an error; all that were found are here.
    case failed([Problem])

    /// Everything that was found, warnings included, sorted by file and line.
    package var problems: [Problem] {
        switch self {
        case .loaded(_, let warnings): warnings
        case .failed(let problems): problems
        }
    }
}

extension Settings {
    /// A configuration file larger than this is not read.
    private static let sizeLimit = 1 << 20

    /// Reads the configuration file and all that it names: templates, secrets, certificates.
    ///
    /// - Parameters:
    ///   - path: the file; relative paths in it start at its folder.
    ///   - environment: for `{env: …}` and, as `CREDENTIALS_DIRECTORY`, for `{credential: …}`; `nil`: secrets are not
    ///     fetched and stand-ins take their place, for verbs that send nothing and may not see them.
    ///   - version: Carteiro's own, for the `User-Agent` of its requests.
    package static func load(path: String, environment: [String: String]?, version: String) -> LoadResult {
        let files = FileReading(baseDirectory: FileReading.currentDirectory)
        switch files.read(path, limit: sizeLimit) {
        case .success(let contents):
            return load(
                yaml: contents.text, file: path, baseDirectory: FileReading.folder(of: files.absolute(path)),
                environment: environment, version: version)
        case .failure(let failure):
            let problem = Problem(
                file: path, line: 0, message: "the configuration file \(failure.reason)",
                hint: "name another with --config FILE or CARTEIRO_CONFIG")
            return .failed([problem])
        }
    }

    /// Reads a configuration from its text.
    ///
    /// - Parameters:
    ///   - yaml: the text.
    ///   - file: what the text is called in problems.
    ///   - baseDirectory: absolute path of the folder at which relative paths start.
    ///   - environment: as for `load(path:environment:version:)`.
    ///   - version: as there.
    package static func load(
        yaml: String, file: String, baseDirectory: String, environment: [String: String]?, version: String
    ) -> LoadResult {
        let report = Report(file: file)
        let reader = SettingsReader(
            report: report, files: FileReading(baseDirectory: baseDirectory), environment: environment,
            version: version)
        guard let root = YAMLDocument.read(yaml, into: report), let settings = reader.read(root), !report.hasErrors
        else { return .failed(report.sorted) }
        return .loaded(settings, warnings: report.sorted)
    }
}

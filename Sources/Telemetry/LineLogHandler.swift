import Domain
package import Logging

/// Brings what libraries log through swift-log into the daemon's own log, as events named `log`.
///
/// An event has the fields `logger`, `msg`, `error` where there is one, and the metadata in the order of its keys;
/// a key that the line already has gets a `_` before it. Every line is written at once.
package struct LineLogHandler: LogHandler {
    private static let takenKeys: Set = ["ts", "level", "event", "logger", "msg", "error", "truncated"]

    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let label: String
    private let writer: LogWriter

    /// - Parameters:
    ///   - label: the logger's name.
    ///   - writer: the log; its level at this moment becomes the handler's.
    package init(label: String, writer: LogWriter) {
        self.label = label
        self.writer = writer
        logLevel = writer.level.loggerLevel
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: Logging.LogEvent) {
        var merged = metadata
        if let provided = metadataProvider?.get() { merged.merge(provided) { $1 } }
        if let given = event.metadata { merged.merge(given) { $1 } }
        var line = Domain.LogEvent("log", level: event.level.eventLevel)
            .with("logger", label)
            .with("msg", event.message.description)
            .with("error", event.error.map { "\($0)" })
        for (key, value) in merged.sorted(by: { $0.key < $1.key }) {
            line = line.with(Self.takenKeys.contains(key) ? "_" + key : key, value.description)
        }
        writer.record(line)
        writer.flush()
    }
}

extension Logger.Level {
    fileprivate var eventLevel: Domain.LogEvent.Level {
        switch self {
        case .trace, .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error, .critical: .error
        }
    }
}

extension Domain.LogEvent.Level {
    fileprivate var loggerLevel: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}

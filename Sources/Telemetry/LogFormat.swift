package import Domain

/// How a log line is written; the raw values are those of `log.format`.
package enum LogFormat: String, CaseIterable, Sendable {
    /// `level=info event=message.sent id=42`: the default.
    case logfmt
    /// One JSON object a line.
    case json
}

/// Who reads the log, and so what a line begins with.
package enum LogAudience: Sendable {
    /// A terminal, a file, another program: every line carries its time.
    case terminal
    /// The journal, which keeps the time itself: every line begins with its priority, `<6>`.
    /// See `SyslogLevelPrefix=` in systemd.exec(5).
    case journal
}

extension LogEvent.Level {
    /// The priority of RFC 5424 and sd-daemon(3): from 3 for an error to 7 for `debug`.
    package var priority: Int {
        switch self {
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug: 7
        }
    }
}

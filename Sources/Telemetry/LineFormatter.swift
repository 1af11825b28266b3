import Domain

/// Writes events as lines: what an event says, never where it goes.
///
/// A line is `ts`, `level`, `event` and the event's fields in their order. It stays under the 48 KiB at which journald
/// begins another line (`LineMax=` in journald.conf(5)): past `longestLine` the rest of the fields give way to
/// `truncated=true`.
struct LineFormatter {
    /// Where no further field is begun, in bytes of a line; one field adds at most 6 times `LogText.longestValue`.
    static let longestLine = 24 * 1024

    var format: LogFormat
    let audience: LogAudience
    private var timestampText = TimestampText()

    init(format: LogFormat, audience: LogAudience) {
        self.format = format
        self.audience = audience
    }

    /// Appends the event's line, with its line feed.
    mutating func append(_ event: LogEvent, at moment: Timestamp, to bytes: inout [UInt8]) {
        let start = bytes.count
        if audience == .journal {
            bytes.append(UInt8(ascii: "<"))
            bytes.append(UInt8(ascii: "0") + UInt8(event.level.priority))
            bytes.append(UInt8(ascii: ">"))
        }
        switch format {
        case .logfmt: appendLogfmt(event, at: moment, from: start, to: &bytes)
        case .json: appendJSON(event, at: moment, from: start, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func appendLogfmt(
        _ event: LogEvent, at moment: Timestamp, from start: Int, to bytes: inout [UInt8]
    ) {
        if audience == .terminal {
            bytes.append(constant: "ts=")
            timestampText.append(moment, to: &bytes)
            bytes.append(UInt8(ascii: " "))
        }
        bytes.append(constant: "level=")
        bytes.append(constant: event.level.word)
        bytes.append(constant: " event=")
        LogText.appendValue(event.name, to: &bytes)
        for field in event.fields {
            guard bytes.count - start < Self.longestLine else { return bytes.append(constant: " truncated=true") }
            bytes.append(UInt8(ascii: " "))
            LogText.appendKey(field.key, to: &bytes)
            bytes.append(UInt8(ascii: "="))
            switch field.value {
            case .text(let text): LogText.appendValue(text, to: &bytes)
            case .integer(let value): bytes.append(decimal: value)
            }
        }
    }

    private mutating func appendJSON(
        _ event: LogEvent, at moment: Timestamp, from start: Int, to bytes: inout [UInt8]
    ) {
        bytes.append(UInt8(ascii: "{"))
        if audience == .terminal {
            bytes.append(constant: "\"ts\":\"")
            timestampText.append(moment, to: &bytes)
            bytes.append(constant: "\",")
        }
        bytes.append(constant: "\"level\":\"")
        bytes.append(constant: event.level.word)
        bytes.append(constant: "\",\"event\":")
        LogText.appendQuoted(event.name, to: &bytes)
        for field in event.fields {
            guard bytes.count - start < Self.longestLine else {
                bytes.append(constant: ",\"truncated\":true")
                break
            }
            bytes.append(constant: ",\"")
            LogText.appendKey(field.key, to: &bytes)
            bytes.append(constant: "\":")
            switch field.value {
            case .text(let text): LogText.appendQuoted(text, to: &bytes)
            case .integer(let value): bytes.append(decimal: value)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

extension LogEvent.Level {
    /// The raw value, as a constant.
    fileprivate var word: StaticString {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .notice: "notice"
        case .warning: "warning"
        case .error: "error"
        }
    }
}

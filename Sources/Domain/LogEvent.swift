/// Something operators are told: one line in the log.
package struct LogEvent: Sendable {
    package enum Level: String, Sendable { case debug, info, notice, warning, error }

    /// A field's value; texts are quoted by the log where they need it.
    package enum Value: Hashable, Sendable {
        case text(String)
        case integer(Int64)
    }

    package struct Field: Hashable, Sendable {
        package var key: String
        package var value: Value
    }

    /// A stable name such as `message.sent`.
    package var name: String
    package var level: Level
    package var fields: [Field]

    package init(_ name: String, level: Level = .info, fields: [Field] = []) {
        self.name = name
        self.level = level
        self.fields = fields
    }

    /// The event with one more field; nothing is added for `nil`.
    package consuming func with(_ key: String, _ value: String?) -> LogEvent {
        guard let value else { return self }
        fields.append(Field(key: key, value: .text(value)))
        return self
    }

    package consuming func with(_ key: String, _ value: (some BinaryInteger)?) -> LogEvent {
        guard let value else { return self }
        fields.append(Field(key: key, value: .integer(Int64(clamping: value))))
        return self
    }
}

/// Where events go. `record` may buffer; `flush` makes what was recorded visible.
package protocol EventSink: AnyObject {
    func record(_ event: LogEvent)
    func flush()
}

/// A value of the configuration file and where it stands: merge keys carried out, nothing resolved to a type.
struct ConfigNode {
    enum Content {
        case scalar(ConfigScalar)
        case sequence([ConfigNode])
        case mapping([ConfigMember])
    }

    /// Line in the file, from 1.
    var line: Int
    var content: Content

    /// What the value is, in words for a message.
    var kind: String {
        switch content {
        case .scalar(let scalar): scalar.isNull ? "empty" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    var scalar: ConfigScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    var isNull: Bool { scalar?.isNull ?? false }
}

/// A single value as its text: `yes`, `010`, `12:30` and `1.10` stay what was written.
struct ConfigScalar {
    var text: String
    /// Written without quotation marks, and not as a block.
    var isPlain: Bool
    /// Lines between the value's place and its text: 1 for a block (`|`, `>`), whose text starts below its mark.
    var textLineOffset: Int

    /// `key:` without a value, `~` and `null`.
    var isNull: Bool { isPlain && ["", "~", "null", "Null", "NULL"].contains(text) }

    /// A whole number as JSON has them, without quotation marks.
    var wholeNumber: Int? {
        guard isPlain, let number = Quantity.integer(text), String(number) == text else { return nil }
        return number
    }

    /// A boolean as YAML 1.2 has it; `yes` and `on` are words.
    var boolean: Bool? {
        guard isPlain else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }
}

/// A key of a mapping and its value.
struct ConfigMember {
    var key: String
    var keyLine: Int
    var value: ConfigNode
}

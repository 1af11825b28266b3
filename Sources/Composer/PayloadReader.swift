import Domain

/// Reads the members of one object of a payload.
struct PayloadReader {
    let json: JSON
    /// The object's name in the payload; empty for the payload itself.
    let path: String

    func error(_ name: String, _ problem: PayloadError.Problem) -> PayloadError {
        PayloadError(field: path.isEmpty ? name : "\(path).\(name)", problem: problem)
    }

    func wellFormed<Value>(_ value: Value?, _ name: String) throws(PayloadError) -> Value {
        guard let value else { throw error(name, .malformed) }
        return value
    }

    func object(_ name: String) throws(PayloadError) -> PayloadReader? {
        switch json[name] {
        case nil, .null: return nil
        case .object(let members)?:
            return PayloadReader(json: .object(members), path: path.isEmpty ? name : "\(path).\(name)")
        default: throw error(name, .wrongType)
        }
    }

    /// - Parameter multiline: whether line feeds and tabs may stand in it (default: no).
    func text(_ name: String, multiline: Bool = false) throws(PayloadError) -> String? {
        switch json[name] {
        case nil, .null: nil
        case .string(let text)?: try checked(text, name, multiline: multiline)
        default: throw error(name, .wrongType)
        }
    }

    /// The text of a string or a number.
    func scalar(_ name: String) throws(PayloadError) -> String? {
        switch json[name] {
        case nil, .null: nil
        case .number(let text)?: text
        case .string(let text)?: try checked(text, name, multiline: false)
        default: throw error(name, .wrongType)
        }
    }

    /// A whole number that is not negative, also written as a text.
    func count(_ name: String) throws(PayloadError) -> Int? {
        guard let text = try scalar(name) else { return nil }
        guard let count = Int(text), count >= 0 else { throw error(name, .malformed) }
        return count
    }

    func url(_ name: String) throws(PayloadError) -> String? {
        guard let text = try text(name) else { return nil }
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), !text.utf8.contains(0x20) else {
            throw error(name, .malformed)
        }
        return text
    }

    private func checked(_ text: String, _ name: String, multiline: Bool) throws(PayloadError) -> String? {
        guard !text.hasControlCharacter(butLines: multiline) else { throw error(name, .controlCharacter) }
        let trimmed = text.trimmed
        return trimmed.isEmpty ? nil : trimmed
    }
}

extension String {
    /// Whether there is a control character (C0, DEL, C1) in it.
    ///
    /// - Parameter butLines: whether line feed and tab are let through.
    func hasControlCharacter(butLines: Bool) -> Bool {
        var previous: UInt8 = 0
        for byte in utf8 {
            switch byte {
            case 0x09, 0x0A: if !butLines { return true }
            case 0..<0x20, 0x7F: return true
            // U+0080 to U+009F are C2 80 to C2 9F.
            case 0x80..<0xA0: if previous == 0xC2 { return true }
            default: break
            }
            previous = byte
        }
        return false
    }

    /// The text without blanks, tabs and line ends around it.
    var trimmed: String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        guard let first = utf8.first, let last = utf8.last, isBlank(first) || isBlank(last) else { return self }
        guard let start = utf8.firstIndex(where: { !isBlank($0) }), let end = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(self[start...end])
    }
}

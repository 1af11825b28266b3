/// A strict reader of logfmt, written apart from the writer: what it reads is what an operator's tools would.
///
/// `nil` for a line with anything but `key=value` fields, one space between them, values bare or quoted.
func parseLogfmt(_ line: String) -> [(key: String, value: String)]? {
    var rest = Substring(line)
    var fields: [(key: String, value: String)] = []
    while true {
        guard let equals = rest.firstIndex(of: "=") else { return nil }
        let key = rest[..<equals]
        guard !key.isEmpty, key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }) else {
            return nil
        }
        rest = rest[rest.index(after: equals)...]
        guard let value = rest.unicodeScalars.first == "\"" ? parseQuoted(&rest) : parseBare(&rest) else { return nil }
        fields.append((String(key), value))
        guard !rest.isEmpty else { return fields }
        guard rest.removeFirst() == " " else { return nil }
    }
}

private func parseBare(_ rest: inout Substring) -> String? {
    let value = rest.prefix { $0 != " " }
    guard !value.isEmpty, !value.contains(where: { "=\"\\".contains($0) }) else { return nil }
    rest = rest[value.endIndex...]
    return String(value)
}

private func parseQuoted(_ rest: inout Substring) -> String? {
    // By scalars: a combining mark after a quote would make one character of the two.
    var scalars = rest.unicodeScalars.dropFirst()
    var value = String.UnicodeScalarView()
    while let scalar = scalars.popFirst() {
        if scalar == "\"" {
            rest = Substring(scalars)
            return String(value)
        }
        guard scalar == "\\" else {
            value.append(scalar)
            continue
        }
        guard let escaped = parseEscape(&scalars) else { return nil }
        value.append(escaped)
    }
    return nil
}

private func parseEscape(_ scalars: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
    switch scalars.popFirst() {
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "\"": return "\""
    case "\\": return "\\"
    case "u":
        let digits = String(scalars.prefix(4))
        scalars = scalars.dropFirst(4)
        return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
    default: return nil
    }
}

/// What a request's target names.
enum RequestTarget: Hashable {
    case health
    /// `/hooks/ENDPOINT`, or `/hooks/ENDPOINT/SECRET`; both are what the target's percent-encoding stands for.
    case hook(endpoint: String, secret: String?)
    case unknown

    /// Reads a target as it was called, without its query.
    ///
    /// Nothing is put right: a path with empty segments, dots or a slash at its end names nothing, and neither does one
    /// whose encoding is broken. A slash that is encoded belongs to its segment.
    init(path: Substring) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...4).contains(segments.count), segments[0].isEmpty else {
            self = .unknown
            return
        }
        let names = segments.dropFirst().compactMap(Self.decoded)
        guard names.count == segments.count - 1, names.allSatisfy({ !$0.isEmpty }) else {
            self = .unknown
            return
        }
        switch (names[0], names.count) {
        case ("healthz", 1): self = .health
        case ("hooks", 2): self = .hook(endpoint: names[1], secret: nil)
        case ("hooks", 3): self = .hook(endpoint: names[1], secret: names[2])
        default: self = .unknown
        }
    }

    /// A target's path and query, both as they were called.
    static func parts(of target: String) -> (path: Substring, query: Substring) {
        guard let mark = target.firstIndex(of: "?") else { return (target[...], "") }
        return (target[..<mark], target[target.index(after: mark)...])
    }

    /// What percent-encoded text stands for; `nil` if it is broken or no UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

import Domain

/// Which statuses of HTTP, or codes of a mail server's reply, are meant: `2xx`, `404` or `500-599`.
package struct StatusPattern: Hashable, Sendable {
    package var statuses: ClosedRange<Int>

    package init(_ statuses: ClosedRange<Int>) {
        self.statuses = statuses
    }

    /// `2xx`.
    package static let success = StatusPattern(200...299)

    /// Reads the text form.
    ///
    /// - Throws: `GatewaySyntaxError` for anything but a class, a status or a range between 100 and 599.
    package init(parsing text: String) throws(GatewaySyntaxError) {
        try self.init(parsing: text, as: "an HTTP status")
    }

    /// Reads the text form of a mail server's reply code, which looks the same.
    package init(parsingReply text: String) throws(GatewaySyntaxError) {
        try self.init(parsing: text, as: "a mail server's code")
    }

    private init(parsing text: String, as kind: String) throws(GatewaySyntaxError) {
        guard let statuses = Self.range(text.utf8.map(\.asciiLowercased)) else {
            throw GatewaySyntaxError(
                "\(quoted(text)) is not \(kind)",
                hint: "write a class such as 2xx, a status such as 404, or a range such as 500-599"
            )
        }
        self.init(statuses)
    }

    package func matches(_ status: Int) -> Bool {
        statuses.contains(status)
    }

    private static func range(_ text: [UInt8]) -> ClosedRange<Int>? {
        switch text.count {
        case 3 where text.hasSuffix("xx"):
            guard let digit = Int(digits: text[..<1]), (1...5).contains(digit) else { return nil }
            return digit * 100...digit * 100 + 99
        case 3:
            guard let status = status(text[...]) else { return nil }
            return status...status
        case 7 where text[3] == UInt8(ascii: "-"):
            guard let first = status(text[..<3]), let last = status(text[4...]), first <= last else { return nil }
            return first...last
        default:
            return nil
        }
    }

    private static func status(_ text: ArraySlice<UInt8>) -> Int? {
        guard let number = Int(digits: text), (100...599).contains(number) else { return nil }
        return number
    }
}

package import Domain

/// A range of numbers, both ends included and either of them open: `200-299`, `500-`, `-99`.
package struct NumberRange: Hashable, Sendable {
    package var lower: Double?
    package var upper: Double?

    package init(lower: Double?, upper: Double?) {
        self.lower = lower
        self.upper = upper
    }

    /// Reads whole numbers from zero up with a hyphen between them; one of them may be missing.
    ///
    /// - Throws: `GatewaySyntaxError` for anything else, and for a range that holds nothing.
    package init(parsing text: String) throws(GatewaySyntaxError) {
        let ends = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let numbers = ends.map { Int(digits: $0) }
        guard ends.count == 2, ends[0].isEmpty == (numbers[0] == nil), ends[1].isEmpty == (numbers[1] == nil),
            numbers[0] != nil || numbers[1] != nil, (numbers[0] ?? 0) <= numbers[1] ?? .max
        else {
            throw GatewaySyntaxError(
                "\(quoted(text)) is not a range of numbers", hint: "write it as 200-299, 500- or -99"
            )
        }
        self.init(lower: numbers[0].map(Double.init), upper: numbers[1].map(Double.init))
    }

    /// Whether a JSON number, or a string that is one, lies in the range.
    package func contains(_ json: JSON) -> Bool {
        switch json {
        case .number(let text), .string(let text):
            guard let number = Double(text), number.isFinite else { return false }
            return number >= lower ?? -.infinity && number <= upper ?? .infinity
        case .null, .bool, .array, .object:
            return false
        }
    }
}

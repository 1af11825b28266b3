import Policy

/// Reads `frequency_cap`.
struct FrequencyCapReader {
    private static let hint = "write `none`, or such as {per_customer: [1/day, 3/week], min_gap: 20h}"
    private static let limitHint = "write how many in how many days: 1/day, 3/week, 5/month or 2/10d"

    let report: Report

    /// - Returns: `nil` if there is to be none; the standard one if it is not written, or is wrong, which has been reported.
    func read(_ reader: MappingReader) -> FrequencyCap? {
        guard let node = reader.node("frequency_cap") else { return .standard }
        if node.scalar?.text == "none" { return nil }
        guard case .mapping = node.content, let keys = reader.mapping("frequency_cap", .frequencyCap) else {
            if case .mapping = node.content { return .standard }
            reader.error("frequency_cap", "must be `none` or limits, but is \(node.kind)", hint: Self.hint)
            return .standard
        }
        var limits: [FrequencyCap.Limit] = []
        for (text, line) in keys.texts("per_customer") {
            if let limit = Self.limit(text) {
                limits.append(limit)
            } else {
                report.error(
                    line, "\(keys.name(of: "per_customer")): \(quoted(text)) is no limit", hint: Self.limitHint)
            }
        }
        let gap = keys.duration("min_gap", in: 0...7 * 86_400_000)
        guard keys.isWritten("per_customer") || gap != nil else {
            report.error(keys.line, "frequency_cap limits nothing", hint: Self.hint)
            return .standard
        }
        let standard = FrequencyCap.standard
        return FrequencyCap(
            limits: keys.isWritten("per_customer") ? limits : standard.limits,
            minGapMilliseconds: gap ?? standard.minGapMilliseconds)
    }

    /// `1/day`, `3/week`, `5/month` (30 days), `2/10d`; `nil` for anything else.
    static func limit(_ text: String) -> FrequencyCap.Limit? {
        let sides = text.split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2, let count = Quantity.integer(String(sides[0])), (1...1_000).contains(count) else {
            return nil
        }
        let days: Int? =
            switch sides[1] {
            case "day": 1
            case "week": 7
            case "month": 30
            default: sides[1].hasSuffix("d") ? Quantity.integer(String(sides[1].dropLast())) : nil
            }
        guard let days, (1...366).contains(days) else { return nil }
        return FrequencyCap.Limit(count: count, days: days)
    }
}

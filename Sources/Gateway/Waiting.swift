import Domain

extension Answer {
    /// `Retry-After` in milliseconds, by RFC 9110 section 10.2.3, held to between nothing and 7 days.
    func retryAfter(now: Timestamp) -> Int64? {
        guard result.reach == .answered else { return nil }
        return result.header("Retry-After").flatMap { Waiting.milliseconds($0, as: .seconds, now: now) }
    }

    /// How long a rule's hint asks to wait. `Retry-After` is a floor for it, but not beyond the hint's own upper bound.
    mutating func wait(_ hint: RetryHint?, now: Timestamp) -> Int64? {
        let floor = retryAfter(now: now)
        switch hint {
        case nil:
            return floor
        case .fixed(let milliseconds):
            return Waiting.held(max(milliseconds, floor ?? 0))
        case .from(let sources, let lower, let upper):
            let found = firstWait(of: sources, now: now)
            guard found != nil || floor != nil || lower > 0 else { return nil }
            let asked = max(found ?? 0, floor ?? 0)
            return Waiting.held(max(lower, min(asked, max(lower, upper))))
        }
    }

    private mutating func firstWait(of sources: [RetrySource], now: Timestamp) -> Int64? {
        guard result.reach == .answered else { return nil }
        for source in sources {
            let text: String?
            switch source.place {
            case .header(let name): text = result.header(name)
            case .json(let path): text = json.flatMap { path.first(in: $0)?.scalarText }
            }
            if let wait = text.flatMap({ Waiting.milliseconds($0, as: source.unit, now: now) }) { return wait }
        }
        return nil
    }
}

/// Reads how long a gateway wants to be left alone.
enum Waiting {
    /// Between nothing and 7 days.
    static func held(_ milliseconds: Int64) -> Int64 {
        max(0, min(milliseconds, RetryHint.limitMilliseconds))
    }

    /// - Parameter text: a number in the unit, or a date of HTTP or RFC 3339.
    /// - Returns: `nil` if it is neither.
    static func milliseconds(_ text: String, as unit: RetrySource.Unit, now: Timestamp) -> Int64? {
        let trimmed = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        guard trimmed.count <= 64 else { return nil }
        let words = String(Substring(trimmed))
        guard isNumber(words.utf8), let number = Double(words) else {
            let date = HTTPDate.parse(words, now: now) ?? InternetDate.parse(words)
            return date.map { held($0.milliseconds(since: now)) }
        }
        // Beyond any limit, yet far from where a conversion would trap.
        let bounded = max(-1e15, min(number, 1e15))
        let isInSeconds = unit == .seconds || unit == .epoch
        let milliseconds = Int64((isInSeconds ? bounded * 1000 : bounded).rounded(.up))
        switch unit {
        case .seconds, .milliseconds: return held(milliseconds)
        case .epoch, .epochMilliseconds: return held(Timestamp(milliseconds: milliseconds).milliseconds(since: now))
        }
    }

    /// A sign, digits, perhaps a point and more digits: what `Double` takes beyond that is no answer of a gateway's.
    private static func isNumber(_ text: String.UTF8View) -> Bool {
        let unsigned = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }
    }
}

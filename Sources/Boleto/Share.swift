/// Shares of an amount, exact and cut down to cents: rounded to the nearest cent, a fine of 2 % of 119,90 would be
/// 2,40, which is more than 2 %.
enum Share {
    static func once(_ rate: Percentage, of base: Int128) -> Int128 {
        max(base, 0) * Int128(rate.hundredths) / 10_000
    }

    /// Simple interest, a thirtieth of the monthly rate a day.
    static func interest(monthly rate: Percentage, of base: Int128, days: Int) -> Int128 {
        // Amounts of 65 bits, rates of 17 and days of 22 stay far below 128.
        max(base, 0) * Int128(rate.hundredths) * Int128(max(days, 0)) / 300_000
    }
}

extension Money {
    /// The nearest amount that can be held.
    init(saturating cents: Int128) {
        self.init(cents: Int64(clamping: cents))
    }

    var wide: Int128 { Int128(cents) }
}

/// How many requests in how long: `20/min` is 20 in 60,000 ms.
package struct RateLimit: Hashable, Sendable {
    package var count: Int
    package var periodMilliseconds: Int64

    /// - Parameters:
    ///   - count: at least 1.
    ///   - periodMilliseconds: at least 1.
    package init(count: Int, periodMilliseconds: Int64) {
        self.count = max(1, count)
        self.periodMilliseconds = max(1, periodMilliseconds)
    }
}

/// What becomes of a message that may or may not have arrived.
package enum UncertainPolicy: String, CaseIterable, Sendable {
    /// Again, with the same idempotency key.
    case retry
    /// It waits in state `uncertain` for a person.
    case hold
    /// Again, with the same idempotency key, once no word of it has come within `receipt_deadline`.
    case wait
}

/// When a failed message is tried again: exponential, with full jitter.
package struct RetryPolicy: Hashable, Sendable {
    /// Upper bound of the first wait, in milliseconds (default 30 s).
    package var firstMilliseconds: Int64
    /// Upper bound of any wait, in milliseconds (default 1 h).
    package var maxMilliseconds: Int64
    /// How many charged attempts a message has before it is dead (default 8).
    package var tries: Int

    package init(firstMilliseconds: Int64 = 30_000, maxMilliseconds: Int64 = 3_600_000, tries: Int = 8) {
        self.firstMilliseconds = firstMilliseconds
        self.maxMilliseconds = maxMilliseconds
        self.tries = tries
    }
}

/// A random pause between two sends, in milliseconds.
package struct Pacing: Hashable, Sendable {
    package var minMilliseconds: Int64
    package var maxMilliseconds: Int64

    package init(minMilliseconds: Int64, maxMilliseconds: Int64) {
        self.minMilliseconds = minMilliseconds
        self.maxMilliseconds = max(minMilliseconds, maxMilliseconds)
    }
}

/// When an endpoint is left alone after failures of its own, and for how long.
package struct BreakerPolicy: Hashable, Sendable {
    /// Failures in a row, of as many different messages, that open it (default 5).
    package var failures: Int
    /// The first pause, in milliseconds (default 15 s); each further one doubles.
    package var firstMilliseconds: Int64
    /// The longest pause, in milliseconds (default 10 min).
    package var maxMilliseconds: Int64

    package init(failures: Int = 5, firstMilliseconds: Int64 = 15_000, maxMilliseconds: Int64 = 600_000) {
        self.failures = failures
        self.firstMilliseconds = firstMilliseconds
        self.maxMilliseconds = maxMilliseconds
    }
}

/// An endpoint's limits and manners: everything about it but the shape of its requests and answers.
package struct Endpoint: Hashable, Sendable {
    package var name: String
    package var channel: Channel
    /// Requests in flight at once (default 1).
    package var concurrency: Int
    package var rateLimits: [RateLimit]
    package var pacing: Pacing?
    package var retry: RetryPolicy
    package var breaker: BreakerPolicy
    package var onUncertain: UncertainPolicy
    /// How long word of a message is waited for before it goes again, in milliseconds (default 30 min).
    package var receiptDeadlineMilliseconds: Int64
    /// Whether a message that was accepted, and of which no word has come by then, goes to the next endpoint of its route.
    package var movesOnWithoutReceipt: Bool
    /// Whether its messages may offer something (default); a WhatsApp `utility` template may not.
    package var allowsOffers: Bool

    package init(
        name: String, channel: Channel, concurrency: Int = 1, rateLimits: [RateLimit] = [], pacing: Pacing? = nil,
        retry: RetryPolicy = RetryPolicy(), breaker: BreakerPolicy = BreakerPolicy(),
        onUncertain: UncertainPolicy = .retry, receiptDeadlineMilliseconds: Int64 = 1_800_000,
        movesOnWithoutReceipt: Bool = false, allowsOffers: Bool = true
    ) {
        self.name = name
        self.channel = channel
        self.concurrency = max(1, concurrency)
        self.rateLimits = rateLimits
        self.pacing = pacing
        self.retry = retry
        self.breaker = breaker
        self.onUncertain = onUncertain
        self.receiptDeadlineMilliseconds = receiptDeadlineMilliseconds
        self.movesOnWithoutReceipt = movesOnWithoutReceipt
        self.allowsOffers = allowsOffers
    }

    /// How long a message that may have arrived waits at least before it goes again, in milliseconds.
    package var waitForWordMilliseconds: Int64 { onUncertain == .wait ? receiptDeadlineMilliseconds : 0 }
}

package import Domain

/// How long a message waits before it is tried again: exponential, with full jitter.
///
/// The wait after the n-th charged attempt is uniform between 0 and `min(max, first * 2^(n-1))`. With the defaults
/// (30 s, 1 h) the upper bounds are 30 s, 1 min, 2 min, 4 min, 8 min, 16 min, 32 min, 1 h. Full jitter spreads a
/// batch that failed together over the whole interval.
package enum Backoff {
    /// Upper bound of the wait after `attempt` charged attempts (counted from 1), in milliseconds.
    package static func bound(afterAttempt attempt: Int, _ policy: RetryPolicy) -> Int64 {
        doubled(policy.firstMilliseconds, times: max(1, attempt) - 1, max: policy.maxMilliseconds)
    }

    /// The wait after `attempt` charged attempts, in milliseconds.
    package static func wait(
        afterAttempt attempt: Int, _ policy: RetryPolicy, using random: inout some RandomNumberGenerator
    ) -> Int64 {
        Int64.random(in: 0...bound(afterAttempt: attempt, policy), using: &random)
    }

    /// `first * 2^times`, never above `max` and never below 0.
    package static func doubled(_ first: Int64, times: Int, max: Int64) -> Int64 {
        guard first > 0, max > 0 else { return 0 }
        guard times > 0 else { return min(first, max) }
        // Compared by shifting the bound down, since shifting the wait up could overflow.
        guard times < 62, first <= max >> Int64(times) else { return max }
        return first << Int64(times)
    }
}

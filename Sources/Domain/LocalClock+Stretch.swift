extension LocalClock {
    /// A time during which the clock on the wall is not changed, so that it runs along with the world's.
    package struct Stretch: Hashable, Sendable {
        /// What the clock is ahead of UTC, in seconds.
        package var offset: Int64
        /// When the clock is changed next (Unix seconds); `nil` if no change is known.
        package var end: Int64?
    }

    /// The stretch that a moment lies in.
    /// - Parameter seconds: Unix seconds.
    package func stretch(atSecond seconds: Int64) -> Stretch {
        guard let index = offsets.lastIndex(where: { $0.start <= seconds }) else { return Stretch(offset: 0, end: nil) }
        let end = index + 1 < offsets.count ? offsets[index + 1].start : nil
        return Stretch(offset: offsets[index].seconds, end: end)
    }
}

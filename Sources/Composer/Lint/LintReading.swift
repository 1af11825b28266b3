/// A text to search, each of whose characters knows its place in the passage.
struct LintReading {
    private let text: String
    /// For each UTF-16 code unit, the place of its character.
    private var origins: [Int] = []
    private var ends: [Int] = []

    init(_ glyphs: [LintGlyph]) {
        var text = String.UnicodeScalarView()
        origins.reserveCapacity(glyphs.count)
        ends.reserveCapacity(glyphs.count)
        for glyph in glyphs {
            text.append(glyph.scalar)
            for _ in 0..<UTF16.width(glyph.scalar) {
                origins.append(glyph.origin)
                ends.append(glyph.end)
            }
        }
        self.text = String(text)
    }

    /// Where the expression is found in the passage, and whether the search was given up.
    func search(_ pattern: LintPattern, limit: Int) -> LintPattern.Result {
        var result = pattern.search(text, length: origins.count, limit: limit)
        result.ranges = result.ranges.compactMap { range in
            guard let last = range.last, origins.indices.contains(last) else { return nil }
            let start = origins[range.lowerBound]
            return start..<max(start, ends[last])
        }
        return result
    }
}

/// The ways to read a passage, each made when it is asked for.
struct LintReadings {
    private enum Spelling: Hashable {
        case asWritten, clean, folded, markup
        /// With letters for the digits that stand for them; of 1, either i or l.
        case digitsAsI, digitsAsL
    }

    private struct Key: Hashable {
        var spelling: Spelling
        var writesTags: Bool
        var hasLinks: Bool
    }

    let passage: LintPassage
    private var glyphs: [Key: [LintGlyph]] = [:]
    private var readings: [Key: LintReading] = [:]

    init(_ passage: LintPassage) {
        self.passage = passage
    }

    /// Where a rule's expression is found, from the left, each place once.
    mutating func search(_ rule: LintRule, limit: Int) -> LintPattern.Result {
        var result = LintPattern.Result()
        if rule.readsMarkup, !passage.isHTML { return result }
        for spelling in Self.spellings(rule) {
            let key = Key(
                spelling: spelling, writesTags: rule.readsTags, hasLinks: rule.readsLinks && passage.isHTML)
            let found = reading(key).search(rule.pattern, limit: limit)
            result.gaveUp = result.gaveUp || found.gaveUp
            for range in found.ranges where !result.ranges.contains(where: { $0.overlaps(range) || $0 == range }) {
                result.ranges.append(range)
            }
        }
        result.ranges = Array(result.ranges.sorted { $0.lowerBound < $1.lowerBound }.prefix(limit))
        return result
    }

    private static func spellings(_ rule: LintRule) -> [Spelling] {
        if rule.readsMarkup { return [.markup] }
        let spellings: [Spelling] = rule.pattern.isStandard ? [.folded] : [.asWritten, .clean, .folded]
        // Letters in place of digits are no capitals.
        let readsDigits = rule.demand == .forbids && rule.pattern.ignoresCase
        return readsDigits ? spellings + [.digitsAsI, .digitsAsL] : spellings
    }

    private mutating func reading(_ key: Key) -> LintReading {
        if let reading = readings[key] { return reading }
        let reading = LintReading(glyphs(key))
        readings[key] = reading
        return reading
    }

    private mutating func glyphs(_ key: Key) -> [LintGlyph] {
        if let known = glyphs[key] { return known }
        var simpler = key
        let made: [LintGlyph]
        switch key.spelling {
        case .asWritten:
            let written = passage.glyphs(writesTags: key.writesTags)
            let page = passage.isHTML ? LintHTML(written) : nil
            made = page.map { $0.text + (key.hasLinks ? $0.links : []) } ?? written
        case .clean:
            simpler.spelling = .asWritten
            made = LintSpelling.cleaned(glyphs(simpler))
        case .folded:
            simpler.spelling = .clean
            made = LintSpelling.folded(glyphs(simpler))
        case .digitsAsI, .digitsAsL:
            simpler.spelling = .folded
            made = LintSpelling.lettersForDigits(glyphs(simpler), one: key.spelling == .digitsAsI ? "i" : "l")
        case .markup:
            made = LintHTML(passage.glyphs(writesTags: key.writesTags)).markup
        }
        glyphs[key] = made
        return made
    }
}

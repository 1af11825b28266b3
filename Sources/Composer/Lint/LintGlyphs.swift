/// One character as the linter reads it, and where in the passage it comes from.
struct LintGlyph {
    var scalar: Unicode.Scalar
    /// Index of the character it stands for, or begins with.
    let origin: Int
    /// Index behind what it stands for.
    let end: Int
    /// Whether it is part of a tag in two braces, which no change of spelling concerns.
    let isTag: Bool

    init(_ scalar: Unicode.Scalar, _ origin: Int, end: Int? = nil, isTag: Bool = false) {
        self.scalar = scalar
        self.origin = origin
        self.end = end ?? origin + 1
        self.isTag = isTag
    }

    /// What stands where something is that nobody knows, or where reading is broken off: neither word nor space.
    static let gap: Unicode.Scalar = "\u{FFFC}"
}

extension LintPassage {
    /// The text without the template's comments.
    ///
    /// - Parameter writesTags: whether tags stand as they are written; otherwise each value is a gap, and the tags of
    ///   sections are nothing.
    func glyphs(writesTags: Bool) -> [LintGlyph] {
        guard isTemplate else { return scalars.indices.map { LintGlyph(scalars[$0], $0) } }
        var glyphs: [LintGlyph] = []
        glyphs.reserveCapacity(scalars.count)
        var tags = TagFinder(scalars: scalars)
        var position = 0
        while position < scalars.count {
            guard let tag = tags.tag(at: position) else {
                glyphs.append(LintGlyph(scalars[position], position))
                position += 1
                continue
            }
            switch tag.kind {
            case .comment: break
            case _ where writesTags: glyphs += tag.range.map { LintGlyph(scalars[$0], $0, isTag: true) }
            case .value: glyphs.append(LintGlyph(LintGlyph.gap, position, end: tag.range.upperBound, isTag: true))
            case .section: break
            }
            position = tag.range.upperBound
        }
        return glyphs
    }
}

/// Finds tags in two braces, in time that grows as the text does.
private struct TagFinder {
    enum Kind {
        case comment, section, value
    }

    let scalars: [Unicode.Scalar]
    /// Whether there is no `}}` any more.
    private var isExhausted = false

    init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    mutating func tag(at start: Int) -> (kind: Kind, range: Range<Int>)? {
        guard !isExhausted, scalar(start) == "{", scalar(start + 1) == "{" else { return nil }
        var end = start + 2
        while end < scalars.count, !(scalars[end] == "}" && scalar(end + 1) == "}") { end += 1 }
        guard end < scalars.count else {
            isExhausted = true
            return nil
        }
        end += 2
        switch scalar(start + 2) {
        case "!": return (.comment, start..<end)
        case "#", "^", "/": return (.section, start..<end)
        case "{" where scalar(end) == "}": return (.value, start..<(end + 1))
        default: return (.value, start..<end)
        }
    }

    private func scalar(_ index: Int) -> Unicode.Scalar? {
        index < scalars.count ? scalars[index] : nil
    }
}

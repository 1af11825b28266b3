/// Reads an HTML page as its reader does: without markup, and with characters for their entities.
struct LintHTML {
    /// What is on the page, then what attributes such as `alt` and style sheets show of texts.
    private(set) var text: [LintGlyph] = []
    /// The addresses of links and images.
    private(set) var links: [LintGlyph] = []
    /// Each element as `<img`, each attribute of it as `<img src=address`, and style sheets, by lines.
    private(set) var markup: [LintGlyph] = []

    private let source: [LintGlyph]
    private var position = 0
    private var besides: [LintGlyph] = []

    init(_ source: [LintGlyph]) {
        self.source = source
        text.reserveCapacity(source.count)
        while position < source.count { readNext() }
        text += besides
    }

    /// The longest tag that is taken for one.
    private static let longestTag = 2_048
    /// Elements that do not begin a line.
    private static let inline: Set<String> = [
        "a", "abbr", "b", "big", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
        "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
        "wbr",
    ]
    /// Elements whose content is not on the page.
    private static let unseen: Set<String> = ["style", "script"]
    /// Characters of an element's name that are kept.
    private static let longestName = 20

    private mutating func readNext() {
        let glyph = source[position]
        if !glyph.isTag, glyph.scalar == "<", skipComment() || readTag() { return }
        if !glyph.isTag, glyph.scalar == "&", let (scalar, end) = HTMLEntity.read(source, at: position) {
            text.append(LintGlyph(scalar, glyph.origin, end: source[end - 1].end))
            position = end
            return
        }
        text.append(glyph)
        position += 1
    }

    private mutating func skipComment() -> Bool {
        guard looksAt("<!--", position) else { return false }
        // A browser takes `<!-->` and `<!--->` for whole comments, and `--!>` for an end.
        for end in [">", "->"] where looksAt(end, position + 4) {
            position += 4 + end.count
            return true
        }
        var end = position + 4
        while end < source.count, !looksAt("-->", end), !looksAt("--!>", end) { end += 1 }
        position = min(end + (looksAt("-->", end) ? 3 : 4), source.count)
        return true
    }

    /// Reads a tag, if there is one.
    private mutating func readTag() -> Bool {
        guard let next = scalar(position + 1), let end = endOfTag() else { return false }
        let isClosing = next == "/"
        guard Self.isLetter(next) || isClosing || next == "!" || next == "?" else { return false }
        let start = position + (isClosing ? 2 : 1)
        let nameEnd = (start..<max(start, end - 1)).first { !isNameCharacter($0) } ?? max(start, end - 1)
        let name = word(start..<nameEnd).lowercased()
        if !Self.inline.contains(name) { text.append(LintGlyph("\n", source[position].origin)) }
        if !isClosing {
            let element = Array(source[position..<min(nameEnd, start + Self.longestName)])
            markup += [lineFeed(position)] + element
            readAttributes(nameEnd..<(end - 1), of: element)
        }
        position = end
        if !isClosing, Self.unseen.contains(name) { skipContent(of: name) }
        return true
    }

    /// Index behind the tag that begins here; `nil` if nothing ends it.
    private func endOfTag() -> Int? {
        var quote: Unicode.Scalar?
        var isValue = false
        for index in (position + 1)..<min(source.count, position + Self.longestTag) where !source[index].isTag {
            let scalar = source[index].scalar
            if let open = quote {
                if scalar == open { quote = nil }
            } else if scalar == ">" {
                return index + 1
            } else if scalar == "<" {
                return nil
            } else if isValue, scalar == "\"" || scalar == "'" {
                quote = scalar
            }
            if !scalar.properties.isWhitespace { isValue = scalar == "=" }
        }
        return nil
    }

    private mutating func skipContent(of name: String) {
        let close = "</\(name)"
        let start = position
        while position < source.count, !looksAt(close, position) { position += 1 }
        guard name == "style", start < position else { return }
        let sheet = Array(source[start..<position])
        markup += [lineFeed(start)] + sheet
        besides += LintCSS.texts(sheet)
    }

    private func lineFeed(_ index: Int) -> LintGlyph { LintGlyph("\n", source[index].origin) }

    private mutating func readAttributes(_ range: Range<Int>, of element: [LintGlyph]) {
        var index = range.lowerBound
        while index < range.upperBound {
            guard isNameCharacter(index) else {
                index += 1
                continue
            }
            let nameEnd = (index..<range.upperBound).first { !isNameCharacter($0) } ?? range.upperBound
            let nameRange = index..<nameEnd
            index = nameEnd
            while index < range.upperBound, isSpace(index) { index += 1 }
            guard index < range.upperBound, scalar(index) == "=" else { continue }
            index += 1
            while index < range.upperBound, isSpace(index) { index += 1 }
            let value = valueRange(index..<range.upperBound)
            take(nameRange, value, of: element)
            index = max(index, value.upperBound) + 1
        }
    }

    /// Where an attribute's value stands, without its quotation marks.
    private func valueRange(_ range: Range<Int>) -> Range<Int> {
        guard let first = range.first else { return range }
        let quote = source[first].scalar
        guard quote == "\"" || quote == "'" else {
            return first..<(range.first { isSpace($0) } ?? range.upperBound)
        }
        let inner = (first + 1)..<max(first + 1, range.upperBound)
        return inner.lowerBound..<(inner.first { !source[$0].isTag && source[$0].scalar == quote } ?? inner.upperBound)
    }

    private mutating func take(_ name: Range<Int>, _ range: Range<Int>, of element: [LintGlyph]) {
        guard !range.isEmpty else { return }
        let value = decoded(range)
        let before = [lineFeed(name.lowerBound)] + element + [LintGlyph(" ", source[name.lowerBound].origin)]
        // A browser reads addresses without line ends and tabs.
        markup += before + source[name] + [LintGlyph("=", source[range.lowerBound].origin)]
        markup += value.filter { !["\n", "\r", "\t"].contains($0.scalar) }
        switch word(name).lowercased() {
        case "alt", "title", "aria-label", "aria-description", "value", "placeholder", "label":
            besides += [gap(range)] + value
        case "href", "src": links += [gap(range)] + value
        case "style": besides += LintCSS.texts(value)
        default: break
        }
    }

    private func gap(_ range: Range<Int>) -> LintGlyph { LintGlyph(LintGlyph.gap, source[range.lowerBound].origin) }

    private func decoded(_ range: Range<Int>) -> [LintGlyph] {
        var glyphs: [LintGlyph] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let glyph = source[index]
            if !glyph.isTag, glyph.scalar == "&", let (scalar, end) = HTMLEntity.read(source, at: index) {
                glyphs.append(LintGlyph(scalar, glyph.origin, end: source[end - 1].end))
                index = end
            } else {
                glyphs.append(glyph)
                index += 1
            }
        }
        return glyphs
    }

    // MARK: - Characters

    private func scalar(_ index: Int) -> Unicode.Scalar? {
        index < source.count && !source[index].isTag ? source[index].scalar : nil
    }

    private func looksAt(_ text: String, _ start: Int) -> Bool {
        var index = start
        for expected in text.unicodeScalars {
            guard let found = scalar(index), Self.lowercase(found) == expected else { return false }
            index += 1
        }
        return true
    }

    private func word(_ range: Range<Int>) -> String {
        var text = ""
        for index in range { text.unicodeScalars.append(source[index].scalar) }
        return text
    }

    private func isNameCharacter(_ index: Int) -> Bool {
        guard let scalar = scalar(index) else { return false }
        return Self.isLetter(scalar) || ("0"..."9").contains(scalar) || scalar == "-" || scalar == ":" || scalar == "_"
    }

    private func isSpace(_ index: Int) -> Bool { scalar(index)?.properties.isWhitespace ?? false }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func lowercase(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
    }
}

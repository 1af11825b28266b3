/// Reads a template's source into nodes.
///
/// What it makes of blanks and line ends around tags that stand alone on a line is what swift-mustache makes of them.
struct TemplateScanner {
    /// Deepest nesting of sections.
    static let maximumDepth = 32

    private(set) var uses: [VariableUse] = []
    private(set) var hasTags = false

    private let bytes: [UInt8]
    private let firstLine: Int
    private var position = 0
    private var sections: [OpenSection] = []
    /// The source for the library: the same with other tag names; complete up to `copied`.
    private var canonical: [UInt8] = []
    private var copied = 0

    private struct OpenSection {
        let name: String
        let inverted: Bool
        let line: Int
    }

    init(_ source: String, firstLine: Int) {
        bytes = Array(source.utf8)
        self.firstLine = firstLine
    }

    var canonicalSource: String {
        String(decoding: canonical, as: UTF8.self) + String(decoding: bytes[copied...], as: UTF8.self)
    }

    mutating func scan() throws(TemplateError) -> [TemplateNode] {
        let nodes = try scanBody(startsLine: true)
        // The library looks for the second brace beyond the end.
        if hasTags, bytes.last == UInt8(ascii: "{") { throw error("a lone { at the end of the template") }
        return nodes
    }

    func error(_ message: String, at offset: Int? = nil) -> TemplateError {
        TemplateError(line: line(at: offset ?? position), message: message)
    }

    private func line(at offset: Int) -> Int {
        firstLine + bytes[..<min(offset, bytes.count)].count { $0 == UInt8(ascii: "\n") }
    }
}

// MARK: - Text and tags

extension TemplateScanner {
    /// Reads up to the end of the source or of the innermost open section.
    private mutating func scanBody(startsLine: Bool) throws(TemplateError) -> [TemplateNode] {
        var nodes: [TemplateNode] = []
        var startsLine = startsLine
        var blanks = position..<position
        while position < bytes.count {
            if startsLine { blanks = skipBlanks() }
            let text = skipText()
            if text.last.map({ bytes[$0] }) == UInt8(ascii: "\n") {
                Self.append(bytes[blanks], to: &nodes)
                Self.append(bytes[text], to: &nodes)
                startsLine = true
                continue
            }
            if !text.isEmpty {
                Self.append(bytes[blanks], to: &nodes)
                Self.append(bytes[text], to: &nodes)
                blanks = position..<position
                startsLine = false
            }
            guard position < bytes.count else { break }
            let tag = try readTag()
            let standsAlone = tag.canStandAlone && startsLine && skipRestOfLine()
            if !standsAlone && tag.kind != .comment {
                Self.append(bytes[blanks], to: &nodes)
                blanks = position..<position
            }
            startsLine = standsAlone
            switch tag.kind {
            case .comment: break
            case .value(let escaped): nodes.append(.variable(tag.path, escaped: escaped))
            case .open(let inverted):
                let body = try scanBody(startsLine: standsAlone)
                nodes.append(.section(tag.path, inverted: inverted, body: body))
            case .close: return nodes
            }
        }
        if let open = sections.last {
            throw TemplateError(line: open.line, message: "section {{#\(open.name)}} is not closed")
        }
        return nodes
    }

    private static func append(_ text: ArraySlice<UInt8>, to nodes: inout [TemplateNode]) {
        guard !text.isEmpty else { return }
        let piece = String(decoding: text, as: UTF8.self)
        if case .literal(let before)? = nodes.last {
            nodes[nodes.count - 1] = .literal(before + piece)
        } else {
            nodes.append(.literal(piece))
        }
    }

    private mutating func skipBlanks() -> Range<Int> {
        let start = position
        while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
        return start..<position
    }

    /// Text up to the next tag or over the next line feed.
    private mutating func skipText() -> Range<Int> {
        let start = position
        while position < bytes.count, !looksAt("{{") {
            position += 1
            if bytes[position - 1] == UInt8(ascii: "\n") { break }
        }
        return start..<position
    }

    private func looksAt(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard position + length <= bytes.count else { return false }
        return (0..<length).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
    }

    /// Skips blanks and a line end, if nothing else is left on the line; whether that is so.
    private mutating func skipRestOfLine() -> Bool {
        if position == bytes.count { return true }
        let start = position
        _ = skipBlanks()
        let rest = bytes[position...]
        for lineEnd in Self.lineEnds where rest.starts(with: lineEnd) {
            position += lineEnd.count
            return true
        }
        position = start
        return false
    }

    /// Every line end by Unicode, since the library asks `Character.isNewline`.
    private static let lineEnds: [[UInt8]] = ["\r\n", "\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"]
        .map { (text: String) in Array(text.utf8) }
}

// MARK: - One tag

extension TemplateScanner {
    private enum TagKind: Equatable {
        case value(escaped: Bool)
        case open(inverted: Bool)
        case close
        case comment
    }

    private struct Tag {
        var kind: TagKind
        var path: VariablePath
        var canStandAlone: Bool {
            if case .value = kind { false } else { true }
        }
    }

    private mutating func readTag() throws(TemplateError) -> Tag {
        let start = position
        try refuseFusedCharacter(at: start)
        canonical += bytes[copied..<start]
        position += 2
        hasTags = true
        let tag: Tag
        switch position < bytes.count ? bytes[position] : 0 {
        case UInt8(ascii: "!"): tag = try readComment(from: start)
        case UInt8(ascii: "#"): tag = try readNamed(.open(inverted: false), from: start)
        case UInt8(ascii: "^"): tag = try readNamed(.open(inverted: true), from: start)
        case UInt8(ascii: "/"): tag = try readNamed(.close, from: start)
        case UInt8(ascii: "&"): tag = try readNamed(.value(escaped: false), from: start)
        case UInt8(ascii: "{"): tag = try readNamed(.value(escaped: false), from: start, closing: "}}}")
        case UInt8(ascii: ">"): throw error("partials ({{>name}}) are not supported", at: start)
        case UInt8(ascii: "<"), UInt8(ascii: "$"):
            throw error("template inheritance ({{<name}}, {{$name}}) is not supported", at: start)
        case UInt8(ascii: "="): throw error("tags that set delimiters ({{=…=}}) are not supported", at: start)
        case UInt8(ascii: "%"): throw error("pragmas ({{%…}}) are not supported", at: start)
        default:
            position -= 1
            tag = try readNamed(.value(escaped: true), from: start)
        }
        copied = position
        try refuseFusedCharacter(at: position)
        return tag
    }

    private mutating func readComment(from start: Int) throws(TemplateError) -> Tag {
        while !looksAt("}}") {
            guard position < bytes.count else { throw error("the comment is not closed", at: start) }
            position += 1
        }
        position += 2
        canonical += "{{!}}".utf8
        return Tag(kind: .comment, path: VariablePath("."))
    }

    /// Reads name and end of a tag, `position` standing on the character before the name.
    private mutating func readNamed(
        _ kind: TagKind, from start: Int, closing: StaticString = "}}"
    ) throws(TemplateError) -> Tag {
        position += 1
        let path = VariablePath(try readName(from: start, closing: closing))
        var use = VariableUse(
            name: path.name, line: line(at: start), kind: .value,
            enclosingSections: sections.filter { !$0.inverted }.map(\.name))
        let sigil: String
        switch kind {
        case .value(let escaped):
            if path.name == ".", use.enclosingSections.isEmpty { throw error("{{.}} outside of a section", at: start) }
            use.isRaw = !escaped
            uses.append(use)
            sigil = escaped ? "" : "&"
        case .open(let inverted):
            try open(use, inverted: inverted)
            sigil = inverted ? "^" : "#"
        case .close, .comment:
            try close(path.name, at: start)
            sigil = "/"
        }
        canonical += "{{\(sigil)\(path.libraryName)}}".utf8
        return Tag(kind: kind, path: path)
    }

    private mutating func open(_ use: VariableUse, inverted: Bool) throws(TemplateError) {
        if use.name == ".", use.enclosingSections.isEmpty {
            throw TemplateError(line: use.line, message: "{{#.}} outside of a section")
        }
        guard sections.count < Self.maximumDepth else {
            throw TemplateError(line: use.line, message: "sections nested deeper than \(Self.maximumDepth) levels")
        }
        var use = use
        use.kind = inverted ? .invertedSection : .section
        uses.append(use)
        sections.append(OpenSection(name: use.name, inverted: inverted, line: use.line))
    }

    private mutating func close(_ name: String, at start: Int) throws(TemplateError) {
        guard let open = sections.last else { throw error("{{/\(name)}} closes no section", at: start) }
        guard open.name == name else {
            throw error("{{/\(name)}} where {{/\(open.name)}} (opened in line \(open.line)) is due", at: start)
        }
        sections.removeLast()
    }

    private mutating func readName(from start: Int, closing: StaticString) throws(TemplateError) -> String {
        skipSpace()
        let nameStart = position
        while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
        let name = String(decoding: bytes[nameStart..<position], as: UTF8.self)
        if position < bytes.count, bytes[position] == UInt8(ascii: "(") {
            throw error("lambdas and transforms ({{name(x)}}) are not supported", at: start)
        }
        skipSpace()
        guard looksAt(closing) else { throw error("the tag is not closed, or its name is malformed", at: start) }
        position += closing.utf8CodeUnitCount
        guard name == "." || Self.isPath(name) else { throw error("{{\(name)}} is no name", at: start) }
        return name
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    private static func isPath(_ name: String) -> Bool {
        name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    /// The library reads characters, not scalars: a brace with an accent is no brace to it.
    private func refuseFusedCharacter(at boundary: Int) throws(TemplateError) {
        let before = String(decoding: bytes[max(0, boundary - 8)..<boundary], as: UTF8.self)
        let after = String(decoding: bytes[boundary..<min(bytes.count, boundary + 8)], as: UTF8.self)
        guard (before + after).count == before.count + after.count || before.hasSuffix("\r") else {
            throw error("a combining character beside a tag", at: boundary)
        }
    }
}

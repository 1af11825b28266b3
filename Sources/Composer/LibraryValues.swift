import Mustache

/// Notes which names had no value while the library rendered.
final class MissingNames {
    private(set) var first: String?

    func record(_ name: String) {
        if first == nil { first = name }
    }
}

/// The outermost object the library sees: every name has a child, and one without a value records itself when shown.
struct LibraryRoot<Source: TemplateSource>: MustacheParent, MustacheCustomRenderable {
    let source: Source
    let missing: MissingNames

    func child(named name: String) -> Any? {
        let path = VariablePath(name.replacing(VariablePath.librarySeparator, with: "."))
        return libraryValue(source.value(named: path.name), name: path.name, missing: missing)
    }

    // `{{.}}` in the section of a flag stands for the root.
    var isNull: Bool { true }
    var renderText: String {
        missing.record(".")
        return ""
    }
}

/// A value that is not there: skipped as a section, recorded as a text.
private struct LibraryAbsence: MustacheCustomRenderable {
    let name: String
    let missing: MissingNames

    var isNull: Bool { true }
    var renderText: String {
        missing.record(name)
        return ""
    }
}

private struct LibraryObject: MustacheParent, MustacheCustomRenderable {
    let members: [String: TemplateValue]
    let name: String
    let missing: MissingNames

    /// `nil` sends the library on to the outer names.
    func child(named name: String) -> Any? {
        let path = VariablePath(name.replacing(VariablePath.librarySeparator, with: "."))
        guard let first = path.components.first, let value = members[first] else { return nil }
        return libraryValue(value.member(path.components.dropFirst()), name: path.name, missing: missing)
    }

    var isNull: Bool { false }
    var renderText: String {
        missing.record(name)
        return ""
    }
}

private struct LibraryList: MustacheSequence, MustacheCustomRenderable {
    let elements: [TemplateValue]
    let name: String
    let missing: MissingNames

    func makeIterator() -> AnyIterator<Any> {
        var iterator = elements.makeIterator()
        return AnyIterator { iterator.next().map { libraryValue($0, name: ".", missing: missing) } }
    }

    var isNull: Bool { false }
    var renderText: String {
        missing.record(name)
        return ""
    }
}

private func libraryValue(_ value: TemplateValue?, name: String, missing: MissingNames) -> Any {
    switch value {
    case nil: LibraryAbsence(name: name, missing: missing)
    case .text(let text): text
    case .flag(let flag): flag
    case .object(let members): LibraryObject(members: members, name: name, missing: missing)
    case .list(let elements): LibraryList(elements: elements, name: name, missing: missing)
    }
}

/// HTML escaping by scalars. The library's own works by characters and so lets a quotation mark with an accent through.
struct StrictHTML: MustacheContentType {
    /// The name under which the library knows it; registered on first use.
    static let registeredName: String = {
        let name = "STRICT-HTML"
        MustacheContentTypes.register(StrictHTML(), named: name)
        return name
    }()

    func escapeText(_ text: String) -> String { Self.escape(text) }

    static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: { entity(for: $0) != nil }) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            if let entity = entity(for: byte) {
                bytes.append(contentsOf: entity.utf8)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func entity(for byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

/// The markup of an HTML page, read as strictly as a program would write it: every element that is not void is closed
/// in its turn, every attribute is quoted.
struct PageReader {
    /// An attribute, its value with characters for the five entities.
    struct Attribute {
        var element: String
        var name: String
        var value: String
    }

    /// The names of the elements in the order they begin.
    private(set) var elements: [String] = []
    private(set) var attributes: [Attribute] = []
    /// The text between the tags, characters for entities, without that of `style` and `title`.
    private(set) var text = ""
    /// What `style` elements hold.
    private(set) var style = ""
    /// What is wrong with the page; empty for one that is well formed.
    private(set) var faults: [String] = []

    private var open: [String] = []
    private let bytes: [UInt8]
    private var position = 0

    init(_ page: String) {
        bytes = Array(page.utf8)
        while position < bytes.count { readNext() }
        faults += open.map { "<\($0)> is not closed" }
    }

    private static let void: Set = ["meta", "br", "img", "hr", "link", "input", "base", "source"]

    private mutating func readNext() {
        guard bytes[position] == UInt8(ascii: "<") else { return readText() }
        if starts("<!--") { return skip(past: "-->") }
        if starts("<!") { return skip(past: ">") }
        position += 1
        let isEnd = starts("/")
        if isEnd { position += 1 }
        let name = take { Self.isName($0) }
        if name.isEmpty { faults.append("a < that begins no tag") }
        isEnd ? end(name) : begin(name)
    }

    private mutating func begin(_ name: String) {
        elements.append(name)
        while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
            _ = take { Self.isBlank($0) }
            guard position < bytes.count, bytes[position] != UInt8(ascii: ">") else { break }
            readAttribute(of: name)
        }
        position += 1
        if !Self.void.contains(name) { open.append(name) }
        if name == "style" || name == "script" {
            let start = position
            while position < bytes.count, !starts("</\(name)") { position += 1 }
            style += String(decoding: bytes[start..<position], as: UTF8.self)
        }
    }

    private mutating func readAttribute(of element: String) {
        let name = take { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ">") && !Self.isBlank($0) }
        guard starts("=\"") else {
            faults.append("\(name) of <\(element)> has no quoted value")
            position += 1
            return
        }
        position += 2
        let value = take { $0 != UInt8(ascii: "\"") }
        position += 1
        if value.contains("<") { faults.append("\(name) of <\(element)> has a < in it") }
        attributes.append(Attribute(element: element, name: name, value: unescaped(value)))
    }

    private mutating func end(_ name: String) {
        if open.last == name { open.removeLast() } else { faults.append("</\(name)> closes <\(open.last ?? "")>") }
        skip(past: ">")
    }

    private mutating func readText() {
        let piece = take { $0 != UInt8(ascii: "<") }
        if open.last == "title" { return }
        text += unescaped(piece)
    }

    private mutating func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        let pieces = text.split(separator: "&", omittingEmptySubsequences: false)
        return pieces.dropFirst().reduce(into: String(pieces.first ?? "")) { result, piece in
            let name = piece.prefix { $0 != ";" }
            guard name.count < piece.count, let character = Self.entities[String(name)] else {
                faults.append("& that begins no entity")
                return
            }
            result += character + piece.dropFirst(name.count + 1)
        }
    }

    private static let entities = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'", "#x27": "'", "apos": "'", "nbsp": "\u{A0}",
        "zwnj": "\u{200C}", "#847": "\u{34F}", "#x2F": "/", "#x60": "`", "#x3D": "=",
    ]

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 }

    private static func isName(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x3A
    }

    private mutating func take(while isPart: (UInt8) -> Bool) -> String {
        let start = position
        while position < bytes.count, isPart(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func starts(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private mutating func skip(past end: String) {
        while position < bytes.count, !starts(end) { position += 1 }
        if position == bytes.count { faults.append("\(end) is missing") }
        position += end.utf8.count
    }
}

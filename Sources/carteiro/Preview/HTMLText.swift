/// Text of anybody's, made fit for a page.
///
/// Everything that comes out may stand in an element and in a quoted attribute alike. What could turn the direction of
/// writing or has no place in a text is replaced as it is on a terminal.
enum HTMLText {
    /// - Parameter multiline: whether line feeds stay (default: no); carriage returns before them go.
    static func escaped(_ text: String, multiline: Bool = false) -> String {
        let lines = multiline ? unified(text) : text
        var result = ""
        result.reserveCapacity(lines.utf8.count + 16)
        for scalar in lines.printable(multiline: multiline).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A chat message with its marks turned to elements, lines kept.
    static func marked(_ text: String) -> String {
        unified(text).printable(multiline: true).split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in MarkedText(String(line)).runs.map(element).joined() }
            .joined(separator: "\n")
    }

    /// The last part of a path or an address, which is what a document is called.
    static func fileName(_ path: String) -> String {
        let address = path.prefix { $0 != "?" && $0 != "#" }
        return escaped(address.split(separator: "/").last.map(String.init) ?? path)
    }

    private static func element(_ run: MarkedText.Run) -> String {
        var result = escaped(run.text)
        if run.look.contains(.link) { result = "<span class=\"link\">\(result)</span>" }
        if run.look.contains(.code) { result = "<code>\(result)</code>" }
        if run.look.contains(.struck) { result = "<s>\(result)</s>" }
        if run.look.contains(.italic) { result = "<i>\(result)</i>" }
        if run.look.contains(.bold) { result = "<b>\(result)</b>" }
        return result
    }

    /// `\r\n` is one `Character`, so this is done on scalars.
    private static func unified(_ text: String) -> String {
        guard text.utf8.contains(0x0D) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\n", result.last == "\r" { result.removeLast() }
            result.append(scalar)
        }
        return String(result)
    }
}

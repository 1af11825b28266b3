/// The text in quotation marks, on one line and shortened, for a message to the operator who wrote it.
func quoted(_ text: some StringProtocol) -> String {
    let shown = text.count > 60 ? String(text.prefix(57)) + "..." : String(text)
    return "\"" + String(shown.map { $0.isNewline || $0.isControl ? " " : $0 }) + "\""
}

/// `a, b or c`.
func alternatives(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
}

extension Character {
    var isControl: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}

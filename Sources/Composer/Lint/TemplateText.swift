package import Domain

/// A template's file as it was written, with what is known of it.
package struct TemplateText: Sendable {
    /// Path, for problems.
    package var file: String
    /// As producers name it: `overdue`.
    package var name: String
    package var channel: Channel
    package var kind: MessageKind
    package var isHTML: Bool
    /// The whole file with line feeds as line ends, front matter included.
    package var source: String
    /// Number of the body's first line, from 1.
    package var bodyLine: Int
    /// What the message consists of.
    package var parts: [PartKind]
    /// The variables of the whole file.
    package var uses: [VariableUse]

    package init(
        file: String, name: String, channel: Channel, kind: MessageKind, isHTML: Bool = false, source: String,
        bodyLine: Int = 1, parts: [PartKind] = [.text], uses: [VariableUse] = []
    ) {
        self.file = file
        self.name = name
        self.channel = channel
        self.kind = kind
        self.isHTML = isHTML
        self.source = source
        self.bodyLine = bodyLine
        self.parts = parts
        self.uses = uses
    }

    /// The text below the front matter.
    var body: LintPassage {
        let first = max(bodyLine, 1)
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        return LintPassage(
            lines.dropFirst(first - 1).joined(separator: "\n"), firstLine: first, isTemplate: true, isHTML: isHTML)
    }

    /// The subject's template; `nil` where the front matter has none.
    var subject: LintPassage? {
        guard bodyLine > 2 else { return nil }
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let matter = lines.prefix(bodyLine - 2).dropFirst().joined(separator: "\n")
        // Whoever read the template has reported what is wrong with its front matter.
        var known: [Problem] = []
        guard let subject = FrontMatter.read(matter, firstLine: 2, file: file, problems: &known).subject else {
            return nil
        }
        return LintPassage(subject.text, firstLine: subject.line, isTemplate: true, isHTML: false)
    }

    /// Whether the text below the front matter mentions the variable, be it the producer's of the same name.
    func uses(_ variable: TemplateVariable) -> Bool {
        let names = [variable.rawValue, "vars.\(variable.rawValue)"]
        return uses.contains { $0.line >= bodyLine && names.contains($0.name) }
    }
}

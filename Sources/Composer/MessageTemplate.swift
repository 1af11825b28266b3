package import Domain

/// A part a template asks for.
package struct PartRequest: Hashable, Sendable {
    package var kind: PartKind
    /// Written with a question mark (`pix?`): left out, if the payload has no such value.
    package var isOptional: Bool

    package init(kind: PartKind, isOptional: Bool = false) {
        self.kind = kind
        self.isOptional = isOptional
    }

    /// What a message lacks that cannot have this part.
    var variableName: String {
        switch kind {
        case .line: TemplateVariable.line.rawValue
        case .document: TemplateVariable.pdf.rawValue
        case .text, .pix, .qr: kind.rawValue
        }
    }
}

/// A template of one channel, with its front matter.
package struct MessageTemplate: Sendable {
    /// As producers name it: `due_soon`.
    package var name: String
    package var channel: Channel
    package var kind: MessageKind
    package var subject: StrictTemplate?
    /// In the order they are sent.
    package var parts: [PartRequest]
    /// What is said to the document; `nil`: the standard words.
    package var caption: StrictTemplate?
    /// The template that the gateway has approved, for when it takes no free text.
    package var approved: ApprovedForm?
    package var body: StrictTemplate
    /// The HTML half of an e-mail, a complete document; its values are escaped.
    package var html: StrictTemplate?
    /// Which text it is, for the record of what was sent: FNV-1a (64 bits) of the file's bytes, a byte FF and those of
    /// the HTML half, as 16 hexadecimal digits.
    package private(set) var version: String
    /// Whether one message can speak of several invoices: a reminder that has the section `faturas`, in both halves if
    /// there are two.
    package private(set) var merges: Bool
    /// Whether the section `faturas` of the HTML half shows the images of Pix codes.
    private(set) var listsImages = false
    /// Of the text half alone.
    private let fingerprint: Fingerprint

    /// Reads a template's file.
    ///
    /// - Parameters:
    ///   - bytes: the file's content: UTF-8, optionally with front matter between lines of `---`.
    ///   - file: its path, for problems.
    ///   - lint: what its wording is held against (default: nothing).
    /// - Returns: the template, unless one of the problems is an error.
    package static func read(
        _ bytes: [UInt8], name: String, channel: Channel, file: String, lint: Lint? = nil
    ) -> (template: MessageTemplate?, problems: [Problem]) {
        var reader = TemplateReader(file: file, lint: lint)
        let template = reader.read(bytes, name: name, channel: channel)
        return (reader.problems.hasErrors ? nil : template, reader.problems)
    }

    /// Reads the file of the HTML half, which has no front matter, and adds it.
    ///
    /// - Returns: what is wrong with it.
    package mutating func readHTML(_ bytes: [UInt8], file: String, lint: Lint? = nil) -> [Problem] {
        var reader = TemplateReader(file: file, lint: lint)
        html = reader.readHTML(bytes, of: self)
        version = fingerprint.with([0xFF]).with(bytes).text
        merges = Self.merges(kind, body, html)
        listsImages = html?.showsImagesInList ?? false
        return reader.problems
    }

    fileprivate init(
        name: String, channel: Channel, kind: MessageKind, subject: StrictTemplate?, parts: [PartRequest],
        body: StrictTemplate, bytes: [UInt8]
    ) {
        self.name = name
        self.channel = channel
        self.kind = kind
        self.subject = subject
        self.parts = parts
        self.body = body
        fingerprint = Fingerprint().with(bytes)
        version = fingerprint.text
        merges = Self.merges(kind, body, nil)
    }

    private static func merges(_ kind: MessageKind, _ body: StrictTemplate, _ html: StrictTemplate?) -> Bool {
        kind == .reminder && body.listsInvoices && html?.listsInvoices ?? true
    }
}

extension StrictTemplate {
    /// Whether it has the section `faturas`.
    var listsInvoices: Bool {
        uses.contains { $0.kind == .section && $0.name == TemplateVariable.invoices.rawValue }
    }

    fileprivate var showsImagesInList: Bool {
        uses.contains { use in
            use.name == TemplateVariable.qr.rawValue
                && use.enclosingSections.contains(TemplateVariable.invoices.rawValue)
        }
    }
}

extension [Problem] {
    package var hasErrors: Bool { contains { $0.severity == .error } }
}

/// Reads one file, collecting everything that is wrong with it.
private struct TemplateReader {
    let file: String
    let lint: Lint?
    private(set) var problems: [Problem] = []

    init(file: String, lint: Lint?) {
        self.file = file
        self.lint = lint
    }

    mutating func read(_ bytes: [UInt8], name: String, channel: Channel) -> MessageTemplate? {
        guard let source = text(bytes) else { return nil }
        guard let (matter, body, bodyLine) = split(source) else { return nil }
        let front = FrontMatter.read(matter, firstLine: 2, file: file, problems: &problems)
        let subject = front.subject.flatMap { template($0.text, firstLine: $0.line) }
        if channel == .email, front.subject == nil {
            report(1, "an e-mail needs a subject", hint: "add subject: to the front matter")
        }
        guard let template = template(body, firstLine: bodyLine) else { return nil }
        let parts = front.parts ?? [PartRequest(kind: .text)]
        if parts.contains(where: { $0.kind == .text }), template.constant?.trimmed == "" {
            report(bodyLine, "the template has no text")
        }
        var message = MessageTemplate(
            name: name, channel: channel, kind: kind(front.kind, channel), subject: subject, parts: parts,
            body: template, bytes: bytes)
        message.caption = front.caption.flatMap { self.template($0.text, firstLine: $0.line) }
        message.approved = front.approved.flatMap { approved($0) }
        lint(message, source, bodyLine: bodyLine, uses: template.uses + (subject?.uses ?? []), isHTML: false)
        return message
    }

    private mutating func approved(_ written: FrontMatter.Approved) -> ApprovedForm? {
        var parameters: [StrictTemplate] = []
        for (text, line) in written.parameters {
            guard let parameter = template(text, firstLine: line) else { return nil }
            parameters.append(parameter)
        }
        return ApprovedForm(name: written.name, language: written.language, parameters: parameters)
    }

    mutating func readHTML(_ bytes: [UInt8], of message: MessageTemplate) -> StrictTemplate? {
        guard let source = text(bytes) else { return nil }
        guard let template = template(source, firstLine: 1, isHTML: true) else { return nil }
        if !source.lowercased().contains("</html>") {
            report(1, "the HTML half is no complete document", hint: "begin it with <!doctype html> and <html>")
        }
        if message.kind == .reminder, template.listsInvoices != message.body.listsInvoices {
            let list = TemplateVariable.invoices.rawValue
            problems.append(
                Problem(
                    file: file, line: 1, severity: .warning,
                    message: "only one half of the e-mail has the section \(list), so that reminders are not merged",
                    hint: "add {{#\(list)}}…{{/\(list)}} to the other half"))
        }
        lint(message, source, bodyLine: 1, uses: template.uses, isHTML: true)
        return template
    }

    /// Only a person of the company reads a task.
    private mutating func kind(_ written: (value: MessageKind, line: Int)?, _ channel: Channel) -> MessageKind {
        guard let written else { return channel == .task ? .task : .reminder }
        if written.value == .task, channel != .task {
            report(written.line, "kind task is for tasks", hint: "name the file NAME.task.mustache")
        }
        return written.value
    }

    private mutating func lint(
        _ message: MessageTemplate, _ source: String, bodyLine: Int, uses: [VariableUse], isHTML: Bool
    ) {
        guard let lint else { return }
        let findings = lint.problems(
            in: TemplateText(
                file: file, name: message.name, channel: message.channel, kind: message.kind, isHTML: isHTML,
                source: source, bodyLine: bodyLine, parts: message.parts.map(\.kind), uses: uses))
        // What a template lacks is of interest when it is sound otherwise.
        let isSound = !problems.hasErrors
        problems += findings.filter { isSound || $0.severity == .error }
    }

    private mutating func report(_ line: Int, _ message: String, hint: String? = nil) {
        problems.append(Problem(file: file, line: line, message: message, hint: hint))
    }

    /// The file's text with line feeds alone; `nil` if it cannot be one.
    private mutating func text(_ bytes: [UInt8]) -> String? {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let content = bytes.starts(with: byteOrderMark) ? bytes[3...] : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            let line = firstInvalidLine(content)
            problems.append(Problem(file: file, line: line, message: "the file is not UTF-8", hint: "save it as UTF-8"))
            return nil
        }
        let source = text.replacing("\r\n", with: "\n")
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where String(line).hasControlCharacter(butLines: true) {
            problems.append(Problem(file: file, line: index + 1, message: "control character in the template"))
        }
        return source
    }

    private func firstInvalidLine(_ content: ArraySlice<UInt8>) -> Int {
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }

    /// Front matter, body, and the number of the body's first line; `nil` if it cannot be told where one ends.
    private mutating func split(_ source: String) -> (matter: String, body: String, bodyLine: Int)? {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        func isFence(_ line: Substring) -> Bool { String(line).trimmed == "---" && line.hasPrefix("---") }
        guard let first = lines.first, isFence(first) else { return ("", source, 1) }
        guard let end = lines.dropFirst().firstIndex(where: isFence) else {
            problems.append(
                Problem(
                    file: file, line: 1, message: "the front matter is not closed", hint: "end it with a line of ---"))
            return nil
        }
        return (
            lines[1..<end].joined(separator: "\n"), lines[(end + 1)...].joined(separator: "\n"), end + 2
        )
    }

    private mutating func template(_ source: String, firstLine: Int, isHTML: Bool = false) -> StrictTemplate? {
        do throws(TemplateError) {
            let template = try StrictTemplate(source, escaping: isHTML ? .html : .none, firstLine: firstLine)
            problems += VariableCheck(file: file, isHTML: isHTML).problems(in: template)
            return template
        } catch {
            problems.append(Problem(file: file, line: error.line, message: error.message))
            return nil
        }
    }
}

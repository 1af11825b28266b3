package import Domain
import Foundation

/// Every template of a folder, in memory: a file that is changed or removed later changes nothing until the next load.
package struct TemplateStore: Sendable {
    private struct Key: Hashable {
        var name: String
        var channel: Channel
    }

    private var templates: [Key: MessageTemplate] = [:]

    /// A store of templates made elsewhere; of two with the same name and channel the last counts.
    package init(_ templates: [MessageTemplate] = []) {
        for template in templates { insert(template) }
    }

    /// Loads the files `NAME.CHANNEL.mustache` of a folder, and `NAME.email.html.mustache`; other files are ignored.
    ///
    /// - Parameter lint: what their wording is held against (default: nothing).
    /// - Returns: the store with the templates that are sound, and everything that is wrong with the others.
    package static func load(folder: String, lint: Lint? = nil) -> (store: TemplateStore, problems: [Problem]) {
        var store = TemplateStore()
        var problems: [Problem] = []
        var pages: [(name: String, file: String, bytes: [UInt8])] = []
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            let problem = Problem(file: folder, line: 0, message: "the folder of templates cannot be read")
            return (store, [problem])
        }
        for fileName in names.sorted() where fileName.hasSuffix(".mustache") && !fileName.hasPrefix(".") {
            let file = folder.hasSuffix("/") ? folder + fileName : "\(folder)/\(fileName)"
            let kind = TemplateFileName(fileName)
            if case .refused(let message, let hint) = kind {
                problems.append(Problem(file: file, line: 0, message: message, hint: hint))
                continue
            }
            guard let data = FileManager.default.contents(atPath: file) else {
                problems.append(Problem(file: file, line: 0, message: "the file cannot be read"))
                continue
            }
            switch kind {
            case .refused: continue
            case .html(let name): pages.append((name, file, Array(data)))
            case .accepted(let name, let channel):
                let (template, found) = MessageTemplate.read(
                    Array(data), name: name, channel: channel, file: file, lint: lint)
                problems += found
                if let template { store.insert(template) }
            }
        }
        for page in pages { problems += store.add(page.bytes, file: page.file, to: page.name, lint: lint) }
        return (store, problems)
    }

    package func template(named name: String, for channel: Channel) -> MessageTemplate? {
        templates[Key(name: name, channel: channel)]
    }

    /// The channels a template exists for; empty if there is none of that name.
    package func channels(of name: String) -> [Channel] {
        Channel.allCases.filter { templates[Key(name: name, channel: $0)] != nil }
    }

    /// Every template's name, sorted, each once.
    package var names: [String] { Set(templates.keys.map(\.name)).sorted() }

    /// Adds the HTML half to its text half, which every mail program can show.
    private mutating func add(_ page: [UInt8], file: String, to name: String, lint: Lint?) -> [Problem] {
        guard var message = template(named: name, for: .email) else {
            return [
                Problem(
                    file: file, line: 0, message: "there is no sound \(name).email.mustache beside it",
                    hint: "an HTML half goes with a text half, which also has the subject")
            ]
        }
        let problems = message.readHTML(page, file: file, lint: lint)
        if problems.hasErrors {
            templates[Key(name: name, channel: .email)] = nil
        } else {
            insert(message)
        }
        return problems
    }

    private mutating func insert(_ template: MessageTemplate) {
        templates[Key(name: template.name, channel: template.channel)] = template
    }
}

/// What a template's file name says.
private enum TemplateFileName {
    case accepted(name: String, channel: Channel)
    case html(name: String)
    case refused(message: String, hint: String?)

    init(_ fileName: String) {
        let parts = fileName.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let channels = Channel.allCases.map(\.rawValue)
        let isHTML = parts.count == 4 && parts[1] == Channel.email.rawValue && parts[2] == "html"
        if !isHTML, parts.count != 3 {
            self = .refused(
                message: "a template's file is named NAME.CHANNEL.mustache", hint: "e.g. overdue.whatsapp.mustache")
        } else if parts[0] == "auto" || !Self.isName(parts[0]) {
            self = .refused(
                message: "\(parts[0]) cannot be a template's name", hint: "use a-z, 0-9, _ and -, but not auto")
        } else if isHTML {
            self = .html(name: parts[0])
        } else if let channel = Channel(rawValue: parts[1]) {
            self = .accepted(name: parts[0], channel: channel)
        } else {
            let hint = nearest(to: parts[1], among: channels).map { "did you mean \($0)?" }
            self = .refused(
                message: "unknown channel \(parts[1])", hint: hint ?? "channels are \(channels.joined(separator: ", "))"
            )
        }
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D
            }
    }
}

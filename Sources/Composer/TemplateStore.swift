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

    /// Loads the files `NAME.CHANNEL.mustache` of a folder; other files are ignored.
    ///
    /// - Returns: the store with the templates that are sound, and everything that is wrong with the others.
    package static func load(folder: String) -> (store: TemplateStore, problems: [Problem]) {
        var store = TemplateStore()
        var problems: [Problem] = []
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            let problem = Problem(file: folder, line: 0, message: "the folder of templates cannot be read")
            return (store, [problem])
        }
        for fileName in names.sorted() where fileName.hasSuffix(".mustache") && !fileName.hasPrefix(".") {
            let file = folder.hasSuffix("/") ? folder + fileName : "\(folder)/\(fileName)"
            switch TemplateFileName(fileName) {
            case .refused(let message, let hint):
                problems.append(Problem(file: file, line: 0, message: message, hint: hint))
            case .accepted(let name, let channel):
                guard let data = FileManager.default.contents(atPath: file) else {
                    problems.append(Problem(file: file, line: 0, message: "the file cannot be read"))
                    continue
                }
                let (template, found) = MessageTemplate.read(Array(data), name: name, channel: channel, file: file)
                problems += found
                if let template { store.insert(template) }
            }
        }
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

    private mutating func insert(_ template: MessageTemplate) {
        templates[Key(name: template.name, channel: template.channel)] = template
    }
}

/// What a template's file name says.
private enum TemplateFileName {
    case accepted(name: String, channel: Channel)
    case refused(message: String, hint: String?)

    init(_ fileName: String) {
        let parts = fileName.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let channels = Channel.allCases.map(\.rawValue)
        if parts.count == 4, parts[1] == Channel.email.rawValue, parts[2] == "html" {
            self = .refused(message: "HTML templates are not available in this version", hint: nil)
        } else if parts.count != 3 {
            self = .refused(
                message: "a template's file is named NAME.CHANNEL.mustache", hint: "e.g. overdue.whatsapp.mustache")
        } else if parts[0] == "auto" || !Self.isName(parts[0]) {
            self = .refused(
                message: "\(parts[0]) cannot be a template's name", hint: "use a-z, 0-9, _ and -, but not auto")
        } else if let channel = Channel(rawValue: parts[1]) {
            self = .accepted(name: parts[0], channel: channel)
        } else {
            let hint = closest(to: parts[1], in: channels).map { "did you mean \($0)?" }
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

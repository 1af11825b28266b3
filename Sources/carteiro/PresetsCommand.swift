import ArgumentParser
import Domain
import Foundation
import Settings

struct PresetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presets",
        abstract: "List the gateways that are described ready for use, or print one of them.",
        discussion: """
            A preset is named in an endpoint, `preset: NAME`, which gives its parameters and says where its secrets are
            kept. A file of the same name in presets/ beside the configuration comes before the shipped one.
            """,
        subcommands: [ListPresets.self, ShowPreset.self], defaultSubcommand: ListPresets.self
    )
}

extension ConfigurationOptions {
    /// The presets that the configuration may name; it need not be there itself.
    fileprivate var presets: PresetStore {
        PresetStore(baseDirectory: URL(filePath: path).deletingLastPathComponent().path)
    }
}

struct ListPresets: Verb {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the presets.")

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "Print JSON Lines, one object a preset.")
    var json = false

    func perform(_ out: Output) throws {
        let store = configuration.presets
        var table = Table([.init("PRESET"), .init("WHAT IT IS FOR")])
        for name in store.names {
            guard let file = try store.readable(name) else { continue }
            if json {
                let members = [
                    JSONMember("name", .string(name)), JSONMember("summary", .string(file.summary)),
                    JSONMember("file", .string(file.path)),
                ]
                out.print(JSON.object(members).text)
            } else {
                table.add([.init(name), .init(file.summary)])
            }
        }
        guard !json else { return }
        for line in table.lines(Style(for: out)) { out.print(line) }
    }
}

struct ShowPreset: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print a preset as it stands, ready to copy.")

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The preset's name.")
    var name: String

    func perform(_ out: Output) throws {
        let store = configuration.presets
        guard let file = try store.readable(name) else {
            throw Failure(.usage, Suggestion.unknown("preset", name, among: store.names))
        }
        for line in file.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            out.print(String(line))
        }
    }
}

extension PresetStore {
    fileprivate func readable(_ name: String) throws -> File? {
        do throws(Unreadable) {
            return try file(named: name)
        } catch {
            throw Failure([error.problem])
        }
    }
}

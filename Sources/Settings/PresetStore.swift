package import Domain
import Foundation

/// Where presets are found: gateways described in the language of endpoints, a file each, named `NAME.yaml`.
///
/// First in `presets/` beside the configuration, so that a copy with changes wins; then among those that came with the
/// program: `../share/carteiro/presets` from its own folder, or `config/presets` of the project that it was built in.
package struct PresetStore: Sendable {
    /// A preset as it stands in its file.
    package struct File: Sendable {
        package var name: String
        /// What its file is called in problems.
        package var path: String
        package var text: String

        /// The first line of its comment: what it is for.
        package var summary: String {
            let line = text.split(separator: "\n", maxSplits: 1).first ?? ""
            return line.hasPrefix("#") ? String(line.drop { $0 == "#" || $0 == " " }) : ""
        }
    }

    /// A preset's file that cannot be read.
    package struct Unreadable: Error {
        package var problem: Problem
    }

    private static let sizeLimit = 256 << 10
    private let folders: [String]

    /// - Parameters:
    ///   - baseDirectory: the configuration's folder.
    ///   - program: the running program's path; by default that of this process.
    package init(baseDirectory: String, program: String? = nil) {
        folders = [baseDirectory + "/presets"] + Self.shipped(program ?? Self.runningProgram)
    }

    private static var runningProgram: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    }

    private static func shipped(_ program: String) -> [String] {
        guard program.hasPrefix("/") else { return [] }
        var folder = URL(filePath: program).deletingLastPathComponent()
        let installed = folder.appending(path: "../share/carteiro/presets").standardized.path
        // A build lies a few folders below its project.
        for _ in 0..<5 {
            folder.deleteLastPathComponent()
            let sources = folder.appending(path: "config/presets").path
            if FileReading.isDirectory(sources) { return [installed, sources] }
        }
        return [installed]
    }

    /// The names of all presets, sorted.
    package var names: [String] { names(ending: ".yaml") }

    /// The names of all tables of codes that are files, sorted.
    var tableNames: [String] { names(ending: Self.tableEnding) }

    private static let tableEnding = ".table.yaml"

    private func names(ending: String) -> [String] {
        var names: Set<String> = []
        for folder in folders {
            // A folder that is not there holds none.
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for file in files where file.hasSuffix(ending) && Name.isValid(String(file.dropLast(ending.count))) {
                names.insert(String(file.dropLast(ending.count)))
            }
        }
        return names.sorted()
    }

    /// A preset's file; `nil` if there is none of that name.
    ///
    /// - Throws: `Unreadable` if it is there and cannot be read.
    package func file(named name: String) throws(Unreadable) -> File? {
        try file(named: name, ending: ".yaml", kind: "preset")
    }

    /// As `file(named:)`, of a table of codes.
    func table(named name: String) throws(Unreadable) -> File? {
        try file(named: name, ending: Self.tableEnding, kind: "table")
    }

    private func file(named name: String, ending: String, kind: String) throws(Unreadable) -> File? {
        guard Name.isValid(name) else { return nil }
        for folder in folders {
            let path = "\(folder)/\(name)\(ending)"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            switch FileReading(baseDirectory: folder).read(path, limit: Self.sizeLimit) {
            case .success(let contents): return File(name: name, path: path, text: contents.text)
            case .failure(let failure):
                throw Unreadable(
                    problem: Problem(file: path, line: 0, message: "the \(kind) \(failure.reason)", hint: nil))
            }
        }
        return nil
    }
}

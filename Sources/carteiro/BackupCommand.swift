import ArgumentParser
import Domain
import Foundation
import Outbox
import Settings

struct BackupCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write a consistent copy of the outbox, also while the daemon runs."
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The copy, a file that does not exist yet.", completion: .file())
    var file: String

    @Flag(help: "Print one JSON document.")
    var json = false

    func validate() throws {
        guard !file.isEmpty else { throw ValidationError("the file's name is empty") }
    }

    func perform(_ out: Output) throws {
        // A name is never taken for a URI or for a database in memory.
        let path = file.hasPrefix("/") ? file : "./\(file)"
        try configuration.load().openOutbox().backup(to: path)
        var status = stat()
        let bytes = stat(path, &status) == 0 ? Int64(status.st_size) : 0
        let document = JSON.object([JSONMember("file", .string(file)), JSONMember("bytes", .integer(bytes))])
        out.print(json ? document.text : "\(file): \(Wording.grouped(Int(bytes))) bytes")
    }
}

import Foundation

/// A folder of a test's own, gone with its owner.
final class TemporaryFolder: Sendable {
    /// Short, since the names of Unix sockets below it may have no more than 107 bytes; without symbolic links.
    let path: String

    init() throws {
        path = "/tmp/carteiro-" + UUID().uuidString.prefix(8).lowercased()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file below the folder, with the folders on the way to it.
    ///
    /// - Returns: its whole path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = URL(filePath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    /// A file's text; empty if there is no such file.
    func text(of name: String) -> String {
        (try? String(contentsOfFile: path + "/" + name, encoding: .utf8)) ?? ""
    }
}

import Foundation
import Testing

/// Reads QR codes with zbar, which shares nothing with what draws them.
enum Reader {
    /// What stands in each picture, in their order.
    ///
    /// - Throws: where zbar is not installed (`.ci/install test`), or cannot read one of them.
    static func texts(_ pictures: [[UInt8]]) throws -> [String] {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appendingPathComponent("carteiro-qr-\(UUID().uuidString)")
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? files.removeItem(at: folder) }
        return try pictures.enumerated().map { index, png in
            let file = folder.appendingPathComponent("\(index).png")
            try Data(png).write(to: file)
            return try text(file)
        }
    }

    private static func text(_ file: URL) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/zbarimg")
        // `binary`, lest zbar guesses another encoding than UTF-8.
        process.arguments = [
            "--quiet", "--raw", "--oneshot", "--nodbus", "-Sdisable", "-Sqrcode.enable", "-Sbinary", file.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "zbarimg reads no code")
        return String(decoding: bytes, as: UTF8.self)
    }
}

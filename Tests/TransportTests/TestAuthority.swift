import Foundation

/// A certificate authority that lives for one test run, with the certificates it signed, made by the `openssl` tool.
final class TestAuthority: Sendable {
    /// Whether the tool is there.
    static let isAvailable = FileManager.default.isExecutableFile(atPath: openssl)
    static let openssl = "/usr/bin/openssl"
    static let shared: Result<TestAuthority, any Error> = Result {
        let authority = try TestAuthority()
        // A static value is never released.
        atexit { (try? TestAuthority.shared.get())?.removeFolder() }
        return authority
    }

    struct Failure: Error {
        var command: [String]
        var status: Int32
    }

    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "carteiro-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for authority in ["authority", "stranger"] {
            try run(
                ["req", "-x509"] + Self.newKey(at: path("\(authority).key"))
                    + ["-out", path("\(authority).pem"), "-subj", "/CN=\(authority)", "-days", "2"])
        }
        try issue("server", names: "DNS:localhost,IP:127.0.0.1")
        try issue("other", names: "DNS:gateway.example")
        try issue("expired", names: "DNS:localhost,IP:127.0.0.1", days: -1)
        try issue("client", names: "DNS:client.example")
        try issue("foreign", names: "DNS:client.example", authority: "stranger")
        try Data("no certificate".utf8).write(to: folder.appending(path: "garbage.pem"))
    }

    private func removeFolder() {
        do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder.path)") }
    }

    /// The path of a file such as `server.pem` or `server.key`.
    func path(_ name: String) -> String { folder.appending(path: name).path }

    private func issue(_ name: String, names: String, days: Int = 2, authority: String = "authority") throws {
        let request = path("\(name).csr")
        try run(
            ["req"] + Self.newKey(at: path("\(name).key"))
                + ["-out", request, "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(names)"])
        try run([
            "x509", "-req", "-in", request, "-CA", path("\(authority).pem"), "-CAkey", path("\(authority).key"),
            "-copy_extensions", "copy", "-days", String(days), "-out", path("\(name).pem"),
        ])
    }

    private static func newKey(at path: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path]
    }

    private func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: Self.openssl)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(command: arguments, status: process.terminationStatus)
        }
    }
}

/// A TLS server on loopback (`openssl s_server -www`), which answers GET with 200 and nothing else at all.
final class TLSServer {
    struct Failure: Error {}

    let port: Int
    private let process = Process()

    /// - Parameter arguments: beside the certificate, such as `-tls1_2`.
    init(certificate: String, _ arguments: [String] = []) throws {
        let authority = try TestAuthority.shared.get()
        let output = Pipe()
        process.executableURL = URL(filePath: TestAuthority.openssl)
        process.arguments =
            ["s_server", "-accept", "0", "-4", "-www", "-cert", authority.path("\(certificate).pem")]
            + ["-key", authority.path("\(certificate).key"), "-CAfile", authority.path("authority.pem")] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        port = try Self.readPort(from: output.fileHandleForReading)
    }

    deinit {
        // Not SIGTERM: the child inherits the signal mask of the thread that started it, which may block that.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Reads up to `ACCEPT 0.0.0.0:12345`.
    private static func readPort(from output: FileHandle) throws -> Int {
        var text = ""
        while true {
            let data = output.availableData
            guard !data.isEmpty else { throw Failure() }
            text += String(decoding: data, as: UTF8.self)
            guard let match = text.firstMatch(of: /ACCEPT .*:(\d+)\n/) else { continue }
            guard let port = Int(match.1) else { throw Failure() }
            return port
        }
    }
}

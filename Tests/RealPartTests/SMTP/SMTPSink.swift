import Foundation

/// Postfix's smtp-sink, a mail server that takes everything and keeps nothing, but for what it is told to refuse.
final class SMTPSink {
    let port: Int
    private let folder: TemporaryFolder
    private let program: Program

    /// - Parameter flags: such as `["-f", "RCPT"]`; see smtp-sink(1).
    init(_ flags: [String] = []) throws {
        folder = try TemporaryFolder()
        port = try FreePort.next()
        // It writes as a user of its own, if it is told one; as root it has to be.
        let user = getuid() == 0 ? ["-u", "root"] : []
        program = try Program(
            Requirement.smtpSink.path, user + ["-d", "mail."] + flags + ["127.0.0.1:\(port)", "100"], in: folder.path)
        try program.waitForPort(port)
    }

    var url: String { "smtp://127.0.0.1:\(port)/carteiro.example" }

    /// The mails that it took, below a header of its own; lines end by LF.
    var mails: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.hasPrefix("mail.") }
                .map { folder.text(of: $0) }
                .filter { !$0.isEmpty }
        }
    }
}

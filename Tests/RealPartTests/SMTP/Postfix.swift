import Foundation

/// A Postfix of a test's own, on loopback, with queue and mailboxes in a folder that goes with it.
///
/// It takes mails to `maria@example.com` and `joao@example.com`, refuses others there as unknown, has no room for
/// `cheia@example.com`, puts `cinza@example.com` off, and relays nothing. A mail may have 2,000,000 bytes.
final class Postfix {
    /// Speaks in the clear, and changes over to TLS when asked.
    let port: Int
    /// Speaks TLS from the beginning.
    let encryptedPort: Int
    private let folder: TemporaryFolder
    private let program: Program

    /// - Parameter certificate: what it shows; `nil`: it offers no TLS.
    init(certificate: (pem: String, key: String)? = nil) throws {
        folder = try TemporaryFolder()
        port = try FreePort.next()
        encryptedPort = try FreePort.next()
        let path = folder.path
        try folder.write(Self.main(path, certificate), to: "conf/main.cf")
        try folder.write(Self.services(port, encryptedPort), to: "conf/master.cf")
        for name in ["queue", "data", "mail"] {
            try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: false)
        }
        try FileManager.default.setAttributes([.ownerAccountName: "postfix"], ofItemAtPath: path + "/data")
        try FileManager.default.setAttributes([.ownerAccountName: "nobody"], ofItemAtPath: path + "/mail")
        // The queue's folders are made by `check`. Started with `-d`, the master stays in the test's process group, where
        // it ends with the test; `-e` is for what nobody thought of.
        _ = try Program(Requirement.postfix.path, ["-c", path + "/conf", "check"], in: path).waitForSuccess()
        program = try Program(
            Requirement.postfixMaster.path, ["-c", path + "/conf", "-d", "-e", "600"], in: path)
        try program.waitForPort(port)
    }

    /// Waits until a line of the log contains a text.
    @discardableResult
    func log(containing text: String) throws -> String { try program.line(containing: text) }

    /// The files of a mailbox's mails.
    func mailbox(_ name: String) throws -> [String] {
        let inbox = folder.path + "/mail/\(name)/new"
        guard FileManager.default.fileExists(atPath: inbox) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: inbox).map { inbox + "/" + $0 }
    }

    private static func main(_ path: String, _ certificate: (pem: String, key: String)?) -> String {
        let tls = certificate.map {
            """
            smtpd_tls_security_level = may
            smtpd_tls_cert_file = \($0.pem)
            smtpd_tls_key_file = \($0.key)
            """
        }
        return """
            compatibility_level = 3.6
            queue_directory = \(path)/queue
            data_directory = \(path)/data
            mail_owner = postfix
            maillog_file = /dev/stdout
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            smtpd_peername_lookup = no
            myhostname = correio.example
            mydestination =
            virtual_mailbox_domains = example.com
            virtual_mailbox_base = \(path)/mail
            virtual_mailbox_maps = inline:{maria@example.com=maria/, joao@example.com=joao/, cheia@example.com=c/,
              cinza@example.com=c/}
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            smtpd_recipient_restrictions = check_recipient_access inline:{
              {cheia@example.com = 452 4.2.2 Mailbox full} {cinza@example.com = 451 4.7.1 Greylisted}
              }, reject_unauth_destination
            message_size_limit = 2000000
            virtual_mailbox_limit = 0
            \(tls ?? "")

            """
    }

    private static func services(_ port: Int, _ encryptedPort: Int) -> String {
        """
        127.0.0.1:\(port) inet n - n - - smtpd
        127.0.0.1:\(encryptedPort) inet n - n - - smtpd
          -o smtpd_tls_wrappermode=yes
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        error unix - - n - - error
        anvil unix - - n - 1 anvil
        virtual unix - n n - - virtual
        proxymap unix - - n - - proxymap
        tlsmgr unix - - n 1000? 1 tlsmgr
        postlog unix-dgram n - n - 1 postlogd

        """
    }
}

extension Requirement {
    static let postfixMaster = Requirement(
        place: "/usr/lib/postfix/sbin/master", package: "Debian's package postfix")
}

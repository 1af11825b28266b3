import Foundation

/// A certificate authority of a test's own, made by openssl, with the certificates it signed for loopback.
final class PrivateAuthority {
    private let folder: TemporaryFolder
    private let openssl: String

    init() throws {
        folder = try TemporaryFolder()
        openssl = try Requirement.openssl.path
        try run(["req", "-x509"] + newKey("authority") + ["-out", path, "-subj", "/CN=Authority", "-days", "2"])
    }

    /// Its own certificate, in PEM form.
    var path: String { folder.path + "/authority.pem" }

    /// Signs a certificate.
    ///
    /// - Parameters:
    ///   - names: as in a `subjectAltName`, such as `IP:127.0.0.1`.
    ///   - days: how long it is good; negative: it is good no more.
    /// - Returns: the files of certificate and key.
    func issue(_ name: String, names: String, days: Int = 2) throws -> (pem: String, key: String) {
        let base = folder.path + "/" + name
        try run(
            ["req"] + newKey(name) + ["-out", base + ".csr", "-subj", "/CN=\(name)"]
                + ["-addext", "subjectAltName=\(names)"])
        try run([
            "x509", "-req", "-in", base + ".csr", "-CA", path, "-CAkey", folder.path + "/authority.key",
            "-copy_extensions", "copy", "-days", String(days), "-out", base + ".pem",
        ])
        return (base + ".pem", base + ".key")
    }

    private func newKey(_ name: String) -> [String] {
        [
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            "\(folder.path)/\(name).key",
        ]
    }

    private func run(_ arguments: [String]) throws {
        try Program(openssl, arguments, in: folder.path).waitForSuccess()
    }
}

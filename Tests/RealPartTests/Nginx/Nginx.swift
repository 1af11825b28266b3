import Foundation

/// nginx in front of a test, with one server on loopback.
final class Nginx {
    let port: Int
    let folder: TemporaryFolder
    private let program: Program

    /// - Parameters:
    ///   - server: directives of the server.
    ///   - http: directives around it.
    ///   - certificate: of an authority of the test's own; then it speaks TLS.
    init(_ server: String, http: String = "", certificate: (pem: String, key: String)? = nil) throws {
        folder = try TemporaryFolder()
        port = try FreePort.next()
        let tls = certificate.map { "ssl_certificate \($0.pem); ssl_certificate_key \($0.key);" } ?? ""
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \($0);" }
        let configuration = try folder.write(
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr;
            events { worker_connections 64; }
            http {
                \(temporary.joined(separator: " "))
                log_format seen 'seen $msec $status $request $http_idempotency_key';
                access_log /dev/stderr seen;
                default_type application/json;
                \(http)
                server {
                    listen 127.0.0.1:\(port)\(certificate == nil ? "" : " ssl");
                    \(tls)
                    \(server)
                }
            }
            """, to: "nginx.conf")
        program = try Program(
            Requirement.nginx.path, ["-p", folder.path + "/", "-e", "stderr", "-c", configuration], in: folder.path)
        try program.waitForPort(port)
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// A request that nginx has answered, or refused to answer.
    struct Seen {
        /// When, in seconds.
        var time: Double
        var status: Int
        /// Such as `POST /send`.
        var line: String
        var key: String
    }

    /// Ends nginx and tells all that it has seen; waits for that many requests, since they are logged after the answer.
    func seen(_ count: Int) throws -> [Seen] {
        try program.lines(containing: Self.mark, count)
        program.signal(SIGQUIT)
        try program.waitForEnd()
        return program.output.split(separator: "\n").filter { $0.hasPrefix(Self.mark) }.compactMap { text in
            let words = text.split(separator: " ")
            guard words.count == 7, let time = Double(words[1]), let status = Int(words[2]) else { return nil }
            return Seen(time: time, status: status, line: "\(words[3]) \(words[4])", key: String(words[6]))
        }
    }

    private static let mark = "seen "
}

/// An endpoint of a gateway that answers with `{"id":"…"}`.
func plainEndpoint(_ url: String, _ more: String = "") -> String {
    """
    gateway:
      channel: whatsapp
      request: {text: {url: "\(url)/send", json: {to: "{{to.digits}}", text: "{{text}}"}}}
      id: [json:id]
    \(more.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))

    """
}

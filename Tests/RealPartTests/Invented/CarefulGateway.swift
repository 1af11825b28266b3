import Domain
import FakeGateway
import Foundation
import Synchronization

/// Another gateway that nobody has: it wants a session, is asked for addresses, and takes files before messages.
final class CarefulGateway {
    static let key = "chave-cuidadosa"
    /// The number that it does not know.
    static let unknown = "5511900000000"

    private let server: FakeGateway
    private let sessions: Sessions

    private final class Sessions: Sendable {
        /// The session that is open, counted from 1.
        let current = Mutex(0)
    }

    init() throws {
        let sessions = Sessions()
        self.sessions = sessions
        server = try FakeGateway { request, number in
            switch (request.method, request.path) {
            case ("GET", "/health"):
                return .answer(200, body: #"{"state":"ready"}"#)
            case ("GET", let path) where path.hasPrefix("/numbers/"):
                let digits = path.dropFirst("/numbers/".count)
                guard request.header("X-Key") == CarefulGateway.key else { return .answer(403) }
                guard digits != CarefulGateway.unknown else { return .answer(200, body: #"{"known":false}"#) }
                return .answer(200, body: #"{"known":true,"address":"\#(digits)@gw"}"#)
            case ("POST", "/login"):
                guard request.text == "key=\(CarefulGateway.key)" else { return .answer(403) }
                let session = sessions.current.withLock { current in
                    current += 1
                    return current
                }
                return .answer(200, headers: [HeaderField("X-Session", "s-\(session)")], body: "welcome")
            case ("POST", "/files"), ("POST", "/send"):
                let session = "s-\(sessions.current.withLock { $0 })"
                guard request.header("X-Session") == session else { return .answer(401, body: "who are you?") }
                guard request.path == "/send" else {
                    return .answer(201, headers: [HeaderField("Location", "\(request.path)/f-\(number)")])
                }
                return .answer(201, body: #"{"id":"c-\#(number)"}"#)
            default:
                return .answer(404)
            }
        }
    }

    /// Closes the session that is open.
    func closeSession() { sessions.current.withLock { $0 += 1 } }

    /// What it was asked, such as `POST /send`, in order.
    var lines: [String] { server.received.map { "\($0.method) \($0.path)" } }

    /// The bodies that came to a path.
    func bodies(of path: String) -> [String] { server.received.filter { $0.path == path }.map(\.text) }

    /// Described in YAML alone; a document lies in its folder as `boletos/f.pdf`.
    func engine(in folder: TemporaryFolder) throws -> LiveEngine {
        let preset = URL(filePath: #filePath).appending(path: "../../Fixtures/careful.yaml").standardized
        return try LiveEngine(
            endpoints: """
                gateway:
                  preset: careful
                  with: {url: "\(server.url)"}
                  secrets: {key: {env: KEY}}
                  retry: {first: 1s, max: 1s}
                  breaker: {failures: 5, first: 1s, max: 1s}
                """, more: "documents: {folder: boletos}\n", secrets: ["KEY": Self.key],
            files: [
                "presets/careful.yaml": try String(contentsOf: preset, encoding: .utf8),
                "templates/withfile.whatsapp.mustache":
                    "---\nparts: [text, document]\n---\nOlá, {{primeiro_nome}}! Segue o boleto de R$ {{valor}}.",
                "boletos/f.pdf": Self.document,
            ], in: folder)
    }

    static let document = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
}

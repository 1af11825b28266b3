import Domain
import FakeGateway
import Foundation
import Synchronization

/// A gateway that nobody has: it takes what comes by its rules, and does once for a number what it is told to.
final class InventedGateway {
    static let token = "tk/n 7"
    static let key = "chave-inventada"

    private let server: FakeGateway
    private let script: Script

    private final class Script: Sendable {
        /// The replies to come, by number.
        let replies: Mutex<[String: [Reply]]>
        /// When each request came.
        let moments = Mutex<[Timestamp]>([])

        init(_ replies: [String: [Reply]]) { self.replies = Mutex(replies) }
    }

    /// - Parameter replies: to a number's first, second, … message; later ones are taken.
    init(_ replies: [String: [Reply]] = [:]) throws {
        let script = Script(replies)
        self.script = script
        server = try FakeGateway { request, number in
            script.moments.withLock { $0.append(LiveEngine.now) }
            guard request.method == "POST", request.path == "/tk%2Fn%207/send?line=2",
                request.header("X-Key") == InventedGateway.key, let to = Self.form(request)["to"]
            else { return .answer(403, body: "who are you?") }
            let reply = script.replies.withLock { replies -> Reply? in
                guard let first = replies[to]?.first else { return nil }
                replies[to]?.removeFirst()
                return first
            }
            return reply ?? .answer(200, body: #"{"result":{"code":0,"id":"i-\#(number)"}}"#)
        }
    }

    var url: String { server.url }

    /// The forms that it got, in order.
    var forms: [[String: String]] { server.received.map { Self.form($0) } }
    /// When each came.
    var moments: [Timestamp] { script.moments.withLock { $0 } }

    private static func form(_ request: ReceivedRequest) -> [String: String] {
        let pairs = request.text.split(separator: "&").map { pair in
            pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.replacing("+", with: " ").removingPercentEncoding ?? ""
            }
        }
        return Dictionary(pairs.map { ($0.first ?? "", $0.last ?? "") }, uniquingKeysWith: { first, _ in first })
    }

    /// Described in YAML alone.
    func engine(key: String = InventedGateway.key, in folder: TemporaryFolder) throws -> LiveEngine {
        let preset = URL(filePath: #filePath).appending(path: "../../Fixtures/invented.yaml").standardized
        return try LiveEngine(
            endpoints: """
                gateway:
                  preset: invented
                  with: {url: "\(url)", line: "2"}
                  secrets: {token: {env: TOKEN}, key: {env: KEY}}
                  retry: {first: 1s, max: 1s}
                  breaker: {failures: 5, first: 1s, max: 1s}
                """, secrets: ["TOKEN": Self.token, "KEY": key],
            files: ["presets/invented.yaml": try String(contentsOf: preset, encoding: .utf8)], in: folder)
    }
}

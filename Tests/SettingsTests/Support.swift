import Domain
import Foundation
import Settings

/// Where the tests' files lie.
enum Fixture {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures").path
    static let project = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized.path
    static let environment = ["CREDENTIALS_DIRECTORY": folder + "/credentials", "GATEWAY_KEY": "planted-7f3a-variable"]
    /// Part of every secret of the fixtures.
    static let planted = "planted-7f3a"

    /// The smallest configuration that works, a key a line.
    static let smallest = """
        company: {name: Fibra Norte, legal_name: Fibra Norte Telecom Ltda, cnpj: 11.222.333/0001-81, \
        address: "Rua A, 1, Belém, PA", contact: "(91) 3333-4444", hours: "seg a sex, 8h às 18h"}
        database: outbox.db
        templates: templates
        delivery_window: always
        frequency_cap: none
        endpoints:
          gateway:
            channel: whatsapp
            request: {text: {url: "http://127.0.0.1:9000/send", json: {to: "{{to.digits}}", text: "{{text}}"}}}
            id: [json:id]
        routes: {default: [gateway]}

        """

    static func load(_ yaml: String, environment: [String: String] = environment) -> LoadResult {
        Settings.load(
            yaml: yaml, file: "carteiro.yaml", baseDirectory: folder, environment: environment, version: "1.2.3")
    }

    static func documented() throws -> String {
        try String(contentsOfFile: project + "/config/carteiro.yaml", encoding: .utf8)
    }
}

extension LoadResult {
    var settings: Settings? {
        if case .loaded(let settings, _) = self { settings } else { nil }
    }

    /// The problems as `file:line severity: message (hint)`.
    var lines: [String] {
        problems.map { problem in
            let hint = problem.hint.map { " (\($0))" } ?? ""
            return "\(problem.file):\(problem.line) \(problem.severity.rawValue): \(problem.message)\(hint)"
        }
    }
}

/// A generator with a seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

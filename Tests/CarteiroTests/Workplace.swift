import Domain
import Foundation
import Testing

/// A folder of its own with a configuration and templates, in which the program runs.
final class Workplace {
    struct Ending {
        var status: Int32
        var out: String
        var errors: String

        var outLines: [String] { Self.lines(out) }
        var errorLines: [String] { Self.lines(errors) }

        /// Standard output as one JSON document.
        var json: JSON {
            get throws { try JSON.parse(out) }
        }

        private static func lines(_ text: String) -> [String] {
            text.split(separator: "\n").map(String.init)
        }
    }

    static let configuration = """
        company: {name: Fibra Norte, legal_name: Fibra Norte Telecom Ltda, cnpj: 11.222.333/0001-81, \
        address: "Rua A, 1, Belém, PA", contact: "(91) 3333-4444", hours: "seg a sex, 8h às 18h"}
        database: outbox.db
        templates: templates
        delivery_window: always
        frequency_cap: none
        endpoints:
          gateway:
            channel: whatsapp
            request: {text: {url: "http://127.0.0.1:9/send", json: {to: "{{to.digits}}", text: "{{text}}"}}}
            id: [json:id]
          bridge:
            channel: email
            request: {text: {url: "http://127.0.0.1:9/mail", json: {to: "{{to.email}}", text: "{{text}}"}}}
            id: [json:id]
        routes: {default: [gateway], mail: [bridge]}
        """

    let folder: URL
    private var runs = 0

    init(configuration: String = Workplace.configuration) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "carteiro-tests-\(UUID().uuidString)", directoryHint: .isDirectory)
        let templates = folder.appending(path: "templates", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: templates, withIntermediateDirectories: true)
        try write(configuration, to: "carteiro.yaml")
        try write(
            "---\nparts: [text, \"pix?\"]\n---\nOlá, {{primeiro_nome}}! São R$ {{valor}}.\n",
            to: "templates/overdue.whatsapp.mustache")
        try write("---\nsubject: Fatura de {{mes_ref}}\n---\nOlá!\n", to: "templates/letter.email.mustache")
    }

    deinit {
        // What is left in the temporary folder harms nobody.
        try? FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func write(_ text: String, to name: String) throws {
        try write(Array(text.utf8), to: name)
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: folder.appending(path: name))
    }

    /// Puts the templates that are shipped in place of the short ones.
    func useShippedTemplates() throws {
        let shipped = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../config/templates")
        let templates = folder.appending(path: "templates")
        try FileManager.default.removeItem(at: templates)
        try FileManager.default.copyItem(at: shipped.standardized, to: templates)
    }

    /// Runs the program with `--config` after the verb.
    func carteiro(_ verb: String, _ arguments: String..., input: String = "") throws -> Ending {
        try run([verb, "--config", path("carteiro.yaml")] + arguments, input: Array(input.utf8))
    }

    /// Runs the program with exactly these arguments.
    func run(_ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]) throws -> Ending {
        try execute(Self.program, arguments, input: input, environment: environment)
    }

    /// Puts messages into the outbox.
    func enqueue(_ lines: String...) throws -> Ending {
        try carteiro("enqueue", "--json", input: lines.joined(separator: "\n"))
    }

    /// Runs SQL with the `sqlite3` tool, as another program's connection.
    func sql(_ statements: String) throws {
        let ending = try execute("/usr/bin/sqlite3", ["-bail", path("outbox.db")], input: Array(statements.utf8))
        guard ending.status == 0 else { throw Misfortune(text: ending.errors) }
    }

    static let hasSQLiteTool = access("/usr/bin/sqlite3", X_OK) == 0

    struct Misfortune: Error {
        var text: String
    }

    /// The program stands beside the tests' own.
    private static let program: String = {
        let tests =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "carteiro").path
    }()

    /// Everything passes through files, so that no pipe can fill up.
    private func execute(
        _ program: String, _ arguments: [String], input: [UInt8], environment: [String: String] = [:]
    ) throws -> Ending {
        runs += 1
        let names = ["in", "out", "err"].map { "run-\(runs).\($0)" }
        try write(input, to: names[0])
        let process = try spawn(program, arguments, files: names, environment: environment)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw Misfortune(text: "waitpid: \(errno)") }
        }
        let (out, errors) = (try read(names[1]), try read(names[2]))
        let signal = status & 0x7F
        return Ending(status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, out: out, errors: errors)
    }

    /// Starts the program without waiting for its end, which is the caller's to do.
    ///
    /// - Parameter errors: the file that its standard error goes into.
    func start(_ arguments: [String], errors: String, environment: [String: String]) throws -> pid_t {
        try write([UInt8](), to: "start.in")
        return try spawn(
            Self.program, arguments, files: ["start.in", "start.out", errors], environment: environment)
    }

    /// - Parameter files: standard input, output and error.
    private func spawn(
        _ program: String, _ arguments: [String], files: [String], environment: [String: String]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, name) in files.enumerated() {
            let flags = descriptor == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC
            posix_spawn_file_actions_addopen(&actions, Int32(descriptor), path(name), flags, 0o600)
        }
        let variables = ["PATH=/usr/bin:/bin"] + environment.map { "\($0.key)=\($0.value)" }
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let settings = variables.map { strdup($0) } + [nil]
        defer { for text in words + settings { free(text) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, program, &actions, nil, words, settings)
        guard error == 0 else { throw Misfortune(text: "\(program): \(String(cString: strerror(error)))") }
        return process
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }
}

extension JSON {
    /// The names of an object's members, in their order.
    var names: [String] {
        if case .object(let members) = self { members.map(\.name) } else { [] }
    }

    var elements: [JSON] {
        if case .array(let elements) = self { elements } else { [] }
    }

    var integer: Int? { scalarText.flatMap { Int($0) } }
}

/// A line of `enqueue` for an invented customer.
func line(_ number: Int, key: String? = nil, route: String? = nil, template: String = "overdue") -> String {
    let fields =
        "\"template\":\"\(template)\"" + (key.map { ",\"dedupe_key\":\"\($0)\"" } ?? "")
        + (route.map { ",\"route\":\"\($0)\"" } ?? "")
    let customer =
        "{\"id\":\"C\(number)\",\"name\":\"ANA\",\"phone\":\"(11) 98765-4321\",\"email\":\"ana@example.com\"}"
    return "{\(fields),\"payload\":{\"customer\":\(customer),"
        + "\"invoice\":{\"id\":\"F\(number)\",\"amount\":\"10.50\",\"due_date\":\"2026-11-10\"}}}"
}

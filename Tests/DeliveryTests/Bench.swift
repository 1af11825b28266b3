import Composer
import Delivery
import Domain
import Foundation
import Outbox
import Settings
import Testing

/// Keeps what the engine reports.
final class RecordingSink: EventSink {
    private(set) var events: [LogEvent] = []

    func record(_ event: LogEvent) { events.append(event) }
    func flush() {}

    func count(_ name: String) -> Int { events.count { $0.name == name } }
}

/// A folder that is gone with its owner.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/carteiro-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Plans for engines under test.
enum Plans {
    static let text = """
        {{saudacao}}, {{primeiro_nome}}! A mensalidade de {{mes_ref}}, de R$ {{valor}}, venceu em {{vencimento}}.
        """

    /// A plan of the given endpoints' YAML, with the templates `overdue`, `offering` and `legal` (text alone), `parts`
    /// (text, Pix, line) and `merging` (one text for several invoices, and the Pix of each).
    ///
    /// - Parameter more: further keys of the top level, as YAML.
    static func plan(
        endpoints: String, routes: String, cap: String = "none", more: String = "", in folder: TemporaryFolder
    ) throws -> DeliveryPlan {
        let templates = folder.path + "/templates"
        try FileManager.default.createDirectory(atPath: templates, withIntermediateDirectories: true)
        try text.write(toFile: templates + "/overdue.whatsapp.mustache", atomically: true, encoding: .utf8)
        try ("---\nparts: [text, \"pix?\", \"line?\"]\n---\n" + text)
            .write(toFile: templates + "/parts.whatsapp.mustache", atomically: true, encoding: .utf8)
        let merging = """
            ---
            parts: [text, "pix?"]
            ---
            {{saudacao}}, {{primeiro_nome}}!
            {{#faturas}}
            {{descricao}} R$ {{valor}}
            {{/faturas}}
            """
        try merging.write(toFile: templates + "/merging.whatsapp.mustache", atomically: true, encoding: .utf8)
        for (name, kind) in [("offering", "offer"), ("legal", "notice")] {
            try ("---\nkind: \(kind)\n---\n" + text)
                .write(toFile: templates + "/\(name).whatsapp.mustache", atomically: true, encoding: .utf8)
        }
        let yaml = """
            company: {name: Fibra Norte, legal_name: Fibra Norte Telecom Ltda, cnpj: 11.222.333/0001-81,
              address: "Rua A, 1, Belém, PA", contact: "(91) 3333-4444", hours: "seg a sex, 8h às 18h"}
            database: outbox.db
            templates: templates
            delivery_window: always
            frequency_cap: \(cap)
            \(more.split(separator: "\n").joined(separator: "\n"))
            endpoints:
            \(endpoints.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
            routes: \(routes)
            """
        let loaded = Settings.load(
            yaml: yaml, file: "carteiro.yaml", baseDirectory: folder.path, environment: [:], version: "test")
        guard case .loaded(let settings, _) = loaded else {
            Issue.record("the configuration does not load: \(loaded)")
            throw CancellationError()
        }
        return DeliveryPlan(
            targets: settings.endpoints.map {
                DeliveryPlan.Target(endpoint: $0.endpoint, gateway: $0.plan, hours: $0.hours, warmUp: $0.warmUp)
            },
            routes: settings.routes, copies: settings.copies, composer: settings.composer,
            templates: settings.templates, frequencyCap: settings.frequencyCap, confirmation: settings.confirm,
            documents: settings.documents)
    }

    static func endpoint(_ name: String, _ more: String = "") -> String {
        """
        \(name):
          channel: whatsapp
          request: {text: {url: "http://127.0.0.1:1/\(name)", json: {to: "{{to.digits}}", text: "{{text}}"}}}
          id: [json:id]
        \(more.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
        """
    }

    static func payload(_ number: Int, more: String = "") -> String {
        """
        {"customer":{"id":"C-\(number)","name":"MARIA DAS DORES SILVA","phone":"(11) 98765-4321"},\
        "invoice":{"id":"F-\(number)","amount":"129.90","due_date":"2026-11-10"\(more)}}
        """
    }

    /// A Pix code and a line, both for the payload's amount, the line for its due date too.
    static let codes =
        #","pix":"00020126580014br.gov.bcb.pix0136123e4567-e89b-12d3-a456-426614174000520400005303986"#
        + #"5406129.905802BR5911FIBRA NORTE6005BELEM62130509EXEMPLO4263047EA8","#
        + #""line":"00190500954014481606906809350314816260000012990""#
}

import Domain
import Foundation
import Outbox
import Synchronization

/// A folder with a configuration, templates and an outbox, as a producer and an operator see it.
final class Workplace {
    let folder: TemporaryFolder
    /// The text of `carteiro.yaml`.
    let yaml: String
    /// A connection of its own.
    let outbox: Outbox

    /// - Parameters:
    ///   - endpoints: the value of `endpoints`, as YAML from the first column.
    ///   - routes: as YAML.
    ///   - more: further keys of the top level, as YAML.
    ///   - files: more files below the folder, such as `presets/mine.yaml`, by name.
    init(
        endpoints: String, routes: String, more: String, files: [String: String], in folder: TemporaryFolder
    ) throws {
        self.folder = folder
        for (name, text) in Self.templates.merging(files, uniquingKeysWith: { $1 }) {
            try folder.write(text, to: name)
        }
        let indented = endpoints.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 + "\n" }
        yaml = Self.head + more + "\nendpoints:\n" + indented.joined() + "routes: \(routes)\n"
        try folder.write(yaml, to: "carteiro.yaml")
        outbox = try Outbox(path: folder.path + "/outbox.db")
    }

    private static let head = """
        company: {name: Fibra Norte, legal_name: Fibra Norte Telecom Ltda, cnpj: 11.222.333/0001-81,
          address: "Rua A, 1, Belém, PA", contact: "(91) 3333-4444", hours: "seg a sex, 8h às 18h"}
        database: outbox.db
        templates: templates
        delivery_window: always
        frequency_cap: none

        """

    private static let text = "Olá, {{primeiro_nome}}! A mensalidade de R$ {{valor}} venceu em {{vencimento}}."

    /// The template `overdue` for each channel.
    private static let templates = [
        "templates/overdue.whatsapp.mustache": text,
        "templates/overdue.sms.mustache": text,
        "templates/overdue.task.mustache": "---\nsubject: \"Ligar para {{nome}}\"\n---\n" + text,
        "templates/overdue.email.mustache": "---\nsubject: \"Mensalidade de {{mes_ref}}: {{valor}}\"\n---\n" + text,
    ]
}

/// What a test does at a workplace beside the engine.
protocol OutboxUser {
    var workplace: Workplace { get }
}

extension OutboxUser {
    var outbox: Outbox { workplace.outbox }

    /// Puts a message into the outbox, of a customer and an invoice of its own.
    ///
    /// - Parameter more: further members of the payload's invoice, as JSON text with a comma before it.
    func put(
        _ template: String = "overdue", route: String? = nil, name: String = "MARIA DAS DORES SILVA",
        phone: String = "(11) 98765-4321", email: String = "maria@example.com", more: String = ""
    ) throws -> Int64 {
        let number = messageNumbers.withLock { number in
            number += 1
            return number
        }
        let payload = """
            {"customer":{"id":"C-\(number)","name":"\(name)","phone":"\(phone)","email":"\(email)"},\
            "invoice":{"id":"F-\(number)","amount":"129.90","due_date":"2026-11-10"\(more)}}
            """
        let message = NewMessage(template: template, payload: payload, route: route)
        guard case .queued(let id)? = try outbox.enqueue([message]).first else {
            throw LiveEngine.Failure(description: "the outbox refuses \(payload)")
        }
        return id
    }

    func show(_ message: Int64) throws -> MessageDetail {
        guard let detail = try outbox.show(message) else {
            throw LiveEngine.Failure(description: "there is no message \(message)")
        }
        return detail
    }

    /// How an endpoint does.
    func endpoint(_ name: String = "gateway") throws -> EndpointRow {
        guard let row = try outbox.endpoints(named: [name]).first else {
            throw LiveEngine.Failure(description: "there is no endpoint \(name)")
        }
        return row
    }
}

private let messageNumbers = Mutex(0)

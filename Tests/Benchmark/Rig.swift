import Delivery
import Domain
import Foundation
import GRDB
import Outbox
import Settings
import Telemetry
import Transport

/// Counts what the engine reports, and formats it as the daemon's log would, into nothing.
final class CountingSink: EventSink {
    var sent = 0
    var other = 0

    func record(_ event: LogEvent) {
        if event.name == "message.sent" { sent += 1 } else { other += 1 }
    }

    func flush() {}
}

/// An outbox, an engine and what they need, in a folder of their own.
final class Rig {
    let folder: String
    let databasePath: String
    let settings: Settings

    /// - Parameters:
    ///   - url: where the messages go.
    ///   - concurrency: connections.
    ///   - database: an existing file to go on with, or `nil` for a new one.
    init(url: String, concurrency: Int, database: String? = nil) throws {
        folder = NSTemporaryDirectory() + "carteiro-benchmark-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder + "/templates", withIntermediateDirectories: true)
        databasePath = database ?? folder + "/outbox.db"
        try Self.template.write(
            toFile: folder + "/templates/overdue.whatsapp.mustache", atomically: true, encoding: .utf8)
        let yaml = """
            company: {name: Fibra Norte, legal_name: Fibra Norte Telecom Ltda, cnpj: 11.222.333/0001-81,
              address: "Rua A, 1, Belém, PA", contact: "(91) 3333-4444", hours: "seg a sex, 8h às 18h"}
            database: \(databasePath)
            templates: templates
            delivery_window: always
            frequency_cap: none
            endpoints:
              gateway:
                channel: whatsapp
                concurrency: \(concurrency)
                request: {text: {url: "\(url)", json: {to: "{{to.digits}}", text: "{{text}}"}}}
                id: [json:id]
            routes: {default: [gateway]}
            """
        switch Settings.load(yaml: yaml, file: "benchmark.yaml", baseDirectory: folder, environment: [:], version: "0")
        {
        case .loaded(let settings, _): self.settings = settings
        case .failed(let problems): throw BenchmarkError("configuration: \(problems)")
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A reminder of ordinary length: the request's body is about 600 bytes.
    private static let template = """
        {{saudacao}}, {{primeiro_nome}}! Aqui é da {{empresa}}.

        Notamos que a mensalidade de {{mes_ref}}, de *R$ {{valor}}*, que venceu em {{vencimento}}, ainda aparece em \
        aberto para nós. Se já pagou, desconsidere: pode ser só o tempo do banco.

        Para facilitar, o boleto e o Pix estão neste link: {{link}}

        Se este mês ficou apertado, conte para a gente e combinamos um novo dia, sem compromisso. Estamos no {{canal}}, \
        {{horario_atendimento}}, e ficamos felizes em ajudar.

        Um abraço da equipe {{empresa}}
        """

    static func payload(_ number: Int) -> String {
        """
        {"customer":{"id":"C-\(number)","name":"MARIA DAS DORES SILVA","phone":"(11) 98765-4321","plan":"Fibra 300"},\
        "invoice":{"id":"F-2026-11-\(number)","amount":"129.90","due_date":"2026-11-10","reference":"2026-11",\
        "url":"https://boletos.example/f/\(number)"}}
        """
    }

    /// Puts messages in as a billing system would: in transactions of its own connection.
    func insert(_ count: Int, from first: Int = 0) throws {
        _ = try Outbox(path: databasePath)
        let queue = try DatabaseQueue(path: databasePath)
        var next = first
        while next < first + count {
            try queue.write { db in
                let statement = try db.makeStatement(
                    sql: "INSERT INTO outbox (template, payload) VALUES ('overdue', ?)")
                for _ in 0..<min(50_000, first + count - next) {
                    try statement.execute(arguments: [Self.payload(next)])
                    next += 1
                }
            }
        }
        try queue.close()
    }

    /// Fills the table with finished messages.
    func insertHistory(_ count: Int) throws {
        _ = try Outbox(path: databasePath)
        let queue = try DatabaseQueue(path: databasePath)
        var next = 0
        while next < count {
            try queue.write { db in
                let statement = try db.makeStatement(
                    sql: """
                        INSERT INTO outbox (template, payload, state, endpoint, attempts, sent_at, provider_message_id, part)
                        VALUES ('overdue', ?, 'sent', 'gateway', 1, ?, 'f00c7a5cd51b5fc4be9f2ade71be145e', 1)
                        """)
                for _ in 0..<min(50_000, count - next) {
                    try statement.execute(arguments: [Self.payload(next), 1_790_000_000 + next])
                    next += 1
                }
            }
        }
        try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try queue.close()
    }

    func plan() -> DeliveryPlan {
        DeliveryPlan(
            targets: settings.endpoints.map {
                DeliveryPlan.Target(endpoint: $0.endpoint, gateway: $0.plan, hours: $0.hours)
            },
            routes: settings.routes, composer: settings.composer, templates: settings.templates)
    }

    func engine(_ sink: any EventSink) throws -> Engine {
        let outbox = try Outbox(path: databasePath, waitMilliseconds: 0)
        let wakeup = InotifyWakeup(databasePath: databasePath)
        let transport = try CurlTransport(wakeDescriptors: wakeup.map { [$0.descriptor] } ?? [])
        return Engine(
            outbox: outbox, transport: transport, plan: plan(), events: sink, wakeup: wakeup, seed: 1,
            clock: { Clock.now() })
    }
}

enum Clock {
    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

struct BenchmarkError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

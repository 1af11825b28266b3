import ArgumentParser
import Delivery
import Domain
import FakeGateway
import Foundation
import Outbox
import Settings
import Transport

/// `demo`: everything at once, with nothing configured and nothing sent to anybody.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "See it work: a temporary outbox, a fake gateway on loopback that misbehaves, invented customers.")

    func run() throws {
        do {
            let demo = try Demo()
            defer { demo.removeFolder() }
            try demo.run()
        } catch {
            throw Failure.report(error)
        }
    }
}

/// The demonstration's stage: the real engine, the real transport, and a gateway that plays its tricks.
final class Demo {
    private let folder: String
    private let gateway: FakeGateway
    private let outbox: Outbox
    private let engine: Engine
    private let narrator: DemoNarrator
    private let style = Style(for: Output(descriptor: 1))

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/carteiro-demo-\(getpid())"
        let templates = folder + "/templates"
        try FileManager.default.createDirectory(atPath: templates, withIntermediateDirectories: true)
        try Data(PackageResources.due_soon_whatsapp_mustache)
            .write(to: URL(fileURLWithPath: templates + "/due_soon.whatsapp.mustache"))
        try Data(PackageResources.overdue_whatsapp_mustache)
            .write(to: URL(fileURLWithPath: templates + "/overdue.whatsapp.mustache"))
        gateway = try FakeGateway(behaviour: DemoScript().behaviour)
        let result = Settings.load(
            yaml: Self.configuration(port: gateway.port), file: "demo.yaml", baseDirectory: folder, environment: [:],
            version: Program.version)
        guard case .loaded(let settings, _) = result else {
            guard case .failed(let problems) = result else { throw Failure(.internalError, "no configuration") }
            throw Failure(problems)
        }
        outbox = try Outbox(path: settings.databasePath, durable: false)
        narrator = DemoNarrator(style: style, width: 64)
        engine = Engine(
            outbox: outbox, transport: try CurlTransport(), plan: DeliveryPlan(settings), events: narrator, seed: 7,
            clock: { Timestamp.now })
    }

    func removeFolder() {
        gateway.stop()
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            Diagnostics.print("\(Program.name): \(folder): \(error.localizedDescription)")
        }
    }

    private static func configuration(port: UInt16) -> String {
        """
        company: {name: Fibra Norte, legal_name: Fibra Norte Telecom Ltda, cnpj: 11.222.333/0001-81,
          address: "Rua A, 1, Belém, PA", contact: "(91) 3333-4444", hours: "seg a sex, 8h às 18h"}
        database: outbox.db
        templates: templates
        delivery_window: always
        frequency_cap: none
        endpoints:
          gateway:
            channel: whatsapp
            concurrency: 2
            request: {text: {url: "http://127.0.0.1:\(port)/send", json: {to: "{{to.digits}}", text: "{{text}}"}}}
            id: [json:id]
            timeout: 2s
            retry: {first: 1s, max: 4s, tries: 8}
            breaker: {failures: 3, first: 1s, max: 4s}
            classify:
              - {when: {http: 400, json: {path: exists, equals: false}}, outcome: rejected, reason: not-on-whatsapp}
        routes: {default: [gateway]}
        """
    }

    func run() throws {
        say(style.bold("Carteiro demonstration"))
        say("A temporary outbox, a fake WhatsApp gateway on 127.0.0.1 that misbehaves, invented customers.")
        say("Nothing leaves this machine.\n")
        let started = Timestamp.now
        let customers = DemoCustomers.all(today: started)
        let results = try outbox.enqueue(customers.map(\.message))
        for (customer, result) in zip(customers, results) {
            guard case .queued(let id) = result else { continue }
            narrator.names[id] = customer.name
        }
        say(
            style.dim(
                "INSERT INTO outbox (template, payload) VALUES ('overdue', '{\"customer\":{…},\"invoice\":{…}}');"))
        say("\(customers.count) reminders are in the outbox. Then Ana pays, and the billing system says so:")
        say(style.dim("INSERT INTO settled_invoice (invoice) VALUES ('F-1006');") + "\n")
        _ = try outbox.settle(["F-1006"])
        while try !engine.recover() {}
        var shown = 0
        while Timestamp.now.milliseconds(since: started) < 60_000 {
            engine.turn()
            shown = showArrivals(from: shown)
            if engine.isIdle, try outbox.backlog() == (0, 0) { break }
        }
        try summarise(seconds: Double(Timestamp.now.milliseconds(since: started)) / 1000)
    }

    /// Shows what the gateway accepted since the last look, as the customer's phone does.
    private func showArrivals(from first: Int) -> Int {
        let received = gateway.received
        for request in received.dropFirst(first) where DemoScript.isAccepted(request) {
            narrator.show(request)
        }
        return received.count
    }

    private func summarise(seconds: Double) throws {
        say("")
        say(style.bold("Summary") + String(format: " after %.1f s", seconds))
        let status = try outbox.status(endpoints: [("gateway", ["default"])], at: Timestamp.now)
        let counts = Dictionary(uniqueKeysWithValues: status.states.map { ($0.state, $0.count) })
        say(
            "  \(counts[.sent] ?? 0) reminders delivered, in \(narrator.bubbles) messages on \(narrator.phones.count) phones"
        )
        say("  \(narrator.troubles) attempts failed on the way; each was tried again, none was lost")
        say("  \(narrator.repeated) messages were delivered twice")
        try outbox.list(Selection(), limit: nil) { message in
            guard message.state != MessageState.sent.rawValue else { return }
            let name = self.narrator.names[message.id] ?? ""
            self.say("  \(name): \(message.state), \(message.reason ?? "")")
        }
        say("\nNext: config/carteiro.yaml is the commented configuration, README.md tells how to install.")
    }

    private func say(_ line: String) {
        print(line)
    }
}

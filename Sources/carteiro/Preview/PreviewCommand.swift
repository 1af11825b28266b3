import ArgumentParser
import Boleto
import Composer
import Domain
import Foundation
import Settings

struct PreviewCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Show a message as the customer would get it.",
        discussion: """
            Without --payload it is for an invented customer. Nothing is sent and nothing is stored. --html writes a \
            page that looks like the messenger and the mail program; with --all it has every template, for all of the \
            invented customers.
            """
    )

    /// The largest payload that is read, in bytes.
    private static let payloadLimit = 65_536

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The template's name, or auto for the one that the schedule has for the due date.")
    var template: String?

    @Flag(help: "Every template of every channel.")
    var all = false

    @Option(help: "A JSON file with the payload; - for standard input.", completion: .file())
    var payload: String?

    @Option(help: "The invented customer: first-time, usually-late or arrears (default: first-time; all with --all).")
    var customer: SampleCustomer?

    @Option(help: "The endpoint it would go through (default: the first that there is such a template for).")
    var endpoint: String?

    @Option(help: "When: 2026-11-20, 2026-11-20T09:30, the same with Z or -03:00, or Unix seconds (default: now).")
    var at: String?

    @Option(help: "Write an HTML page to this file; - for standard output.", completion: .file(extensions: ["html"]))
    var html: String?

    @Flag(help: "Print one JSON document; with --all one a line.")
    var json = false

    func validate() throws {
        if all == (template != nil) { throw ValidationError("Name a template, or write --all.") }
        if payload != nil, customer != nil { throw ValidationError("--payload and --customer exclude each other.") }
        if json, html != nil { throw ValidationError("--json and --html exclude each other.") }
    }

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        let moment = try moment(WallClock(timeZone: settings.timeZone))
        let previews = try wanted(settings, at: moment).map { try $0.compose(settings, at: moment) }
        for preview in previews { warn(about: preview, settings) }
        if let html {
            let sheets = try previews.map { try PreviewSheet($0, settings) }
            return try write(HTMLPreview.page(sheets), to: html, out)
        }
        let style = Style(for: out)
        for (index, preview) in previews.enumerated() {
            if json {
                out.print(preview.json.text)
            } else {
                if index > 0 { out.print("") }
                for line in preview.lines(style) { out.print(line) }
            }
        }
    }

    // MARK: - What is asked for

    private func moment(_ clock: WallClock) throws -> Timestamp {
        guard let at else { return .now }
        guard let moment = clock.moment(at) else {
            throw Failure(.usage, "--at \(Suggestion.quoted(at)) is no time: write 2026-11-20 or 2026-11-20T09:30")
        }
        return moment
    }

    /// What is to be shown: one template for one customer, or all of them.
    private func wanted(_ settings: Settings, at moment: Timestamp) throws -> [PreviewRequest] {
        guard let template else {
            let customers = customer.map { [$0] } ?? (payload == nil ? SampleCustomer.allCases : [.firstTime])
            return try settings.templates.names.flatMap { name in
                try settings.templates.channels(of: name).flatMap { channel in
                    try customers.map { try request(for: name, channel: channel, customer: $0, settings, at: moment) }
                }
            }
        }
        return [try request(for: template, channel: nil, customer: customer ?? .firstTime, settings, at: moment)]
    }

    private func request(
        for name: String, channel: Channel?, customer: SampleCustomer, _ settings: Settings, at moment: Timestamp
    ) throws -> PreviewRequest {
        let (payload, source) = try readPayload(for: name, customer, settings, at: moment)
        let found: String
        do throws(PayloadError) {
            found = try settings.composer.templateName(name, for: payload, at: moment)
        } catch {
            throw Failure(.badInput, "\(source): \(error.message)")
        }
        let (template, target) = try find(found, channel: channel, in: settings)
        return PreviewRequest(
            template: template, endpoint: target, payload: payload,
            customer: self.payload == nil ? customer.description : nil)
    }

    private func find(
        _ name: String, channel: Channel?, in settings: Settings
    ) throws -> (MessageTemplate, EndpointSettings?) {
        let channels = settings.templates.channels(of: name)
        guard !channels.isEmpty else {
            throw Failure(.usage, Suggestion.unknown("template", name, among: settings.templates.names))
        }
        let wanted: Channel
        var target: EndpointSettings?
        if let channel {
            wanted = channel
        } else if let endpoint {
            let named = try settings.requireEndpoint(endpoint)
            wanted = named.endpoint.channel
            target = named
        } else {
            let inOrder = settings.endpoints.map(\.endpoint.channel) + channels
            wanted = inOrder.first { channels.contains($0) } ?? channels[0]
        }
        guard let found = settings.templates.template(named: name, for: wanted) else {
            let words = channels.map(\.rawValue).joined(separator: ", ")
            throw Failure(.usage, "the template \(name) exists for \(words), but not for \(wanted.rawValue)")
        }
        return (found, target ?? settings.endpoints.first { $0.endpoint.channel == wanted })
    }

    private func readPayload(
        for name: String, _ customer: SampleCustomer, _ settings: Settings, at moment: Timestamp
    ) throws -> (Payload, source: String) {
        guard let file = payload else {
            let days = customer.daysOverdue(for: name, schedule: settings.composer.terms.schedule)
            let today = LocalClocks().clock(named: settings.timeZone)?.time(at: moment).date ?? .earliest
            let source = "the invented payload"
            return (
                try read(source) { () throws(PayloadError) in
                    try Payload(customer.payload(due: today.advanced(byDays: -days)))
                }, source
            )
        }
        let input = try InputFile(file)
        let bytes = try input.readAll(limit: Self.payloadLimit)
        return (try read(input.name) { () throws(PayloadError) in try Payload(parsing: bytes) }, input.name)
    }

    private func read(_ name: String, _ body: () throws(PayloadError) -> Payload) throws -> Payload {
        do throws(PayloadError) { return try body() } catch { throw Failure(.badInput, "\(name): \(error.message)") }
    }

    // MARK: - What comes of it

    /// A payload without an address can be looked at, but not be sent.
    private func warn(about preview: Preview, _ settings: Settings) {
        for warning in preview.warnings(settings.composer) { Diagnostics.print("\(Program.name): warning: \(warning)") }
    }

    private func write(_ page: String, to path: String, _ out: Output) throws {
        guard path != "-" else { return out.print(page) }
        do {
            try Data(page.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure(.cannotCreate, "\(path): the page cannot be written there")
        }
    }
}

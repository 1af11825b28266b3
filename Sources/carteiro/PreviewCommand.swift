import ArgumentParser
import Composer
import Domain
import Settings

struct PreviewCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Show a message as the customer would get it.",
        discussion: "Without --payload it is for an invented customer. Nothing is sent and nothing is stored."
    )

    /// The largest payload that is read, in bytes.
    private static let payloadLimit = 65_536

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The template's name.")
    var template: String

    @Option(help: "A JSON file with the payload; - for standard input.", completion: .file())
    var payload: String?

    @Option(help: "The endpoint it would go through (default: the first that there is such a template for).")
    var endpoint: String?

    @Option(help: "When: 2026-11-20, 2026-11-20T09:30, the same with Z or -03:00, or Unix seconds (default: now).")
    var at: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    func perform(_ out: Output) throws {
        let settings = try configuration.load()
        let moment = try moment(WallClock(timeZone: settings.timeZone))
        let found = try find(in: settings)
        let payload = try readPayload(settings, at: moment)
        let composition = try compose(found, payload, settings, at: moment)
        warn(about: payload, for: found.channel, settings)
        if json { return out.print(document(found.channel, composition).text) }
        let page = PreviewPage(
            template: found, composition: composition,
            moment: WallClock(timeZone: settings.timeZone).text(moment), style: Style(for: out))
        for line in page.lines { out.print(line) }
    }

    // MARK: - What is asked for

    private func moment(_ clock: WallClock) throws -> Timestamp {
        guard let at else { return .now }
        guard let moment = clock.moment(at) else {
            throw Failure(.usage, "--at \(Suggestion.quoted(at)) is no time: write 2026-11-20 or 2026-11-20T09:30")
        }
        return moment
    }

    private func find(in settings: Settings) throws -> MessageTemplate {
        let channels = settings.templates.channels(of: template)
        guard !channels.isEmpty else {
            throw Failure(.usage, Suggestion.unknown("template", template, among: settings.templates.names))
        }
        let wanted: Channel
        if let endpoint {
            wanted = try settings.requireEndpoint(endpoint).endpoint.channel
        } else {
            let inOrder = settings.endpoints.map(\.endpoint.channel) + channels
            wanted = inOrder.first { channels.contains($0) } ?? channels[0]
        }
        guard let found = settings.templates.template(named: template, for: wanted) else {
            let words = channels.map(\.rawValue).joined(separator: ", ")
            throw Failure(.usage, "the template \(template) exists for \(words), but not for \(wanted.rawValue)")
        }
        return found
    }

    private func readPayload(_ settings: Settings, at moment: Timestamp) throws -> Payload {
        guard let file = payload else {
            let days = -SampleCustomer.daysOverdue(for: template)
            let dueDate = WallClock(timeZone: settings.timeZone).date(moment, days: days)
            return try read("the invented payload") { () throws(PayloadError) in
                try Payload(SampleCustomer.payload(dueDate: dueDate))
            }
        }
        let input = try InputFile(file)
        let bytes = try input.readAll(limit: Self.payloadLimit)
        return try read(input.name) { () throws(PayloadError) in try Payload(parsing: bytes) }
    }

    private func read(_ name: String, _ body: () throws(PayloadError) -> Payload) throws -> Payload {
        do throws(PayloadError) {
            return try body()
        } catch {
            throw Failure(.badInput, "\(name): \(error.field): \(error.problem.rawValue)")
        }
    }

    // MARK: - What comes of it

    private func compose(
        _ found: MessageTemplate, _ payload: Payload, _ settings: Settings, at moment: Timestamp
    ) throws -> Composition {
        do throws(CompositionError) {
            return try settings.composer.compose(found, payload, at: moment)
        } catch {
            let name = "\(found.name).\(found.channel.rawValue)"
            switch error {
            case .missing(let variable):
                throw Failure(
                    .badInput, "\(name): {{\(variable)}} has no value",
                    hint: "give it one in the payload, or put it in a section: {{#\(variable)}}…{{/\(variable)}}")
            case .payload(let problem):
                throw Failure(.badInput, "\(name): \(problem.field): \(problem.problem.rawValue)")
            }
        }
    }

    /// A payload without an address can be looked at, but not be sent.
    private func warn(about payload: Payload, for channel: Channel, _ settings: Settings) {
        do throws(PayloadError) {
            _ = try settings.composer.address(of: payload, for: channel)
        } catch {
            let problem = "\(error.field) is \(error.problem.rawValue)"
            Diagnostics.print("\(Program.name): warning: \(problem), so this could not be sent by \(channel.rawValue)")
        }
    }

    private func document(_ channel: Channel, _ composition: Composition) -> JSON {
        let parts = composition.parts.map { part in
            JSON.object([JSONMember("kind", .string(part.kind.rawValue)), JSONMember("text", .string(part.text))])
        }
        return .object([
            JSONMember("template", .string(template)), JSONMember("channel", .string(channel.rawValue)),
            JSONMember("subject", .optional(composition.subject)), JSONMember("parts", .array(parts)),
        ])
    }
}

/// What `preview` prints for people.
private struct PreviewPage {
    let template: MessageTemplate
    let composition: Composition
    /// When it would be sent, as a clock on the wall shows it.
    let moment: String
    let style: Style

    var lines: [String] {
        let heading = "\(style.bold(template.name))  \(template.channel.rawValue)  \(style.dim(moment))"
        let subject = composition.subject.map { ["", "\(style.dim("Subject:")) \($0.printable())"] } ?? []
        return [heading] + subject
            + composition.parts.flatMap { [""] + Bubble(title: $0.kind.rawValue, text: $0.text).lines(style) }
    }
}

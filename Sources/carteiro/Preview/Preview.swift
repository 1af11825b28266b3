import Composer
import Delivery
import Domain
import QRCode
import Settings

/// A template with the payload that it is to be shown for.
struct PreviewRequest {
    var template: MessageTemplate
    /// Where it would go, as far as the configuration has such a place.
    var endpoint: EndpointSettings?
    var payload: Payload
    /// Who the customer is, in a few Portuguese words, if invented.
    var customer: String?

    /// - Throws: `Failure`, if the message could not be made.
    func compose(_ settings: Settings, at moment: Timestamp) throws -> Preview {
        let name = "\(template.name).\(template.channel.rawValue)"
        // What no endpoint limits is shown in full.
        let presentation = endpoint.map { Presentation($0.endpoint, $0.plan) } ?? Presentation()
        do throws(CompositionError) {
            let composition = try settings.composer.compose(template, payload, for: presentation, at: moment)
            return Preview(request: self, composition: composition)
        } catch {
            switch error {
            case .missing(let variable):
                throw Failure(
                    .badInput, "\(name): {{\(variable)}} has no value",
                    hint: "give it one in the payload, or put it in a section: {{#\(variable)}}…{{/\(variable)}}")
            case .payload(let problem):
                throw Failure(.badInput, "\(name): \(problem.message)")
            case .refused(let word):
                throw Failure(.badInput, "\(name): \(word)", hint: "the outbox would end it with this reason")
            }
        }
    }
}

/// A message that can be looked at.
struct Preview {
    var request: PreviewRequest
    var composition: Composition

    private var template: MessageTemplate { request.template }

    /// What would keep it from being sent, or is odd about it.
    func warnings(_ settings: Settings) -> [String] {
        var warnings = composition.warnings.map { "the invoice: \($0)" }
        do throws(PayloadError) {
            _ = try settings.composer.address(of: request.payload, for: template.channel)
        } catch {
            warnings.append(
                "\(error.field) is \(error.problem.rawValue), so this could not be sent by \(template.channel.rawValue)"
            )
        }
        return warnings
    }

    var json: JSON {
        let parts = composition.parts.map { part in
            JSON.object([JSONMember("kind", .string(part.kind.rawValue)), JSONMember("text", .string(part.text))])
        }
        return .object([
            JSONMember("template", .string(template.name)), JSONMember("channel", .string(template.channel.rawValue)),
            JSONMember("subject", .optional(composition.subject)), JSONMember("html", .optional(composition.html)),
            JSONMember("parts", .array(parts)),
        ])
    }

    /// What is printed for people.
    func lines(at moment: Timestamp, _ settings: Settings, _ style: Style) -> [String] {
        let clock = WallClock(timeZone: settings.timeZone)
        let who = request.customer.map { "  \(style.dim($0))" } ?? ""
        let heading =
            "\(style.bold(template.name))  \(template.channel.rawValue)  \(style.dim(clock.text(moment)))\(who)"
        let subject = composition.subject.map { ["", "\(style.dim("Subject:")) \($0.printable())"] } ?? []
        let html = composition.html == nil ? [] : ["", style.dim("An HTML half goes with it: see it by --html FILE.")]
        return [heading] + subject
            + composition.parts.flatMap { [""] + Bubble(title: $0.kind.rawValue, text: $0.text).lines(style) } + html
    }
}

extension PreviewSheet {
    /// - Throws: `Failure`, if a QR code cannot be made.
    init(_ preview: Preview, _ settings: Settings, at moment: Timestamp) throws {
        let template = preview.request.template
        let customer = preview.request.payload.customer
        let clock = WallClock(timeZone: settings.timeZone).text(moment)
        let code = preview.composition.parts.first { $0.kind == .qr }?.text
        self.init(
            title: [template.name, template.channel.rawValue, preview.request.customer].compactMap { $0 }
                .joined(separator: " · "),
            channel: template.channel, sender: settings.company.name,
            senderAddress: template.channel == .email ? settings.company.contact : nil,
            recipient: (template.channel == .email ? customer.email : customer.phone) ?? customer.name ?? "",
            subject: preview.composition.subject, moment: String(clock.prefix(16)),
            clock: String(clock.dropFirst(11).prefix(5)), parts: preview.composition.parts,
            html: preview.composition.html, qrPNG: try code.map { try QRImage(encoding: $0).png },
            notes: preview.warnings(settings))
    }
}

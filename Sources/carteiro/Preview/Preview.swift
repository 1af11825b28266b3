import Boleto
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
            let time = try localTime(settings, at: moment)
            return Preview(request: self, composition: composition, time: time)
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

extension PreviewRequest {
    private func localTime(_ settings: Settings, at moment: Timestamp) throws(CompositionError) -> LocalTime {
        do throws(PayloadError) {
            return try settings.composer.localTime(for: payload, at: moment)
        } catch {
            throw .payload(error)
        }
    }
}

/// A message that can be looked at.
struct Preview {
    var request: PreviewRequest
    var composition: Composition
    /// At the customer's place.
    var time: LocalTime

    private var template: MessageTemplate { request.template }

    /// `09:30`.
    var clock: String {
        [time.hour, time.secondOfDay / 60 % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }

    /// Why it could not be sent, although it can be looked at.
    func obstacle(_ composer: Composer) -> PayloadError? {
        do throws(PayloadError) {
            _ = try composer.address(of: request.payload, for: template.channel)
            return nil
        } catch {
            return error
        }
    }

    /// What would keep it from being sent, or is odd about it, for the operator.
    func warnings(_ composer: Composer) -> [String] {
        let obstacle = obstacle(composer).map { error in
            "\(error.field) is \(error.problem.rawValue), so this could not be sent by \(template.channel.rawValue)"
        }
        return composition.warnings.map { "the invoice: \($0)" } + (obstacle.map { [$0] } ?? [])
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
    func lines(_ style: Style) -> [String] {
        let who = request.customer.map { "  \($0)" } ?? ""
        let heading =
            "\(style.bold(template.name))  \(template.channel.rawValue)  "
            + style.dim("\(time.date.iso) \(clock)\(who)")
        let subject = composition.subject.map { ["", "\(style.dim("Subject:")) \($0.printable())"] } ?? []
        let html = composition.html == nil ? [] : ["", style.dim("An HTML half goes with it: see it by --html FILE.")]
        let bubbles = composition.parts.flatMap { part in
            [""]
                + Bubble(
                    title: part.kind.rawValue, text: part.text, time: clock,
                    readsMarks: template.channel == .whatsapp && part.kind == .text
                ).lines(style)
        }
        return [heading] + subject + bubbles + html
    }
}

extension PreviewSheet {
    /// - Throws: `Failure`, if a QR code cannot be made.
    init(_ preview: Preview, _ settings: Settings) throws {
        let template = preview.request.template
        let customer = preview.request.payload.customer
        let name = customer.name.flatMap { PersonName($0)?.full }
        let address = template.channel == .email ? customer.email : customer.phone
        let isPerson = template.channel == .task || address == nil
        let recipient = [isPerson ? name : nil, address].compactMap { $0 }.joined(separator: ", ")
        let code = preview.composition.parts.first { $0.kind == .qr }?.text
        self.init(
            title: [template.name, template.channel.rawValue, preview.request.customer].compactMap { $0 }
                .joined(separator: " · "),
            channel: template.channel, sender: settings.company.name, senderAddress: nil, recipient: recipient,
            subject: preview.composition.subject, moment: "\(preview.time.date.formatted) \(preview.clock)",
            clock: preview.clock, parts: preview.composition.parts, html: preview.composition.html,
            qrPNG: try code.map { try Self.image(of: $0) }, notes: Self.notes(preview, settings.composer))
    }

    private static func image(of code: String) throws -> [UInt8] {
        do throws(QRImageError) {
            return try QRImage(encoding: code).png
        } catch {
            throw Failure(.badInput, "the Pix code cannot be shown as a QR code: \(error)")
        }
    }

    /// What staff should know, in their words.
    private static func notes(_ preview: Preview, _ composer: Composer) -> [String] {
        let odd = preview.composition.warnings.map { word in
            switch word {
            case "line-amount-zero": "O código do boleto não traz o valor: quem paga terá de digitá-lo."
            case "line-bank-unknown": "O banco do boleto não está na nossa lista."
            default: word
            }
        }
        guard let obstacle = preview.obstacle(composer) else { return odd }
        let what = obstacle.problem == .missing ? "está faltando" : "não está correto"
        return odd + ["Esta mensagem não poderia ser enviada: \(obstacle.field) \(what)."]
    }
}

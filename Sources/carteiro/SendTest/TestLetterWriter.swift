import Boleto
import Composer
import Domain
import Foundation
import Gateway
import Policy
import Settings

/// Writes the message of a test.
struct TestLetterWriter {
    /// The largest payload that is read, in bytes.
    private static let payloadLimit = 65_536

    let settings: Settings
    let target: EndpointSettings
    /// As it was typed.
    let address: String
    let template: String?
    /// The file of the payload; `nil`: an invented one.
    let payload: String?
    let pdf: String?

    private var channel: Channel { target.endpoint.channel }
    private var contact: String { channel == .email ? "email" : "phone" }

    /// - Throws: `Failure`.
    func letter(at moment: Timestamp) throws -> TestLetter {
        let payload = try addressedPayload(at: moment)
        let to: Address
        do throws(PayloadError) {
            to = try settings.composer.address(of: payload, for: channel)
        } catch {
            let kind = channel == .email ? "an e-mail address" : "a Brazilian telephone number with its area code"
            throw Failure(.badInput, "--to \(Suggestion.quoted(address)) is not \(kind)", hint: error.detail)
        }
        let file = try attachment()
        if file != nil, target.plan.documentForm == .none {
            throw Failure(
                .usage, "the endpoint \(target.endpoint.name) takes no documents", hint: "leave out --pdf")
        }
        var letter = try text(to, payload, at: moment)
        letter.file = file
        letter.callbackURL = settings.callbackURL(of: target)
        addDocument(to: &letter)
        return letter
    }

    // MARK: - What it says

    private func text(_ to: Address, _ payload: Payload, at moment: Timestamp) throws -> TestLetter {
        guard let template else {
            let company = settings.company.name
            let isMail = channel == .email
            return TestLetter(
                address: to, payload: payload, parts: [Part(kind: .text, text: TestLetter.sentence(by: company))],
                subject: isMail ? TestLetter.subject(by: company) : nil,
                html: isMail ? TestLetter.html(by: company) : nil)
        }
        let name: String
        do throws(PayloadError) {
            name = try settings.composer.templateName(template, for: payload, at: moment)
        } catch {
            throw Failure(.badInput, "the payload: \(error.message)")
        }
        guard let found = settings.templates.template(named: name, for: channel) else {
            let names = settings.templates.names.filter {
                settings.templates.template(named: $0, for: channel) != nil
            }
            throw Failure(.usage, Suggestion.unknown("\(channel.rawValue) template", name, among: names))
        }
        let composition = try PreviewRequest(template: found, endpoint: target, payload: payload)
            .compose(settings, at: moment).composition
        return TestLetter(
            address: to, payload: payload, parts: composition.parts, subject: composition.subject,
            html: composition.html, approved: composition.approved, notes: composition.warnings.map { "warning: \($0)" }
        )
    }

    // MARK: - Who it is for

    private func addressedPayload(at moment: Timestamp) throws -> Payload {
        let (json, source) = try written(at: moment)
        do throws(PayloadError) {
            return try Payload(addressed(json))
        } catch {
            throw Failure(.badInput, "\(source): \(error.message)")
        }
    }

    private func written(at moment: Timestamp) throws -> (JSON, source: String) {
        guard let payload else {
            let customer = SampleCustomer.firstTime
            let days = customer.daysOverdue(for: template ?? "", schedule: settings.composer.terms.schedule)
            let today = settings.composer.homeClock.time(at: moment).date
            return (customer.payload(due: today.advanced(byDays: -days)), "the invented payload")
        }
        let input = try InputFile(payload)
        let bytes = try input.readAll(limit: Self.payloadLimit)
        do throws(JSONError) {
            return (try JSON.parse(bytes), input.name)
        } catch {
            throw Failure(.badInput, "\(input.name): not JSON: \(error)")
        }
    }

    /// The payload with the operator's address as its customer's, in whatever form requests use it.
    ///
    /// Of a real customer the other address is taken out: nothing may go there.
    private func addressed(_ json: JSON) -> JSON {
        guard case .object(var members) = json else { return json }
        let others: Set = payload == nil ? [contact] : ["phone", "email"]
        var customer: [JSONMember] = []
        if case .object(let fields)? = json["customer"] { customer = fields.filter { !others.contains($0.name) } }
        customer.append(JSONMember(contact, .string(address)))
        members.removeAll { $0.name == "customer" }
        return .object([JSONMember("customer", .object(customer))] + members)
    }

    // MARK: - The document

    private func attachment() throws -> Attachment? {
        guard let pdf else { return nil }
        let input = try InputFile(pdf)
        let bytes = try input.readAll(limit: settings.documents.sizeLimit)
        guard bytes.starts(with: Array("%PDF-".utf8)) else { throw Failure(.badInput, "\(input.name): not a PDF") }
        return Attachment(name: "teste.pdf", type: "application/pdf", bytes: bytes)
    }

    /// Puts the file where a document goes; without one there is none.
    private func addDocument(to letter: inout TestLetter) {
        let isOwn = target.plan.documentForm == .own
        if letter.file == nil {
            let names = letter.parts.contains { $0.source != nil }
            letter.parts.removeAll { $0.kind == .document }
            if names { letter.notes.append("the template's document is left out: name a file by --pdf") }
        } else if isOwn, !letter.parts.contains(where: { $0.kind == .document }) {
            letter.parts.append(Part(kind: .document, text: TestLetter.caption))
        }
    }
}

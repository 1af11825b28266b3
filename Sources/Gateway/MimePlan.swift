import Composer
import Domain

/// A mail and who it is from and for.
struct Letter: Sendable {
    var bytes: [UInt8]
    var envelope: MailEnvelope
}

/// A mail, ready for a message's values.
struct MimePlan: Sendable {
    private struct Line: Sendable {
        var name: String
        var value: CompiledTemplate
        var isOptional: Bool

        func render(_ values: RequestValues) throws(RequestError) -> String? {
            do throws(RequestError) {
                return try value.render(values)
            } catch {
                if isOptional, case .missing = error { return nil }
                throw error
            }
        }
    }

    private let from: CompiledTemplate
    private let sender: CompiledTemplate?
    private let to: CompiledTemplate
    private let subject: CompiledTemplate
    private let replyTo: Line?
    private let text: CompiledTemplate
    private let html: Line?
    private let headers: [Line]
    private let attaches: Bool

    init(_ mime: MimeDefinition, compiler: inout TemplateCompiler, place: String) {
        from = compiler.compile(mime.from, at: "\(place).from")
        sender = mime.sender.map { compiler.compile($0, at: "\(place).sender") }
        to = compiler.compile(mime.to, at: "\(place).to")
        subject = compiler.compile(mime.subject, at: "\(place).subject")
        text = compiler.compile(mime.text, at: "\(place).text")
        func line(_ name: String, _ field: OptionalTemplate?) -> Line? {
            guard let field else { return nil }
            let value = compiler.compile(optional: field.isOptional) { $0.compile(field.template, at: "\(place).\(name)") }
            return value.map { Line(name: name, value: $0, isOptional: field.isOptional) }
        }
        replyTo = line("reply_to", mime.replyTo)
        html = line("html", mime.html)
        headers = mime.headers.compactMap { field in
            line("headers.\(field.name)", OptionalTemplate(field.template, isOptional: field.isOptional))
                .map { Line(name: field.name, value: $0.value, isOptional: $0.isOptional) }
        }
        attaches = mime.attaches
        if attaches, compiler.available.file == .maybe { compiler.takesFile = true }
    }

    func letter(_ values: RequestValues) throws(RequestError) -> Letter {
        Letter(bytes: [], envelope: MailEnvelope(sender: "", recipient: ""))
    }
}

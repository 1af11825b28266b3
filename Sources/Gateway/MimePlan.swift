import Composer
import Domain
import Mail

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
        replyTo = mime.replyTo.flatMap { Self.line("reply_to", $0, &compiler, place) }
        html = mime.html.flatMap { Self.line("html", $0, &compiler, place) }
        headers = mime.headers.compactMap { field in
            let template = OptionalTemplate(field.template, isOptional: field.isOptional)
            return Self.line(field.name, template, &compiler, "\(place).headers")
        }
        attaches = mime.attaches
        if attaches, compiler.available.file == .maybe { compiler.takesFile = true }
        checkAddresses(&compiler, place)
        checkHeaders(mime, &compiler, place)
    }

    private static func line(
        _ name: String, _ field: OptionalTemplate, _ compiler: inout TemplateCompiler, _ place: String
    ) -> Line? {
        let value = compiler.compile(optional: field.isOptional) { compiler in
            compiler.compile(field.template, at: "\(place).\(name)")
        }
        return value.map { Line(name: name, value: $0, isOptional: field.isOptional) }
    }

    // MARK: - Faults

    /// Addresses that are the same for every mail are right or wrong already.
    private func checkAddresses(_ compiler: inout TemplateCompiler, _ place: String) {
        let addresses = [("from", from), ("sender", sender), ("to", to), ("reply_to", replyTo?.value)]
        for (name, template) in addresses {
            guard let text = template?.constant else { continue }
            // An empty sender is `<>`: no bounces.
            if name == "sender", text.isEmpty { continue }
            do throws(MailAddressError) {
                _ = try MailAddress(parsing: text)
            } catch {
                compiler.report(
                    "\(place).\(name)", "is not an address: \(error)",
                    hint: "such as Fibra Norte <cobranca@example.com>")
            }
        }
    }

    private func checkHeaders(_ mime: MimeDefinition, _ compiler: inout TemplateCompiler, _ place: String) {
        var names: Set<String> = []
        for field in mime.headers {
            let place = "\(place).headers.\(field.name)"
            if !names.insert(field.name.lowercased()).inserted { compiler.report(place, "the header is given twice") }
            do {
                let someone = try MailAddress(address: "a@example.com")
                _ = try MailMessage(
                    from: someone, to: someone, subject: "", headers: [HeaderField(field.name, "")],
                    messageID: "a@example.com", date: Timestamp(seconds: 0))
            } catch {
                compiler.report(place, "\(error)", hint: "leave it out")
            }
        }
        for header in headers {
            guard let text = header.value.constant, !isFieldValue(text) else { continue }
            compiler.report("\(place).headers.\(header.name)", "the value has a control character")
        }
    }

    // MARK: - Letters

    func letter(_ values: RequestValues) throws(RequestError) -> Letter {
        let from = try address(self.from, "mime.from", values)
        let to = try address(self.to, "mime.to", values)
        let replyTo = try self.replyTo?.render(values).map { (text) throws(RequestError) in
            try Self.address(text, "mime.reply_to")
        }
        var fields: [HeaderField] = []
        for header in headers {
            guard let value = try header.render(values) else { continue }
            guard isFieldValue(value) else { throw .controlCharacter(header: header.name) }
            fields.append(HeaderField(header.name, value))
        }
        let (subject, text) = (try self.subject.render(values), try self.text.render(values))
        let html = try self.html?.render(values)
        let message: MailMessage
        do throws(MailMessageError) {
            message = try MailMessage(
                from: from, to: to, replyTo: replyTo, subject: subject, text: text, html: html,
                attachments: attaches ? [values.context.attachment].compactMap { $0 } : [], headers: fields,
                messageID: MailMessage.messageID(key: values.context.key, sender: from), date: values.context.now)
        } catch {
            throw .invalid("mime.headers")
        }
        return Letter(
            bytes: message.encoded(),
            envelope: MailEnvelope(sender: try envelopeSender(values) ?? from.address, recipient: to.address))
    }

    private func envelopeSender(_ values: RequestValues) throws(RequestError) -> String? {
        guard let text = try sender?.render(values) else { return nil }
        return text.isEmpty ? "" : try Self.address(text, "mime.sender").address
    }

    private func address(
        _ template: CompiledTemplate, _ name: String, _ values: RequestValues
    ) throws(RequestError) -> MailAddress {
        try Self.address(try template.render(values), name)
    }

    private static func address(_ text: String, _ name: String) throws(RequestError) -> MailAddress {
        do throws(MailAddressError) {
            return try MailAddress(parsing: text)
        } catch {
            throw .invalid(name)
        }
    }
}

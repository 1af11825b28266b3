package import Composer

/// A mail as it was written: the body of a request to a mail server, or a value of another body.
package struct MimeDefinition: Sendable {
    package var from: StrictTemplate
    /// The envelope's sender, for bounces; `nil`: the address in `from`.
    package var sender: StrictTemplate?
    package var to: StrictTemplate
    package var subject: StrictTemplate
    package var replyTo: OptionalTemplate?
    package var text: StrictTemplate
    /// `nil`: text alone.
    package var html: OptionalTemplate?
    package var headers: [TemplateField]
    /// Whether the part's file goes along.
    package var attaches: Bool

    package init(
        from: StrictTemplate, sender: StrictTemplate? = nil, to: StrictTemplate, subject: StrictTemplate,
        replyTo: OptionalTemplate? = nil, text: StrictTemplate, html: OptionalTemplate? = nil,
        headers: [TemplateField] = [], attaches: Bool = true
    ) {
        self.from = from
        self.sender = sender
        self.to = to
        self.subject = subject
        self.replyTo = replyTo
        self.text = text
        self.html = html
        self.headers = headers
        self.attaches = attaches
    }
}

/// A template and whether what it stands for is left out when a variable in it has no value.
package struct OptionalTemplate: Sendable {
    package var template: StrictTemplate
    package var isOptional: Bool

    package init(_ template: StrictTemplate, isOptional: Bool = false) {
        self.template = template
        self.isOptional = isOptional
    }
}

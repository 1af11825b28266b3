package import Composer

/// One request as it was written, with templates where a message's values go.
package struct RequestDefinition: Sendable {
    /// `nil`: POST with a body, GET without one.
    package var method: String?
    package var url: StrictTemplate
    package var headers: [TemplateField]
    /// Appended to the URL's query, each value percent-encoded.
    package var query: [TemplateField]
    package var body: BodyDefinition?
    /// The body of a mail; beside another body, what its `mime.text` and `mime.base64` are.
    package var mime: MimeDefinition?
    /// What is done before it, in order.
    package var before: [StepDefinition]

    package init(
        method: String? = nil, url: StrictTemplate, headers: [TemplateField] = [], query: [TemplateField] = [],
        body: BodyDefinition? = nil, mime: MimeDefinition? = nil, before: [StepDefinition] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.query = query
        self.body = body
        self.mime = mime
        self.before = before
    }
}

/// A name and the template of its value: a header, a query item.
package struct TemplateField: Sendable {
    package var name: String
    package var template: StrictTemplate
    /// Whether it is left out when a variable in it has no value.
    package var isOptional: Bool

    package init(_ name: String, _ template: StrictTemplate, isOptional: Bool = false) {
        self.name = name
        self.template = template
        self.isOptional = isOptional
    }
}

package import Composer
package import Domain

/// One HTTP request as it was written, with templates where a message's values go.
package struct RequestDefinition: Sendable {
    /// `nil`: POST with a body, GET without one.
    package var method: String?
    package var url: StrictTemplate
    package var headers: [TemplateField]
    /// Appended to the URL's query, each value percent-encoded.
    package var query: [TemplateField]
    package var body: BodyDefinition?

    package init(
        method: String? = nil, url: StrictTemplate, headers: [TemplateField] = [], query: [TemplateField] = [],
        body: BodyDefinition? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.query = query
        self.body = body
    }
}

/// A name and the template of its value: a header, a query item, a form field.
package struct TemplateField: Sendable {
    package var name: String
    package var template: StrictTemplate

    package init(_ name: String, _ template: StrictTemplate) {
        self.name = name
        self.template = template
    }
}

/// A request's body.
package enum BodyDefinition: Sendable {
    /// With `omitNull`, members whose value is null or missing are left out.
    case json(BodyTree, omitNull: Bool)
    /// `application/x-www-form-urlencoded`.
    case form([TemplateField])
    /// The rendered text as it is.
    case raw(StrictTemplate, contentType: String)
}

/// A JSON body as a tree whose leaves are templates of their own: no value can break out of its field.
package indirect enum BodyTree: Sendable {
    case object([BodyMember])
    case array([BodyTree])
    /// A leaf that is exactly one placeholder keeps its type; any other becomes a string.
    case template(StrictTemplate)
    case literal(JSON)
}

/// A member of a JSON object in a body.
package struct BodyMember: Sendable {
    package var name: String
    package var value: BodyTree

    package init(_ name: String, _ value: BodyTree) {
        self.name = name
        self.value = value
    }
}

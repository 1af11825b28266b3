package import Composer
package import Domain

/// A request's body.
package enum BodyDefinition: Sendable {
    /// With `omitNull`, members whose value is null or missing are left out.
    case json(BodyTree, omitNull: Bool)
    /// `application/x-www-form-urlencoded`.
    case form([BodyField])
    /// `multipart/form-data`, which may carry the part's file.
    case multipart([BodyField])
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
    /// An array: the tree once for each element of the list, which is `item` there.
    case each(list: String, BodyTree)
    /// An element of an array that is left out when a variable inside of it has no value.
    case optional(BodyTree)
}

/// A member of a JSON object in a body.
package struct BodyMember: Sendable {
    package var name: String
    package var value: BodyTree
    /// Whether it is left out as a whole when a variable inside of it has no value.
    package var isOptional: Bool

    package init(_ name: String, _ value: BodyTree, isOptional: Bool = false) {
        self.name = name
        self.value = value
        self.isOptional = isOptional
    }
}

/// A field of a form.
package struct BodyField: Sendable {
    package enum Value: Sendable {
        case text(StrictTemplate)
        /// The encoded JSON as text.
        case json(BodyTree)
        /// The bytes of the part's file, and what it is called; in `multipart` only.
        case file(name: StrictTemplate, type: StrictTemplate)
    }

    package var name: String
    package var value: Value
    /// Whether it is left out when a variable in it has no value, or there is no file.
    package var isOptional: Bool

    package init(_ name: String, _ value: Value, isOptional: Bool = false) {
        self.name = name
        self.value = value
        self.isOptional = isOptional
    }
}

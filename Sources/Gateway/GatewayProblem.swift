/// Something in a gateway's definition that keeps it from being used.
package struct GatewayProblem: Hashable, Sendable {
    /// The key it stands under, such as `request.text.headers.apikey`.
    package var place: String
    /// Line in the file, from 1; 0 where no line can be named.
    package var line: Int
    /// What is wrong; never a secret's value.
    package var message: String
    package var hint: String?

    package init(place: String, line: Int = 0, message: String, hint: String? = nil) {
        self.place = place
        self.line = line
        self.message = message
        self.hint = hint
    }
}

/// Everything that keeps a definition from being used, in the order found.
package struct GatewayProblems: Error, Hashable, Sendable {
    package var problems: [GatewayProblem]

    package init(_ problems: [GatewayProblem]) {
        self.problems = problems
    }
}

/// Why no request can be made for a message: its own fault, not the gateway's.
package enum RequestError: Error, Hashable, Sendable {
    /// The variable has no value, or one that cannot stand in a text.
    case missing(String)
    /// The header's value has a line break or another control character; it is not sent.
    case controlCharacter(header: String)
    /// The variable's value would change the URL's path instead of standing in it: `.` or `..`.
    case pathTraversal(String)
    /// The value is none of its kind: what should be a mail address is no such thing.
    case invalid(String)

    /// The stable words for the outbox's `reason`: names only, no values.
    package var reason: String {
        switch self {
        case .missing(let name): "missing: \(name)"
        case .controlCharacter(let header): "control-character: \(header)"
        case .pathTraversal(let name): "invalid-path: \(name)"
        case .invalid(let name): "invalid: \(name)"
        }
    }
}

import Composer
import Domain
import Testing

@testable import Gateway

/// A place in a callback, written as in YAML.
func place(_ text: String) throws -> Extraction {
    try Extraction(parsing: text, of: .callback)
}

func path(_ text: String) throws -> JSONPath {
    try JSONPath(parsing: text)
}

/// The callbacks of a gateway with secrets `hook` and `old`.
func callbacks(
    _ definition: CallbackDefinition, hook: String = "segredo", old: String? = nil, rules: [ClassifyRule] = []
) throws -> CallbackPlan {
    try #require(try gateway(definition, hook: hook, old: old, rules: rules).callbacks)
}

func gateway(
    _ definition: CallbackDefinition, hook: String? = "segredo", old: String? = nil, rules: [ClassifyRule] = []
) throws -> GatewayPlan {
    try plan(withCallbacks(definition, hook: hook, old: old, rules: rules))
}

func withCallbacks(
    _ callbacks: CallbackDefinition, hook: String? = "segredo", old: String? = nil, rules: [ClassifyRule] = []
) throws -> GatewayDefinition {
    var secrets: [String: Secret] = [:]
    secrets["hook"] = hook.map { Secret($0) }
    secrets["old"] = old.map { Secret($0) }
    var definition = try definition(secrets: secrets)
    definition.callbacks = callbacks
    definition.rules = rules
    return definition
}

/// Callbacks that are let in if one of the ways says so, and hold one receipt then.
func verifying(
    _ methods: [CallbackVerification.Method], hook: String = "segredo", old: String? = nil,
    decode: CallbackDecoding = .json
) throws -> CallbackPlan {
    try callbacks(
        CallbackDefinition(verify: methods.map { CallbackVerification($0) }, decode: decode), hook: hook, old: old)
}

extension CallbackAnswer {
    /// Whether the callback was let in, understood or not.
    var isVerified: Bool {
        switch self {
        case .events, .malformed, .challenge: true
        case .refused: false
        }
    }

    var events: [CallbackEvent] {
        if case .events(let events) = self { events } else { [] }
    }

    var complaint: String? {
        switch self {
        case .refused(let text), .malformed(let text): text
        case .events, .challenge: nil
        }
    }

    var isMalformed: Bool {
        if case .malformed = self { true } else { false }
    }
}

extension CallbackRequest {
    /// A callback with a text as its body.
    init(_ body: String, _ headers: [String: String] = [:], secret: String? = nil, query: String = "", url: String = "")
    {
        self.init(
            secret: secret, query: query,
            headers: headers.sorted { $0.key < $1.key }.map { HeaderField($0.key, $0.value) },
            body: Array(body.utf8), url: url)
    }

    func with(_ change: (inout CallbackRequest) -> Void) -> CallbackRequest {
        var changed = self
        change(&changed)
        return changed
    }

    /// With another value of a header; `nil`: without it.
    func header(_ name: String, _ value: String?) -> CallbackRequest {
        with { request in
            request.headers.removeAll { $0.name == name }
            if let value { request.headers.append(HeaderField(name, value)) }
        }
    }
}

/// A step before a request as it was written.
package struct StepDefinition: Sendable {
    package var name: String
    /// Its own steps are ignored.
    package var request: RequestDefinition
    /// Where its answer has the values that are captured, by their names.
    package var capture: [(name: String, places: [Extraction])]
    /// For how long its captures hold for the whole endpoint, in milliseconds; 0: for one request.
    package var cacheMilliseconds: Int64
    /// Whether it is left out when a variable in it has no value.
    package var isOptional: Bool
    /// The key it stands under, such as `request.document.before.upload`.
    package var place: String

    package init(
        name: String, request: RequestDefinition, capture: [(name: String, places: [Extraction])] = [],
        cacheMilliseconds: Int64 = 0, isOptional: Bool = false, place: String
    ) {
        self.name = name
        self.request = request
        self.capture = capture
        self.cacheMilliseconds = cacheMilliseconds
        self.isOptional = isOptional
        self.place = place
    }
}

/// The question whether an address exists, as it was written.
package struct PrecheckDefinition: Sendable {
    package var request: RequestDefinition
    /// Any of these says that it exists; asked first.
    package var exists: [Conditions]
    /// Any of these says that it does not.
    package var missing: [Conditions]
    /// Where the answer has the gateway's own form of the address.
    package var capture: [Extraction]
    /// For how long an answer holds, in milliseconds (default 7 days).
    package var cacheMilliseconds: Int64

    package init(
        request: RequestDefinition, exists: [Conditions], missing: [Conditions], capture: [Extraction] = [],
        cacheMilliseconds: Int64 = 7 * 86_400_000
    ) {
        self.request = request
        self.exists = exists
        self.missing = missing
        self.capture = capture
        self.cacheMilliseconds = cacheMilliseconds
    }
}

/// The question whether the gateway works, as it was written.
package struct HealthDefinition: Sendable {
    package var request: RequestDefinition
    /// Any of these says that it does; none: any status of success.
    package var ok: [Conditions]

    package init(request: RequestDefinition, ok: [Conditions] = []) {
        self.request = request
        self.ok = ok
    }
}

package import Domain

/// What a gateway sent to our listener, as it came over the wire. It has secrets and people's data in it, so it prints
/// as nothing but its name.
package struct CallbackRequest: Sendable, CustomStringConvertible, CustomReflectable {
    package var method: String
    /// The segment after `/hooks/ENDPOINT/`, its percent-encoding undone; `nil`: there was none.
    package var secret: String?
    /// What stood after `?` in the URL, as it came; empty if nothing did.
    package var query: String
    package var headers: [HeaderField]
    /// The raw bytes: signatures are made over these and nothing else.
    package var body: [UInt8]
    /// The URL as the gateway knows it, query included, for signatures over the URL.
    package var url: String

    package init(
        method: String = "POST", secret: String? = nil, query: String = "", headers: [HeaderField] = [],
        body: [UInt8] = [], url: String = ""
    ) {
        self.method = method
        self.secret = secret
        self.query = query
        self.headers = headers
        self.body = body
        self.url = url
    }

    package var description: String { "CallbackRequest" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// The first value of a header field; the name's case does not matter.
    func header(_ name: String) -> String? {
        headers.first { Self.isSame($0.name, name) }?.value
    }

    /// The value of a header field that is there once: two of them say who was here before, not who sends.
    func soleHeader(_ name: String) -> String? {
        var values = headers.lazy.filter { Self.isSame($0.name, name) }.makeIterator()
        guard let value = values.next()?.value, values.next() == nil else { return nil }
        return value
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }
}

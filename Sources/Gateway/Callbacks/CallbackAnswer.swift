package import Domain

/// What became of a callback.
package enum CallbackAnswer: Hashable, Sendable {
    /// Verified and understood; there may be nothing in it for us. Answered 200, for unknown ids too.
    case events([CallbackEvent])
    /// The text that a gateway wants back before it calls: answered 200, as plain text.
    case challenge(String)
    /// Not verified: answered 401. The sentence is for the log and holds nothing of the request.
    case refused(String)
    /// Verified, and not understood: answered 200, since the same would only come again. The sentence is for the log
    /// and holds nothing of the request.
    case malformed(String)
}

/// One thing that a gateway tells.
package struct CallbackEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// What became of messages we sent.
        case receipt(ReceiptStatus)
        /// A person wrote; the text as it came.
        case inbound(text: String)
        /// The gateway's own connection to the network came or went.
        case session(isUp: Bool)
        /// A person is to be left alone, by a signal of the gateway's own.
        case optOut
    }

    package var kind: Kind
    /// The gateway's ids of the messages it is about: one receipt may name several.
    package var providerIDs: [String]
    /// Our idempotency key, where the gateway gives it back.
    package var ref: String?
    /// The person's addresses as the gateway wrote them; `AddressKey` makes them comparable.
    package var addresses: [String]
    /// When it happened, never later than it was told.
    package var at: Timestamp
    /// What a failed receipt means; `nil` for all else.
    package var verdict: Verdict?

    package init(
        kind: Kind, providerIDs: [String] = [], ref: String? = nil, addresses: [String] = [], at: Timestamp,
        verdict: Verdict? = nil
    ) {
        self.kind = kind
        self.providerIDs = providerIDs
        self.ref = ref
        self.addresses = addresses
        self.at = at
        self.verdict = verdict
    }
}

/// What became of a message after the gateway took it; the raw values are the words of the endpoint language.
package enum ReceiptStatus: String, CaseIterable, Sendable {
    /// Taken by the network, not yet by the person's device.
    case accepted
    case delivered
    case read
    case failed
}

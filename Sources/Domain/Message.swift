/// Where a message stands; the raw values are the words of the outbox's `state` column.
package enum MessageState: String, CaseIterable, Sendable {
    case new, queued, sending, sent, dead, cancelled, expired, uncertain

    /// Whether nothing more will happen to it by itself.
    package var isEnd: Bool {
        switch self {
        case .new, .queued, .sending: false
        case .sent, .dead, .cancelled, .expired, .uncertain: true
        }
    }
}

/// The way a message reaches the customer: decides which template and which address is used.
package enum Channel: String, CaseIterable, Sendable {
    case whatsapp, email, sms, task
}

/// What a message is for; decides whether opt-out and frequency cap hold for it.
package enum MessageKind: String, CaseIterable, Sendable {
    case reminder, offer
    /// A legal notice: ignores opt-out and frequency cap.
    case notice
    /// A call script for a person of the company; the customer does not read it.
    case task
}

/// What one request of a message carries.
package enum PartKind: String, CaseIterable, Sendable {
    case text, line, pix, document, qr
}

/// One part of a composed message, ready to be sent in its turn.
package struct Part: Hashable, Sendable {
    package var kind: PartKind
    /// What the customer reads, copies or scans: the rendered text, the digitable line, the Pix code.
    package var text: String
    /// In a merged message, the number of the invoice that it belongs to; `nil`: it is about all of them.
    package var owner: Int?
    /// Where the document that goes along is: an address, or a path below the folder of documents. `text` is then what is
    /// said to it.
    package var source: String?
    /// Whether the part goes without its document, or as its link, if that cannot be had.
    package var isOptional: Bool

    package init(
        kind: PartKind, text: String, owner: Int? = nil, source: String? = nil, isOptional: Bool = false
    ) {
        self.kind = kind
        self.text = text
        self.owner = owner
        self.source = source
        self.isOptional = isOptional
    }
}

/// A message as it will be sent: its parts in order, and a subject and an HTML half where the channel has them.
package struct Composition: Hashable, Sendable {
    package var parts: [Part]
    package var subject: String?
    /// The same as the text part, as a complete HTML document.
    package var html: String?
    /// What stands in for the text where the gateway takes approved templates only.
    package var approved: ApprovedTemplate?
    /// What is odd about it but does not stop it: stable words.
    package var warnings: [String]

    package init(
        parts: [Part], subject: String? = nil, html: String? = nil, approved: ApprovedTemplate? = nil,
        warnings: [String] = []
    ) {
        self.parts = parts
        self.subject = subject
        self.html = html
        self.approved = approved
        self.warnings = warnings
    }
}

/// A template that the gateway's operator has approved, and what its places are filled with.
package struct ApprovedTemplate: Hashable, Sendable {
    package var name: String
    /// Such as `pt_BR`.
    package var language: String
    /// In the order of the places.
    package var parameters: [String]

    package init(name: String, language: String, parameters: [String]) {
        self.name = name
        self.language = language
        self.parameters = parameters
    }
}

/// Where a message goes, in the forms gateways ask for.
package struct Address: Hashable, Sendable {
    /// `5511987654321` for a phone (country code first, digits only); empty for e-mail.
    package var digits: String
    /// `maria@example.com` for e-mail; empty for a phone.
    package var email: String

    package init(digits: String = "", email: String = "") {
        self.digits = digits
        self.email = email
    }

    /// `+5511987654321`.
    package var e164: String { digits.isEmpty ? "" : "+" + digits }
    /// `11987654321`: without the country code 55.
    package var national: String { digits.hasPrefix("55") ? String(digits.dropFirst(2)) : digits }
    /// `5511987654321@s.whatsapp.net`.
    package var jid: String { digits.isEmpty ? "" : digits + "@s.whatsapp.net" }
}

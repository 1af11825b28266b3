import Foundation
import QRCode

/// What an endpoint lets a message have.
package struct Presentation: Hashable, Sendable {
    /// `false`: the section `oferta` is left out, whatever the payload brings.
    package var allowsOffers: Bool
    /// `false`: a part `qr` is left out, or goes as the code where the template has no part `pix`.
    package var takesImages: Bool
    package var documents: Documents

    /// How a document reaches the customer (default: by its link).
    package enum Documents: Hashable, Sendable {
        /// As a message of its own.
        case own
        /// With the text, as an attachment.
        case attached
        /// Not at all: there is only its link.
        case linked
    }

    package init(allowsOffers: Bool = true, takesImages: Bool = true, documents: Documents = .linked) {
        self.allowsOffers = allowsOffers
        self.takesImages = takesImages
        self.documents = documents
    }
}

extension QRImage {
    /// The image's own address, for the `src` of an HTML page; `nil` if the text is too long for a code.
    static func address(of text: String) -> String? {
        (try? QRImage(encoding: text)).map { "data:image/png;base64," + Data($0.png).base64EncodedString() }
    }
}

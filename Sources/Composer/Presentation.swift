import Foundation
import QRCode

/// What an endpoint lets a message have.
package struct Presentation: Hashable, Sendable {
    /// `false`: the section `oferta` is left out, whatever the payload brings.
    package var allowsOffers: Bool
    /// `false`: a part `qr` is left out, or goes as the code where the template has no part `pix`.
    package var takesImages: Bool

    package init(allowsOffers: Bool = true, takesImages: Bool = true) {
        self.allowsOffers = allowsOffers
        self.takesImages = takesImages
    }
}

extension QRImage {
    /// The image's own address, for the `src` of an HTML page; `nil` if the text is too long for a code.
    static func address(of text: String) -> String? {
        (try? QRImage(encoding: text)).map { "data:image/png;base64," + Data($0.png).base64EncodedString() }
    }
}

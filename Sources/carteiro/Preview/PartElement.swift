import Domain
import Foundation

/// What stands in a message besides its text, the same on every device.
struct PartElement {
    /// The picture of a `qr` part.
    let qrPNG: [UInt8]?

    /// What is under a part that is meant to be copied; `nil` for the others.
    static func caption(_ kind: PartKind) -> String? {
        switch kind {
        case .line: "Linha digitável · segure para copiar"
        case .pix: "Pix copia e cola · segure para copiar"
        case .text, .document, .qr: nil
        }
    }

    func document(_ part: Part) -> String {
        """
        <div class="file"><span class="sheet" aria-hidden="true"></span>\
        <span class="name">\(HTMLText.fileName(part.text))<small>Documento</small></span></div>
        """
    }

    func code() -> String {
        guard let qrPNG, !qrPNG.isEmpty else {
            return "<p class=\"missing\">QR code sem imagem nesta prévia</p>"
        }
        let image = Data(qrPNG).base64EncodedString()
        return "<img class=\"code\" src=\"data:image/png;base64,\(image)\" alt=\"QR code do Pix\">"
    }
}

import Domain

/// A task for a person: the script of a call, on a card.
struct CallElement {
    let sheet: PreviewSheet

    var html: String {
        """
        <section class="call" aria-label="Roteiro da ligação">
        <h3>Roteiro da ligação</h3>
        <p class="whom">Ligar para <strong>\(HTMLText.escaped(sheet.recipient))</strong>, em nome de \
        \(HTMLText.escaped(sheet.sender))</p>
        \(subject)\(sheet.parts.map(element).joined(separator: "\n"))
        </section>
        """
    }

    private var subject: String {
        sheet.subject.map { "<p class=\"subject\">\(HTMLText.escaped($0))</p>\n" } ?? ""
    }

    private func element(_ part: Part) -> String {
        switch part.kind {
        case .text: "<p class=\"script\">\(HTMLText.escaped(part.text, multiline: true))</p>"
        case .line: "<h4>Linha digitável</h4>\n<p class=\"copy\">\(HTMLText.escaped(part.text))</p>"
        case .pix: "<h4>Pix copia e cola</h4>\n<p class=\"copy\">\(HTMLText.escaped(part.text))</p>"
        case .document: PartElement(qrPNG: sheet.qrPNG).document(part)
        case .qr: PartElement(qrPNG: sheet.qrPNG).code()
        }
    }
}

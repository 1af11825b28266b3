import Domain

/// An e-mail: its head, its HTML half on a phone in light and in dark, its text half.
struct MailElement {
    let sheet: PreviewSheet

    var html: String {
        """
        <section class="mail" aria-label="E-mail">
        <dl>
        <dt>Assunto</dt><dd class="subject">\(HTMLText.escaped(sheet.subject ?? "(sem assunto)"))</dd>
        <dt>De</dt><dd>\(HTMLText.escaped(from))</dd>
        <dt>Para</dt><dd>\(HTMLText.escaped(sheet.recipient))</dd>
        <dt>Data</dt><dd>\(HTMLText.escaped(sheet.moment))</dd>
        </dl>
        \(frames)
        \(sheet.parts.map(element).joined(separator: "\n"))
        </section>
        """
    }

    private var from: String {
        sheet.senderAddress.map { "\(sheet.sender) <\($0)>" } ?? sheet.sender
    }

    private var frames: String {
        guard let html = sheet.html else {
            return "<p class=\"missing\">Este e-mail só tem a versão em texto.</p>"
        }
        let document = HTMLText.escaped(html, multiline: true)
        return "<div class=\"frames\">"
            + [("light", "Tema claro"), ("dark", "Tema escuro")].map { frame(document, $0, $1) }.joined() + "</div>"
    }

    /// A frame of the width of a phone.
    ///
    /// Both frames hold the same document. What tells its `prefers-color-scheme` rules which theme there is, is the
    /// property `color-scheme` of the frame itself: for an embedded document, the embedding element's scheme is the
    /// preferred one (https://www.w3.org/TR/css-color-adjust-1/#preferred), whatever the reader's own is.
    ///
    /// An empty `sandbox` takes scripts, forms, windows and its origin away from it; the page's policy, which it
    /// inherits, takes the network away.
    private func frame(_ document: String, _ theme: String, _ caption: String) -> String {
        """
        <figure class="frame \(theme)"><figcaption>\(caption)</figcaption>\
        <iframe sandbox title="E-mail em \(caption.lowercased())" srcdoc="\(document)"></iframe></figure>
        """
    }

    private func element(_ part: Part) -> String {
        switch part.kind {
        case .text: section("Versão em texto", "<pre>\(HTMLText.escaped(part.text, multiline: true))</pre>")
        case .line: section("Linha digitável", "<pre class=\"copy\">\(HTMLText.escaped(part.text))</pre>")
        case .pix: section("Pix copia e cola", "<pre class=\"copy\">\(HTMLText.escaped(part.text))</pre>")
        case .document: section("Anexo", PartElement(qrPNG: sheet.qrPNG).document(part))
        case .qr: section("QR code do Pix", PartElement(qrPNG: sheet.qrPNG).code())
        }
    }

    private func section(_ heading: String, _ body: String) -> String {
        "<h3>\(heading)</h3>\n\(body)"
    }
}

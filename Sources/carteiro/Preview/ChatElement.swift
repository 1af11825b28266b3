import Composer
import Domain

/// The screen of a phone with bubbles on it: a messenger's conversation, or a short message.
struct ChatElement {
    let sheet: PreviewSheet

    var html: String {
        """
        <section class="phone \(isMessenger ? "messenger" : "sms")" aria-label="Tela do telefone">
        <div class="bar"><span class="avatar" aria-hidden="true">\(initials)</span>\
        <span class="who">\(HTMLText.escaped(sheet.sender))\
        <small>\(isMessenger ? "conta comercial" : "mensagem de texto")</small></span></div>
        <div class="talk">
        <p class="day">\(HTMLText.escaped(day))</p>
        \(sheet.parts.map(element).joined(separator: "\n"))
        </div>
        </section>
        """
    }

    private var isMessenger: Bool { sheet.channel == .whatsapp }

    /// The date without the hour.
    private var day: String {
        sheet.moment.split(separator: " ").first.map(String.init) ?? sheet.moment
    }

    /// The first letters of the first two words of the company's name.
    private var initials: String {
        HTMLText.escaped(String(sheet.sender.split(separator: " ").prefix(2).compactMap(\.first)).uppercased())
    }

    private func element(_ part: Part) -> String {
        let time = "<time>\(HTMLText.escaped(sheet.clock))</time>"
        let caption = PartElement.caption(part.kind).map { "<figcaption>\($0)</figcaption>" } ?? ""
        return "<figure class=\"bubble \(part.kind.rawValue)\"><div class=\"body\">\(body(part))\(time)</div>"
            + "\(caption)\(length(part))</figure>"
    }

    private func body(_ part: Part) -> String {
        switch part.kind {
        case .text:
            isMessenger
                ? "<p>\(HTMLText.marked(part.text))</p>" : "<p>\(HTMLText.escaped(part.text, multiline: true))</p>"
        case .line, .pix: "<p class=\"copy\">\(HTMLText.escaped(part.text))</p>"
        case .document: PartElement(qrPNG: sheet.qrPNG).document(part)
        case .qr: PartElement(qrPNG: sheet.qrPNG).code()
        }
    }

    /// What a short message costs.
    private func length(_ part: Part) -> String {
        if isMessenger || part.kind == .document || part.kind == .qr { return "" }
        let length = SMSLength(part.text)
        let costly = String(length.costly.prefix(12))
        let reason =
            costly.isEmpty
            ? "" : "<br>Cabem menos em cada SMS por causa de: <b>\(HTMLText.escaped(costly))</b>"
        return """
            <p class="length">\(Self.counted(length.characters, "caractere", "caracteres")), \
            \(Self.counted(length.segments, "SMS", "SMS"))\(reason)</p>
            """
    }

    private static func counted(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }
}

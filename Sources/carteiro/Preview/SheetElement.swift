import Domain

/// One message on the page: its title, its notes, and the device it arrives on.
struct SheetElement {
    let sheet: PreviewSheet
    /// Its place on the page, from 1.
    let number: Int

    var html: String {
        """
        <article id="m\(number)" aria-labelledby="m\(number)-title">
        <header>
        <h2 id="m\(number)-title">\(HTMLText.escaped(sheet.title))</h2>
        <p class="meta"><span>\(channelName)</span> <span>para \(HTMLText.escaped(sheet.recipient))</span> \
        <span>\(HTMLText.escaped(sheet.moment))</span></p>
        </header>
        \(notes)\(device)
        </article>
        """
    }

    private var channelName: String {
        switch sheet.channel {
        case .whatsapp: "WhatsApp"
        case .email: "E-mail"
        case .sms: "SMS"
        case .task: "Tarefa: ligação"
        }
    }

    private var device: String {
        switch sheet.channel {
        case .whatsapp: ChatElement(sheet: sheet).html
        case .email: MailElement(sheet: sheet).html
        case .sms: ChatElement(sheet: sheet).html
        case .task: CallElement(sheet: sheet).html
        }
    }

    private var notes: String {
        if sheet.notes.isEmpty { return "" }
        let items = sheet.notes.map { "<li>\(HTMLText.escaped($0, multiline: true))</li>" }
        return """
            <aside class="notes" aria-label="Avisos sobre esta mensagem">
            <h3>\(items.count == 1 ? "Aviso" : "Avisos")</h3>
            <ul>\(items.joined())</ul>
            </aside>

            """
    }
}

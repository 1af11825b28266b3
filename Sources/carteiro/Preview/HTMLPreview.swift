/// A page that shows messages as they would arrive, so that people can judge their wording before anything is sent.
///
/// It is one file: no script, nothing from a network (its content security policy forbids both), and none of the links
/// in it leads anywhere. Its words are Brazilian Portuguese, for staff read it.
enum HTMLPreview {
    /// The complete document.
    static func page(_ sheets: [PreviewSheet]) -> String {
        let isMany = sheets.count > 1
        let articles = sheets.enumerated().map { SheetElement(sheet: $1, number: $0 + 1).html }
        return """
            <!DOCTYPE html>
            <html lang="pt-BR">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <meta name="color-scheme" content="light dark">
            <title>\(title(sheets))</title>
            <style>
            \(HTMLPreviewStyle.sheet)
            </style>
            </head>
            <body>
            <header class="page">
            <p class="brand">Carteiro</p>
            <h1>\(isMany ? "Prévia das mensagens" : "Prévia da mensagem")</h1>
            <p>\(isMany ? "\(sheets.count) mensagens, como chegariam" : "Como chegaria") a quem recebe. \
            <strong>Nada foi enviado.</strong> Os links não abrem nada.</p>
            </header>
            \(isMany ? contents(sheets) : "")
            <main>
            \(articles.joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    /// `srcdoc` frames inherit it, so it holds for the e-mails shown too.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

    private static func title(_ sheets: [PreviewSheet]) -> String {
        sheets.count == 1 ? "Prévia · \(HTMLText.escaped(sheets[0].title))" : "Prévia de \(sheets.count) mensagens"
    }

    private static func contents(_ sheets: [PreviewSheet]) -> String {
        let entries = sheets.enumerated().map { index, sheet in
            "<li><a href=\"#m\(index + 1)\">\(HTMLText.escaped(sheet.title))</a></li>"
        }
        return """
            <nav class="contents" aria-label="Mensagens nesta página">
            <ol>
            \(entries.joined(separator: "\n"))
            </ol>
            </nav>
            """
    }
}

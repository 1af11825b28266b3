import Boleto
import Domain

/// The boleto as a file.
extension Composer {
    /// What is said to the document of an invoice.
    func caption(
        of template: MessageTemplate, _ invoice: Payload.Invoice, _ values: MessageValues
    ) throws(CompositionError) -> String {
        if let caption = template.caption {
            // In a message of several invoices each document has the words of its own invoice.
            let own = values.invoices.first { $0.payload.invoice.id == invoice.id } ?? values
            return try render(caption, own).onOneLine
        }
        return ["Boleto em PDF", invoice.reference?.text].compactMap { $0 }.joined(separator: ", ")
    }

    /// Puts the document with the text where the endpoint takes it so; where it takes none, the text gets its link,
    /// unless it has it already.
    ///
    /// - Throws: `missing`, if the document is there for the company alone, and the template cannot do without it.
    func addDocument(
        of invoice: Payload.Invoice, to parts: inout [Part], _ template: MessageTemplate, _ presentation: Presentation
    ) throws(CompositionError) {
        guard presentation.documents != .own, let wanted = template.parts.first(where: { $0.kind == .document }),
            let text = parts.firstIndex(where: { $0.kind == .text })
        else { return }
        guard let source = invoice.documentSource else {
            guard wanted.isOptional else { throw .missing(wanted.variableName) }
            return
        }
        if presentation.documents == .attached {
            parts[text].source = source
            parts[text].isOptional = wanted.isOptional
        } else if let url = invoice.pdfURL {
            guard !parts[text].text.contains(url) else { return }
            parts[text].text += "\n\nBoleto em PDF: \(url)"
        } else if !wanted.isOptional {
            throw .missing(wanted.variableName)
        }
    }
}

extension MessageTemplate {
    /// Whether the document is one of its parts.
    var wantsDocument: Bool { parts.contains { $0.kind == .document } }
}

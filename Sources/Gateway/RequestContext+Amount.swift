import Boleto
import Domain

extension RequestContext {
    /// What is to be paid, in cents: what the part's boleto or Pix code says; where that says nothing, or the part has none, the
    /// invoice's amount, unless the code is another invoice's that goes along in the message.
    var cents: Int64? { amount?.cents }

    private var amount: Money? {
        switch part {
        case .line:
            guard let code = try? BoletoCode(parsing: text) else { return nil }
            return code.amount ?? (line == code.line ? invoiced : nil)
        case .pix, .qr:
            guard let code = try? PixCode(parsing: text) else { return nil }
            return code.amount ?? (pix == code.text ? invoiced : nil)
        case .text, .document:
            return invoiced
        }
    }

    private var invoiced: Money? { invoice("amount").flatMap { try? Money(parsing: $0) } }

    private var line: String? { invoice("line").flatMap { try? BoletoCode(parsing: $0).line } }

    private var pix: String? { invoice("pix").flatMap { try? PixCode(parsing: $0).text } }

    private func invoice(_ name: String) -> String? { payload["invoice"]?[name]?.scalarText }
}

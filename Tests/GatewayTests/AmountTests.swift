import Composer
import Domain
import Testing

@testable import Gateway

/// `amount.cents`: what a part asks for.
@Suite("The amount of a part")
struct AmountTests {
    private static let pix =
        "00020126420014br.gov.bcb.pix0120cobranca@example.com5204000053039865406129.905802BR5911FIBRA NORTE6005BELEM"
        + "62060502F163047B4F"
    /// Its amount is left to whoever pays.
    private static let open =
        "00020126420014br.gov.bcb.pix0120cobranca@example.com5204000053039865802BR5911FIBRA NORTE6005BELEM62060502F1"
        + "63041F75"
    private static let line = "00190500954014481606906809350314737370000012990"

    private func cents(_ part: PartKind, _ text: String, invoice: String = "{}") throws -> JSON? {
        var context = try context(text: text, payload: #"{"invoice":\#(invoice)}"#)
        context.part = part
        return context.value(of: .amount)
    }

    @Test("A code that says its amount is believed, whatever the invoice says")
    func ofTheCode() throws {
        #expect(try cents(.pix, Self.pix, invoice: #"{"amount":"1.00"}"#) == .integer(12_990))
        #expect(try cents(.line, Self.line, invoice: #"{"amount":"1.00"}"#) == .integer(12_990))
        #expect(try cents(.qr, Self.pix) == .integer(12_990))
    }

    @Test("A code without one is the invoice's, if it is this invoice's code")
    func ofTheInvoice() throws {
        let own = #"{"amount":"129.90","pix":"\#(Self.open)"}"#
        #expect(try cents(.pix, Self.open, invoice: own) == .integer(12_990))
        #expect(try cents(.pix, Self.open, invoice: #"{"amount":"129.90","pix":"\#(Self.pix)"}"#) == nil)
        #expect(try cents(.pix, Self.open, invoice: #"{"amount":"129.90"}"#) == nil)
    }

    @Test("Text and document ask for the invoice's", arguments: [PartKind.text, .document])
    func ofText(part: PartKind) throws {
        #expect(try cents(part, "Olá", invoice: #"{"amount":"1.234,56"}"#) == .integer(123_456))
        #expect(try cents(part, "Olá", invoice: #"{"amount":129.9}"#) == .integer(12_990))
        for invoice in [#"{"amount":"1.234"}"#, #"{"amount":null}"#, "{}", "null", #"{"amount":[]}"#] {
            #expect(try cents(part, "Olá", invoice: invoice) == nil)
        }
    }

    @Test("What is no code asks for nothing", arguments: [PartKind.pix, .line, .qr])
    func noCode(part: PartKind) throws {
        #expect(try cents(part, "000201", invoice: #"{"amount":"129.90","pix":"000201","line":"000201"}"#) == nil)
    }

    @Test("It is a JSON number, and its absence is told")
    func body() throws {
        let tree = BodyTree.object([try member("value", "{{amount.cents}}")])
        let plan = try plan(definition(body: .json(tree, omitNull: false)))
        var context = try context(text: Self.line)
        context.part = .line
        let request = try plan.request(for: .line, context)
        #expect(String(decoding: request.body ?? [], as: UTF8.self) == #"{"value":12990}"#)
        context.part = .text
        #expect(throws: RequestError.missing("amount.cents")) { try plan.request(for: .line, context) }
    }
}

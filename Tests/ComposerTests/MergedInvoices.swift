import Boleto
import Domain
import Testing

@testable import Composer

/// Invoices of one customer, each with codes of its own.
struct MergedInvoice {
    var id: String
    var cents: Int64
    /// `2026-11-10`.
    var due: String
    var hasPix = true
    var hasLine = true
    var hasLinks = false
    /// Further members of the invoice, with a comma before each.
    var more = ""
    /// Members of the customer and of the payload, with a comma behind and before each.
    var customer = #""id":"C-1001","name":"MARIA DAS DORES SILVA","phone":"11987654321","plan":"Fibra 300""#
    var rest = ""

    /// A barcode's 43 digits without the general one, which is the one that fits.
    var line: String {
        get throws {
            let date = try #require(CivilDate(parsing: due))
            let base = try #require(CivilDate(parsing: "2022-05-29"))
            let amount = String(cents)
            let rest =
                String(date.days(since: base)) + String(repeating: "0", count: 10 - amount.count) + amount
                + "0500940144816060680935031"
            return try #require((1...9).compactMap { try? BoletoCode(parsing: "0019\($0)\(rest)") }.first).line
        }
    }

    /// A static code that has the invoice's id for its own.
    var pix: String {
        func field(_ tag: String, _ value: String) -> String {
            tag + (value.utf8.count < 10 ? "0" : "") + String(value.utf8.count) + value
        }
        let key = field("00", "br.gov.bcb.pix") + field("01", "123e4567-e89b-12d3-a456-426614174000")
        let body =
            field("00", "01") + field("26", key) + field("52", "0000") + field("53", "986")
            + field("54", Money(cents: cents).decimal) + field("58", "BR") + field("59", "FIBRA NORTE")
            + field("60", "BELEM") + field("62", field("05", id)) + "6304"
        let checksum = String(PixCode.checksum(of: body.utf8), radix: 16, uppercase: true)
        return body + String(repeating: "0", count: 4 - checksum.count) + checksum
    }

    var payload: Payload {
        get throws {
            let links = #","url":"https://pague.example.com/\#(id)","pdf_url":"https://pague.example.com/\#(id).pdf""#
            let codes =
                (hasPix ? #","pix":"\#(pix)""# : "") + (hasLine ? #","line":"\#(try line)""# : "")
                + (hasLinks ? links : "")
            return try PayloadTests.parse(
                #"{"customer":{\#(customer)},"invoice":{"id":"\#(id)","amount":"\#(Money(cents: cents).decimal)","#
                    + #""due_date":"\#(due)"\#(codes)\#(more)}\#(rest)}"#)
        }
    }

    /// Due in September, October and November of 2026: on the 20th of November they cost 132.92 and more.
    static let three = [
        MergedInvoice(id: "F0910", cents: 12_990, due: "2026-09-10"),
        MergedInvoice(id: "F1009", cents: 12_990, due: "2026-10-09"),
        MergedInvoice(id: "F1110", cents: 15_990, due: "2026-11-10"),
    ]

    static func compose(
        _ template: MessageTemplate, _ invoices: [MergedInvoice], on day: String = "2026-11-20",
        for presentation: Presentation = Presentation()
    ) throws -> Composition {
        try ComposerTests.composer().compose(
            template, merging: invoices.map { try $0.payload }, for: presentation, at: InvoiceTests.moment(day))
    }
}

import Boleto

/// Codes of invoices that do not exist, sound in every digit, for invented customers.
enum SampleInvoice {
    /// A digitable line of Banco do Brasil for a made-up agreement; `nil` for a day that no line can carry.
    static func line(amount: Money, due: CivilDate) -> String? {
        guard let factor = DueDateFactor.factor(of: due), (0..<10_000_000_000).contains(amount.cents) else {
            return nil
        }
        let body = digits(factor, 4) + digits(Int(amount.cents), 10) + "0501144014481606900680935"
        // One of the nine check digits is right, and the parser knows which.
        return (1...9).lazy.compactMap { try? BoletoCode(parsing: "0019\($0)\(body)") }.first?.formatted
    }

    /// A dynamic Pix code of an invented bank, as one that closes the boleto too.
    static func pix(amount: Money) -> String {
        let account =
            field("00", "br.gov.bcb.pix") + field("25", "pix.example.com/qr/v2/cobv/9d36b84fc70b478fb95c12729b90ca25")
        let reais = "\(amount.cents / 100).\(digits(Int(amount.cents % 100), 2))"
        let body =
            field("00", "01") + field("26", account) + field("52", "0000") + field("53", "986") + field("54", reais)
            + field("58", "BR") + field("59", "FIBRA NORTE") + field("60", "BELEM")
            + field("62", field("05", "***")) + "6304"
        let checksum = String(PixCode.checksum(of: body.utf8), radix: 16, uppercase: true)
        return body + String(repeating: "0", count: 4 - checksum.count) + checksum
    }

    private static func field(_ tag: String, _ value: String) -> String {
        tag + digits(value.utf8.count, 2) + value
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}

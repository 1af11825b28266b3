/// A Pix code put together field by field, with a checksum of its own making.
struct PixText {
    var format: String? = "000201"
    var initiation = ""
    var account: String? = field(26, field(0, "br.gov.bcb.pix") + field(1, "123e4567-e89b-12d3-a456-426655440000"))
    var category = field(52, "0000")
    var currency = field(53, "986")
    var amount = field(54, "119.90")
    var country = field(58, "BR")
    var name = field(59, "PROVEDOR EXEMPLO LTDA")
    var city = field(60, "SALVADOR")
    var additional = field(62, field(5, "INV202611000777"))
    var recurrence = ""
    var checksum: String?

    static func field(_ tag: Int, _ value: String) -> String {
        twoDigits(tag) + twoDigits(value.unicodeScalars.count) + value
    }

    var text: String {
        let head = (format ?? "") + initiation + (account ?? "") + category + currency
        return Self.closed(head + amount + country + name + city + additional + recurrence, checksum)
    }

    /// The text with its checksum behind it.
    static func closed(_ text: String, _ checksum: String? = nil) -> String {
        text + "6304" + (checksum ?? self.checksum(of: text + "6304"))
    }

    /// Bit by bit, as the standard describes it.
    static func checksum(of text: String) -> String {
        var register = 0xFFFF
        for byte in text.utf8 {
            for bit in (0..<8).reversed() {
                let isOut = (register >> 15) ^ (Int(byte) >> bit & 1) == 1
                register = register << 1 & 0xFFFF
                if isOut { register ^= 0b0001_0000_0010_0001 }
            }
        }
        let digits = String(register, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

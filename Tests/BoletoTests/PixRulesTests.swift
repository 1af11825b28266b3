import Boleto
import Testing

/// Each rule of a Pix code, broken alone.
@Suite("PixCode rules")
struct PixRulesTests {
    typealias Case = (PixText, [String])

    private static func pix(_ fields: String...) -> String {
        PixText.field(26, PixText.field(0, "br.gov.bcb.pix") + fields.joined())
    }

    @Test(
        "limits are kept to the character",
        arguments: [
            (PixText(name: PixText.field(59, String(repeating: "A", count: 25))), []),
            (PixText(name: PixText.field(59, String(repeating: "Á", count: 25))), []),
            (PixText(name: PixText.field(59, "A")), []),
            (PixText(name: PixText.field(59, String(repeating: "A", count: 26))), ["name_len"]),
            (PixText(name: PixText.field(59, "")), ["name_len"]),
            (PixText(name: ""), ["name_len"]),
            (PixText(city: PixText.field(60, String(repeating: "Ç", count: 15))), []),
            (PixText(city: PixText.field(60, String(repeating: "A", count: 16))), ["city_len"]),
            (PixText(city: PixText.field(60, "")), ["city_len"]),
            (PixText(city: ""), ["city_len"]),
            (PixText(additional: PixText.field(62, PixText.field(5, String(repeating: "z", count: 25)))), []),
            (PixText(additional: PixText.field(62, PixText.field(5, "***"))), []),
            (PixText(additional: PixText.field(62, PixText.field(5, "aZ09"))), []),
            (
                PixText(additional: PixText.field(62, PixText.field(5, String(repeating: "z", count: 26)))),
                ["txid_format"]
            ),
            (PixText(additional: PixText.field(62, PixText.field(5, ""))), ["txid_format"]),
            (PixText(additional: PixText.field(62, PixText.field(5, "**"))), ["txid_format"]),
            (PixText(additional: PixText.field(62, PixText.field(5, "****"))), ["txid_format"]),
            (PixText(additional: PixText.field(62, PixText.field(5, "é1"))), ["txid_format"]),
            (PixText(amount: PixText.field(54, "")), ["amount_format"]),
            (PixText(amount: PixText.field(54, "1,50")), ["amount_format"]),
            (PixText(amount: PixText.field(54, "1.505")), ["amount_format"]),
            (PixText(amount: PixText.field(54, ".50")), ["amount_format"]),
            (PixText(amount: PixText.field(54, "1.5.")), ["amount_format"]),
            (PixText(amount: PixText.field(54, "-1.50")), ["amount_format"]),
            (PixText(amount: PixText.field(54, "1 50")), ["amount_format"]),
            (PixText(amount: PixText.field(54, "00000000001.50")), ["amount_format"]),
        ] as [Case])
    func limits(code: PixText, expected: [String]) {
        #expect(words(code.text) == expected)
    }

    @Test(
        "fixed fields have their values",
        arguments: [
            (PixText(initiation: "010211"), []), (PixText(initiation: "010212"), []),
            (PixText(initiation: "010213"), ["initiation_method"]),
            (PixText(currency: PixText.field(53, "840")), ["currency"]), (PixText(currency: ""), ["currency"]),
            (PixText(country: PixText.field(58, "US")), ["country"]),
            (PixText(country: PixText.field(58, "br")), ["country"]), (PixText(country: ""), ["country"]),
            (PixText(category: ""), ["mcc_format"]), (PixText(category: PixText.field(52, "48")), ["mcc_format"]),
            (PixText(category: PixText.field(52, "48A4")), ["mcc_format"]),
            (PixText(category: PixText.field(52, "4814")), []),
            (PixText(format: "000202"), ["payload_format"]), (PixText(format: nil), ["payload_format"]),
            (PixText(format: "010211000201"), ["payload_format"]),
            (PixText(format: "020201000201"), ["payload_format"]),
            (PixText(name: PixText.field(59, "A\u{1F}B")), ["charset"]),
            (PixText(name: PixText.field(59, "A\u{7F}B")), ["charset"]),
            (PixText(name: PixText.field(59, "A\u{85}B")), ["charset"]),
            (PixText(currency: "", country: "", name: ""), ["currency", "country", "name_len"]),
        ] as [Case])
    func fixed(code: PixText, expected: [String]) {
        #expect(words(code.text) == expected)
    }

    @Test(
        "a code names one thing to pay to",
        arguments: [
            (PixText(account: nil), ["account_missing"]),
            (PixText(account: PixText.field(26, PixText.field(0, "BR.COM.OUTRO"))), ["account_missing"]),
            (PixText(account: PixText.field(26, PixText.field(0, "br.gov.bcb.pixx"))), ["account_missing"]),
            (PixText(account: pix()), ["key_or_url_missing"]),
            (PixText(account: pix(PixText.field(2, "text"))), ["key_or_url_missing"]),
            (PixText(account: pix(PixText.field(1, "a@b"), PixText.field(25, "x.y/z"))), ["key_and_url"]),
            (
                PixText(
                    account: pix(PixText.field(1, "a@b"))
                        + PixText.field(27, PixText.field(0, "br.gov.bcb.pix") + PixText.field(1, "c@d"))),
                ["account_twice"]
            ),
            (PixText(account: pix(PixText.field(25, "https://x.y/z"))), ["url_with_scheme"]),
            (PixText(account: pix(PixText.field(25, "HTTP://x.y/z"))), ["url_with_scheme"]),
            (PixText(account: pix(PixText.field(25, "x.y:8443/z"))), []),
            (PixText(account: pix(PixText.field(25, "/z"))), ["url_format"]),
            (PixText(account: pix(PixText.field(25, "x y/z"))), ["url_format"]),
            (PixText(account: pix(PixText.field(25, ""))), ["url_format"]),
            (PixText(account: pix(PixText.field(1, "a@b"), PixText.field(3, "99999008"))), []),
            (PixText(account: pix(PixText.field(1, "a@b"), PixText.field(3, "9999900"))), ["fss_format"]),
            (PixText(account: pix(PixText.field(1, "a@b"), PixText.field(3, "9999900A"))), ["fss_format"]),
            (
                PixText(
                    recurrence: PixText.field(
                        80, PixText.field(0, "br.gov.bcb.pix") + PixText.field(25, "https://x.y/z"))),
                ["url_with_scheme"]
            ),
        ] as [Case])
    func accounts(code: PixText, expected: [String]) {
        #expect(words(code.text) == expected)
    }

    @Test(
        "a key is written as banks look it up",
        arguments: [
            ("123e4567-e89b-12d3-a456-426655440000", true), ("11111111-2222-3333-4444-555555555555", true),
            ("52998224725", true), ("11222333000181", true), ("12ABC34501DE35", true), ("+5511987654321", true),
            ("pix@example.com", true), ("a-word", true),
            ("529.982.247-25", false), ("11.222.333/0001-81", false), ("5511987654321", false), ("+55 11 98765", false),
            ("+55(11)987654321", false), ("+", false), ("+5511987654321000", false), ("@example.com", false),
            ("pix@", false), ("a@b@c", false), ("", false), ("two words", false), ("ação@example.com", false),
            ("11111111-2222-3333-4444-55555555555", false), ("11111111222-3333-4444-5555-555555555", false),
        ])
    func keys(key: String, isKey: Bool) {
        #expect(words(PixText(account: Self.pix(PixText.field(1, key))).text) == (isKey ? [] : ["key_format"]))
    }

    @Test("the checksum is checked to the letter, comes last and cannot be missing")
    func checksums() {
        let text = PixText(amount: "").text
        #expect(text.hasSuffix("6304572F"), "the sample has a letter in its checksum")
        #expect(words(PixText(amount: "", checksum: "0000").text) == ["crc"])
        #expect(words(text.dropLast(4) + text.suffix(4).lowercased()) == ["crc"])
        #expect(words(String(text.dropLast(8))) == ["crc_missing"])
        #expect(words(text + "9902ab") == ["crc_not_last"])
        #expect(words(String(text.dropLast(8)) + "6303ABC") == ["crc"])
        #expect(words(text.replacing("SALVADOR", with: "SALVADOU")) == ["crc"])
    }

    @Test("of a broken structure the first fault is told, with what can be judged before it")
    func structure() {
        #expect(words("") == ["empty"])
        #expect(words(" \n\t") == ["empty"])
        #expect(words("000") == ["tlv:truncated_header@0:000"])
        #expect(words("000201260") == ["tlv:truncated_header@6:260"])
        #expect(words("00020153") == ["tlv:truncated_header@6:53"])
        #expect(words("000201ab02cd") == ["tlv:non_numeric_tag_or_length@6:ab02"])
        #expect(words("000201５302") == ["tlv:non_numeric_tag_or_length@6:５302"])
        #expect(words("0002015999abc") == ["tlv:truncated_value@6:5999"])
        #expect(words("0002015303840" + "5303986" + "5802BR") == ["tlv:duplicate_tag@13:5303", "currency"])
        #expect(words("000202" + "5902Áé" + "60") == ["tlv:truncated_header@12:60", "payload_format"])
    }

    @Test("a fault within the account or the additional data counts from the code's beginning")
    func nestedStructure() {
        let long = "26180014br.gov.bcb.pix0199"
        #expect(words(PixText(account: "2622" + long.dropFirst(4)).text).first == "tlv:truncated_value@28:0199")
        let broken = PixText(account: PixText.field(26, "0015br.gov.bcb.pix"))
        #expect(words(broken.text) == ["tlv:truncated_value@10:0015"])
        let additional = PixText(additional: PixText.field(62, "0503ab"))
        #expect(words(additional.text).first?.hasPrefix("tlv:truncated_value@") == true)
        let twice = PixText(additional: PixText.field(62, "0501a0501b"))
        #expect(words(twice.text).first?.hasPrefix("tlv:duplicate_tag@") == true)
        let recurrence = PixText(recurrence: PixText.field(80, "0014br.gov.bcb.pix25"))
        #expect(words(recurrence.text).first?.hasPrefix("tlv:truncated_header@") == true)
    }

    @Test("a code whose inner blanks were taken out does not add up")
    func innerBlanks() {
        let text = PixText().text
        #expect(words(text.replacing(" ", with: "")).first?.hasPrefix("tlv:") == true)
        #expect(words(text.replacing("PROVEDOR EXEMPLO", with: "PROVEDOR\nEXEMPLO")) == ["charset", "crc"])
    }

    @Test("every code that is cut short is refused")
    func cut() {
        let text = PixText().text
        for count in 0..<text.count { #expect(!words(String(text.prefix(count))).isEmpty, "\(count)") }
    }

    @Test("every fault has a message of its own that tells nothing of the code")
    func messages() {
        let faults = Set(PixCodeError.Fault.allCases.map { PixCodeError(structure: nil, faults: [$0]).message })
        #expect(faults.count == PixCodeError.Fault.allCases.count)
        let kinds = ["0002015303840ab02cd", "0002015303840530", "00020153038405999", "00020153038405303986"].map {
            text in
            let error = #expect(throws: PixCodeError.self) { try PixCode(parsing: text) }
            #expect(error?.message.contains("after 13 characters") == true)
            #expect(error?.message.contains("; the currency") == true)
            #expect(error?.message.contains(text.dropFirst(13)) == false)
            return error?.structure?.kind
        }
        #expect(Set(kinds) == Set(PixCodeError.Structure.Kind.allCases))
    }
}

import Mail
import Testing

@Suite("Mail addresses")
struct MailAddressTests {
    @Test(
        "A name and an address are read",
        arguments: [
            ("a@b.example", "", "a@b.example"), ("<a@b.example>", "", "a@b.example"),
            ("  a@b.example ", "", "a@b.example"), ("Fibra Norte <a@b.example>", "Fibra Norte", "a@b.example"),
            ("Fibra Norte<a@b.example>", "Fibra Norte", "a@b.example"),
            ("São João S.A. <a@b.example>", "São João S.A.", "a@b.example"),
            ("Cobrança, avisos <a@b.example>", "Cobrança, avisos", "a@b.example"),
            ("\"Ana \\\"Net\\\" \\\\ <x@y>\" <a@b.example>", "Ana \"Net\" \\ <x@y>", "a@b.example"),
            ("\"\" <a@b.example>", "", "a@b.example"),
            ("a.b+c-d_e!#$%&'*/=?^`{|}~@b-c.d9.example", "", "a.b+c-d_e!#$%&'*/=?^`{|}~@b-c.d9.example"),
            ("1@2.3", "", "1@2.3"),
            (
                String(repeating: "a", count: 64) + "@b.example", "",
                String(repeating: "a", count: 64) + "@b.example"
            ),
        ])
    func read(text: String, name: String, address: String) throws {
        let read = try MailAddress(parsing: text)
        #expect(read.name == name)
        #expect(read.address == address)
        #expect(read.domain == address.split(separator: "@").last ?? "")
    }

    @Test(
        "What is wrong is said",
        arguments: [
            ("", .empty), ("  ", .empty), ("Ana <>", .empty), ("Ana", .noAt), ("a.b.example", .noAt),
            ("josé@b.example", .notASCII), ("a@é.example", .notASCII), ("a@b.example.\u{3b1}", .notASCII),
            ("@b.example", .localPart), (".a@b.example", .localPart), ("a.@b.example", .localPart),
            ("a..b@b.example", .localPart), ("a b@b.example", .localPart), ("\"a\"@b.example", .localPart),
            ("a(c)@b.example", .localPart), ("a,c@b.example", .localPart), ("a:c@b.example", .localPart),
            (String(repeating: "a", count: 65) + "@b.example", .localPart), ("a@", .domain), ("a@b", .domain),
            ("a@b.", .domain), ("a@.b", .domain), ("a@b..c", .domain), ("a@-b.c", .domain), ("a@b-.c", .domain),
            ("a@b_c.d", .domain), ("a@[127.0.0.1]", .domain), ("a@b c.d", .domain),
            ("a@" + String(repeating: "b", count: 64) + ".c", .domain),
            ("a@" + String(repeating: "b.", count: 130) + "c", .tooLong), ("a@b@c.d", .severalAddresses),
            ("a@b.example, c@d.example", .severalAddresses), ("A <a@b.c>, B <d@e.f>", .brackets),
            ("a@b.example <a@b.example>", .severalAddresses), ("A <a@b.c> B", .severalAddresses),
            ("A <a@b.example", .brackets), ("A a@b.example>", .brackets), ("A <<a@b.example>>", .brackets),
            ("A > <a@b.example>", .brackets), ("A \"B\" <a@b.example>", .brackets), ("\"A <a@b.example>", .quotes),
            ("\"A\" B <a@b.example>", .quotes), ("\"A\\\" <a@b.example>", .quotes),
            ("a@b.example\r\nBcc: x@y.z", .controlCharacter), ("A\nB <a@b.example>", .controlCharacter),
            ("A\0 <a@b.example>", .controlCharacter), ("A\u{2028}B <a@b.example>", .controlCharacter),
            ("A\u{85}B <a@b.example>", .controlCharacter), ("a@b.example\u{7f}", .controlCharacter),
        ] as [(String, MailAddressError)])
    func wrong(text: String, error: MailAddressError) {
        #expect(throws: error) { try MailAddress(parsing: text) }
        #expect(!error.description.isEmpty)
    }

    @Test("A name of its own keeps whatever it is, but for control characters")
    func parts() throws {
        #expect(try MailAddress(name: "Ana <x@y>, \"B\"", address: "a@b.example").name == "Ana <x@y>, \"B\"")
        #expect(throws: MailAddressError.controlCharacter) { try MailAddress(name: "a\r\n", address: "a@b.example") }
        #expect(throws: MailAddressError.localPart) { try MailAddress(name: "Ana", address: "Ana <a@b.example") }
    }
}

import Domain
import Testing

@Suite("The key of an address")
struct AddressKeyTests {
    @Test(
        "A Brazilian mobile has one key in all its forms",
        arguments: [
            "5511987654321", "551187654321", "+5511987654321", "+55 11 98765-4321", "+55 (11) 8765-4321", "11987654321",
            "1187654321", "(11) 98765-4321", "011 98765-4321", "0055 11 98765 4321", "5511987654321@s.whatsapp.net",
            "551187654321@c.us", "551187654321@C.US", "5511987654321:12@s.whatsapp.net",
            "551187654321.0:1@s.whatsapp.net",
            "5511987654321_1:2@s.whatsapp.net", "whatsapp:+5511987654321", "WhatsApp:+55 11 98765-4321",
            " 5511987654321\n", "Maria <+5511987654321>", "0 15 11 98765-4321",
        ])
    func mobile(written: String) {
        #expect(AddressKey(written)?.text == "551187654321")
    }

    @Test(
        "Mobiles whose eight digits could be a landline's keep the ninth, and are not the landline",
        arguments: [
            ("5511933334444", "5511933334444"), ("551133334444", "551133334444"), ("(11) 93333-4444", "5511933334444"),
            ("1133334444", "551133334444"), ("551133334444@c.us", "551133334444"),
            ("5591987654321", "559187654321"), ("559187654321", "559187654321"), ("5591960000000", "559160000000"),
            ("5555999887766", "555599887766"), ("55999887766", "555599887766"), ("555599887766@c.us", "555599887766"),
        ])
    func plan(written: String, key: String) {
        #expect(AddressKey(written)?.text == key)
    }

    @Test(
        "Other countries' numbers, opaque names and e-mail addresses have keys of their own",
        arguments: [
            ("+351912345678", "351912345678"), ("351912345678@s.whatsapp.net", "351912345678"),
            ("15551234567@c.us", "15551234567"), ("whatsapp:+1 (555) 123-4567", "15551234567"),
            ("19981234567@c.us", "19981234567"), ("351912345678", "351912345678"),
            ("182736455@lid", "182736455@lid"), ("182736455:3@lid", "182736455@lid"), ("1.1:3@LID", "1@lid"),
            ("Maria.Silva+boleto@Example.COM", "maria.silva+boleto@example.com"),
            ("Maria da Silva <Maria@example.com>", "maria@example.com"), ("<a@b>", "a@b"),
            ("JOÃO@example.com.br", "joão@example.com.br"),
        ])
    func others(written: String, key: String) {
        #expect(AddressKey(written)?.text == key)
    }

    @Test(
        "What is no person's address has no key",
        arguments: [
            "", " ", "@", "a@", "@b", "a@b@c", "a b@c", "a@b, c@d", "<>", "<a@b", "123-456@g.us", "1203630@g.us",
            "status@broadcast", "120363@newsletter", "987654321", "4004-1234", "0800 123 4567", "190", "15551234567",
            "maria", "5511987654321/1198", "55119876543210000", "5500987654321", "551198765@c.us", "5511187654321@c.us",
            "x@s.whatsapp.net", "@lid", "a@lid", "11987654321.0", "whatsapp:", "+", "+0123456789", "+12345",
            "1234567890123456@c.us", "5511987654321:x@s.whatsapp.net", "a@b\u{0}", "a@b_c", "1+2", "+55+11987654321",
            "true_5511987654321@c.us_3EB0",
            String(repeating: "1", count: 600), String(repeating: "a", count: 501) + "@example.com",
        ])
    func none(written: String) {
        #expect(AddressKey(written) == nil)
    }

    @Test("What a message was sent to is found again by what comes back")
    func address() {
        #expect(AddressKey(Address(digits: "5591987654321")) == AddressKey("559187654321@s.whatsapp.net"))
        #expect(AddressKey(Address(digits: "15551234567")) == AddressKey("15551234567@c.us"))
        #expect(AddressKey(Address(email: "Maria@Example.com")) == AddressKey("maria@example.com"))
        #expect(AddressKey(Address()) == nil)
    }

    @Test("Any text has a key or none, and a key is its own")
    func fuzz() {
        var random = SeededGenerator(seed: 20_261_121)
        let pieces = [
            "55", "11", "9", "8765", "4321", "@", "c.us", "s.whatsapp.net", "lid", ":", ".", "+", "whatsapp:", " ", "<",
            ">", "a", "é", "\u{301}", "\0", "(", ")", "-", "0", "\u{FF11}", "g.us", "🙏", "x",
        ]
        var keys = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...8, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let key = AddressKey(text) else { continue }
            keys += 1
            #expect(AddressKey(key.text) == key || AddressKey("+" + key.text) == key, "\(text)")
        }
        #expect(keys > 100)
    }
}

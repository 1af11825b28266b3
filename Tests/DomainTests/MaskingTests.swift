import Domain
import Testing

@Suite("Masking")
struct MaskingTests {
    @Test(
        "A phone number keeps its country and area code and its last four digits",
        arguments: [
            ("5511987654321", "5511*****4321"),
            ("+55 (11) 98765-4321", "5511*****4321"),
            ("559133334444", "5591****4444"),
            ("11987654321", "11*****4321"),
            ("1133334444", "11****4444"),
            ("987654321", "*******21"),
            ("33334444", "******44"),
            ("3334444", "***"),
            ("190", "***"),
            ("", "***"),
            ("não tem", "***"),
            ("5511987654321@s.whatsapp.net", "5511*****4321"),
            ("5511987654321123456789", "***"),
            ("٣٣٣٣٤٤٤٤", "***"),
        ])
    func phone(text: String, masked: String) {
        #expect(Masking.phone(text) == masked)
    }

    @Test(
        "An e-mail address keeps its first character and its domain",
        arguments: [
            ("maria@example.com", "m***@example.com"),
            ("maria.silva+boleto@mail.example.com.br", "m***@mail.example.com.br"),
            ("m@example.com", "***@example.com"),
            ("@example.com", "***@example.com"),
            ("\"maria@casa\"@example.com", "\"***@example.com"),
            ("élida@example.com", "é***@example.com"),
            ("maria@", "***"),
            ("maria", "***"),
            ("", "***"),
        ])
    func email(text: String, masked: String) {
        #expect(Masking.email(text) == masked)
    }

    @Test(
        "A name becomes its initials",
        arguments: [
            ("Maria das Dores Silva", "M.D.S."),
            ("MARIA DAS DORES E SILVA", "M.D.S."),
            ("  joão   da  silva ", "J.S."),
            ("Élida", "É."),
            ("A B C D E F", "A.B.C.D."),
            ("d'Ávila (cliente)", "D.C."),
            ("5511987654321", "***"),
            ("de", "***"),
            ("", "***"),
        ])
    func name(text: String, masked: String) {
        #expect(Masking.name(text) == masked)
    }

    @Test(
        "A CPF keeps its middle, a CNPJ its branch",
        arguments: [
            ("123.456.789-09", "***.456.789-**"),
            ("39053344705", "***.533.447-**"),
            ("000.000.001-91", "***.000.001-**"),
            ("54.550.752/0001-55", "**.***.752/0001-**"),
            ("16727230000197", "**.***.230/0001-**"),
            ("12.abc.345/01de-35", "**.***.345/01DE-**"),
            ("AB1CD2EF000170", "**.***.2EF/0001-**"),
            ("ZZZZZZZZZZZZ62", "**.***.ZZZ/ZZZZ-**"),
            ("1234567890", "***"),
            ("123456789012", "***"),
            ("123456789012345", "***"),
            ("", "***"),
        ])
    func document(text: String, masked: String) {
        #expect(Masking.document(text) == masked)
    }

    @Test("An address is masked by what it holds")
    func address() {
        #expect(Masking.address(Address(digits: "5511987654321")) == "5511*****4321")
        #expect(Masking.address(Address(email: "maria@example.com")) == "m***@example.com")
        #expect(Masking.address(Address()) == "***")
    }
}

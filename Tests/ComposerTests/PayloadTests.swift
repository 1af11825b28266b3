import Boleto
import Domain
import Testing

@testable import Composer

@Suite("Payload")
struct PayloadTests {
    static let pix =
        "00020126580014br.gov.bcb.pix0136123e4567-e89b-12d3-a456-4266141740005204000053039865406129.90"
        + "5802BR5911FIBRA NORTE6005BELEM62130509EXEMPLO4263047EA8"

    /// The contract's example.
    static let example = #"""
        {"customer": {"id": "C-1001", "name": "MARIA DAS DORES SILVA", "phone": "(11) 98765-4321",
         "email": "maria@example.com", "document": "529.982.247-25", "since": "2021-03-10", "plan": "Fibra 300",
         "state": "SP", "time_zone": "America/Sao_Paulo", "history": {"paid_on_time": 18, "paid_late": 1}},
         "invoice": {"id": "F-2026-11-0042", "amount": "129.90", "due_date": "2026-11-10", "reference": "2026-11",
         "description": "Mensalidade novembro/2026",
         "line": "00190.50095 40144.816069 06809.350314 8 16260000012990", "pix": "\#(pix)",
         "url": "https://pague.example.com/0042", "pdf_url": "https://pague.example.com/0042.pdf"},
         "offer": {"code": "indique", "text": "Um mês grátis."}, "vars": {"anything": "ok"}}
        """#

    static func parse(_ text: String) throws(PayloadError) -> Payload { try Payload(parsing: Array(text.utf8)) }

    @Test("reads the contract's example")
    func example() throws {
        let payload = try Self.parse(Self.example)
        #expect(payload.customer.id == "C-1001")
        #expect(payload.customer.name == "MARIA DAS DORES SILVA")
        #expect(payload.customer.since?.text == "março de 2021")
        #expect(payload.customer.history?.paidOnTime == 18)
        #expect(payload.customer.history?.paidLate == 1)
        #expect(payload.customer.timeZone == "America/Sao_Paulo")
        #expect(payload.invoice.amount == Money(cents: 12_990))
        #expect(payload.invoice.dueDate?.iso == "2026-11-10")
        #expect(payload.invoice.reference?.text == "novembro de 2026")
        #expect(payload.invoice.line == "00190500954014481606906809350314816260000012990")
        #expect(payload.invoice.pdfURL == "https://pague.example.com/0042.pdf")
        #expect(payload.offer.code == "indique")
        #expect(payload.json["customer"]?["document"] == .string("529.982.247-25"))
    }

    @Test("nothing is required of an object")
    func empty() throws {
        let payload = try Self.parse(#"{"customer": null, "invoice": {}, "x": [1], "vars": null}"#)
        #expect(payload.customer == Payload.Customer())
        #expect(payload.invoice == Payload.Invoice())
    }

    @Test("identifiers, phone and amount may be numbers; blanks and null are absent")
    func forms() throws {
        let payload = try Self.parse(
            #"{"customer":{"id":1001,"phone":11987654321,"name":"  ","plan":null,"history":{"paid_on_time":"7"}},"#
                + #""invoice":{"id":"  7 ","amount":129.9,"due_date":"10/11/2026","description":"a\n\tb"}}"#)
        #expect(payload.customer.id == "1001")
        #expect(payload.customer.phone == "11987654321")
        #expect(payload.customer.name == nil)
        #expect(payload.customer.plan == nil)
        #expect(payload.customer.history?.paidOnTime == 7)
        #expect(payload.invoice.id == "7")
        #expect(payload.invoice.amount?.cents == 12_990)
        #expect(payload.invoice.description == "a\n\tb")
        #expect(payload.invoice.reference?.text == "novembro de 2026")
    }

    @Test(
        "names the field that is wrong",
        arguments: [
            ("[]", "not-an-object"), ("\"x\"", "not-an-object"), ("null", "not-an-object"), ("{", "not-json"),
            ("", "not-json"),
            (#"{"customer": [1]}"#, "customer"), (#"{"invoice": "x"}"#, "invoice"), (#"{"offer": 1}"#, "offer"),
            (#"{"vars": [1]}"#, "vars"), (#"{"invoice": [{}]}"#, "invoice"),
            (#"{"customer": {"id": true}}"#, "customer.id"), (#"{"customer": {"name": 5}}"#, "customer.name"),
            (#"{"customer": {"phone": {}}}"#, "customer.phone"), (#"{"customer": {"email": 1}}"#, "customer.email"),
            (#"{"customer": {"since": "ontem"}}"#, "customer.since"), (#"{"customer": {"plan": []}}"#, "customer.plan"),
            (#"{"customer": {"time_zone": 3}}"#, "customer.time_zone"),
            (#"{"customer": {"history": 3}}"#, "customer.history"),
            (#"{"customer": {"history": {"paid_on_time": -1}}}"#, "customer.history.paid_on_time"),
            (#"{"customer": {"history": {"paid_late": 1.5}}}"#, "customer.history.paid_late"),
            (#"{"customer": {"history": {"paid_late": 99999999999999999999}}}"#, "customer.history.paid_late"),
            (#"{"invoice": {"id": []}}"#, "invoice.id"), (#"{"invoice": {"amount": true}}"#, "invoice.amount"),
            (#"{"invoice": {"amount": "1.234"}}"#, "invoice.amount"),
            (#"{"invoice": {"amount": -5}}"#, "invoice.amount"),
            (#"{"invoice": {"amount": 0}}"#, "invoice.amount"), (#"{"invoice": {"amount": 1e3}}"#, "invoice.amount"),
            (#"{"invoice": {"amount": 99999999999999999999}}"#, "invoice.amount"),
            (#"{"invoice": {"amount": 1.005}}"#, "invoice.amount"),
            (#"{"invoice": {"due_date": "2026-02-30"}}"#, "invoice.due_date"),
            (#"{"invoice": {"due_date": 20261110}}"#, "invoice.due_date"),
            (#"{"invoice": {"reference": "novembro"}}"#, "invoice.reference"),
            (#"{"invoice": {"description": 1}}"#, "invoice.description"),
            (#"{"invoice": {"line": "123"}}"#, "invoice.line"),
            (#"{"invoice": {"line": "O0190.50095 40144.816069 06809.350314 3 37370000000100"}}"#, "invoice.line"),
            (#"{"invoice": {"pix": 1}}"#, "invoice.pix"),
            (#"{"invoice": {"pix": "00020126"}}"#, "invoice.pix"), (#"{"invoice": {"fine": -1}}"#, "invoice.fine"),
            (#"{"invoice": {"line": "00190500954014481606906809350314716260000012990"}}"#, "invoice.line"),
            (#"{"invoice": {"discount": "x%"}}"#, "invoice.discount"),
            (#"{"invoice": {"total": -1}}"#, "invoice.total"),
            (#"{"invoice": {"calculated_on": "x"}}"#, "invoice.calculated_on"),
            (#"{"customer": {"state": "XX"}}"#, "customer.state"),
            (#"{"invoice": {"url": "javascript:alert(1)"}}"#, "invoice.url"),
            (#"{"invoice": {"url": "https://a b"}}"#, "invoice.url"),
            (#"{"invoice": {"pdf_url": "/tmp/a.pdf"}}"#, "invoice.pdf_url"),
            (#"{"offer": {"text": 1}}"#, "offer.text"), (#"{"offer": {"code": {}}}"#, "offer.code"),
            (#"{"customer": {"name": "a\u0000b"}}"#, "customer.name"),
            (#"{"customer": {"name": "a\nb"}}"#, "customer.name"),
            (#"{"customer": {"plan": "a\u007f"}}"#, "customer.plan"),
            (#"{"customer": {"id": "a\u0085"}}"#, "customer.id"),
            (#"{"invoice": {"description": "a\rb"}}"#, "invoice.description"),
            (#"{"customer": {"id": 1001.0}}"#, "customer.id"),
            (#"{"customer": {"phone": 11987654321.0}}"#, "customer.phone"),
            (#"{"invoice": {"id": "A", "id": "B"}}"#, "invoice.id"), (#"{"invoice": {}, "invoice": {}}"#, "invoice"),
            (#"{"invoice": {"due_date": "0001-01-01"}}"#, "invoice.due_date"),
            (#"{"invoice": {"amount": "100000000.00"}}"#, "invoice.amount"),
            (#"{"invoice": {"url": "https://a\u202e"}}"#, "invoice.url"),
            (#"{"customer": {"name": "CONCEI\u00c3\u2021\u00c3\u0192O"}}"#, "customer.name"),
            (#"{"customer": {"name": "ANT\u00c3\u201dNIO"}}"#, "customer.name"),
            (#"{"customer": {"plan": "n\u00c2\u00ba 5"}}"#, "customer.plan"),
            (#"{"invoice": {"pix": "a\tb"}}"#, "invoice.pix"),
            (#"{"offer": {"text": "a\u001b[1m"}}"#, "offer.text"),
            (#"{"customer": {"name": "a\u009b"}}"#, "customer.name"),
        ])
    func wrong(text: String, field: String) throws {
        let error = try #require(throws: PayloadError.self) { try Self.parse(text) }
        #expect(error.reason == "invalid-payload: \(field)")
    }

    @Test("letters that share a byte with control characters are letters")
    func letters() throws {
        #expect(try Self.parse(#"{"customer": {"name": "À à Â ° € 🀄"}}"#).customer.name == "À à Â ° € 🀄")
    }

    @Test(
        "bytes that are no UTF-8 are told apart from text that is no JSON",
        arguments: [[0x80], [0xED, 0xA0, 0x80], [0xC3, 0x28, 0x90]] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) throws {
        let payload = Array(#"{"customer": {"name": ""#.utf8) + bytes + Array(#""}}"#.utf8)
        #expect(throws: PayloadError(field: "not-utf8", problem: .notUTF8)) { try Payload(parsing: payload) }
        #expect(throws: PayloadError(field: "not-utf8", problem: .notUTF8)) { try Payload(parsing: bytes) }
    }

    @Test("Latin-1 is told apart, with the field that has it and a way out")
    func latin1() throws {
        let payload =
            Array(#"{"customer": {"id": "C-1", "name": "JO"#.utf8) + [0xC3] + Array(#"O"}, "vars": {"a": "é"}}"#.utf8)
        let error = try #require(throws: PayloadError.self) { try Payload(parsing: payload) }
        #expect(error.reason == "invalid-payload: customer.name")
        #expect(error.message.hasPrefix("customer.name: Latin-1, not UTF-8 (convert it first, in PHP by "))
    }

    @Test("takes what PHP and MySQL make of nothing, and of a number where a text is meant")
    func generous() throws {
        let payload = try Self.parse(
            #"{"customer":{"since":"2021-03-10 00:00:00","plan":300,"history":[],"name":"\u202eMAR\u200bIA *ANA*"},"#
                + #""invoice":{"discount_until":"0000-00-00","reference":"2026-11-01","total":"0.00","#
                + #""description":"a\r\nb"},"offer":[],"vars":[]}"#)
        #expect(payload.customer.since?.text == "março de 2021")
        #expect(payload.customer.plan == "300")
        #expect(payload.customer.history == nil)
        #expect(payload.customer.name == "MARIA ANA")
        #expect(payload.invoice.discount == nil)
        #expect(payload.invoice.reference?.text == "novembro de 2026")
        #expect(payload.invoice.total == nil)
        #expect(payload.invoice.description == "a\nb")
        #expect(try Self.parse(#"{"customer":{"name":"NULL"}}"#).customer.name == nil)
    }

    @Test("what a producer calls its own members is not repeated")
    func memberNames() throws {
        let payload =
            Array(#"{"customer": {"id": "C-1"}, "vars": {"Maria 529.982.247-25": ""#.utf8) + [0xE9]
            + Array(#""}}"#.utf8)
        #expect(try #require(throws: PayloadError.self) { try Payload(parsing: payload) }.field == "vars")
    }

    @Test("a text that was encoded twice is refused")
    func encodedTwice() throws {
        let error = try #require(throws: PayloadError.self) {
            try Self.parse(#"{"customer": {"name": "JO\u00C3\u00A3O"}}"#)
        }
        #expect(error == PayloadError(field: "customer.name", problem: .encodedTwice))
        #expect(try Self.parse(#"{"customer": {"name": "JOÃO À “IRMÔ…"}}"#).customer.name == "JOÃO À “IRMÔ…")
    }

    @Test(
        "dates as databases write them",
        arguments: [
            ("2026-11-10 00:00:00", "2026-11-10"), ("2026-11-10T23:59", "2026-11-10"), ("10/11/2026", "2026-11-10"),
            ("2026-11-10T00:00:00Z", nil), ("2026-11-10 00:00:00.000000", "2026-11-10"), ("2026-11-10 0a:00", nil),
            ("0000-00-00", nil), ("10-11-2026", nil),
        ] as [(String, String?)])
    func dates(text: String, date: String?) {
        #expect((try? Self.parse(#"{"invoice":{"due_date":"\#(text)"}}"#).invoice.dueDate?.iso) == date)
    }

    @Test(
        "a field that is wrong says how, and repeats nothing of it",
        arguments: [
            (
                #"{"invoice": {"amount": "1.999"}}"#,
                "invoice.amount: malformed (an amount has at most two decimal places)"
            ),
            (#"{"invoice": {"amount": 0}}"#, "invoice.amount: malformed (an amount of zero is nothing to remind of)"),
            (
                #"{"invoice": {"due_date": "31/02/2026"}}"#,
                "invoice.due_date: malformed (write a day that exists, such as 2026-11-10)"
            ),
            (#"{"customer": {"name": 7}}"#, "customer.name: wrong type"),
        ])
    func messages(payload: String, message: String) throws {
        #expect(try #require(throws: PayloadError.self) { try Self.parse(payload) }.message == message)
    }

    @Test("20,000 damaged payloads are read or refused, never worse", arguments: [20_261_123 as UInt64])
    func damaged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let original = Array(Self.example.utf8)
        let splices = [
            #"null"#, #""""#, "[]", "{}", "1e99", "-1", "\\u0000", "\u{85}", "\\ud800", "\"", "99999999999999999999",
            "{{x}}",
        ].map { Array($0.utf8) }
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = .random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: splices.randomElement(using: &random) ?? [], at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
                }
                if bytes.isEmpty { bytes = original }
            }
            do throws(PayloadError) {
                let payload = try Payload(parsing: bytes)
                accepted += 1
                #expect(payload.invoice.amount.map { $0.cents > 0 } ?? true, "seed \(seed)")
                #expect(payload.customer.name.map { !$0.isEmpty } ?? true, "seed \(seed)")
            } catch {
                #expect(error.reason.hasPrefix("invalid-payload: "), "seed \(seed)")
            }
        }
        #expect(accepted > 500 && accepted < 19_500, "seed \(seed): \(accepted)")
    }
}

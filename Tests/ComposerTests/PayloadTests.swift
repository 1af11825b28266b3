import Boleto
import Domain
import Testing

@testable import Composer

@Suite("Payload")
struct PayloadTests {
    /// The contract's example.
    static let example = #"""
        {"customer": {"id": "C-1001", "name": "MARIA DAS DORES SILVA", "phone": "(11) 98765-4321",
         "email": "maria@example.com", "document": "529.982.247-25", "since": "2021-03-10", "plan": "Fibra 300",
         "state": "SP", "time_zone": "America/Sao_Paulo", "history": {"paid_on_time": 18, "paid_late": 1}},
         "invoice": {"id": "F-2026-11-0042", "amount": "129.90", "due_date": "2026-11-10", "reference": "2026-11",
         "description": "Mensalidade novembro/2026",
         "line": "00190.50095 40144.816069 06809.350314 3 37370000000100", "pix": "00020126580014br.gov.bcb.pix6304ABCD",
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
        #expect(payload.invoice.line == "00190500954014481606906809350314337370000000100")
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
            (#"{"customer": []}"#, "customer"), (#"{"invoice": "x"}"#, "invoice"), (#"{"offer": 1}"#, "offer"),
            (#"{"vars": [1]}"#, "vars"),
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
            (#"{"invoice": {"url": "javascript:alert(1)"}}"#, "invoice.url"),
            (#"{"invoice": {"url": "https://a b"}}"#, "invoice.url"),
            (#"{"invoice": {"pdf_url": "/tmp/a.pdf"}}"#, "invoice.pdf_url"),
            (#"{"offer": {"text": 1}}"#, "offer.text"), (#"{"offer": {"code": {}}}"#, "offer.code"),
            (#"{"customer": {"name": "a\u0000b"}}"#, "customer.name"),
            (#"{"customer": {"name": "a\nb"}}"#, "customer.name"),
            (#"{"customer": {"plan": "a\u007f"}}"#, "customer.plan"),
            (#"{"customer": {"id": "a\u0085"}}"#, "customer.id"),
            (#"{"invoice": {"description": "a\rb"}}"#, "invoice.description"),
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
        arguments: [[0x80], [0xC3], [0xED, 0xA0, 0x80], [0xFF]] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) throws {
        let payload = Array(#"{"customer": {"name": ""#.utf8) + bytes + Array(#""}}"#.utf8)
        #expect(throws: PayloadError(field: "not-utf8", problem: .malformed)) { try Payload(parsing: payload) }
        #expect(throws: PayloadError(field: "not-utf8", problem: .malformed)) { try Payload(parsing: bytes) }
    }

    @Test(
        "six on time and at most a quarter late is a good history",
        arguments: [
            (6, 0, true), (6, 2, true), (6, 3, false), (5, 0, false), (9, 3, true), (0, 0, false), (18, 1, true),
            (Int.max, 1, false),
        ])
    func history(onTime: Int, late: Int, isGood: Bool) throws {
        let payload = try Self.parse(#"{"customer":{"history":{"paid_on_time":\#(onTime),"paid_late":\#(late)}}}"#)
        #expect(try #require(payload.customer.history).isGood == isGood)
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

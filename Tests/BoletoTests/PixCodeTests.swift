import Boleto
import Testing

@Suite("PixCode")
struct PixCodeTests {
    struct Vectors: Decodable {
        var valid: [Valid] = []
        var invalid: [Invalid] = []
        var edge: [Edge] = []
    }

    struct Valid: Decodable, Sendable, CustomTestStringConvertible {
        var id: String
        var payload: String
        var kind: String
        var pixAccount: [String: String]
        var amount: String?
        var merchantName: String
        var merchantCity: String
        var txid: String
        var crc: String

        var testDescription: String { id }
    }

    struct Invalid: Decodable, Sendable, CustomTestStringConvertible {
        var id: String
        var payload: String
        var failing: [String]

        var testDescription: String { id }
    }

    struct Edge: Decodable, Sendable {
        var payload: String
        var strictErrors: [String]?
    }

    static let vectors = CodeFixture.read("pix", as: Vectors.self) ?? Vectors()

    @Test("the fixture is there")
    func fixture() {
        #expect(Self.vectors.valid.count == 20)
        #expect(Self.vectors.invalid.count == 6)
        #expect(Self.vectors.edge.count == 2)
    }

    @Test("agrees with every valid code", arguments: vectors.valid)
    func valid(vector: Valid) throws {
        let code = try PixCode(parsing: "\u{FEFF} \n\(vector.payload)\r\n\u{A0}")
        #expect(code.text == vector.payload)
        #expect(code.kind.rawValue == vector.kind)
        #expect(code.amountText == vector.amount)
        #expect(code.txid == vector.txid)
        #expect(code.merchantName == vector.merchantName)
        #expect(code.merchantCity == vector.merchantCity)
        #expect(code.key == vector.pixAccount["01"])
        #expect(code.description == vector.pixAccount["02"])
        #expect(code.url == vector.pixAccount["25"])
        #expect(String(PixCode.checksum(of: vector.payload.utf8.dropLast(4)), radix: 16) == Self.unpadded(vector.crc))
    }

    private static func unpadded(_ checksum: String) -> String {
        let digits = checksum.lowercased().drop { $0 == "0" }
        return digits.isEmpty ? "0" : String(digits)
    }

    @Test("refuses every invalid code with its words", arguments: vectors.invalid)
    func invalid(vector: Invalid) {
        #expect(words(vector.payload) == vector.failing)
    }

    @Test("reads accents, counted as characters", arguments: vectors.edge)
    func edge(vector: Edge) throws {
        #expect(words(vector.payload) == vector.strictErrors ?? [])
        #expect(try PixCode(parsing: vector.payload).merchantCity.lowercased() == "brasília")
    }

    @Test("the checksum is CRC-16/CCITT-FALSE")
    func checksum() {
        #expect(PixCode.checksum(of: "123456789".utf8) == 0x29B1)
        #expect(PixCode.checksum(of: []) == 0xFFFF)
        #expect(PixCode.checksum(of: [0]) == 0xE1F0)
        #expect(PixCode.checksum(of: [0xFF, 0xFF]) == 0)
    }

    @Test("a recurrence beside a key or a charge leaves the code static or dynamic")
    func kinds() throws {
        let identifier = PixText.field(0, "BR.GOV.BCB.PIX")
        let recurrence = PixText.field(80, identifier + PixText.field(25, "psp.example/rec/1"))
        let beside = try PixCode(parsing: PixText(recurrence: recurrence).text)
        #expect(beside.kind == .static)
        #expect(beside.recurrenceURL == "psp.example/rec/1")
        let charge = PixText.field(26, identifier + PixText.field(25, "psp.example/cobv/1"))
        let dynamic = try PixCode(parsing: PixText(account: charge, amount: "", recurrence: recurrence).text)
        #expect(dynamic.kind == .dynamic)
        #expect(dynamic.url == "psp.example/cobv/1")
        #expect(dynamic.amount == nil)
        #expect(dynamic.key == nil)
        let alone = PixText(account: PixText.field(26, identifier), recurrence: recurrence)
        #expect(try PixCode(parsing: alone.text).kind == .composite)
    }

    @Test("the account may stand in any of the fields 26 to 51, beside those of others", arguments: [26, 30, 51])
    func accountPlace(tag: Int) throws {
        let others = PixText.field(tag == 26 ? 27 : 26, PixText.field(0, "BR.COM.OUTRO") + PixText.field(1, "x"))
        let own = PixText.field(tag, PixText.field(0, "Br.Gov.Bcb.Pix") + PixText.field(1, "a@b.c"))
        #expect(try PixCode(parsing: PixText(account: own + others).text).key == "a@b.c")
    }

    @Test("what others put into their templates is not read")
    func foreignTemplates() throws {
        let recurrence =
            PixText.field(80, PixText.field(0, "BR.COM.OUTRO") + PixText.field(25, "x/y"))
            + PixText.field(81, "any text") + PixText.field(99, "0014BR.GOV")
        #expect(try PixCode(parsing: PixText(recurrence: recurrence).text).recurrenceURL == nil)
    }

    @Test(
        "reads amounts in all their forms",
        arguments: [
            ("10", 1_000), ("10.", 1_000), ("0.9", 90), ("119.90", 11_990), ("0.01", 1), ("0", 0), ("0.00", 0),
            ("9999999999.99", 999_999_999_999), ("9999999999999", 999_999_999_999_900), ("007.50", 750),
        ])
    func amounts(text: String, cents: Int64) throws {
        let code = try PixCode(parsing: PixText(amount: PixText.field(54, text)).text)
        #expect(code.amount == Money(cents: cents))
        #expect(code.amountText == text)
    }

    @Test("without additional data there is no txid")
    func noTxid() throws {
        #expect(try PixCode(parsing: PixText(additional: "").text).txid == nil)
        let other = PixText.field(62, PixText.field(50, "x"))
        #expect(try PixCode(parsing: PixText(additional: other).text).txid == nil)
    }

    @Test("no message repeats a piece of the code", arguments: vectors.invalid)
    func secrecy(vector: Invalid) {
        let error = #expect(throws: PixCodeError.self) { try PixCode(parsing: vector.payload) }
        let message = error?.message ?? vector.payload
        #expect(!message.isEmpty)
        let characters = Array(vector.payload)
        for start in 0..<(characters.count - 6) {
            let piece = String(characters[start..<start + 6])
            // What messages say of every code.
            guard !["000201", "br.gov.bcb.pix", "https://"].contains(where: { $0.contains(piece) }) else { continue }
            #expect(!message.contains(piece))
        }
    }
}

/// The words of a refusal; none if the code is read.
func words(_ payload: String) -> [String] {
    do throws(PixCodeError) {
        _ = try PixCode(parsing: payload)
        return []
    } catch {
        return error.words
    }
}

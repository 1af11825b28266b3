import Boleto
import Foundation
import Testing

@Suite("PhoneNumber")
struct PhoneNumberTests {
    struct Vectors: Decodable {
        var ddd: [Int]
        var cases: [Vector]
    }

    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        var id: String
        var input: String
        var defaultDdd: Int?
        var e164: String?
        var kind: String?
        var error: String?
        var whatsappCandidates: [String]

        var testDescription: String { id }
    }

    static let vectors: Vectors = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: folder.appendingPathComponent("Fixtures/phone.json")),
            let vectors = try? decoder.decode(Vectors.self, from: data)
        else { return Vectors(ddd: [], cases: []) }
        return vectors
    }()

    @Test("the fixture is there")
    func fixture() {
        #expect(Self.vectors.cases.count == 26)
        #expect(Self.vectors.ddd.count == 67)
    }

    @Test("agrees with every vector", arguments: Self.vectors.cases)
    func vector(vector: Vector) throws {
        do throws(PhoneNumberError) {
            let number = try PhoneNumber(parsing: vector.input, defaultAreaCode: vector.defaultDdd)
            #expect(number.e164 == vector.e164)
            #expect(number.kind.rawValue == vector.kind)
            #expect(number.candidates == vector.whatsappCandidates)
        } catch {
            #expect(error.rawValue == vector.error)
        }
    }

    @Test("a number that went through a spreadsheet is refused, not made somebody else's")
    func decimal() {
        #expect(throws: PhoneNumberError.invalidCharacter) { try PhoneNumber(parsing: "1198765432.0") }
        #expect(throws: PhoneNumberError.invalidCharacter) { try PhoneNumber(parsing: "11987654321.00") }
        #expect((try? PhoneNumber(parsing: "11.98765.4321"))?.digits == "5511987654321")
        #expect((try? PhoneNumber(parsing: "1198765.4321"))?.digits == "5511987654321")
    }

    @Test("knows exactly the area codes that exist")
    func areaCodes() {
        let accepted = (0...99).filter { code in
            let area = code < 10 ? "0\(code)" : "\(code)"
            return (try? PhoneNumber(parsing: "+55\(area)987654321")) != nil
        }
        #expect(accepted == Self.vectors.ddd)
    }

    @Test(
        "reads the prefixes people type",
        arguments: [
            ("0 15 11 98765-4321", "5511987654321"), ("021 31 3456-7890", "553134567890"),
            ("90 11 98765-4321", "5511987654321"), ("90 15 11 98765-4321", "5511987654321"),
            ("055 55 99123-4567", "5555991234567"), ("+55 (55) 99123-4567", "5555991234567"),
            ("00 55 11 3456 7890", "551134567890"), ("0XX11 98765.4321", "5511987654321"),
            ("5511987654321:12@s.whatsapp.net", "5511987654321"), ("558588765432@c.us", "5585988765432"),
            ("\u{202A}+55 11 98765\u{2011}4321\u{202C}", "5511987654321"),
            ("11\u{A0}98765\u{2013}4321", "5511987654321"),
            ("(91) 8123-4567", "5591981234567"), ("91 7123-4567", "5591971234567"),
        ])
    func prefixes(text: String, digits: String) throws {
        #expect(try PhoneNumber(parsing: text).digits == digits)
    }

    @Test(
        "refuses the rest with its word",
        arguments: [
            ("   ", PhoneNumberError.empty), ("+", .empty), ("@s.whatsapp.net", .empty),
            ("0800 123 4567", .nonGeographic),
            ("0300 123 4567", .nonGeographic), ("4020-1234", .nonGeographic), ("+351 912 345 678", .foreignCountry),
            ("00 1 212 555 1234", .foreignCountry), ("+55 11 9876", .length), ("123", .length),
            ("11987654321; 11912345678", .multipleNumbers), ("11987654321 +5511912345678", .multipleNumbers),
            ("(11) 9A876-4321", .invalidCharacter), ("não tem", .invalidCharacter), ("１１９８７６５４３２１", .invalidCharacter),
            ("11 18765-4321", .invalidSubscriber), ("0xxx11987654321", .invalidCharacter),
            ("11x987654321", .invalidCharacter), (String(repeating: "9", count: 5_000), .length),
        ])
    func refuses(text: String, expected: PhoneNumberError) {
        #expect(throws: expected) { try PhoneNumber(parsing: text) }
    }

    @Test("an area code that does not exist is refused as a default too")
    func badDefault() {
        #expect(throws: PhoneNumberError.invalidAreaCode) {
            try PhoneNumber(parsing: "98765-4321", defaultAreaCode: 23)
        }
    }
}

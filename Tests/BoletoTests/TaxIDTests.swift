import Boleto
import Domain
import Testing

@Suite("TaxID")
struct TaxIDTests {
    struct Vectors: Decodable {
        var cases: [Vector]
    }

    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        var id: String
        var input: String
        var type: String?
        var normalised: String?
        var valid: Bool
        var error: String?
        var formatted: String?
        var logMask: String?

        var testDescription: String { id }
    }

    static let cases = CodeFixture.read("cpf_cnpj", as: Vectors.self)?.cases ?? []

    @Test("the fixture is there")
    func fixture() {
        #expect(Self.cases.count == 20)
    }

    @Test("agrees with every vector", arguments: cases)
    func vector(vector: Vector) {
        do throws(TaxIDError) {
            let document = try TaxID(parsing: vector.input)
            #expect(vector.valid)
            #expect(document.kind.rawValue == vector.type)
            #expect(document.normalised == vector.normalised)
            #expect(document.formatted == vector.formatted)
            #expect(document.masked == vector.logMask)
        } catch {
            #expect(!vector.valid)
            #expect(error.word == vector.error)
            #expect(error.kind?.rawValue == vector.type)
        }
    }

    @Test(
        "reads any punctuation, refuses the rest with its word",
        arguments: [
            (" 529.982.247\u{2013}25\n", nil), ("529\u{A0}982 247/25", nil), ("11.222.333/0001-81", nil),
            ("", "length_or_charset"), ("...", "length_or_charset"), ("529.982.247-2", "length_or_charset"),
            ("529.982.247-255", "length_or_charset"), ("5299822472X", "length_or_charset"),
            ("５２９９８２２４７２５", "length_or_charset"), ("112223330001811", "length_or_charset"),
            ("11222333000_81", "format"), ("112223330001A1", "format"), ("11222333ß00181", "format"),
            ("00000000000", "repeated_digits"), ("99999999999", "repeated_digits"),
            ("99999999999999", "repeated_digits"), ("11222333000180", "check_digits"),
            ("11222333000191", "check_digits"), ("52998224735", "check_digits"),
        ] as [(String, String?)])
    func reads(text: String, word: String?) {
        do throws(TaxIDError) {
            _ = try TaxID(parsing: text)
            #expect(word == nil)
        } catch {
            #expect(error.logWord == word)
        }
    }

    @Test("what goes to a log has no digit of the document")
    func secrecy() {
        for vector in Self.cases where !vector.valid {
            let error = #expect(throws: TaxIDError.self) { try TaxID(parsing: vector.input) }
            #expect(error?.logWord.contains(where: \.isNumber) == false)
            #expect(error?.message.contains("expected") == false)
        }
    }

    /// The weights as the Receita prints them.
    private static let weights: [TaxID.Kind: [[Int]]] = [
        .cpf: [[10, 9, 8, 7, 6, 5, 4, 3, 2], [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]],
        .cnpj: [[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]],
    ]

    @Test("of all endings only the one by the printed weights passes", arguments: [TaxID.Kind.cpf, .cnpj])
    func endings(kind: TaxID.Kind) throws {
        var random = SeededGenerator(seed: 17)
        let alphabet = Array((kind == .cpf ? "0123456789" : "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ").utf8)
        for _ in 0..<60 {
            var characters = (0..<(kind == .cpf ? 9 : 12)).map { _ in alphabet.randomElement(using: &random) ?? 48 }
            for weights in try #require(Self.weights[kind]) {
                let sum = zip(characters, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
                characters.append(sum % 11 < 2 ? 48 : UInt8(48 + 11 - sum % 11))
            }
            let stem = String(decoding: characters.dropLast(2), as: UTF8.self)
            let accepted = (0...99).map { stem + ($0 < 10 ? "0\($0)" : "\($0)") }.filter {
                (try? TaxID(parsing: $0)) != nil
            }
            #expect(accepted == [String(decoding: characters, as: UTF8.self)])
        }
    }
}

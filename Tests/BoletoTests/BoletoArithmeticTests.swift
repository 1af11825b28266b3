import Boleto
import Domain
import Testing

/// What the check digits must notice, judged by a second implementation.
@Suite("BoletoCode against a second implementation")
struct BoletoArithmeticTests {
    @Test("10,000 bank codes made by the manuals go from line to barcode and back", arguments: [47 as UInt64])
    func bankRoundTrips(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let wrong = Self.wrong((0..<10_000).map { _ in NaiveBoleto.randomBank(using: &random) })
        #expect(wrong.isEmpty, "seed \(seed)")
    }

    @Test("so do 2,000 collection codes, and those with value id 6 or 8 have an amount", arguments: [48 as UInt64])
    func collectionRoundTrips(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let codes = (0..<2_000).map { _ in NaiveBoleto.randomCollection(using: &random) }
        #expect(Self.wrong(codes).isEmpty, "seed \(seed)")
        let amounts = codes.filter { code in
            let hasAmount = code.barcode.dropFirst(2).first == "6" || code.barcode.dropFirst(2).first == "8"
            let cents = Int64(code.barcode.dropFirst(4).prefix(11))
            return (try? BoletoCode(parsing: code.line))?.amount?.cents == (hasAmount ? cents : nil)
        }
        #expect(amounts.count == codes.count, "seed \(seed)")
    }

    /// The lines that are not read, or not the same again.
    private static func wrong(_ codes: [(line: String, barcode: String)]) -> [String] {
        var wrong: [String] = []
        for made in codes {
            guard let fromLine = try? BoletoCode(parsing: made.line),
                let fromBarcode = try? BoletoCode(parsing: made.barcode), fromLine == fromBarcode,
                fromLine.line == made.line, fromLine.barcode == made.barcode
            else {
                wrong.append(made.line)
                continue
            }
        }
        return wrong
    }

    @Test("notices every change of a digit in a bank's line that arithmetic can", arguments: BoletoVectors.valid.bank)
    func bankDigits(vector: BoletoVectors.Bank) {
        let line = NaiveBoleto.digits(vector.line)
        for (changed, place) in Self.changes(of: line) {
            let isAccepted = (try? BoletoCode(parsing: NaiveBoleto.text(changed))) != nil
            #expect(isAccepted == NaiveBoleto.isBankLine(changed), "place \(place)")
            // The remainders 0, 1 and 10 share the digit 1: the one gap, and only where no field digit watches.
            if isAccepted { #expect(place >= 33 && line[32] == 1, "place \(place)") }
        }
    }

    @Test("notices what it can in a collection line", arguments: BoletoVectors.valid.arrecadacao)
    func collectionDigits(vector: BoletoVectors.Collection) {
        let line = NaiveBoleto.digits(vector.line)
        for (changed, place) in Self.changes(of: line) {
            let isAccepted = (try? BoletoCode(parsing: NaiveBoleto.text(changed))) != nil
            #expect(isAccepted == NaiveBoleto.isCollectionLine(changed), "place \(place)")
            // The remainders 0 and 1 share the digit 0 of modulus 11: in the block and in the whole code at once.
            if isAccepted { #expect(line[2] >= 8 && line[3] == 0 && line[place / 12 * 12 + 11] == 0, "place \(place)") }
        }
    }

    private static func changes(of line: [Int]) -> [(line: [Int], place: Int)] {
        line.indices.flatMap { place in
            (0...9).filter { $0 != line[place] }.map { digit in
                var changed = line
                changed[place] = digit
                return (changed, place)
            }
        }
    }
}

import Boleto
import Domain
import Testing

@Suite("CheckDigits")
struct CheckDigitsTests {
    private func values(_ text: String) -> ArraySlice<UInt8> { text.utf8.map { $0 - 48 }[...] }

    @Test(
        "modulus 10 adds the digits of each product, and a multiple of ten gives 0",
        arguments: [
            // The fields of 00190.00009 01234.567004 00000.001115.
            ("001900000", 9), ("0123456700", 4), ("0000000111", 5),
            // 2 × 5 counts as 1, 2 × 9 as 9; 1 × 9 stays 9.
            ("5", 9), ("9", 1), ("90", 1), ("0", 0), ("", 0), ("55", 4), ("18", 2), ("64", 6),
        ])
    func modulus10(text: String, digit: UInt8) {
        #expect(CheckDigits.modulus10(values(text)) == digit)
    }

    @Test(
        "a bank's modulus 11 is 1 where the difference is 10 or 11",
        arguments: [
            // One digit has the weight 2: its remainder is twice the digit.
            ("0", 1), ("6", 1), ("1", 9), ("2", 7), ("3", 5), ("4", 3), ("5", 1), ("7", 8), ("8", 6), ("9", 4),
        ])
    func bankModulus11(text: String, digit: UInt8) {
        #expect(CheckDigits.bankModulus11(values(text)) == digit)
    }

    @Test(
        "the modulus 11 of collection codes and documents is 0 for the remainders 0 and 1",
        arguments: [
            ("0", 0), ("6", 0), ("1", 9), ("2", 7), ("3", 5), ("4", 3), ("5", 1), ("7", 8), ("8", 6), ("9", 4),
        ])
    func modulus11(text: String, digit: UInt8) {
        #expect(CheckDigits.modulus11(values(text)) == digit)
    }

    @Test("weights of modulus 11 rise from 2 to 9 and begin again, those of a CPF go on")
    func weights() {
        for place in 0..<43 {
            var one = [UInt8](repeating: 0, count: place + 1)
            one[0] = 1
            let weight = place % 8 + 2
            let digit = UInt8(11 - weight)
            #expect(CheckDigits.modulus11(one[...]) == digit, "place \(place)")
            #expect(CheckDigits.bankModulus11(one[...]) == digit, "place \(place)")
        }
        let tenth: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(CheckDigits.modulus11(tenth[...], highestWeight: 11) == 1)
        // 2 × 11 is 22, which leaves nothing.
        let eleventh: [UInt8] = [2, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(CheckDigits.modulus11(eleventh[...], highestWeight: 11) == 0)
        #expect(CheckDigits.modulus11(eleventh[...]) == 5)
    }

    @Test("agree with the tables of the manuals", arguments: [3 as UInt64])
    func tables(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var differences: [String] = []
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...43, using: &random)
            let digits = (0..<count).map { _ in Int.random(in: 0...9, using: &random) }
            let values = digits.map { UInt8($0) }[...]
            if Int(CheckDigits.modulus10(values)) != NaiveBoleto.modulus10(digits)
                || Int(CheckDigits.bankModulus11(values)) != NaiveBoleto.bankGeneral(digits)
                || Int(CheckDigits.modulus11(values)) != NaiveBoleto.collection11(digits)
            {
                differences.append(NaiveBoleto.text(digits))
            }
        }
        #expect(differences.isEmpty, "seed \(seed)")
    }
}

import Domain

/// Boleto codes made and judged a second time, by the tables of the manuals and without a line of the library.
enum NaiveBoleto {
    /// The weights of the general digit of a bank's barcode, as the manuals print them: 43 of them, from the left.
    static let generalWeights = digits("4329876543298765432987654329876543298765432")

    static func digits(_ text: some StringProtocol) -> [Int] { text.utf8.map { Int($0) - 48 } }

    static func text(_ digits: [Int]) -> String { digits.map(String.init).joined() }

    /// The digit that makes the sum of the digits of all products a multiple of ten.
    static func modulus10(_ digits: [Int]) -> Int {
        var sum = 0
        for (index, digit) in digits.enumerated() {
            let isDoubled = (digits.count - index) % 2 == 1
            // 2 × 7 is 14, and 1 + 4 is 14 - 9.
            sum += isDoubled ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit
        }
        var digit = 0
        while (sum + digit) % 10 != 0 { digit += 1 }
        return digit
    }

    static func remainder11(_ digits: [Int]) -> Int {
        let weights = generalWeights.suffix(digits.count)
        return zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 } % 11
    }

    static func bankGeneral(_ digits: [Int]) -> Int {
        [0: 1, 1: 1, 2: 9, 3: 8, 4: 7, 5: 6, 6: 5, 7: 4, 8: 3, 9: 2, 10: 1][remainder11(digits)] ?? -1
    }

    static func collection11(_ digits: [Int]) -> Int {
        [0: 0, 1: 0, 2: 9, 3: 8, 4: 7, 5: 6, 6: 5, 7: 4, 8: 3, 9: 2, 10: 1][remainder11(digits)] ?? -1
    }

    /// A bank's line and barcode around a factor, an amount in cents and a free field.
    static func bank(_ bank: [Int], factor: Int, cents: Int, free: [Int]) -> (line: String, barcode: String) {
        let tail = digits(padded(factor, 4)) + digits(padded(cents, 10))
        let general = bankGeneral(bank + [9] + tail + free)
        let fields = [bank + [9] + free[0..<5], Array(free[5..<15]), Array(free[15..<25])]
        let closed = fields.flatMap { $0 + [modulus10($0)] }
        return (text(closed + [general] + tail), text(bank + [9, general] + tail + free))
    }

    static func randomBank(using random: inout SeededGenerator) -> (line: String, barcode: String) {
        let code = digits(padded(Int.random(in: 1...799, using: &random), 3))
        let factor = Int.random(in: 0..<20, using: &random) == 0 ? 0 : Int.random(in: 1000...9999, using: &random)
        let largest = [0, 99_999, 9_999_999_999].randomElement(using: &random) ?? 0
        let free = (0..<25).map { _ in Int.random(in: 0...9, using: &random) }
        return bank(code, factor: factor, cents: Int.random(in: 0...largest, using: &random), free: free)
    }

    /// A collection code with any of the four value ids.
    static func randomCollection(using random: inout SeededGenerator) -> (line: String, barcode: String) {
        let valueID = Int.random(in: 6...9, using: &random)
        let checkDigit = valueID < 8 ? modulus10 : collection11
        let rest = (0..<40).map { _ in Int.random(in: 0...9, using: &random) }
        let head = [8, Int.random(in: 1...9, using: &random), valueID]
        let barcode = head + [checkDigit(head + rest)] + rest
        let blocks = stride(from: 0, to: 44, by: 11).map { Array(barcode[$0..<$0 + 11]) }
        return (text(blocks.flatMap { $0 + [checkDigit($0)] }), text(barcode))
    }

    static func padded(_ number: Int, _ length: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: length - text.count) + text
    }

    static func isBankLine(_ line: [Int]) -> Bool {
        guard line.count == 47, line[3] == 9 else { return false }
        let closed = [Array(line[0..<10]), Array(line[10..<21]), Array(line[21..<32])]
        guard closed.allSatisfy({ modulus10(Array($0.dropLast())) == $0.last }) else { return false }
        let factor = line[33] * 1000 + line[34] * 100 + line[35] * 10 + line[36]
        guard factor == 0 || factor >= 1000 else { return false }
        let others = line[0..<4] + line[33..<47] + line[4..<9] + line[10..<20] + line[21..<31]
        return bankGeneral(Array(others)) == line[32]
    }

    static func isCollectionLine(_ line: [Int]) -> Bool {
        guard line.count == 48, line[0] == 8, (6...9).contains(line[2]) else { return false }
        let checkDigit = line[2] < 8 ? modulus10 : collection11
        let blocks = stride(from: 0, to: 48, by: 12).map { Array(line[$0..<$0 + 12]) }
        guard blocks.allSatisfy({ checkDigit(Array($0.dropLast())) == $0.last }) else { return false }
        var barcode = blocks.flatMap { $0.dropLast() }
        let general = barcode.remove(at: 3)
        return checkDigit(barcode) == general
    }
}

/// Where things stand in the digits of a boleto's code, and whether its check digits are right.
///
/// The digits are values from 0 to 9.
struct BoletoLayout {
    let kind: BoletoCode.Kind
    /// 44 digits.
    let barcode: [UInt8]
    /// The 47 or 48 digits of the line; `nil` if the barcode was given.
    private let line: [UInt8]?

    /// Tells by the length what the digits are.
    init(_ digits: [UInt8]) throws(BoletoCodeError) {
        switch digits.count {
        case 44:
            // No bank's code begins with 8.
            kind = digits[0] == 8 ? .collection : .bank
            barcode = digits
            line = nil
        case 47:
            kind = .bank
            barcode = Array(digits[0..<4] + digits[32..<47] + digits[4..<9] + digits[10..<20] + digits[21..<31])
            line = digits
        case 48:
            kind = .collection
            barcode = Array(digits[0..<11] + digits[12..<23] + digits[24..<35] + digits[36..<47])
            line = digits
        default:
            throw BoletoCodeError(faults: [.length], digitCount: digits.count)
        }
    }

    /// All that is wrong, in the order in which it is told.
    var faults: [BoletoCodeError.Fault] {
        switch kind {
        case .bank: bankFaults
        case .collection: collectionFaults
        }
    }

    var factor: Int? { kind == .bank ? Int(number(5..<9)) : nil }

    var amount: Money? {
        switch kind {
        case .bank: Money(cents: number(9..<19))
        case .collection: barcode[2] == 6 || barcode[2] == 8 ? Money(cents: number(4..<15)) : nil
        }
    }

    /// The line of a barcode.
    static func line(of barcode: [UInt8], _ kind: BoletoCode.Kind) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(48)
        switch kind {
        case .bank:
            for field in [barcode[0..<4] + barcode[19..<24], barcode[24..<34], barcode[34..<44]] {
                line += field
                line.append(CheckDigits.modulus10(field))
            }
            line += barcode[4..<19]
        case .collection:
            let checkDigit = collectionCheckDigit(valueID: barcode[2])
            for start in stride(from: 0, to: 44, by: 11) {
                let block = barcode[start..<start + 11]
                line += block
                line.append(checkDigit?(block) ?? 0)
            }
        }
        return line
    }

    private var bankFaults: [BoletoCodeError.Fault] {
        var faults: [BoletoCodeError.Fault] = []
        if let line {
            if CheckDigits.modulus10(line[0..<9]) != line[9] { faults.append(.field1) }
            if CheckDigits.modulus10(line[10..<20]) != line[20] { faults.append(.field2) }
            if CheckDigits.modulus10(line[21..<31]) != line[31] { faults.append(.field3) }
        }
        if CheckDigits.bankModulus11(barcode[..<4] + barcode[5...]) != barcode[4] { faults.append(.general) }
        if barcode[3] != 9 { faults.append(.currency) }
        if !DueDateFactor.isLegal(Int(number(5..<9))) { faults.append(.factor) }
        return faults
    }

    private var collectionFaults: [BoletoCodeError.Fault] {
        var faults: [BoletoCodeError.Fault] = barcode[0] == 8 ? [] : [.product]
        guard let checkDigit = Self.collectionCheckDigit(valueID: barcode[2]) else { return faults + [.valueID] }
        if let line {
            let blocks: [BoletoCodeError.Fault] = [.field1, .field2, .field3, .field4]
            for (index, fault) in blocks.enumerated() {
                let start = index * 12
                if checkDigit(line[start..<start + 11]) != line[start + 11] { faults.append(fault) }
            }
        }
        if checkDigit(barcode[..<3] + barcode[4...]) != barcode[3] { faults.append(.general) }
        return faults
    }

    /// The third digit chooses the modulus of all check digits; `nil` if it is none of 6 to 9.
    private static func collectionCheckDigit(valueID: UInt8) -> ((ArraySlice<UInt8>) -> UInt8)? {
        switch valueID {
        case 6, 7: { CheckDigits.modulus10($0) }
        case 8, 9: { CheckDigits.modulus11($0) }
        default: nil
        }
    }

    private func number(_ range: Range<Int>) -> Int64 {
        barcode[range].reduce(0) { $0 * 10 + Int64($1) }
    }
}

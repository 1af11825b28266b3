/// The number of a boleto that passed every check: a bank's, or a collection code of a utility or a public body.
///
/// Layout and check digits are the central bank's (Carta-Circular BCB 2.926/2000) and FEBRABAN's (collection codes).
package struct BoletoCode: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case bank
        /// A code that begins with 8 (arrecadação).
        case collection
    }

    package let kind: Kind
    /// 44 digits.
    package let barcode: String
    /// The nominal amount, zero where the payer or the bank fills it in; `nil` in a collection code that carries a
    /// quantity or a reference.
    package let amount: Money?
    /// The due-date factor; 0 where the code carries no due date, `nil` in a collection code.
    package let factor: Int?

    /// Reads the line of 47 or 48 digits, or the barcode of 44.
    ///
    /// Blanks of every kind, dots, hyphens and line ends are passed over; no check digit is ever repaired. Which bank
    /// it is does not matter: their list grows.
    /// - Throws: `BoletoCodeError` with everything that is wrong.
    package init(parsing text: String) throws(BoletoCodeError) {
        let digits = try Self.digits(of: text)
        let layout = try BoletoLayout(digits)
        let faults = layout.faults
        guard faults.isEmpty else { throw BoletoCodeError(faults: faults, digitCount: digits.count) }
        kind = layout.kind
        barcode = Self.text(of: layout.barcode[...])
        amount = layout.amount
        factor = layout.factor
    }

    /// What people type: 47 digits of a bank's code, 48 of a collection code.
    package var line: String { Self.text(of: lineDigits[...]) }

    /// The line as it is printed: `00190.00009 01234.567004 00000.001115 1 78140000080000`, and for a collection code
    /// `84800000000-6 99900123202-5 61110000000-6 01234567890-0`.
    package var formatted: String {
        let groups: [(length: Int, mark: UInt8)] =
            switch kind {
            case .bank: [(5, 0x2E), (5, 0x20), (5, 0x2E), (6, 0x20), (5, 0x2E), (6, 0x20), (1, 0x20), (14, 0)]
            case .collection: [(11, 0x2D), (1, 0x20), (11, 0x2D), (1, 0x20), (11, 0x2D), (1, 0x20), (11, 0x2D), (1, 0)]
            }
        var rest = lineDigits[...]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(56)
        for group in groups {
            bytes.append(contentsOf: rest.prefix(group.length).lazy.map { $0 + UInt8(ascii: "0") })
            rest = rest.dropFirst(group.length)
            if !rest.isEmpty { bytes.append(group.mark) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bank's three digits (COMPE); `nil` for a collection code.
    package var bank: String? { kind == .bank ? String(barcode.prefix(3)) : nil }

    /// The bank's usual name; `nil` for one that is not in our list, and for a collection code.
    package var bankName: String? { bank.flatMap(Banks.name) }

    /// The due date in the code as one reads it on a certain day; `nil` if there is none, or none near enough.
    package func dueDate(on reference: CivilDate) -> CivilDate? {
        guard let factor, case .ok(let date) = DueDateFactor.reading(factor: factor, on: reference) else { return nil }
        return date
    }

    /// Whether the due date in the code can be that day; `nil` if the code carries none.
    package func isDue(on date: CivilDate) -> Bool? {
        guard let factor, factor > 0 else { return nil }
        return DueDateFactor.factor(of: date) == factor
    }

    private var lineDigits: [UInt8] {
        BoletoLayout.line(of: barcode.utf8.map { $0 - UInt8(ascii: "0") }, kind)
    }

    private static func text(of digits: ArraySlice<UInt8>) -> String {
        String(unsafeUninitializedCapacity: digits.count) { buffer in
            for (index, digit) in digits.enumerated() { buffer[index] = digit + UInt8(ascii: "0") }
            return digits.count
        }
    }

    /// Keeps 48 digits, so that a text of any length takes no memory.
    private static func digits(of text: String) throws(BoletoCodeError) -> [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity(48)
        var count = 0
        for scalar in text.unicodeScalars {
            if ("0"..."9").contains(scalar) {
                count += 1
                if count <= 48 { digits.append(UInt8(scalar.value - 0x30)) }
            } else if !scalar.isCodeSeparator {
                throw BoletoCodeError(faults: [.charset], digitCount: nil)
            }
        }
        guard count > 0 else { throw BoletoCodeError(faults: [.charset], digitCount: 0) }
        guard count <= 48 else { throw BoletoCodeError(faults: [.length], digitCount: count) }
        return digits
    }
}

/// Everything that is wrong with the number of a boleto.
package struct BoletoCodeError: Error, Hashable, Sendable {
    /// The raw values are words of the public contract.
    package enum Fault: String, Sendable, CaseIterable {
        /// Not 44, 47 or 48 digits.
        case length
        /// Something besides digits and what parts them, or no digit at all.
        case charset
        case field1 = "field1_dv"
        case field2 = "field2_dv"
        case field3 = "field3_dv"
        case field4 = "field4_dv"
        /// The digit over the whole code, the only one that guards a bank boleto's amount and due date.
        case general = "general_dv"
        /// The fourth digit of a bank's code is not 9, the real.
        case currency
        /// 0001 to 0999.
        case factor
        /// 48 digits that do not begin with 8.
        case product
        /// The third digit of a collection code is none of 6 to 9.
        case valueID = "value_id"
    }

    /// Never empty.
    package var faults: [Fault]
    /// How many digits there were; `nil` if they were not counted.
    package var digitCount: Int?

    package init(faults: [Fault], digitCount: Int?) {
        self.faults = faults
        self.digitCount = digitCount
    }

    /// What is wrong and what may have happened, in English; none of the code's digits are in it.
    package var message: String {
        // What the check digits say means nothing then.
        if faults.contains(.product) {
            return "48 digits that do not begin with 8 are no boleto: one digit too many in a bank's line of 47? "
                + "A billing system that was not updated for the due-date factors since 2025-02-22 prints such lines"
        }
        let checkDigits = faults.compactMap(\.checkDigitName)
        var parts = faults.compactMap(explanation)
        if faults.contains(.general), checkDigits.count == 1 {
            parts.insert("the general check digit does not match: was the amount or the due date changed?", at: 0)
        } else if !checkDigits.isEmpty {
            let names = checkDigits.joined(separator: ", ")
            parts.insert("check digits do not match (\(names)): were digits mistyped or swapped?", at: 0)
        }
        return parts.joined(separator: "; ")
    }

    private func explanation(of fault: Fault) -> String? {
        switch fault {
        case .length:
            (digitCount.map { "\($0) digits" } ?? "the wrong number of digits")
                + ", but a bank's line has 47, a collection line 48, a barcode 44"
        case .charset where digitCount == 0: "there are no digits in it"
        case .charset: "only digits, blanks, dots and hyphens may stand in it; was a letter O written for a zero?"
        case .currency: "the currency digit is not 9, the real"
        case .factor: "the due-date factor lies between 1 and 999, which stands for no day"
        case .valueID: "the third digit of a collection code is 6, 7, 8 or 9"
        case .field1, .field2, .field3, .field4, .general, .product: nil
        }
    }
}

extension BoletoCodeError.Fault {
    /// `nil` if it is not about a check digit.
    fileprivate var checkDigitName: String? {
        switch self {
        case .field1: "field 1"
        case .field2: "field 2"
        case .field3: "field 3"
        case .field4: "field 4"
        case .general: "general"
        case .length, .charset, .currency, .factor, .product, .valueID: nil
        }
    }
}
